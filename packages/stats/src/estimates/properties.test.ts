import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { adjustByCovariates } from '../adjustment/cuped.js';
import { estimate, type EstimateRequest, type GoodEstimate } from './estimate.js';
import type { IntervalMethod } from './method.js';
import type { Correction } from '../families/preferential.js';
import { sampleMean } from '../effects/sample-mean.js';
import { jointOf, marginalOf, mergeJoint } from '../moments/joint.js';
import { mergeMoments, momentsOf, type Moments } from '../moments/moments.js';

const runs = { numRuns: 200, seed: 20_261_122 };
const anArm = fc.record({
  n: fc.integer({ min: 200, max: 1_000_000 }),
  mean: fc.double({ min: 0.5, max: 1000, noNaN: true }),
  deviation: fc.double({ min: 0.1, max: 3, noNaN: true }),
});
type Arm = { n: number; mean: number; deviation: number };
const momentsOfArm = ({ n, mean, deviation }: Arm): Moments => ({ n, mean, m2: (mean * deviation) ** 2 * (n - 1) });
const methods: readonly IntervalMethod[] = [
  { kind: 'fixed' },
  { kind: 'fixed', distribution: 't' },
  { kind: 'sequential' },
  { kind: 'sequential', plannedAlpha: 0.01 },
  { kind: 'hybrid', phase: 'running' },
  { kind: 'hybrid', phase: 'ended' },
];
const corrections: readonly Correction[] = [
  { kind: 'none' },
  { kind: 'bonferroni', tests: 7 },
  { kind: 'preferential_bonferroni', isPrimary: false, treatments: 2, metrics: 5, primaryShare: 0.5 },
];
const aRequest = (c: Moments, t: Moments, more: Partial<EstimateRequest> = {}): EstimateRequest => ({
  control: { variation: 'c', metric: { kind: 'mean', moments: c } },
  treatments: [{ variation: 't', metric: { kind: 'mean', moments: t } }],
  effect: 'absolute',
  method: { kind: 'fixed' },
  level: 0.95,
  gate: false,
  ...more,
});
const only = (request: EstimateRequest): GoodEstimate => {
  const [one] = estimate(request);
  if (one?.kind !== 'estimate') throw new Error(`no estimate: ${one?.kind}`);
  return one;
};

it('mirrors the absolute interval when the arms are swapped', () => {
  fc.assert(
    fc.property(anArm, anArm, fc.constantFrom(...methods), (a, b, method) => {
      const there = only(aRequest(momentsOfArm(a), momentsOfArm(b), { method }));
      const back = only(aRequest(momentsOfArm(b), momentsOfArm(a), { method }));
      expect(back.low).toBeCloseTo(-there.high, 9);
      expect(back.pValue).toBeCloseTo(there.pValue ?? 0, 12);
    }),
    runs,
  );
});

it('leaves a relative lift alone when the metric is scaled', () => {
  fc.assert(
    fc.property(anArm, anArm, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (a, b, scale) => {
      const scaled = (arm: Arm): Arm => ({ ...arm, mean: arm.mean * scale });
      const plain = only(aRequest(momentsOfArm(a), momentsOfArm(b), { effect: 'relative' }));
      const other = only(aRequest(momentsOfArm(scaled(a)), momentsOfArm(scaled(b)), { effect: 'relative' }));
      // Both sides do the same operations on scaled doubles.
      expect(other.lift).toBeCloseTo(plain.lift, 8);
      expect(other.high - other.low).toBeCloseTo(plain.high - plain.low, 8);
    }),
    runs,
  );
});

it('narrows the interval as subjects come in', () => {
  fc.assert(
    fc.property(anArm, anArm, fc.constantFrom(...methods), (a, b, method) => {
      const width = (factor: number): number => {
        const more = (arm: Arm): Moments => momentsOfArm({ ...arm, n: arm.n * factor });
        const { low, high } = only(aRequest(more(a), more(b), { method }));
        return high - low;
      };
      expect(width(4)).toBeLessThan(width(1));
    }),
    runs,
  );
});

it('has p below alpha exactly when the interval excludes zero, for every method and correction', () => {
  fc.assert(
    fc.property(
      anArm,
      fc.double({ min: -8, max: 8, noNaN: true }),
      fc.constantFrom(...methods),
      fc.constantFrom(...corrections),
      fc.constantFrom('relative' as const, 'absolute' as const, 'total' as const),
      (a, errors, method, correction, effect) => {
        const step = (errors * a.mean * a.deviation * Math.SQRT2) / Math.sqrt(a.n);
        const c = momentsOfArm(a);
        const { low, high, pValue, alpha, adjustedPValue } = only(
          aRequest(c, { ...c, mean: c.mean + step }, { method, correction, effect }),
        );
        const excludes = low > 0 || high < 0;
        fc.pre(Math.abs((pValue ?? 1) / alpha - 1) > 1e-9);
        expect((pValue ?? 1) < alpha).toBe(excludes);
        expect((adjustedPValue ?? 1) < 0.05).toBe(excludes);
      },
    ),
    { ...runs, numRuns: 500 },
  );
});

it('merges moments in any order and grouping', () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(values, values, values, (a, b, c) => {
      const [x, y, z] = [momentsOf(a), momentsOf(b), momentsOf(c)];
      const whole = momentsOf([...a, ...b, ...c]);
      for (const merged of [
        mergeMoments(mergeMoments(x, y), z),
        mergeMoments(x, mergeMoments(y, z)),
        mergeMoments(z, mergeMoments(y, x)),
      ]) {
        expect(merged.n).toBe(whole.n);
        expect(Math.abs(merged.mean - whole.mean)).toBeLessThanOrEqual(1e-9 * 1e6);
        expect(Math.abs(merged.m2 - whole.m2)).toBeLessThanOrEqual(1e-12 * 1e12 * whole.n);
      }
    }),
    runs,
  );
});

it('keeps CUPED from adding variance beyond p/(n − 1 − p), and from adding any without its corrections', () => {
  const row = fc.tuple(...Array.from({ length: 3 }, () => fc.double({ min: -5, max: 5, noNaN: true })));
  const rows = fc.array(row, { minLength: 20, maxLength: 60 });
  fc.assert(
    fc.property(rows, rows, (a, b) => {
      const joints = [jointOf(a, 3), jointOf(b, 3)];
      const arms = joints.map((joint) => ({ joint, weights: [1], raw: sampleMean(marginalOf(joint, 0)) }));
      const pooled = mergeJoint(joints[0] ?? joints[1]!, joints[1]!);
      for (const correctDegrees of [false, true]) {
        const options = { ridge: 0, correctDegrees, subjectsPerCovariate: 10 };
        const result = adjustByCovariates(arms, options);
        fc.pre(result.kind === 'adjusted' && pooled.products.every(Number.isFinite));
        if (result.kind !== 'adjusted') return;
        result.arms.forEach((arm, index) => {
          const raw = (arms[index]?.raw.variance ?? 0) * arm.n;
          const factor = correctDegrees ? 1 + result.kept.length / (arm.n - 1 - result.kept.length) : 1;
          expect(arm.residualVariance).toBeLessThanOrEqual(raw * factor * (1 + 1e-9) + 1e-12);
        });
      }
    }),
    runs,
  );
});
