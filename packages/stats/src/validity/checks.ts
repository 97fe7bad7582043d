import { twoSidedP } from '../distributions/normal.js';
import type { GoodEstimate } from '../estimates/estimate.js';

export type CheckStatus = 'passed' | 'warning' | 'failed' | 'unknown';

/**
 * Share of subjects seen in more than one variation: up to 10 % passes, up to 60 % warns, more fails.
 *
 * Source:  thresholds of common practice: mixed subjects are left out, and leaving out many biases who remains.
 * Domain:  counts ≥ 0; no subject at all is `unknown`.
 */
export function mixedAssignment(
  mixed: number,
  subjects: number,
): { readonly status: CheckStatus; readonly share: number } {
  if (!(subjects > 0) || !(mixed >= 0)) return { status: 'unknown', share: 0 };
  const share = mixed / subjects;
  return { status: share <= 0.1 ? 'passed' : share <= 0.6 ? 'warning' : 'failed', share };
}

/**
 * Twyman's law: a result that is too good to be true probably is not. Flags a lift that is both far from zero in
 * standard errors and larger than lifts ever are.
 *
 * Source:  Kohavi, Tang & Xu (2020), chapter 3. Thresholds ours: 6 standard errors and 30 % relative lift.
 * Domain:  relative estimates; others are never flagged.
 */
export const isTooGood = (estimate: GoodEstimate, limits = { errors: 6, lift: 0.3 }): boolean =>
  estimate.effect === 'relative' &&
  Math.abs(estimate.lift) > limits.lift &&
  Math.abs(estimate.lift) > limits.errors * estimate.standardError;

/** An effect of disjoint subjects or days, e.g. of one cohort. */
export interface Slice {
  readonly estimate: number;
  readonly variance: number;
}

export interface Drift {
  /** Change of the effect per step, with its standard error. */
  readonly slope: number;
  readonly standardError: number;
  readonly pValue: number;
}

/**
 * Novelty (or learning): does the effect fall (or rise) with time since exposure? Weighted least squares of independent
 * slices on their number, weights 1/variance.
 *
 * Source:  Hohnhold, O'Brien & Tang (2015), "Focusing on the Long-term", section 3; weighted least squares with known
 *          variances: Seber & Lee (2003), section 3.10.
 * Domain:  at least three slices, disjoint in subjects, in order, with positive variances; else null.
 */
export function effectDrift(slices: readonly Slice[]): Drift | null {
  if (slices.length < 3 || !slices.every(({ variance }) => variance > 0 && Number.isFinite(variance))) return null;
  const weights = slices.map(({ variance }) => 1 / variance);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const meanOf = (value: (index: number) => number): number =>
    weights.reduce((sum, weight, index) => sum + weight * value(index), 0) / total;
  const centre = meanOf((index) => index);
  const level = meanOf((index) => slices[index]?.estimate ?? 0);
  const spread = meanOf((index) => (index - centre) ** 2) * total;
  const slope = (meanOf((index) => (index - centre) * ((slices[index]?.estimate ?? 0) - level)) * total) / spread;
  const standardError = 1 / Math.sqrt(spread);
  return { slope, standardError, pValue: twoSidedP(slope / standardError) };
}
