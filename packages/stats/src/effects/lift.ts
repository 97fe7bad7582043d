import type { ArmPair } from './sample-mean.js';

/** How treatment is compared: lift over control, plain difference, or the difference summed over treated subjects. */
export type EffectKind = 'relative' | 'absolute' | 'total';

/** A difference of two arms with its uncertainty. */
export interface Effect {
  readonly estimate: number;
  /** Variance of `estimate`. */
  readonly variance: number;
  /** Standard error for bounds below and above the estimate; equal unless an arm's error is skewed. */
  readonly errorBelow: number;
  readonly errorAbove: number;
}

/**
 * Variance of the relative lift (t − c)/|c|, by the delta method:
 *
 *     ( V_t − 2R·K + R²·V_c ) / c²        R = t/c, K = covariance of the two estimates (0 for independent arms)
 *
 * This form survives t = 0. Without K it is V_t/c² + t²·V_c/c⁴.
 *
 * Source:  Deng, Knoblich & Lu (2018), section 2.1.
 * Oracle:  oracles/effects.json
 * Domain:  c ≠ 0; otherwise the caller reports `undefined_lift`.
 */
export function liftVariance({ control: c, treatment: t, covariance }: ArmPair): number {
  const ratio = t.mean / c.mean;
  return (t.variance - 2 * ratio * covariance + ratio ** 2 * c.variance) / c.mean ** 2;
}

/**
 * Relative lift (t − c)/|c|. A negative control mean divides by its size, so that "up" stays positive.
 *
 * Source:  Deng, Knoblich & Lu (2018), section 2.1. We differ: |c| in place of c.
 * Domain:  c ≠ 0.
 */
export function relativeLift(pair: ArmPair): Effect {
  const { control: c, treatment: t } = pair;
  const scale = Math.abs(c.mean);
  return withErrors((t.mean - c.mean) / scale, liftVariance(pair), pair, t.mean / c.mean, scale);
}

/**
 * Absolute difference t − c with variance V_t + V_c − 2K.
 *
 * Source:  variance of a difference; Welch (1938) for independent arms.
 * Oracle:  oracles/effects.json
 * Domain:  finite arms.
 */
export function absoluteDifference(pair: ArmPair): Effect {
  const { control: c, treatment: t, covariance } = pair;
  return withErrors(t.mean - c.mean, t.variance + c.variance - 2 * covariance, pair, 1, 1);
}

/**
 * Incremental total: the absolute difference times the number of treated subjects, which is taken as given.
 *
 * Source:  scaling of a mean; the count of the arm is conditioned on.
 * Domain:  means per subject; a ratio or a percentile has no total.
 */
export function incrementalTotal(pair: ArmPair): Effect {
  const { estimate, variance, errorBelow, errorAbove } = absoluteDifference(pair);
  const n = pair.treatment.n;
  return {
    estimate: estimate * n,
    variance: variance * n ** 2,
    errorBelow: errorBelow * n,
    errorAbove: errorAbove * n,
  };
}

/**
 * Errors below and above. With skewed arms: the lower bound of t − R·c comes from t's lower and c's upper error,
 * and the other way round for the upper bound.
 *
 * Source:  Zou & Donner (2008), "Construction of confidence limits about effect measures", eq. 3 (MOVER).
 */
function withErrors(estimate: number, variance: number, pair: ArmPair, ratio: number, scale: number): Effect {
  const error = Math.sqrt(Math.max(0, variance));
  const { control, treatment } = pair;
  if (!control.skew && !treatment.skew) return { estimate, variance, errorBelow: error, errorAbove: error };
  const side = (arm: typeof control, low: boolean): number =>
    arm.skew ? (low ? arm.skew.low : arm.skew.high) : Math.sqrt(arm.variance);
  const combine = (below: boolean): number => {
    const up = ratio >= 0;
    return Math.hypot(side(treatment, below), ratio * side(control, up ? !below : below)) / scale;
  };
  return { estimate, variance, errorBelow: combine(true), errorAbove: combine(false) };
}

/**
 * Lift on the log scale: ln(t/c) with variance V_t/t² + V_c/c² − 2K/(tc). Back-transformed bounds are
 * exp(ln(t/c) ± z·error) − 1: never below −100 %, wider above. Offered because a serious peer has it as default.
 *
 * Source:  Deng, Knoblich & Lu (2018), section 2.1 (delta method for ln); Katz et al. (1978) for proportions.
 * Oracle:  oracles/effects.json
 * Domain:  t > 0 and c > 0.
 */
export function logRatio({ control: c, treatment: t, covariance }: ArmPair): Effect {
  const variance = t.variance / t.mean ** 2 + c.variance / c.mean ** 2 - (2 * covariance) / (t.mean * c.mean);
  const error = Math.sqrt(Math.max(0, variance));
  return { estimate: Math.log(t.mean / c.mean), variance, errorBelow: error, errorAbove: error };
}
