/**
 * Centred moments of one number per subject. They merge, and an offset of 1e9 costs nothing,
 * because squares are kept about the mean and never about zero.
 */
export interface Moments {
  /** Subjects, those with value 0 included. */
  readonly n: number;
  readonly mean: number;
  /** Σ (y − mean)². */
  readonly m2: number;
}

export const noMoments: Moments = { n: 0, mean: 0, m2: 0 };

/** Sums as a warehouse returns them, taken about `pivot` (0 when absent): Σ(y − pivot), Σ(y − pivot)². */
export interface Sums {
  readonly n: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  readonly pivot?: number;
}

/**
 * What is left of a sum of squares below this share of it is rounding, not variance: both sums are double precision.
 */
const rounding = 4 * 2 ** -52;

/** m2 = Σ(y − c)² − (Σ(y − c))²/n, or 0 where the difference is no more than rounding. */
export function centredSquare(n: number, sum: number, sumOfSquares: number): number {
  if (n === 0) return 0;
  const m2 = sumOfSquares - (sum * sum) / n;
  return m2 <= rounding * sumOfSquares ? 0 : m2;
}

/** Moments from a warehouse's sums. Nothing is refused here: `problemOf` names what is wrong. */
export function momentsFromSums({ n, sum, sumOfSquares, pivot = 0 }: Sums): Moments {
  if (n === 0) return noMoments;
  return { n, mean: pivot + sum / n, m2: centredSquare(n, sum, sumOfSquares) };
}

/** Moments of a 0/1 measure: n subjects, `successes` of them 1. */
export function momentsOfProportion(n: number, successes: number): Moments {
  if (n === 0) return noMoments;
  return { n, mean: successes / n, m2: (successes * (n - successes)) / n };
}

/**
 * Moments of the values themselves, for tests, simulations and small in-memory data.
 *
 * Source:  Welford (1962), "Note on a Method for Calculating Corrected Sums of Squares and Products".
 */
export function momentsOf(values: Iterable<number>): Moments {
  let n = 0;
  let mean = 0;
  let m2 = 0;
  for (const value of values) {
    n += 1;
    const step = value - mean;
    mean += step / n;
    m2 += step * (value - mean);
  }
  return { n, mean, m2 };
}

/**
 * Moments of two disjoint groups of subjects taken together; associative and commutative up to rounding.
 *
 * Source:  Chan, Golub & LeVeque (1979), "Updating Formulae and a Pairwise Algorithm", eq. 2.1.
 */
export function mergeMoments(a: Moments, b: Moments): Moments {
  if (a.n === 0) return b;
  if (b.n === 0) return a;
  const n = a.n + b.n;
  const step = b.mean - a.mean;
  return {
    n,
    mean: (a.n * a.mean + b.n * b.mean) / n,
    m2: a.m2 + b.m2 + (step * step * a.n * b.n) / n,
  };
}

/** Sample variance m2/(n − 1). Domain: n ≥ 2. */
export const varianceOf = ({ n, m2 }: Moments): number => m2 / (n - 1);
