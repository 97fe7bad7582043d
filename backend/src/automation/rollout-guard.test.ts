import { describe, expect, it } from '@jest/globals';
import type { EstimateView, MetricResult, ResultsView } from '@assay/api-contract';
import { anAllocation } from '../flags/testing/builders.js';
import { explanationOf, exposureAt, harmsOf, isGrowing, stopped } from './rollout-guard.js';

const now = new Date('2026-03-05T00:00:00Z');
const growing = anAllocation({
  trafficExposure: 0.01,
  phases: [
    { at: '2026-03-02T00:00:00Z', trafficExposure: 0.1 },
    { at: '2026-03-04T00:00:00Z', trafficExposure: 0.25 },
    { at: '2026-03-06T00:00:00Z', trafficExposure: 1 },
  ],
});

describe('stopping an allocation', () => {
  it('holds it at the share that its newest phase has reached', () => {
    expect(stopped(growing, 'pause', now)).toEqual({ ...growing, trafficExposure: 0.25, phases: [] });
    expect(explanationOf('pause', growing, now)).toContain('Paused at 25%');
  });

  it('lets nobody in when it is rolled back', () => {
    expect(stopped(growing, 'roll_back', now)).toEqual({ ...growing, trafficExposure: 0, phases: [] });
    expect(explanationOf('roll_back', growing, now)).toContain('it let in 25%');
  });

  it('does not open what has not begun or is over', () => {
    const later = anAllocation({ startAt: '2026-03-06T00:00:00Z' });
    const over = anAllocation({ endAt: '2026-03-05T00:00:00Z' });

    expect([later, over].map((one) => exposureAt(one, now))).toEqual([0, 0]);
    expect(stopped(later, 'pause', now).trafficExposure).toBe(0);
    expect([isGrowing(later, now), isGrowing(over, now)]).toEqual([true, false]);
  });

  it('says so where nothing was left to pause', () => {
    const done = anAllocation({ trafficExposure: 0.5 });

    expect(stopped(done, 'pause', now)).toEqual(done);
    expect(explanationOf('pause', done, now)).toContain('Nothing was left to pause: it stays at 50%');
  });
});

type Good = Extract<EstimateView, { kind: 'estimate' }>;

const metric = (role: MetricResult['role'], change: Partial<Good>): Pick<ResultsView, 'metrics'> => {
  const estimate: Good = {
    kind: 'estimate',
    effect: 'relative',
    lift: -0.2,
    low: -0.3,
    high: -0.1,
    standardError: 0.05,
    pValue: 0.001,
    adjustedPValue: 0.001,
    alpha: 0.05,
    chanceToWin: null,
    level: 0.95,
    method: 'sequential',
    usesCuped: false,
    covariates: 0,
    randomisation: null,
    varianceReduction: null,
    caution: null,
    evidence: 'undecided',
    guardrail: null,
    ...change,
  };
  const described = { metricId: 'm1', name: 'Orders', role } as MetricResult;
  const control = { variation: 'control', n: 100, value: 1, estimate: null };
  return { metrics: [{ ...described, arms: [control, { variation: 'new', n: 100, value: 0.8, estimate }] }] };
};

const harms = (relative: Pick<ResultsView, 'metrics'>) => harmsOf(relative, { metrics: [] });

describe('harm', () => {
  it('is a guardrail whose interval is wholly on the bad side of zero or of its cutoff', () => {
    expect(harms(metric('guardrail', { evidence: 'worse' }))).toEqual([
      {
        ...{ metricId: 'm1', metric: 'Orders', variation: 'new', effect: 'relative' },
        ...{ lift: -0.2, low: -0.3, high: -0.1, level: 0.95 },
      },
    ]);
    expect(harms(metric('guardrail', { guardrail: 'breached' }))).toHaveLength(1);
  });

  it('is no doubt, nothing better, and no other metric', () => {
    expect(harms(metric('guardrail', { guardrail: 'may_exceed' }))).toEqual([]);
    expect(harms(metric('guardrail', { evidence: 'better' }))).toEqual([]);
    expect(harms(metric('primary', { evidence: 'worse' }))).toEqual([]);
  });

  it('is an absolute difference only where a relative lift cannot be said', () => {
    const absolute = metric('guardrail', { effect: 'absolute', evidence: 'worse' });
    const [said] = metric('guardrail', {}).metrics;
    const none = { kind: 'none', reason: 'not_enough_data', explanation: 'Too few.' } as const;
    const unsaid = { metrics: [{ ...said!, arms: [{ variation: 'new', n: 100, value: 0, estimate: none }] }] };

    expect(harmsOf(unsaid, absolute)).toMatchObject([{ metricId: 'm1', effect: 'absolute' }]);
    expect(harmsOf(metric('guardrail', {}), absolute)).toEqual([]);
  });
});
