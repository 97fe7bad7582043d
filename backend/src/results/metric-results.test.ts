import { describe, expect, it } from '@jest/globals';
import { analysisPlan, experimentDesign, metric as metricSchema } from '@assay/definitions';
import { metricResults, type JudgedMetric, type Lens } from './metric-results.js';
import type { MetricSummary } from './metric-summaries.js';

const design = experimentDesign.parse({
  experimentKey: 'legislator-emails',
  assignmentSourceId: 'src_1',
  assignmentFrom: '2013-01-01T00:00:00Z',
  variations: [
    { key: 'out', name: 'Out of district', weight: 1, isControl: false },
    { key: 'in', name: 'In district', weight: 1, isControl: true },
  ],
  metrics: [{ metricId: 'met_1', role: 'primary' }],
});
const plan = analysisPlan.parse({ method: 'fixed', cuped: false });
const lens: Lens = { method: 'fixed', level: 0.95, usesCuped: false, effect: 'relative', correction: 'none' };

const aMetric = (change: Partial<JudgedMetric> = {}, definition: object = {}): JudgedMetric => ({
  id: 'met_1',
  version: 3,
  role: 'primary',
  runId: 'run_1',
  statementIds: ['stm_1'],
  failure: null,
  metric: metricSchema.parse({
    name: 'Responded',
    entityId: 'ent_1',
    kind: 'simple',
    numerator: { factId: 'fct_1', operation: 'distinct_entity' },
    ...definition,
  }),
  ...change,
});

/** n and successes of each arm, as `datasets/expected.json` has them for the published experiment. */
const aShare = (variation: string, n: number, successes: number): MetricSummary => ({
  metricId: 'met_1',
  variation,
  moments: {
    outcome: 'measured',
    n,
    roles: ['numerator'],
    sums: [successes],
    means: [successes / n],
    products: [successes - (successes * successes) / n],
  },
});

const published = [aShare('out', 2779, 803), aShare('in', 2814, 1562)];

/** A thousand subjects with three facts each, which all fall independently. */
const aPercentile = (variation: string, quantile: number, largestAtom = 0.001): MetricSummary => ({
  metricId: 'met_1',
  variation,
  moments: {
    outcome: 'percentile',
    n: 1000,
    roles: ['at_or_below', 'facts'],
    percentile: 0.9,
    quantile,
    lower: quantile - 10,
    upper: quantile + 12,
    largestAtom,
    sums: [2700, 3000],
    means: [2.7, 3],
    products: [270, 0, 0],
  },
});
const slow = aMetric(
  {},
  { kind: 'percentile', desiredChange: 'decrease', percentile: { factId: 'fct_1', percentile: 0.9 } },
);

it('compares percentiles of facts, with the interval of independent facts where they are', () => {
  const arms = [aPercentile('out', 380), aPercentile('in', 400)];
  const [result] = metricResults(design, plan, lens, [slow], arms);
  const estimate = result?.arms[1]?.estimate;

  expect(result?.arms.map((arm) => arm.value)).toEqual([400, 380]);
  expect(estimate).toMatchObject({ kind: 'estimate', lift: expect.closeTo(-0.05, 12), evidence: 'better' });
  // sigma_p equals sigma_iid but for n - 1, so that each error is (10 + 12)/2/1.96.
  const error = 11 / 1.96;
  expect(estimate).toMatchObject({
    standardError: expect.closeTo(Math.sqrt((error / 400) ** 2 + (0.95 * error) ** 2 / 400 ** 2), 4),
  });
});

