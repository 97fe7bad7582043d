import cdf from '@stdlib/stats-base-dists-t-cdf';
import quantile from '@stdlib/stats-base-dists-t-quantile';
import { normalCdf, normalQuantile } from './normal.js';

/** Beyond this many degrees of freedom t and normal agree to 1e-9 in every tail that is shown. */
const almostNormal = 1e9;

/**
 * Student's t distribution function with `df` degrees of freedom (not necessarily whole).
 *
 * Source:  Student (1908); Abramowitz & Stegun (1964), 26.7.1, through the incomplete beta function.
 * Domain:  df > 0.
 */
export const studentCdf = (t: number, df: number): number => (df > almostNormal ? normalCdf(t) : cdf(t, df));

/** Two-sided p of a t statistic, read from the lower tail so that nothing cancels. Domain: df > 0. */
export const studentTwoSidedP = (t: number, df: number): number => Math.min(1, 2 * studentCdf(-Math.abs(t), df));

/** Quantile of Student's t, by the symmetric lower tail. Domain: 0 < q < 1, df > 0. */
export function studentQuantile(q: number, df: number): number {
  if (df > almostNormal) return normalQuantile(q);
  return q > 0.5 ? -quantile(1 - q, df) : quantile(q, df);
}

/** Critical value of a two-sided t interval at `alpha`. Domain: 0 < alpha < 1, df > 0. */
export const twoSidedT = (alpha: number, df: number): number =>
  df > almostNormal ? -normalQuantile(alpha / 2) : -quantile(alpha / 2, df);
