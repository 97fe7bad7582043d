import { expect, it } from '@jest/globals';
import { postStratify } from './post-stratification.js';
import { relativeLift } from '../effects/lift.js';
import { mergeJoint, type JointMoments } from '../moments/joint.js';

const arm = (n: number, mean: number): JointMoments => ({ n, means: [mean], products: [n - 1] });

it('takes no ramp for an effect: epochs of constant weights are strata', () => {
  // Spending doubles in the second week, in which the treatment has half of the traffic instead of a tenth.
  const weeks = [
    { control: arm(9000, 10), treatment: arm(1000, 10) },
    { control: arm(5000, 20), treatment: arm(5000, 20) },
  ];
  const pooled = weeks.slice(1).reduce(
    (all, week) => ({
      control: mergeJoint(all.control, week.control),
      treatment: mergeJoint(all.treatment, week.treatment),
    }),
    weeks[0]!,
  );

  const stratified = postStratify(weeks, 'mean');

  if (stratified.kind !== 'post_stratified') throw new Error(stratified.because);
  expect(relativeLift(stratified.pair).estimate).toBeCloseTo(0, 12);
  expect((pooled.treatment.means[0] ?? 0) / (pooled.control.means[0] ?? 1) - 1).toBeGreaterThan(0.3);
});

it('asks for two subjects of each arm in every stratum', () => {
  expect(postStratify([{ control: arm(1, 1), treatment: arm(5, 1) }], 'mean').kind).toBe('not_enough_data');
  expect(postStratify([], 'mean').kind).toBe('not_enough_data');
});
