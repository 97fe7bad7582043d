import { at } from '../moments/joint.js';

/**
 * Cholesky factor L (packed lower triangle) of a symmetric positive definite matrix, A = L·Lᵀ; null where A is not
 * positive definite. Own code: forty lines on packed triangles that we already hold, against a matrix library of
 * hundreds of kilobytes that would have to be fed square arrays.
 *
 * Source:  Golub & Van Loan (2013), Matrix Computations, Algorithm 4.2.1.
 * Oracle:  cholesky.test.ts (L·Lᵀ = A and A·x = b).
 * Domain:  `matrix` holds size·(size + 1)/2 finite numbers.
 */
export function cholesky(matrix: readonly number[], size: number): number[] | null {
  const factor = new Array<number>(matrix.length).fill(0);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = matrix[at(row, column)] ?? Number.NaN;
      for (let k = 0; k < column; k += 1) sum -= (factor[at(row, k)] ?? 0) * (factor[at(column, k)] ?? 0);
      if (row === column) {
        if (!(sum > 0) || !Number.isFinite(sum)) return null;
        factor[at(row, row)] = Math.sqrt(sum);
      } else {
        factor[at(row, column)] = sum / (factor[at(column, column)] ?? Number.NaN);
      }
    }
  }
  return factor;
}

/** Solves L·Lᵀ·x = b. Source: Golub & Van Loan (2013), section 4.2.5. Domain: `factor` from `cholesky`. */
export function solveFactored(factor: readonly number[], b: readonly number[]): number[] {
  const size = b.length;
  const x = b.slice();
  for (let row = 0; row < size; row += 1) {
    let sum = x[row] ?? Number.NaN;
    for (let k = 0; k < row; k += 1) sum -= (factor[at(row, k)] ?? 0) * (x[k] ?? 0);
    x[row] = sum / (factor[at(row, row)] ?? Number.NaN);
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = x[row] ?? Number.NaN;
    for (let k = row + 1; k < size; k += 1) sum -= (factor[at(k, row)] ?? 0) * (x[k] ?? 0);
    x[row] = sum / (factor[at(row, row)] ?? Number.NaN);
  }
  return x;
}

/** xᵀ·A·y of a packed symmetric matrix. Domain: x, y of the matrix's size. */
export function quadratic(matrix: readonly number[], x: readonly number[], y: readonly number[]): number {
  let total = 0;
  for (let row = 0; row < x.length; row += 1) {
    let sum = 0;
    for (let column = 0; column < y.length; column += 1) sum += (matrix[at(row, column)] ?? 0) * (y[column] ?? 0);
    total += (x[row] ?? 0) * sum;
  }
  return total;
}
