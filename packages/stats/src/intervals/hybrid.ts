import { fixedInterval } from './fixed.js';
import type { Effect } from '../effects/lift.js';
import type { Interval } from './interval.js';
import { mixtureRho, sequentialInterval } from './sequential.js';

/**
 * Sequential hybrid: α is split in halves. While the experiment runs, the sequential interval at α/2; from its end date,
 * the fixed-sample interval at α/2. p is doubled, so that p < α exactly when the interval excludes 0.
 *
 * At 95 % the running phase is 5–8 % wider than plain sequential and the final one 14.4 % wider than plain fixed.
 *
 * Source:  Bonferroni over the two looks; boundary of Howard et al. (2021), eq. 14, with ρ from α/2.
 * Oracle:  oracles/intervals.json
 * Domain:  t > 0, SE > 0, 0 < alpha < 1; `rho` is `mixtureRho(tuning, plannedAlpha / 2)`.
 */
export function hybridInterval(
  effect: Effect,
  alpha: number,
  { phase, t, rho }: { readonly phase: 'running' | 'ended'; readonly t: number; readonly rho: number },
): Interval {
  const half = phase === 'ended' ? fixedInterval(effect, alpha / 2) : sequentialInterval(effect, alpha / 2, t, rho);
  return { ...half, pValue: half.pValue === null ? null : Math.min(1, 2 * half.pValue) };
}

/** ρ of the running phase. Source and domain as `mixtureRho`. */
export const hybridRho = (tuning: number, plannedAlpha: number): number => mixtureRho(tuning, plannedAlpha / 2);
