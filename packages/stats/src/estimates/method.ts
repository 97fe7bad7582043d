import { fixedInterval, welchDf, welchInterval } from '../intervals/fixed.js';
import { hybridInterval, hybridRho } from '../intervals/hybrid.js';
import { posteriorOf, type Posterior, type Prior } from '../intervals/bayesian.js';
import { defaultTuning, mixtureRho, sequentialInterval } from '../intervals/sequential.js';
import type { ArmPair } from '../effects/sample-mean.js';
import type { Effect } from '../effects/lift.js';
import type { Interval } from '../intervals/interval.js';

/** How an interval is made. Everything that changes a number is named here and returned with the estimate. */
export type IntervalMethod =
  /** One planned look. `t` is Welch's; z is the default. */
  | { readonly kind: 'fixed'; readonly distribution?: 'normal' | 't' }
  /** Every look, any stopping. `plannedAlpha`: the metric's alpha at design time, kept when another level is viewed. */
  | { readonly kind: 'sequential'; readonly tuning?: number; readonly plannedAlpha?: number }
  /** Sequential while running, fixed from the end date; alpha in halves. */
  | {
      readonly kind: 'hybrid';
      readonly phase: 'running' | 'ended';
      readonly tuning?: number;
      readonly plannedAlpha?: number;
    }
  /** Normal prior on the effect's scale; no p, no correction. */
  | { readonly kind: 'bayesian'; readonly prior?: Prior };

export type MethodKind = IntervalMethod['kind'];

/** Fewest subjects per arm for which an interval is shown, unless the request says otherwise. */
export const minimumSubjectsOf = (method: IntervalMethod): number =>
  method.kind === 'sequential' || (method.kind === 'hybrid' && method.phase === 'running') ? 100 : 2;

/** What is shown: the interval's centre (a Bayesian centre moves) with its bounds, and the posterior if there is one. */
export interface Judged extends Interval {
  readonly centre: number;
  readonly error: number;
  readonly posterior: Posterior | null;
}

/**
 * Applies the method to an effect. `alpha` is the metric's own, after correction.
 *
 * Source, oracle, domain: those of the interval functions it calls.
 */
export function judge(
  method: IntervalMethod,
  effect: Effect,
  alpha: number,
  pair: ArmPair,
  isDecreaseGood: boolean,
): Judged {
  const plain = { centre: effect.estimate, error: Math.sqrt(effect.variance), posterior: null };
  const t = pair.control.n + pair.treatment.n;
  switch (method.kind) {
    case 'fixed':
      return method.distribution === 't'
        ? { ...plain, ...welchInterval(effect, alpha, welchDf(pair)) }
        : { ...plain, ...fixedInterval(effect, alpha) };
    case 'sequential': {
      const rho = mixtureRho(method.tuning ?? defaultTuning, method.plannedAlpha ?? alpha);
      return { ...plain, ...sequentialInterval(effect, alpha, t, rho) };
    }
    case 'hybrid': {
      const rho = hybridRho(method.tuning ?? defaultTuning, method.plannedAlpha ?? alpha);
      return { ...plain, ...hybridInterval(effect, alpha, { phase: method.phase, t, rho }) };
    }
    case 'bayesian': {
      const posterior = posteriorOf(effect, alpha, method.prior, isDecreaseGood);
      const { mean: centre, sd: error, low, high } = posterior;
      return { centre, error, low, high, pValue: null, posterior };
    }
    default:
      return method satisfies never;
  }
}
