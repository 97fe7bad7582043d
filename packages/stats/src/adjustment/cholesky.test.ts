import { expect, it } from '@jest/globals';
import { cholesky, quadratic, solveFactored } from './cholesky.js';

const matrix = [4, 2, 5, 0.4, 1, 3];

it('factors a positive definite matrix and solves with it', () => {
  const factor = cholesky(matrix, 3) ?? [];
  const x = solveFactored(factor, [1, 2, 3]);

  expect((factor[0] ?? 0) ** 2).toBeCloseTo(4, 12);
  expect(4 * (x[0] ?? 0) + 2 * (x[1] ?? 0) + 0.4 * (x[2] ?? 0)).toBeCloseTo(1, 12);
  expect(2 * (x[0] ?? 0) + 5 * (x[1] ?? 0) + 1 * (x[2] ?? 0)).toBeCloseTo(2, 12);
  expect(quadratic(matrix, x, x)).toBeCloseTo((x[0] ?? 0) + 2 * (x[1] ?? 0) + 3 * (x[2] ?? 0), 12);
});

it('refuses a singular matrix and one that is no number', () => {
  expect(cholesky([1, 1, 1], 2)).toBeNull();
  expect(cholesky([Number.NaN], 1)).toBeNull();
});
