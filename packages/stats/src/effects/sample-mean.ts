import type { Moments } from '../moments/moments.js';
import { varianceOf } from '../moments/moments.js';

/** One arm's value with its uncertainty: what every effect and interval is computed from. */
export interface SampleMean {
  /** Independent observations: subjects, or clusters where the design is clustered. */
  readonly n: number;
  readonly mean: number;
  /** Variance of the estimate `mean` itself (the square of its standard error), not of one subject. */
  readonly variance: number;
  /** Degrees of freedom of `variance`; only a t interval reads it. */
  readonly df: number;
  /** Standard errors towards lower and higher values, where they differ (percentiles); else absent. */
  readonly skew?: { readonly low: number; readonly high: number };
}

/** Two arms and what they share: `covariance` is not 0 when both use one pooled covariate mean. */
export interface ArmPair {
  readonly control: SampleMean;
  readonly treatment: SampleMean;
  readonly covariance: number;
}

/**
 * Mean per subject and its variance s²/n with s² = Σ(y − mean)²/(n − 1).
 *
 * Source:  Deng, Knoblich & Lu (2018), section 2; any textbook.
 * Oracle:  oracles/effects.json
 * Domain:  n ≥ 2.
 */
export const sampleMean = (moments: Moments): SampleMean => ({
  n: moments.n,
  mean: moments.mean,
  variance: varianceOf(moments) / moments.n,
  df: moments.n - 1,
});

/** Divisor of a proportion's variance: `n - 1` as for any mean (our default), or `n` (maximum likelihood). */
export type ProportionDivisor = 'n-1' | 'n';

/**
 * Share of successes and its variance p(1 − p)/(n − 1), or p(1 − p)/n.
 *
 * Source:  the sample variance of zeros and ones is p(1 − p)·n/(n − 1); Agresti (2013), section 1.3, uses n.
 * Oracle:  oracles/effects.json
 * Domain:  0 ≤ successes ≤ n, n ≥ 2.
 */
export function sampleProportion(n: number, successes: number, divisor: ProportionDivisor = 'n-1'): SampleMean {
  const p = successes / n;
  return { n, mean: p, variance: (p * (1 - p)) / (divisor === 'n' ? n : n - 1), df: n - 1 };
}
