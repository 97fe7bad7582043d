import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { estimate, type Estimate, type EstimateRequest } from './estimate.js';
import type { ArmMoments, MetricMoments } from './metric-moments.js';
import type { IntervalMethod } from './method.js';
import { funnelStep } from '../effects/ratio.js';
import { momentsOf } from '../moments/moments.js';

const methods: readonly IntervalMethod[] = [
  { kind: 'fixed' },
  { kind: 'fixed', distribution: 't' },
  { kind: 'sequential' },
  { kind: 'hybrid', phase: 'running' },
  { kind: 'bayesian' },
];
const anything = fc.oneof(
  fc.constantFrom(0, -0, 1, 2, -1, 1e9, 1e308, -1e308, 5e-324, NaN, Infinity, -Infinity),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.integer({ min: 0, max: 5000 }),
);
const products = (length: number) => fc.array(anything, { minLength: length, maxLength: length });
const joint = (size: number) =>
  fc.record({ n: anything, means: products(size), products: products((size * (size + 1)) / 2) });
const aMetric: fc.Arbitrary<MetricMoments> = fc.oneof(
  fc.record({ kind: fc.constant('mean' as const), moments: fc.record({ n: anything, mean: anything, m2: anything }) }),
  fc.record({ kind: fc.constant('proportion' as const), n: anything, successes: anything }),
  fc.record({ kind: fc.constant('ratio' as const), joint: joint(2) }),
  fc.record({
    kind: fc.constant('percentile' as const),
    percentile: fc.record({
      p: anything,
      events: anything,
      quantile: anything,
      lower: anything,
      upper: anything,
      ranks: joint(2),
      largestAtom: fc.oneof(fc.constant(null), anything),
    }),
  }),
  fc.record({ kind: fc.constant('suppressed' as const), n: fc.constantFrom(null, 3) }),
);
const anArm = (variation: string): fc.Arbitrary<ArmMoments> =>
  fc.record({
    variation: fc.constant(variation),
    metric: aMetric,
    covariates: fc.oneof(
      fc.constant(null),
      fc.record({ names: fc.constant(['x']), joint: fc.oneof(fc.constant('suppressed' as const), joint(2), joint(3)) }),
    ),
  });

/** Every number that would be shown. */
const numbersOf = (one: Estimate): number[] =>
  one.kind !== 'estimate'
    ? one.instead === null
      ? []
      : numbersOf(one.instead.absolute)
    : [one.lift, one.low, one.high, one.standardError, one.pValue ?? 0, one.alpha, one.varianceReduction ?? 0];

it('answers any moments with finite numbers or a named outcome, and never throws', () => {
  fc.assert(
    fc.property(
      anArm('c'),
      anArm('t'),
      fc.constantFrom(...methods),
      fc.constantFrom('relative' as const, 'absolute' as const, 'total' as const),
      fc.constantFrom(false as const, undefined),
      fc.constantFrom(0, 0.5, 0.95, 1, NaN),
      (control, treatment, method, effect, gate, level) => {
        const request: EstimateRequest = { control, treatments: [treatment], method, effect, gate, level };
        for (const one of estimate(request)) {
          for (const number of numbersOf(one)) expect(Number.isFinite(number)).toBe(true);
          expect(one.treatment.value === null || Number.isFinite(one.treatment.value)).toBe(true);
        }
      },
    ),
    { numRuns: 20_000, seed: 7 },
  );
});

describe('given the edges', () => {
  const outcome = (c: MetricMoments, t: MetricMoments, effect: EstimateRequest['effect'] = 'relative') =>
    estimate({
      control: { variation: 'c', metric: c },
      treatments: [{ variation: 't', metric: t }],
      method: { kind: 'fixed' },
      effect,
      level: 0.95,
    })[0];
  const mean = (values: readonly number[]): MetricMoments => ({ kind: 'mean', moments: momentsOf(values) });
  const many = (value: number) => Array.from({ length: 200 }, (_, index) => value + (index % 3));

  it.each([
    ['nobody in control', mean([]), mean(many(5)), 'no_data'],
    ['one subject', mean([1]), mean(many(5)), 'not_enough_data'],
    ['only zeros in both arms', mean([0, 0, 0]), mean([0, 0, 0]), 'undefined_lift'],
    ['only zeros in control', mean(Array<number>(200).fill(0)), mean(many(5)), 'undefined_lift'],
    [
      'a denominator that is always zero',
      { kind: 'ratio', joint: funnelStep(200, 0, 0) },
      mean(many(5)),
      'undefined_lift',
    ],
    ['an infinite moment', mean([1, Infinity]), mean(many(5)), 'invalid_input'],
  ] as const)('names %s', (_, control, treatment, kind) => {
    expect(outcome(control as MetricMoments, treatment as MetricMoments)?.kind).toBe(kind);
  });

  it('says that nothing varies where both arms are one constant', () => {
    expect(outcome(mean([5, 5, 5]), mean([5, 5, 5]), 'absolute')?.kind).toBe('not_enough_data');
  });

  it('divides by the size of a negative control mean: less negative is up', () => {
    const one = outcome(mean(many(-100)), mean(many(-90)));

    expect(one?.kind === 'estimate' && one.lift).toBeCloseTo(10 / 99.005, 6);
  });

  it('loses nothing visible to an offset of 1e9', () => {
    const near = outcome(mean(many(0)), mean(many(0.5)), 'absolute');
    const far = outcome(mean(many(1e9)), mean(many(1e9 + 0.5)), 'absolute');

    if (near?.kind !== 'estimate' || far?.kind !== 'estimate') throw new Error('no estimate');
    expect(far.low).toBeCloseTo(near.low, 6);
    expect(far.pValue).toBeCloseTo(near.pValue ?? 0, 6);
  });

  it('has no total of a ratio', () => {
    const ratio: MetricMoments = { kind: 'ratio', joint: funnelStep(1000, 500, 200) };

    expect(outcome(ratio, ratio, 'total')?.kind).toBe('not_applicable');
  });
});
