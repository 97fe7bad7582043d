import erfcx from '@stdlib/math-base-special-erfcx';
import { normalCdf, normalDensity, normalQuantile, normalUpper, twoSidedZ } from '../distributions/normal.js';
import type { Effect } from '../effects/lift.js';

/** A normal prior of the effect, on the effect's own scale; `flat` knows nothing. */
export type Prior = { readonly mean: number; readonly sd: number } | 'flat';

/** Prior of a relative lift unless the workspace says otherwise: half of all lifts within ±3.4 %, 95 % within ±9.8 %. */
export const defaultPrior: Prior = { mean: 0, sd: 0.05 };

/** Posterior of the effect with the summaries people read. Good direction: up, unless `isDecreaseGood`. */
export interface Posterior {
  readonly mean: number;
  readonly sd: number;
  readonly low: number;
  readonly high: number;
  /** Probability that treatment is better than control. */
  readonly chanceToWin: number;
  /** E[min(X, 0)] of the benefit X: what shipping costs on average where it is worse; ≤ 0. */
  readonly loss: number;
  /** E[X | X < 0]: how bad it is if it is worse; < 0. */
  readonly risk: number;
}

/**
 * Conjugate normal posterior of an effect:
 *
 *     1/σ² = 1/σ₀² + 1/SE²      μ = σ²·(μ₀/σ₀² + estimate/SE²)      interval μ ± z·σ
 *     P(win) = Φ(μ/σ)           loss = μΦ(−μ/σ) − σφ(μ/σ)           risk = loss / Φ(−μ/σ)
 *
 * Source:  Gelman et al. (2013), Bayesian Data Analysis, eq. 2.10–2.12; loss as the mean of a truncated normal.
 * Oracle:  oracles/intervals.json
 * Domain:  SE > 0, prior sd > 0, 0 < alpha < 1.
 */
export function posteriorOf(
  effect: Pick<Effect, 'estimate' | 'variance'>,
  alpha: number,
  prior: Prior = defaultPrior,
  isDecreaseGood = false,
): Posterior {
  const precision = 1 / effect.variance;
  const priorPrecision = prior === 'flat' ? 0 : 1 / prior.sd ** 2;
  const variance = 1 / (precision + priorPrecision);
  const pull = prior === 'flat' ? 0 : prior.mean * priorPrecision;
  const mean = prior === 'flat' ? effect.estimate : variance * (effect.estimate * precision + pull);
  const sd = Math.sqrt(variance);
  const half = twoSidedZ(alpha) * sd;
  const benefit = isDecreaseGood ? -mean : mean;
  return {
    mean,
    sd,
    low: mean - half,
    high: mean + half,
    chanceToWin: normalCdf(benefit / sd),
    loss: expectedLoss(benefit, sd),
    risk: meanBelowZero(benefit, sd),
  };
}

/** E[min(X, 0)] of X ~ N(mean, sd²) = μΦ(−μ/σ) − σφ(μ/σ). Source: Johnson, Kotz & Balakrishnan (1994), 10.1. */
export function expectedLoss(mean: number, sd: number): number {
  const z = mean / sd;
  return Math.min(0, mean * normalUpper(z) - sd * normalDensity(z));
}

/**
 * E[X | X < 0] of X ~ N(mean, sd²) = μ − σ·φ(z)/Φ(−z) with z = μ/σ; the quotient is √(2/π)/erfcx(z/√2), which neither
 * under- nor overflows where it matters.
 *
 * Source:  Johnson, Kotz & Balakrishnan (1994), Continuous Univariate Distributions 1, section 10.1.
 * Domain:  sd > 0.
 */
export const meanBelowZero = (mean: number, sd: number): number =>
  mean - (sd * Math.sqrt(2 / Math.PI)) / erfcx(mean / sd / Math.SQRT2);

/** P(effect > threshold) of a posterior: Φ((μ − threshold)/σ). Domain: sd > 0. */
export const chanceAbove = (posterior: Pick<Posterior, 'mean' | 'sd'>, threshold: number): number =>
  normalCdf((posterior.mean - threshold) / posterior.sd);

/**
 * What a prior sd says in words: half of all effects within ±0.674·sd, 95 % within ±1.96·sd.
 *
 * Source:  quantiles of the normal distribution.
 * Domain:  sd > 0.
 */
export const impliedRanges = (sd: number): { readonly half: number; readonly most: number } => ({
  half: normalQuantile(0.75) * sd,
  most: normalQuantile(0.975) * sd,
});
