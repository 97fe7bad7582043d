import { expect, it } from '@jest/globals';
import { effectDrift, isTooGood, mixedAssignment } from './checks.js';
import { preperiodImbalance } from './preperiod.js';
import { splitCauses } from './split-causes.js';
import type { GoodEstimate } from '../estimates/estimate.js';

it('passes, warns and fails by the share of mixed subjects', () => {
  expect(mixedAssignment(10, 100).status).toBe('passed');
  expect(mixedAssignment(11, 100).status).toBe('warning');
  expect(mixedAssignment(61, 100).status).toBe('failed');
  expect(mixedAssignment(0, 0).status).toBe('unknown');
});

it('doubts what is too good to be true', () => {
  const one = { effect: 'relative', lift: 0.5, standardError: 0.05 } as GoodEstimate;

  expect(isTooGood(one)).toBe(true);
  expect(isTooGood({ ...one, standardError: 0.2 })).toBe(false);
  expect(isTooGood({ ...one, lift: 0.1, standardError: 0.001 })).toBe(false);
});

it('sees an effect wear off', () => {
  const slices = [0.1, 0.08, 0.06, 0.04, 0.02].map((estimate) => ({ estimate, variance: 0.0001 }));

  const drift = effectDrift(slices);

  expect(drift?.slope).toBeCloseTo(-0.02, 12);
  expect(drift?.standardError).toBeCloseTo(0.01 / Math.sqrt(10), 12);
  expect(effectDrift(slices.slice(0, 2))).toBeNull();
});

it('finds the arms that differed before the experiment began', () => {
  const arm = (mean: number) => ({ n: 10_000, mean, m2: 10_000 });
  const pairs = [
    { metric: 'orders', treatment: 'a', moments: { control: arm(1), treatment: arm(1) } },
    { metric: 'revenue', treatment: 'a', moments: { control: arm(1), treatment: arm(1.1) } },
    { metric: 'constant', treatment: 'a', moments: { control: { ...arm(1), m2: 0 }, treatment: { ...arm(1), m2: 0 } } },
  ];

  const found = preperiodImbalance(pairs);

  expect(found.map(({ metric, isAlarm }) => [metric, isAlarm])).toEqual([
    ['revenue', true],
    ['orders', false],
  ]);
});

it('names the cell in which the split is off', () => {
  const cell = (value: string, observed: number[]) => ({
    property: 'browser',
    value,
    epochs: [{ observed, weights: [1, 1] }],
  });

  const [worst, ...others] = splitCauses([cell('a', [5000, 5000]), cell('b', [500, 300]), cell('c', [1, 1])]);

  expect(worst).toMatchObject({ value: 'b', isAlarm: true, excess: [100, -100] });
  expect(others.map(({ value }) => value)).toEqual(['a']);
});