it('judges every step of a funnel, and says how many went on from the step before', () => {
  const funnel = { steps: ['Cart', 'Address', 'Paid'].map((name) => ({ name, factId: `fct of ${name}` })) };
  const checkout = aMetric({}, { kind: 'funnel', funnel });
  const arms = [aShare('out', 2000, 480), aShare('in', 2000, 400)].map((summary, at) => ({
    ...summary,
    moments: { ...summary.moments, steps: at === 0 ? [1000, 600] : [1000, 500] },
  })) as MetricSummary[];
  const [result] = metricResults(design, plan, lens, [checkout], arms);

  expect(result).toMatchObject({ kind: 'funnel', isBinary: true });
  expect(result?.arms.map((arm) => arm.value)).toEqual([0.2, 0.24]);
  expect(result?.steps.map(({ name, arms }) => [name, ...arms.map((arm) => arm.value)])).toEqual([
    ['Cart', 0.5, 0.5],
    ['Address', 0.25, 0.3],
    ['Paid', 0.2, 0.24],
  ]);
  expect(result?.steps[2]?.arms.map((arm) => arm.ofStepBefore)).toEqual([0.8, 0.8]);
  expect(result?.steps[1]?.arms[1]?.estimate).toMatchObject({ kind: 'estimate', lift: expect.closeTo(0.2, 12) });
  expect(result?.steps[2]?.arms[1]?.estimate).toEqual(result?.arms[1]?.estimate);
});

it('names a percentile that too many facts stand on', () => {
  const arms = [aPercentile('out', 380), aPercentile('in', 400, 0.3)];
  const [result] = metricResults(design, plan, lens, [slow], arms);

  expect(result?.arms[1]?.estimate).toMatchObject({ kind: 'none', reason: 'percentile_on_atom' });
});

it('reproduces the published experiment from its moments', () => {
  const [result] = metricResults(design, plan, lens, [aMetric()], published);

  expect(result?.arms.map((arm) => [arm.variation, arm.n])).toEqual([
    ['in', 2814],
    ['out', 2779],
  ]);
  expect(result?.arms[1]?.estimate).toMatchObject({
    kind: 'estimate',
    lift: expect.closeTo(-0.4794408770000354, 10),
    standardError: expect.closeTo(0.01781154629537551, 10),
    low: expect.closeTo(-0.5143508662479392, 10),
    high: expect.closeTo(-0.44453088775213156, 10),
    evidence: 'worse',
  });
});

it('calls a fall better where a fall is desired', () => {
  const [result] = metricResults(design, plan, lens, [aMetric({}, { desiredChange: 'decrease' })], published);

  expect(result?.arms[1]?.estimate).toMatchObject({ evidence: 'better' });
});

it('shows the absolute difference on demand', () => {
  const [result] = metricResults(design, plan, { ...lens, effect: 'absolute' }, [aMetric()], published);

  expect(result?.arms[1]?.estimate).toMatchObject({ lift: expect.closeTo(-0.2661288734449379, 12) });
});

describe('where there is no number', () => {
  it('says that a withheld cell is withheld', () => {
    const withheld: MetricSummary = {
      metricId: 'met_1',
      variation: 'out',
      moments: { outcome: 'suppressed', n: 7, roles: ['numerator'] },
    };
    const [result] = metricResults(design, plan, lens, [aMetric()], [withheld, aShare('in', 2814, 1562)]);

    expect(result?.arms[1]).toMatchObject({ n: 7, value: null, estimate: { kind: 'none', reason: 'suppressed' } });
  });

  it('gives the failure of the statement that the metric depends on', () => {
    const failed = aMetric({ failure: 'The column amount does not exist.' });
    const [result] = metricResults(design, plan, lens, [failed], []);

    expect(result?.arms[1]?.estimate).toMatchObject({
      reason: 'statement_failed',
      explanation: 'The column amount does not exist.',
    });
  });

  it('asks for a refresh when nothing was computed', () => {
    const [result] = metricResults(design, plan, lens, [aMetric()], []);

    expect(result?.arms[1]?.estimate).toMatchObject({ reason: 'not_computed_yet' });
  });
});

describe('a guardrail with a cutoff of −50 %', () => {
  const guardrail = (cutoff: number) => aMetric({ role: 'guardrail' }, { guardrailCutoff: cutoff });
  const stateOf = (cutoff: number) => {
    const [result] = metricResults(design, plan, lens, [guardrail(cutoff)], published);
    const estimate = result?.arms[1]?.estimate;
    return estimate?.kind === 'estimate' ? estimate.guardrail : null;
  };

  it('may be exceeded while the interval reaches over it', () => {
    expect(stateOf(-0.5)).toBe('may_exceed');
  });

  it('is inside or breached when the interval is wholly on one side', () => {
    expect(stateOf(-0.6)).toBe('inside');
    expect(stateOf(-0.1)).toBe('breached');
  });
});
