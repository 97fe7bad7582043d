import { expect, it } from '@jest/globals';
import { controlSubjects, criticalOf, minimumDetectableLift, minimumDetectableLiftExact, powerAt } from './power.js';

const baseline = { mean: 10, variance: 400 };
const design = { control: 20_000, treatment: 20_000 };
const test = { alpha: 0.05, power: 0.8 };

it('gives the smallest detectable lift of each method', () => {
  const mde = (kind: 'fixed' | 'sequential' | 'hybrid', form?: 'sharp') =>
    minimumDetectableLift(baseline, design, { ...test, method: { kind } }, form);

  expect(mde('fixed')).toBeCloseTo(0.05603170436, 10);
  expect(mde('sequential')).toBeCloseTo(0.08939834435, 10);
  expect(mde('hybrid')).toBeCloseTo(0.06407751162, 10);
  expect(mde('sequential', 'sharp')).toBeCloseTo(0.0794, 4);
});

it('finds the sizes that give the power back', () => {
  const n = controlSubjects(0.5, { control: 400, treatment: 400 }, { alpha: 0.05, power: 0.8, ratio: 0.5 });
  const errors = 0.5 / Math.sqrt(400 / n + 400 / (n * 0.5));

  // The other tail, left out of the formula, is 1e-6 here.
  expect(powerAt(errors, criticalOf({ kind: 'fixed' }, 0.05, 1))).toBeCloseTo(0.8, 5);
});

it('credits CUPED and knows that some lifts are never found', () => {
  const exact = (varianceReduction: number, n: number) =>
    minimumDetectableLiftExact(
      baseline,
      { control: n, treatment: n },
      { ...test, method: { kind: 'fixed' }, varianceReduction },
    );

  expect(exact(0.75, 20_000)).toBeLessThan((exact(0, 20_000) ?? 0) * 0.51);
  expect(exact(0, 20)).toBeNull();
});
