import { normalCdf } from './normal.js';

const steps = 600; // even: Simpson's rule
const reach = 12; // standard deviations of the root of χ²/df that are integrated over

/**
 * P(T ≤ t) of a noncentral t variable (Z + δ)/√(χ²_df/df), by integrating Φ(t·s − δ) over s = √(χ²/df).
 *
 * Source:  Johnson, Kotz & Balakrishnan (1995), Continuous Univariate Distributions 2, eq. 31.9.
 * Oracle:  oracles/planning.json
 * Domain:  df ≥ 1, finite t and δ; absolute error below 1e-9 for df ≥ 3.
 */
export function noncentralTCdf(t: number, df: number, noncentrality: number): number {
  if (df > 1e9) return normalCdf(t - noncentrality);
  const deviation = 1 / Math.sqrt(2 * df);
  const from = Math.max(1e-12, 1 - reach * deviation);
  const width = (1 + reach * deviation - from) / steps;
  let mass = 0;
  let below = 0;
  for (let index = 0; index <= steps; index += 1) {
    const s = from + index * width;
    // The density of s relative to its value at 1, so that nothing overflows; it is normalised by its own sum.
    const weight = Math.exp((df - 1) * Math.log(s) - (df / 2) * (s * s - 1));
    const simpson = (index === 0 || index === steps ? 1 : index % 2 === 1 ? 4 : 2) * weight;
    mass += simpson;
    below += simpson * normalCdf(t * s - noncentrality);
  }
  return below / mass;
}
