import { centredSquare, type Moments } from './moments.js';

/**
 * Joint centred moments of several numbers per subject (a Gram block): the outcome's own variables first,
 * then covariates. Products are about the means, and only the lower triangle is kept, row by row:
 * (0,0) (1,0) (1,1) (2,0) (2,1) (2,2) …
 */
export interface JointMoments {
  readonly n: number;
  readonly means: readonly number[];
  /** Σ (a − mean a)(b − mean b) for each pair, packed lower triangle. */
  readonly products: readonly number[];
}

/** Place of the pair (row, column) in a packed lower triangle, in either order. */
export const at = (row: number, column: number): number =>
  row >= column ? (row * (row + 1)) / 2 + column : (column * (column + 1)) / 2 + row;

/** Number of entries of a packed lower triangle of `size` variables. */
export const packedLength = (size: number): number => (size * (size + 1)) / 2;

/** Σ of centred products of two variables of the block. Domain: both indices inside the block. */
export const productOf = (joint: JointMoments, row: number, column: number): number =>
  joint.products[at(row, column)] ?? Number.NaN;

/** Mean of one variable of the block. Domain: an index inside the block. */
export const meanOf = (joint: JointMoments, index: number): number => joint.means[index] ?? Number.NaN;

/** Sample covariance (n − 1) of two variables of the block. Domain: n ≥ 2. */
export const covarianceOf = (joint: JointMoments, row: number, column: number): number =>
  productOf(joint, row, column) / (joint.n - 1);

/** The moments of one variable of the block. */
export const marginalOf = (joint: JointMoments, index: number): Moments => ({
  n: joint.n,
  mean: meanOf(joint, index),
  m2: productOf(joint, index, index),
});

/** Sums as a warehouse returns them, each variable taken about its own pivot (0 when absent). */
export interface JointSums {
  readonly n: number;
  readonly sums: readonly number[];
  /** Σ of products of every pair, packed lower triangle, squares on its diagonal. */
  readonly products: readonly number[];
  readonly pivots?: readonly number[];
}

/** Joint moments from a warehouse's sums and sums of products. */
export function jointFromSums({ n, sums, products, pivots }: JointSums): JointMoments {
  const size = sums.length;
  const centred = new Array<number>(packedLength(size));
  for (let row = 0; row < size; row += 1) {
    const a = sums[row] ?? Number.NaN;
    for (let column = 0; column <= row; column += 1) {
      const b = sums[column] ?? Number.NaN;
      const place = at(row, column);
      const raw = products[place] ?? Number.NaN;
      if (n === 0) centred[place] = 0;
      else centred[place] = row === column ? centredSquare(n, a, raw) : raw - (a * b) / n;
    }
  }
  const means = sums.map((sum, index) => (n === 0 ? 0 : (pivots?.[index] ?? 0) + sum / n));
  return { n, means, products: centred };
}

/** Joint moments of rows held in memory: for tests, simulations and small data. Every row has the same length. */
export function jointOf(rows: Iterable<readonly number[]>, size: number): JointMoments {
  const means = new Array<number>(size).fill(0);
  const products = new Array<number>(packedLength(size)).fill(0);
  const before = new Array<number>(size).fill(0);
  let n = 0;
  for (const row of rows) {
    n += 1;
    for (let i = 0; i < size; i += 1) {
      const step = (row[i] ?? Number.NaN) - (means[i] ?? 0);
      before[i] = step;
      means[i] = (means[i] ?? 0) + step / n;
    }
    const weight = (n - 1) / n;
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        const place = at(i, j);
        products[place] = (products[place] ?? 0) + (before[i] ?? 0) * (before[j] ?? 0) * weight;
      }
    }
  }
  return { n, means, products };
}

/** Joint moments of one variable that is already summarised. */
export const jointOfOne = ({ n, mean, m2 }: Moments): JointMoments => ({ n, means: [mean], products: [m2] });

/**
 * Joint moments of two disjoint groups taken together.
 *
 * Source:  Chan, Golub & LeVeque (1979), eq. 2.1, applied to each pair of variables.
 * Domain:  both blocks hold the same variables in the same order.
 */
export function mergeJoint(a: JointMoments, b: JointMoments): JointMoments {
  if (a.n === 0) return b;
  if (b.n === 0) return a;
  const n = a.n + b.n;
  const weight = (a.n * b.n) / n;
  const steps = a.means.map((mean, index) => meanOf(b, index) - mean);
  const products = a.products.slice();
  for (let row = 0; row < steps.length; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      const place = at(row, column);
      const shift = (steps[row] ?? 0) * (steps[column] ?? 0) * weight;
      products[place] = (products[place] ?? 0) + (b.products[place] ?? Number.NaN) + shift;
    }
  }
  return { n, means: a.means.map((mean, index) => (a.n * mean + b.n * meanOf(b, index)) / n), products };
}

/** The block of some of the variables, in the order asked for. */
export function selectJoint(joint: JointMoments, indices: readonly number[]): JointMoments {
  const products: number[] = [];
  indices.forEach((from, row) => {
    for (let column = 0; column <= row; column += 1) products.push(productOf(joint, from, indices[column] ?? -1));
  });
  return { n: joint.n, means: indices.map((index) => meanOf(joint, index)), products };
}
