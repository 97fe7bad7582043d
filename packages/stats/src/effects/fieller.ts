import type { ArmPair } from './sample-mean.js';

/** Fieller's set for a lift: an interval, or the named reason why it is not one. */
export type FiellerSet =
  | { readonly kind: 'interval'; readonly low: number; readonly high: number }
  /** The control mean is not clearly different from zero: the set is unbounded. */
  | { readonly kind: 'unbounded' };

/**
 * Fieller's interval of the lift t/c − 1: all ratios R for which t − R·c is within z errors of zero.
 *
 *     (c² − z²V_c)·R² − 2(tc − z²K)·R + (t² − z²V_t) ≤ 0
 *
 * It keeps its level however near zero the control mean is; there it stops being an interval.
 *
 * Source:  Fieller (1954), "Some Problems in Interval Estimation", eq. 9.
 * Oracle:  oracles/effects.json
 * Domain:  z > 0; bounded only if c² > z²·V_c. For c < 0 the lift is (t − c)/|c|, so the set is mirrored.
 */
export function fiellerInterval({ control: c, treatment: t, covariance }: ArmPair, z: number): FiellerSet {
  const a = c.mean ** 2 - z ** 2 * c.variance;
  const half = t.mean * c.mean - z ** 2 * covariance;
  const constant = t.mean ** 2 - z ** 2 * t.variance;
  const discriminant = half ** 2 - a * constant;
  if (!(a > 0) || !(discriminant >= 0)) return { kind: 'unbounded' };
  const root = Math.sqrt(discriminant);
  const low = (half - root) / a - 1;
  const high = (half + root) / a - 1;
  return c.mean > 0 ? { kind: 'interval', low, high } : { kind: 'interval', low: -high, high: -low };
}
