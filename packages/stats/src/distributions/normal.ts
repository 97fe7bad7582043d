import erfc from '@stdlib/math-base-special-erfc';
import quantile from '@stdlib/stats-base-dists-normal-quantile';

/**
 * Φ(z), the standard normal distribution function, as erfc(−z/√2)/2: exact in both tails.
 *
 * Source:  Abramowitz & Stegun (1964), 7.1.2 and 26.2.29.
 * Oracle:  oracles/distributions.json
 * Domain:  every real z, ±∞ included.
 */
export const normalCdf = (z: number): number => 0.5 * erfc(-z / Math.SQRT2);

/** 1 − Φ(z) without cancellation: Φ(−z). Domain and source as `normalCdf`. */
export const normalUpper = (z: number): number => 0.5 * erfc(z / Math.SQRT2);

/** φ(z), the standard normal density. Source: Abramowitz & Stegun (1964), 26.2.1. Domain: every real z. */
export const normalDensity = (z: number): number => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);

const remembered = new Map<number, number>();

/**
 * Φ⁻¹(q), the normal quantile: the library's value (off by 3e-6 at q = 1e-12) and one step of Halley's method in the lower
 * tail, after which it is right to the last digits. Asked again and again for few levels, so the last ones are remembered.
 *
 * Source:  Wichura (1988), Algorithm AS 241; Halley's step: Acklam (2003).
 * Oracle:  oracles/distributions.json
 * Domain:  0 ≤ q ≤ 1; 0 and 1 give −∞ and +∞.
 */
export function normalQuantile(q: number): number {
  const known = remembered.get(q);
  if (known !== undefined) return known;
  const value = q > 0.5 ? -lowerQuantile(1 - q) : lowerQuantile(q);
  if (remembered.size > 256) remembered.clear();
  remembered.set(q, value);
  return value;
}

function lowerQuantile(q: number): number {
  const z = quantile(q, 0, 1);
  if (!(q > 0) || !Number.isFinite(z)) return z;
  const step = (normalCdf(z) - q) / normalDensity(z);
  return z - step / (1 + (z * step) / 2);
}

/** z such that a two-sided interval at `alpha` is ± z: Φ⁻¹(1 − α/2). Domain: 0 < alpha < 1. */
export const twoSidedZ = (alpha: number): number => -normalQuantile(alpha / 2);

/** p of a two-sided z test: 2(1 − Φ(|z|)). Domain: every real z. */
export const twoSidedP = (z: number): number => Math.min(1, erfc(Math.abs(z) / Math.SQRT2));
