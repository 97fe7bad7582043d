import type { Effect } from '../effects/lift.js';

/** An interval around an effect, with the p-value that belongs to the same test. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** p against "no effect"; null for Bayesian intervals. p < alpha exactly when the interval excludes 0. */
  readonly pValue: number | null;
}

/** estimate ± critical · error, each side with its own error. */
export const around = (effect: Effect, critical: number): { readonly low: number; readonly high: number } => ({
  low: effect.estimate - critical * effect.errorBelow,
  high: effect.estimate + critical * effect.errorAbove,
});

/**
 * Distance of the estimate from `null` in errors of the side that faces it. ±∞ where the error is 0 and the estimate
 * is not on `null`; 0 where both are.
 */
export function statisticOf(effect: Effect, nullValue = 0): number {
  const distance = effect.estimate - nullValue;
  if (distance === 0) return 0;
  return distance / (distance > 0 ? effect.errorBelow : effect.errorAbove);
}
