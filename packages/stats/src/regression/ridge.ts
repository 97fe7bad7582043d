import { cholesky, solveFactored } from '../adjustment/cholesky.js';
import { at } from '../moments/joint.js';

/**
 * Coefficients of a ridge regression from centred moments; the intercept is not penalised and follows from the means:
 *
 *     minimise  Σ (y − β₀ − Σⱼ βⱼ xⱼ)² + Σⱼ pⱼ βⱼ²
 *     (S + diag(p)) β = s,   β₀ = mean(y) − Σⱼ βⱼ mean(xⱼ)
 *
 * `products` is S, the packed lower triangle of Σ (xᵢ − mean)(xⱼ − mean); `cross` is s, Σ (xⱼ − mean)(y − mean). The
 * equations are solved with a unit diagonal, so that no column's scale matters. A column that does not vary and has
 * no penalty gets 0.
 *
 * Source:  Hastie, Tibshirani & Friedman (2009), The Elements of Statistical Learning, equation 3.41; centring: ibid.
 * Oracle:  ridge.test.ts (the gradient vanishes; p = 0 is least squares; solved from rows by another method).
 * Domain:  penalties >= 0; null where the equations have no single solution (collinear columns without penalty).
 */
export function ridge(
  products: readonly number[],
  cross: readonly number[],
  penalties: readonly number[],
): number[] | null {
  const diagonal = cross.map((_, j) => (products[at(j, j)] ?? 0) + (penalties[j] ?? 0));
  const kept = diagonal.flatMap((value, j) => (value > 0 ? [j] : []));
  const scale = kept.map((j) => Math.sqrt(diagonal[j] as number));
  const scaled = kept.flatMap((row, i) =>
    kept
      .slice(0, i + 1)
      .map((column, k) =>
        row === column ? 1 : (products[at(row, column)] ?? 0) / ((scale[i] as number) * (scale[k] as number)),
      ),
  );
  const factor = cholesky(scaled, kept.length);
  if (factor === null) return null;
  const solved = solveFactored(
    factor,
    kept.map((j, i) => (cross[j] as number) / (scale[i] as number)),
  );
  const coefficients = cross.map(() => 0);
  kept.forEach((j, i) => (coefficients[j] = (solved[i] as number) / (scale[i] as number)));
  return coefficients;
}
