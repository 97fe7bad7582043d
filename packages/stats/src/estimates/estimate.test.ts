import { describe, expect, it } from '@jest/globals';
import { estimate, type EstimateRequest, type GoodEstimate } from './estimate.js';
import type { MetricMoments } from './metric-moments.js';
import { jointOf } from '../moments/joint.js';
import { momentsOf } from '../moments/moments.js';

const mean = (n: number, value: number, variance: number): MetricMoments => ({
  kind: 'mean',
  moments: { n, mean: value, m2: variance * (n - 1) },
});
const aRequest = (more: Partial<EstimateRequest> = {}): EstimateRequest => ({
  control: { variation: 'control', metric: mean(10000, 10, 400) },
  treatments: [{ variation: 'treatment', metric: mean(10050, 10.3, 420) }],
  effect: 'relative',
  method: { kind: 'fixed' },
  level: 0.95,
  ...more,
});
const only = (request: EstimateRequest): GoodEstimate => {
  const [one] = estimate(request);
  if (one?.kind !== 'estimate') throw new Error(`no estimate: ${one?.kind}`);
  return one;
};

describe('given ten thousand subjects an arm and a lift of 3 %', () => {
  it('gives the fixed-sample interval of the relative lift', () => {
    const { lift, standardError, low, high, pValue } = only(aRequest());

    expect(lift).toBeCloseTo(0.03, 12);
    expect(standardError).toBeCloseTo(0.02902189600562, 12);
    expect([low, high]).toEqual([expect.closeTo(-0.02688187093, 10), expect.closeTo(0.08688187093, 10)]);
    expect(pValue).toBeCloseTo(0.3012753681, 9);
  });

  it('gives the sequential interval with its always-valid p', () => {
    const { low, high, pValue } = only(aRequest({ method: { kind: 'sequential' } }));

    expect([low, high]).toEqual([expect.closeTo(-0.05885514117, 10), expect.closeTo(0.11885514117, 10)]);
    expect(pValue).toBe(1);
  });

  it('widens a hybrid interval while running and narrows it at the end', () => {
    const running = only(aRequest({ method: { kind: 'hybrid', phase: 'running' } }));
    const ended = only(aRequest({ method: { kind: 'hybrid', phase: 'ended' } }));

    expect([running.low, running.high]).toEqual([
      expect.closeTo(-0.06590741944, 10),
      expect.closeTo(0.12590741944, 10),
    ]);
    expect([ended.low, ended.high]).toEqual([expect.closeTo(-0.03504975687, 10), expect.closeTo(0.09504975687, 10)]);
  });

  it('moves the centre towards a Bayesian prior and says what is at risk', () => {
    const bayes = only(aRequest({ method: { kind: 'bayesian', prior: { mean: 0, sd: 0.05 } } }));

    expect(bayes.lift).toBeCloseTo(0.02243983579, 10);
    expect(bayes.standardError).toBeCloseTo(0.0251000734, 10);
    expect([bayes.low, bayes.high]).toEqual([expect.closeTo(-0.02675540408, 10), expect.closeTo(0.07163507566, 10)]);
    expect(bayes.posterior?.chanceToWin).toBeCloseTo(0.81434299973, 9);
    expect(bayes.posterior?.risk).toBeCloseTo(-0.01372746599, 10);
    expect(bayes.posterior?.loss).toBeCloseTo(-0.00254860016, 10);
    expect(bayes.pValue).toBeNull();
  });

  it('shares alpha between primary and other metrics', () => {
    const family = { kind: 'preferential_bonferroni', treatments: 2, metrics: 6, primaryShare: 0.5 } as const;

    expect(only(aRequest({ correction: { ...family, isPrimary: true } })).alpha).toBeCloseTo(0.0125, 12);
    expect(only(aRequest({ correction: { ...family, isPrimary: false } })).alpha).toBeCloseTo(0.0025, 12);
  });

  it('multiplies an absolute difference by the treated subjects to get a total', () => {
    const total = only(aRequest({ effect: 'total' }));

    expect(total.lift).toBeCloseTo(0.3 * 10050, 6);
  });
});

it('adjusts by a covariate with slopes of each arm and the term for the shared mean', () => {
  const x = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
  const noiseC = [1, -1, 2, -2, 0.5, -0.5, 1.5, -1.5, 0, 1, -1, 0];
  const xT = [2, 3, 3, 4, 6, 6, 8, 8, 9, 11, 12, 13];
  const noiseT = [0, 1, -1, 2, -2, 0.5, -0.5, 1, -1, 1.5, -1.5, 0];
  const arm = (variation: string, slope: number, covariate: number[], noise: number[]) => {
    const y = covariate.map((v, i) => slope * v + 10 + (noise[i] ?? 0));
    return {
      variation,
      metric: { kind: 'mean', moments: momentsOf(y) } as MetricMoments,
      covariates: {
        names: ['pre'],
        joint: jointOf(
          y.map((v, i) => [v, covariate[i] ?? 0]),
          2,
        ),
      },
    };
  };
  const request = aRequest({
    control: arm('control', 2, x, noiseC),
    treatments: [arm('treatment', 2.5, xT, noiseT)],
    gate: false,
    cuped: { ridge: 0, subjectsPerCovariate: 12 },
  });

  const adjusted = only(request);
  const raw = only({ ...request, cuped: false });

  expect(adjusted.control.value).toBeCloseTo(23.5710955711, 9);
  expect(adjusted.treatment.value).toBeCloseTo(26.9936614209, 9);
  expect(adjusted.lift).toBeCloseTo(0.14520181463, 10);
  expect(adjusted.standardError).toBeCloseTo(0.02491131387, 10);
  expect(raw.lift).toBeCloseTo(0.20471014493, 10);
  expect(raw.standardError).toBeCloseTo(0.15797926351, 10);
  expect(adjusted.varianceReduction).toBeCloseTo(1 - (0.02491131387 / 0.15797926351) ** 2, 8);
});

describe('given moments from which no lift can be made', () => {
  const without = (metric: MetricMoments, more: Partial<EstimateRequest> = {}) =>
    estimate(aRequest({ control: { variation: 'control', metric }, ...more }))[0];

  it('says which outcome it is and shows the absolute difference instead of a lift', () => {
    const nearZero = without(mean(10000, 0.1, 400));

    expect(nearZero?.kind).toBe('undefined_lift');
    expect(nearZero?.kind === 'undefined_lift' && nearZero.instead?.absolute.lift).toBeCloseTo(10.2, 10);
  });

  it('names empty, tiny, constant, withheld and impossible moments', () => {
    expect(without(mean(0, 0, 0))?.kind).toBe('no_data');
    expect(without(mean(1, 5, 0))?.kind).toBe('not_enough_data');
    expect(without({ kind: 'suppressed', n: 50 })?.kind).toBe('suppressed');
    expect(without(mean(100, Number.NaN, 1))?.kind).toBe('invalid_input');
    expect(without(mean(100, 1, Number.POSITIVE_INFINITY))?.kind).toBe('invalid_input');
    const constant = aRequest({
      control: { variation: 'a', metric: mean(100, 5, 0) },
      treatments: [{ variation: 'b', metric: mean(100, 5, 0) }],
    });
    expect(estimate(constant)[0]?.kind).toBe('not_enough_data');
  });

  it('asks for a hundred subjects before it shows a sequential interval', () => {
    const few = without(mean(99, 10, 4), { method: { kind: 'sequential' } });

    expect(few?.kind).toBe('not_enough_data');
  });
});
