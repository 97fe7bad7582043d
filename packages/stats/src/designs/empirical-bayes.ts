import { posteriorOf, type Posterior, type Prior } from '../intervals/bayesian.js';

/** One past experiment: its estimated lift and the standard error. */
export interface PastLift {
  readonly lift: number;
  readonly standardError: number;
}

export type FittedPrior =
  | { readonly kind: 'prior'; readonly mean: number; readonly sd: number; readonly experiments: number }
  | { readonly kind: 'not_enough_data'; readonly because: string };

/** Fewest past experiments from which a prior is fitted. */
export const fewestExperiments = 10;

/**
 * Prior of a metric's true lifts, fitted from past experiments: lift_i ~ N(μ, τ² + SE²_i), by maximum likelihood.
 *
 *     μ = Σ w_i·lift_i/Σ w_i, w_i = 1/(τ² + SE²_i);  τ² by Fisher scoring:
 *     τ² ← τ² + Σ w_i²((lift_i − μ)² − 1/w_i)/Σ w_i²
 *
 * Source:  Efron & Morris (1973); the iteration: DerSimonian & Kacker (2007), section 2.6 (maximum likelihood).
 * Oracle:  designs.test.ts (recovers planted priors)
 * Domain:  ten experiments with SE > 0; τ is kept at 1e-4 or more, so that a prior never forbids an effect.
 */
export function fitPrior(past: readonly PastLift[]): FittedPrior {
  const usable = past.filter(({ lift, standardError }) => Number.isFinite(lift) && standardError > 0);
  if (usable.length < fewestExperiments) {
    return { kind: 'not_enough_data', because: `${fewestExperiments} past experiments are needed` };
  }
  const weigh = (tau2: number) => usable.map(({ standardError }) => 1 / (tau2 + standardError ** 2));
  const centre = (weights: readonly number[]): number =>
    usable.reduce((sum, { lift }, i) => sum + (weights[i] ?? 0) * lift, 0) / weights.reduce((sum, w) => sum + w, 0);
  let tau2 = usable.reduce((sum, { lift }) => sum + lift ** 2, 0) / usable.length;
  for (let step = 0; step < 500; step += 1) {
    const weights = weigh(tau2);
    const mean = centre(weights);
    const score = usable.reduce((sum, { lift }, i) => {
      const w = weights[i] ?? 0;
      return sum + w ** 2 * ((lift - mean) ** 2 - 1 / w);
    }, 0);
    const next = Math.max(0, tau2 + score / weights.reduce((sum, w) => sum + w ** 2, 0));
    const change = Math.abs(next - tau2);
    tau2 = next;
    if (change <= 1e-12 * Math.max(1e-6, tau2)) break;
  }
  return { kind: 'prior', mean: centre(weigh(tau2)), sd: Math.max(1e-4, Math.sqrt(tau2)), experiments: usable.length };
}

/**
 * "Expected after launch": the lift shrunk towards what the metric's experiments usually do. It corrects the winner's
 * curse, as shipped lifts are chosen for being large.
 *
 * Source:  Efron (2011), "Tweedie's Formula and Selection Bias", section 2, with a normal prior.
 * Domain:  SE > 0, prior sd > 0, 0 < alpha < 1.
 */
export const expectedAfterLaunch = (shown: PastLift, prior: Exclude<Prior, 'flat'>, alpha: number): Posterior =>
  posteriorOf({ estimate: shown.lift, variance: shown.standardError ** 2 }, alpha, prior);
