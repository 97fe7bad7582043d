import { expect, it } from '@jest/globals';
import { experimentDesign, metric } from '@assay/definitions';
import type { Diagnostic } from '../pipeline/index.js';
import { capsOf, dimensionsOf } from './sanity-cells.js';

const design = experimentDesign.parse({
  ...{ experimentKey: 'x', assignmentSourceId: 's', assignmentFrom: '2026-10-01T00:00:00Z' },
  variations: [
    { key: 'a', name: 'A', weight: 1, isControl: true },
    { key: 'b', name: 'B', weight: 1, isControl: false },
  ],
});
const labels = (...counts: [label: string, a: number | null, b: number | null][]): Diagnostic => ({
  kind: 'labels',
  labels: counts.flatMap(([label, a, b]) => [
    { property: 'Browser', label, variation: 'a', subjects: a },
    { property: 'Browser', label, variation: 'b', subjects: b },
  ]),
});

it('names the value of a property in which the split is off', () => {
  const found = dimensionsOf(design, [labels(['Chrome', 5000, 5040], ['Safari', 2000, 1500], ['(other)', 900, 880])]);

  expect(found).toMatchObject({
    ...{ status: 'failed', tested: 3 },
    causes: [
      {
        ...{ property: 'Browser', value: 'Safari' },
        excess: [
          { variation: 'a', subjects: 250 },
          { variation: 'b', subjects: -250 },
        ],
      },
    ],
    explanation: expect.stringContaining('Browser is “Safari”'),
  });
});

it('finds nothing where only chance speaks, and tests no count that is withheld', () => {
  expect(dimensionsOf(design, [labels(['Chrome', 5000, 5040], ['Opera', null, 12])])).toMatchObject({
    ...{ status: 'passed', tested: 1, causes: [] },
  });
  expect(dimensionsOf(design, [])).toMatchObject({ status: 'unknown', tested: 0 });
});

it('names the metrics whose cap is 0', () => {
  const revenue = metric.parse({
    ...{ kind: 'simple', name: 'Revenue', entityId: 'e' },
    numerator: { factId: 'f', operation: 'sum' },
  });
  const caps = (isZeroed: boolean): Diagnostic => ({
    kind: 'caps',
    caps: [{ metricId: 'm', role: 'numerator', upper: null, lower: null, isZeroed }],
  });
  const judged = [{ id: 'm', metric: revenue }];

  expect(capsOf(judged, [caps(true)])).toMatchObject({ status: 'warning', metrics: ['Revenue'] });
  expect(capsOf(judged, [caps(false)])).toMatchObject({ status: 'passed', metrics: [] });
  expect(capsOf(judged, []).status).toBe('unknown');
});
