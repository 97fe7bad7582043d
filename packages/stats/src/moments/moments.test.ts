import { expect, it } from '@jest/globals';
import { jointFromSums, jointOf } from './joint.js';
import { momentsFromSums, momentsOf, varianceOf } from './moments.js';

const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const offset = 1e9;

it('loses nothing visible to an offset of 1e9 when values are pivoted', () => {
  const pivoted = momentsFromSums({ n: 10, sum: 55, sumOfSquares: 385, pivot: offset });
  const fromRows = momentsOf(values.map((value) => value + offset));

  expect(varianceOf(pivoted)).toBeCloseTo(55 / 6, 12);
  expect(varianceOf(fromRows)).toBeCloseTo(55 / 6, 12);
  expect(pivoted.mean).toBe(offset + 5.5);
});

it('takes rounding for what it is: a constant has no variance', () => {
  const sum = Array.from({ length: 1000 }, () => 0.1).reduce((a, b) => a + b, 0);

  expect(momentsFromSums({ n: 3, sum: 0.1 + 0.1 + 0.1, sumOfSquares: 3 * 0.1 * 0.1 }).m2).toBe(0);
  expect(momentsFromSums({ n: 1000, sum: 0, sumOfSquares: 0 }).m2).toBe(0);
  expect(sum).not.toBe(100);
});

it('reads a block of sums as it reads the rows', () => {
  const rows = values.map((value) => [value + offset, value * value]);
  const products = [385, 385 * 0, 0];
  products[1] = values.reduce((sum, value) => sum + value * value * value, 0);
  products[2] = values.reduce((sum, value) => sum + value ** 4, 0);

  const fromSums = jointFromSums({ n: 10, sums: [55, 385], products, pivots: [offset, 0] });
  const fromRows = jointOf(rows, 2);

  fromRows.products.forEach((product, index) => expect(fromSums.products[index]).toBeCloseTo(product, 6));
});
