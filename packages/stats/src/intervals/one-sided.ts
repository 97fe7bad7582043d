import { normalCdf, normalQuantile } from '../distributions/normal.js';
import { studentCdf, studentQuantile } from '../distributions/student-t.js';
import type { Effect } from '../effects/lift.js';

/** Which alternative is of interest: the effect is above the null value, or below it. */
export type Direction = 'greater' | 'less';

export interface OneSided {
  /** −∞ for `less`. */
  readonly low: number;
  /** +∞ for `greater`. */
  readonly high: number;
  readonly pValue: number;
}

/**
 * One-sided test of an effect against `nullValue`, z or Student's t (give `df`), and the interval that belongs to it:
 *
 *     greater   [estimate − q·SE, ∞)    p = 1 − F((estimate − null)/SE)      q = F⁻¹(1 − α)
 *
 * Non-inferiority with margin c is `greater` against −c (or `less` against c, where less is good): the bad side of a
 * two-sided interval at 2α against the margin says the same.
 *
 * Source:  Lehmann & Romano (2005), section 3.4; non-inferiority: Wellek (2010), chapter 1.
 * Oracle:  oracles/intervals.json
 * Domain:  SE > 0, 0 < alpha < 1; df > 0 where given.
 */
export function oneSided(
  effect: Effect,
  alpha: number,
  direction: Direction,
  { nullValue = 0, df = null }: { readonly nullValue?: number; readonly df?: number | null } = {},
): OneSided {
  const quantile = df === null ? -normalQuantile(alpha) : -studentQuantile(alpha, df);
  const upper = (z: number): number => (df === null ? normalCdf(-z) : studentCdf(-z, df));
  if (direction === 'greater') {
    const z = (effect.estimate - nullValue) / effect.errorBelow;
    return { low: effect.estimate - quantile * effect.errorBelow, high: Number.POSITIVE_INFINITY, pValue: upper(z) };
  }
  const z = (nullValue - effect.estimate) / effect.errorAbove;
  return { low: Number.NEGATIVE_INFINITY, high: effect.estimate + quantile * effect.errorAbove, pValue: upper(z) };
}
