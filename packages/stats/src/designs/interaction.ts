import { cholesky, solveFactored } from '../adjustment/cholesky.js';
import { chiSquareUpper } from '../distributions/chi-square.js';
import { at, packedLength } from '../moments/joint.js';
import type { Moments } from '../moments/moments.js';

/** Subjects in both experiments: one row per variation of the first, one column per variation of the second. */
export type CellTable = readonly (readonly Moments[])[];

export interface WaldTest {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

export type Interaction =
  | { readonly kind: 'tested'; readonly dependence: WaldTest; readonly effect: WaldTest }
  | { readonly kind: 'not_enough_data' | 'undefined_lift'; readonly because: string };

/**
 * Do two experiments disturb each other?
 *
 * Dependence: Pearson's test of independence on the counts, χ² with (I − 1)(J − 1) degrees of freedom. Effect: is the
 * effect of one the same in every variation of the other? Wald's test of all contrasts
 *
 *     m_ij − m_i1 − m_1j + m_11      W = (Lm)'(L V L')⁻¹(Lm), V = diag(s²_ij/n_ij)
 *
 * On the log scale (relative) "the same" means the same percentage: ln m with V = s²/(n·m²).
 *
 * Source:  Pearson (1900); Wald (1943); unequal variances as in Brunner, Dette & Munk (1997). Two by two it is the
 *          z test of the difference of differences.
 * Oracle:  designs.test.ts
 * Domain:  at least 2 × 2, every cell with two subjects and a positive variance; relative: every mean of one sign.
 */
export function interaction(cells: CellTable, scale: 'relative' | 'absolute'): Interaction {
  const rows = cells.length;
  const columns = cells[0]?.length ?? 0;
  const all = cells.flat();
  if (rows < 2 || columns < 2 || all.length !== rows * columns || !all.every(({ n, m2 }) => n >= 2 && m2 > 0)) {
    return { kind: 'not_enough_data', because: 'every pair of variations needs two subjects that differ' };
  }
  const sign = Math.sign(all[0]?.mean ?? 0);
  if (scale === 'relative' && (sign === 0 || !all.every(({ mean }) => Math.sign(mean) === sign))) {
    return { kind: 'undefined_lift', because: 'a mean is zero or of another sign' };
  }
  return { kind: 'tested', dependence: independence(cells), effect: effects(cells, scale) };
}

function independence(cells: CellTable): WaldTest {
  const rows = cells.map((row) => row.reduce((sum, { n }) => sum + n, 0));
  const columns = (cells[0] ?? []).map((_, j) => cells.reduce((sum, row) => sum + (row[j]?.n ?? 0), 0));
  const n = rows.reduce((sum, count) => sum + count, 0);
  let statistic = 0;
  cells.forEach((row, i) => {
    row.forEach((cell, j) => {
      const expected = ((rows[i] ?? 0) * (columns[j] ?? 0)) / n;
      statistic += (cell.n - expected) ** 2 / expected;
    });
  });
  return test(statistic, (rows.length - 1) * (columns.length - 1));
}

function effects(cells: CellTable, scale: 'relative' | 'absolute'): WaldTest {
  const value = (i: number, j: number): number => {
    const mean = cells[i]?.[j]?.mean ?? Number.NaN;
    return scale === 'relative' ? Math.log(Math.abs(mean)) : mean;
  };
  const variance = (i: number, j: number): number => {
    const { n, mean, m2 } = cells[i]?.[j] ?? { n: 0, mean: 0, m2: 0 };
    return m2 / (n - 1) / n / (scale === 'relative' ? mean ** 2 : 1);
  };
  const pairs = cells.slice(1).flatMap((row, i) => row.slice(1).map((_, j) => [i + 1, j + 1] as const));
  const contrasts = pairs.map(([i, j]) => value(i, j) - value(i, 0) - value(0, j) + value(0, 0));
  const covariances = new Array<number>(packedLength(pairs.length));
  pairs.forEach(([i, j], a) => {
    pairs.slice(0, a + 1).forEach(([k, l], b) => {
      // Contrasts share the corner, and a margin where they are in one row or column.
      const row = i === k ? variance(i, 0) : 0;
      const column = j === l ? variance(0, j) : 0;
      covariances[at(a, b)] = variance(0, 0) + row + column + (a === b ? variance(i, j) : 0);
    });
  });
  const factor = cholesky(covariances, pairs.length);
  const solved = factor === null ? contrasts.map(() => 0) : solveFactored(factor, contrasts);
  return test(
    contrasts.reduce((sum, contrast, index) => sum + contrast * (solved[index] ?? 0), 0),
    pairs.length,
  );
}

const test = (statistic: number, degreesOfFreedom: number): WaldTest => ({
  statistic,
  degreesOfFreedom,
  pValue: chiSquareUpper(statistic, degreesOfFreedom),
});
