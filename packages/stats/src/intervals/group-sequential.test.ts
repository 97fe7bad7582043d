import { expect, it } from '@jest/globals';
import { groupSequentialBounds } from './group-sequential.js';

it('gives the published bounds of an O’Brien–Fleming-like spending of 5 % over five looks', () => {
  // Jennison & Turnbull (2000), table 7.3 and the ldbounds program: 4.88, 3.36, 2.68, 2.29, 2.03.
  const bounds = groupSequentialBounds([0.2, 0.4, 0.6, 0.8, 1], 0.05, { kind: 'obrien_fleming' });

  expect(bounds.map((bound) => Number(bound.toFixed(2)))).toEqual([4.88, 3.36, 2.68, 2.29, 2.03]);
});

it('is the fixed-sample value when there is one look', () => {
  expect(groupSequentialBounds([1], 0.05)[0]).toBeCloseTo(1.959963985, 8);
});

it('keeps the bound when a look brings no new subjects', () => {
  const [first, second] = groupSequentialBounds([0.5, 0.5], 0.05);

  expect(second).toBe(first);
});
