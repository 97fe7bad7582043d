import { expect, it } from '@jest/globals';
import { runningSrmP, sequentialSrmP, splitBayesFactor } from './sequential-srm.js';

const counts = { observed: [5000, 5250, 4900], weights: [1, 1, 1] };

it('weighs the ordered split against any other', () => {
  expect(splitBayesFactor(counts, 1000)).toBeCloseTo(3.23039729, 8);
  expect(splitBayesFactor(counts, 100)).toBeCloseTo(1.3325770989, 8);
  expect(sequentialSrmP(counts)).toBeCloseTo(0.0395417861, 9);
});

it('remembers the smallest p of an epoch and pays for epochs', () => {
  const fine = { observed: [5000, 5000], weights: [1, 1] };
  const off = { observed: [5000, 4000], weights: [1, 1] };

  expect(runningSrmP([[off, fine]])).toBe(sequentialSrmP(off));
  expect(runningSrmP([[off], [fine]])).toBeCloseTo(2 * sequentialSrmP(off), 25);
  expect(runningSrmP([])).toBe(1);
});
