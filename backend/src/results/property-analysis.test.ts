import { expect, it } from '@jest/globals';
import { analysisPlan, experimentDesign, metric } from '@assay/definitions';
import type { MomentsSummary } from '../pipeline/index.js';
import type { JudgedMetric } from './metric-results.js';
import { propertyAnalysis } from './property-analysis.js';

const design = experimentDesign.parse({
  ...{ experimentKey: 'exp', assignmentSourceId: 'asg_1', assignmentFrom: '2026-01-01T00:00:00Z' },
  variations: ['control', 'treatment'].map((key, at) => ({ key, name: key, weight: 1, isControl: at === 0 })),
  metrics: [{ metricId: 'm', role: 'primary' }],
  splitBy: ['Country'],
});
const plan = analysisPlan.parse({});
const paid: JudgedMetric = {
  ...{ id: 'm', version: 1, role: 'primary', runId: null, statementIds: [], failure: null },
  metric: metric.parse({
    ...{ name: 'Paid', entityId: 'e', kind: 'simple' },
    numerator: { factId: 'f', operation: 'sum' },
  }),
};

const cell = (label: string, variation: string, mean: number, n = 1000): MomentsSummary => ({
  ...{ metricId: 'm', variation, property: 'Country', label },
  moments: { outcome: 'measured', n, roles: ['numerator'], sums: [mean * n], means: [mean], products: [4 * (n - 1)] },
});
const arms = (label: string, lift: number): MomentsSummary[] => [
  cell(label, 'control', 10),
  cell(label, 'treatment', 10 * (1 + lift)),
];
const found = (summaries: readonly MomentsSummary[]) =>
  propertyAnalysis(design, plan, [paid], [{ property: 'Country', summaries }]);

it('names the value inside of which the effect is another, compared with all the rest', () => {
  const cells = found([...arms('DE', 0.1), ...arms('FR', 0), ...arms('US', 0), ...arms('BR', 0)]);

  expect(cells.map(({ value, isNotable }) => [value, isNotable])[0]).toEqual(['DE', true]);
  expect(cells[0]).toMatchObject({ lift: expect.closeTo(0.1, 9), restLift: expect.closeTo(0, 9) });
  // By hand: SE of a lift of means 10 with variance 4 and 1,000 subjects, and of three such values together.
  const own = Math.sqrt((4 / 1000) * (1 + 1.1 ** 2)) / 10;
  const rest = Math.sqrt((4 / 3000) * 2) / 10;
  expect(-Math.log10(cells[0]?.pValue ?? 1)).toBeCloseTo(-Math.log10(twoSided(0.1 / Math.hypot(own, rest))), 2);
});

it('names nothing where effects are alike', () => {
  const cells = found([...arms('DE', 0.051), ...arms('FR', 0.049), ...arms('US', 0.05)]);

  expect(cells).toHaveLength(3);
  expect(cells.some(({ isNotable }) => isNotable)).toBe(false);
});

it('compares two values once', () => {
  expect(found([...arms('web', 0.1), ...arms('app', 0)]).map(({ value }) => value)).toEqual(['app']);
});

it('compares nothing with a rest of which something is withheld, nor a value with itself', () => {
  const withheld = cell('FR', 'treatment', 10);
  const moments = { outcome: 'suppressed' as const, n: null, roles: ['numerator' as const] };
  const cells = found([...arms('DE', 0.1), cell('FR', 'control', 10), { ...withheld, moments }, ...arms('US', 0)]);

  expect(cells).toEqual([]);
  expect(found(arms('DE', 0.1))).toEqual([]);
});

/** Of a normal deviate, by the asymptotic series: good to a thousandth beyond 4. */
const twoSided = (z: number): number =>
  ((2 * Math.exp((-z * z) / 2)) / (z * Math.sqrt(2 * Math.PI))) * (1 - 1 / z ** 2 + 3 / z ** 4);
