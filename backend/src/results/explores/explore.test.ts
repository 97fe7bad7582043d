import { describe, expect, it } from '@jest/globals';
import { exploreInput, type ExploreInput, type PropertyAnalysisView } from '@assay/api-contract';
import { analysisPlan, experimentDesign, metric } from '@assay/definitions';
import type { MomentsSummary } from '../../pipeline/index.js';
import { drawn, knownValues } from './explore-chart.js';
import { problemOf, type Explorable } from './explore.js';
import { proposed } from './propose.js';

const design = experimentDesign.parse({
  ...{ experimentKey: 'exp', assignmentSourceId: 'asg_1', assignmentFrom: '2026-01-01T00:00:00Z' },
  variations: ['control', 'a', 'b'].map((key, at) => ({ key, name: key, weight: 1, isControl: at === 0 })),
  metrics: ['paid', 'slow'].map((metricId) => ({ metricId, role: 'secondary' })),
  splitBy: ['country', 'device'],
});
const numerator = { factId: 'f', operation: 'sum' };
const paid = metric.parse({ kind: 'simple', name: 'Paid', entityId: 'e', numerator });
const slow = metric.parse({
  ...{ kind: 'percentile', name: 'Slow', entityId: 'e' },
  percentile: { factId: 'f', percentile: 0.95 },
});
const experiment: Explorable = {
  ...{ design, hasTimes: true },
  metrics: [
    { id: 'paid', metric: paid },
    { id: 'slow', metric: slow },
  ],
};
const anExplore = (over: Partial<ExploreInput> = {}): ExploreInput =>
  exploreInput.parse({ name: 'Paid', metricId: 'paid', visualisation: 'lift', ...over });

describe('a chart that can be saved', () => {
  it.each([
    [
      'split by one property and only some of its values',
      { splitBy: 'country', filter: { property: 'country', values: ['DE'] } },
    ],
    ['of some treatments by day', { visualisation: 'series' as const, variations: ['b'] }],
    ['of a percentile in one value', { metricId: 'slow', filter: { property: 'country', values: ['DE'] } }],
  ])('is %s', (_, over) => {
    expect(problemOf(anExplore(over), experiment)).toBeNull();
  });

  it.each([
    [
      'percentiles of several values',
      { metricId: 'slow', filter: { property: 'country', values: ['DE', 'FR'] } },
      'filter.values',
    ],
    ['a percentile by day', { metricId: 'slow', visualisation: 'series' as const }, 'visualisation'],
    [
      'days of one value',
      { visualisation: 'series' as const, filter: { property: 'country', values: ['DE'] } },
      'filter',
    ],
    ['a treatment that was taken out', { variations: ['a', 'gone'] }, 'variations.1'],
  ])('is not of %s', (_, over, path) => {
    expect(problemOf(anExplore(over), experiment)?.path).toBe(path);
  });

  it('has no days where rows carry no times', () => {
    const problem = problemOf(anExplore({ visualisation: 'series' }), { ...experiment, hasTimes: false });

    expect(problem).toEqual({ path: 'visualisation', message: expect.stringContaining('no real time') });
  });
});

describe('a chart that is drawn', () => {
  const summary = (label: string, variation: string): MomentsSummary => ({
    ...{ metricId: 'paid', variation, property: 'country', label },
    moments: { outcome: 'measured', n: 900, roles: ['numerator'], sums: [9000], means: [10], products: [3600] },
  });
  const split = ['DE', 'FR'].flatMap((label) => ['control', 'a', 'b'].map((key) => summary(label, key)));
  const judged = {
    ...{
      id: 'paid',
      version: 1,
      role: 'secondary' as const,
      metric: paid,
      runId: null,
      statementIds: [],
      failure: null,
    },
  };
  const source = { design, plan: analysisPlan.parse({}), judged, overall: [], split, days: [] };

  it('shows control and the chosen treatments only', () => {
    const { cells } = drawn(anExplore({ splitBy: 'country', variations: ['b'] }), source);

    expect(cells.map(({ value, result }) => [value, result.arms.map(({ variation }) => variation)])).toEqual([
      ['DE', ['control', 'b']],
      ['FR', ['control', 'b']],
    ]);
  });

  it('names the values that are there when its own has become rare', () => {
    const { because, cells } = drawn(anExplore({ filter: { property: 'country', values: ['BR'] } }), source);

    expect(cells).toEqual([]);
    expect(because).toMatch(/“BR” is none of the values.*It has DE, FR\./);
  });

  it('compares no values where the weights changed', () => {
    const weightChanges = [{ at: '2026-01-02T00:00:00Z', weights: [1, 1, 2] }];
    const { cells } = drawn(anExplore({ splitBy: 'country' }), { ...source, design: { ...design, weightChanges } });

    expect(cells[0]?.result.arms[1]?.estimate).toMatchObject({ kind: 'none', reason: 'weights_changed' });
  });

  it('knows the values of each property that results are split by', () => {
    const label = (property: string, value: string) => ({ property, label: value, variation: 'a', subjects: 9 });
    const labels = [label('country', 'FR'), label('country', 'DE'), label('country', 'FR'), label(' own', 'x')];

    expect(knownValues(design, [{ kind: 'labels', labels }])).toEqual([
      { property: 'country', values: ['DE', 'FR'] },
      { property: 'device', values: [] },
    ]);
  });
});

describe('proposals', () => {
  const cell = (property: string, value: string, isNotable = true): PropertyAnalysisView['cells'][number] => ({
    ...{ property, value, metricId: 'paid', name: 'Paid', variation: 'a', isNotable },
    ...{ lift: 0.2, restLift: 0, pValue: 0.001, qValue: 0.01 },
  });

  it('put what stands out in one property into one chart, and stop at four', () => {
    const cells = [cell('p1', 'x'), cell('p2', 'x'), cell('p1', 'y'), cell('p3', 'x', false)];

    const few = proposed(cells, []);
    const many = proposed(
      [1, 2, 3, 4, 5].map((n) => cell(`p${n}`, 'x')),
      [],
    );

    expect(few.map(({ explore, findings }) => [explore.splitBy, findings.map(({ value }) => value)])).toEqual([
      ['p1', ['x', 'y']],
      ['p2', ['x']],
    ]);
    expect(many.map(({ explore }) => explore.splitBy)).toEqual(['p1', 'p2', 'p3', 'p4']);
  });

  it('leave out what is saved under another name', () => {
    const saved = anExplore({ name: 'Mine', splitBy: 'p1' });

    expect(proposed([cell('p1', 'x'), cell('p2', 'x')], [saved]).map(({ explore }) => explore.splitBy)).toEqual(['p2']);
  });
});
