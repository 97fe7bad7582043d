import { normalQuantile, twoSidedZ } from '../distributions/normal.js';

/**
 * Interval that fits an adjusted p: the standard error that would have given this p, estimate/Φ⁻¹(1 − p/2), times z.
 * It is taken only where it is wider on both sides; p near 1 says nothing, so the interval is the whole line.
 *
 * An interval after Holm or Benjamini–Hochberg is no exact confidence interval; by default we show the unadjusted one,
 * marked as such. This one is offered because a serious peer shows it.
 *
 * Source:  Altman & Bland (2011), "How to obtain the confidence interval from a P value". We differ: never narrower.
 * Oracle:  oracles/families.json
 * Domain:  0 ≤ p ≤ 1, 0 < alpha < 1.
 */
export function adjustedInterval(
  estimate: number,
  interval: { readonly low: number; readonly high: number },
  adjustedP: number,
  alpha: number,
): { readonly low: number; readonly high: number } {
  if (adjustedP > 0.999999) return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const error = Math.abs(estimate / normalQuantile(1 - adjustedP / 2));
  const half = twoSidedZ(alpha) * error;
  const [low, high] = [estimate - half, estimate + half];
  return low < interval.low && high > interval.high ? { low, high } : { low: interval.low, high: interval.high };
}
