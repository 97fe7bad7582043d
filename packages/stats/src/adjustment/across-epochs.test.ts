import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { absoluteDifference, relativeLift } from '../effects/lift.js';
import { sampleMean } from '../effects/sample-mean.js';
import { estimate } from '../estimates/estimate.js';
import { covarianceOf, jointOf, marginalOf, mergeJoint, type JointMoments } from '../moments/joint.js';
import { acrossEpochs } from './across-epochs.js';
import { postStratify } from './post-stratification.js';

const arm = (n: number, mean: number, variance = 1): JointMoments => ({
  n,
  means: [mean],
  products: [(n - 1) * variance],
});

const pairOf = (arms: readonly JointMoments[]) => ({
  control: sampleMean(marginalOf(arms[0]!, 0)),
  treatment: sampleMean(marginalOf(arms[1]!, 0)),
  covariance: 0,
});

it('takes no ramp for an effect', () => {
  // Spending doubles in the second week, in which the treatment has half of the traffic instead of a tenth.
  const arms = acrossEpochs([
    [arm(9000, 10), arm(5000, 20)],
    [arm(1000, 10), arm(5000, 20)],
  ]);
  expect(relativeLift(pairOf(arms!)).estimate).toBeCloseTo(0, 12);
});

it('leaves an experiment of one epoch as it is', () => {
  const one = jointOf([[1, 2], [3, 5], [4, 4], [9, 1]], 2); // prettier-ignore
  const other = jointOf([[2, 2], [3, 7], [8, 4]], 2); // prettier-ignore
  const arms = acrossEpochs([[one], [other]]);
  [one, other].forEach((expected, v) => {
    arms![v]!.products.forEach((product, i) => expect(product).toBeCloseTo(expected.products[i]!, 9));
    expect(arms![v]!.means).toEqual(expected.means);
  });
});

it('is post-stratification with the shares of epochs held fixed', () => {
  const cell = fc.record({
    n: fc.integer({ min: 2, max: 5000 }),
    mean: fc.double({ min: -50, max: 50, noNaN: true }),
    variance: fc.double({ min: 0.01, max: 100, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), (epochs) => {
      const strata = epochs.map(([c, t]) => ({
        control: arm(c.n, c.mean, c.variance),
        treatment: arm(t.n, t.mean, t.variance),
      }));
      const arms = acrossEpochs([strata.map(({ control }) => control), strata.map(({ treatment }) => treatment)]);
      const known = postStratify(strata, 'mean');
      if (known.kind !== 'post_stratified') throw new Error(known.because);
      const ours = absoluteDifference(pairOf(arms!));
      const theirs = absoluteDifference(known.pair);
      const counts = strata.map(({ control, treatment }) => control.n + treatment.n);
      const n = counts.reduce((sum, count) => sum + count, 0);
      const effects = epochs.map(([c, t]) => t.mean - c.mean);
      const drawn = effects.reduce((sum, effect, h) => sum + (counts[h]! / n) * (effect - ours.estimate) ** 2, 0) / n;

      expect(ours.estimate).toBeCloseTo(theirs.estimate, 9);
      expect(ours.variance + drawn).toBeCloseTo(theirs.variance, 8);
    }),
  );
});

it('covers the truth where a plain comparison of a ramp does not, with and without covariates', () => {
  const next = randomNormal(20261123);
  const looks = 400;
  const covered = { plain: 0, stratified: 0, adjusted: 0 };
  for (let look = 0; look < looks; look += 1) {
    const epochs = [
      { level: 10, sizes: [180, 20] },
      { level: 13, sizes: [100, 100] },
    ].map(({ level, sizes }) =>
      sizes.map((n) =>
        jointOf(
          Array.from({ length: n }, () => {
            const before = next();
            return [level + before + next(), before];
          }),
          2,
        ),
      ),
    );
    const byArm = [0, 1].map((v) => epochs.map((epoch) => epoch[v]!));
    const plain = byArm.map(([a, b]) => mergeJoint(a!, b!));
    const stratified = acrossEpochs(byArm)!;
    const holds = (arms: readonly JointMoments[], cuped: boolean): boolean => {
      const [control, treatment] = arms.map((joint, v) => ({
        variation: String(v),
        metric: { kind: 'mean' as const, moments: marginalOf(joint, 0) },
        covariates: cuped ? { names: ['before'], joint } : null,
      }));
      const [one] = estimate({
        control: control!,
        treatments: [treatment!],
        effect: 'absolute',
        method: { kind: 'fixed' },
        level: 0.95,
      });
      return one?.kind === 'estimate' && one.low <= 0 && one.high >= 0;
    };
    covered.plain += Number(holds(plain, false));
    covered.stratified += Number(holds(stratified, false));
    covered.adjusted += Number(holds(stratified, true));
  }
  // 95 % of 400 looks, less three Monte Carlo standard errors.
  const least = looks * 0.95 - 3 * Math.sqrt(looks * 0.95 * 0.05);
  expect(covered.plain).toBeLessThan(looks / 4);
  expect(covered.stratified).toBeGreaterThan(least);
  expect(covered.adjusted).toBeGreaterThan(least);
});

it('has no answer where an arm is missing from an epoch', () => {
  expect(acrossEpochs([[arm(10, 1), arm(10, 1)], [arm(10, 1)]])).toBeNull();
  expect(acrossEpochs([[arm(10, 1)], [arm(1, 1)]])).toBeNull();
  expect(acrossEpochs([])).toBeNull();
});

it('keeps covariances of the variables of an arm', () => {
  const one = jointOf([[1, 2], [3, 5], [4, 4], [9, 1]], 2); // prettier-ignore
  const [both] = acrossEpochs([[one, one]])!;
  expect(covarianceOf(both!, 1, 0) / both!.n).toBeCloseTo(covarianceOf(one, 1, 0) / (2 * one.n), 12);
});

/** Box–Muller over a small linear congruential generator: the same rows for the same seed. */
function randomNormal(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
