import type { Effect } from '../effects/lift.js';
import { around, statisticOf, type Interval } from './interval.js';
import type { Direction, OneSided } from './one-sided.js';

/** Subjects at which the sequential interval is tightest, unless the plan says otherwise. */
export const defaultTuning = 10_000;

/**
 * ρ of the normal mixture that makes the interval tightest at `tuning` subjects:
 *
 *     ρ = tuning / ( ln ln(e/α²) − 2 ln α )
 *
 * It is fixed at design time from the metric's own planned α and used for interval and p alike; viewing another level
 * keeps it.
 *
 * Source:  Howard, Ramdas, McAuliffe & Sekhon (2021), "Time-uniform, nonparametric, nonasymptotic confidence
 *          sequences", section 3.5; equal to Waudby-Smith et al. (2024), eq. 161, with ρ_W = ρ^(−1/2).
 * Oracle:  oracles/intervals.json
 * Domain:  tuning > 0, 0 < alpha < 1.
 */
export const mixtureRho = (tuning: number, alpha: number): number =>
  tuning / (Math.log(Math.log(Math.E / alpha ** 2)) - 2 * Math.log(alpha));

/**
 * Boundary in standard errors after t subjects: B(t) = √( (t + ρ)/t · ln((t + ρ)/(ρ·α²)) ).
 *
 * Source:  Howard et al. (2021), eq. 14 (two-sided normal mixture).
 * Oracle:  oracles/intervals.json
 * Domain:  t > 0, ρ > 0, 0 < alpha < 1.
 */
export const sequentialBoundary = (t: number, rho: number, alpha: number): number =>
  Math.sqrt(((t + rho) / t) * Math.log((t + rho) / (rho * alpha ** 2)));

/**
 * Always-valid p: min(1, √((t + ρ)/ρ) · exp(−z²t / (2(t + ρ)))), z the effect in standard errors.
 *
 * Source:  inversion of the boundary in α with ρ held; Johari et al. (2022), "Always Valid Inference"; equal to
 *          Waudby-Smith et al. (2024), eq. 155.
 * Oracle:  oracles/intervals.json
 * Domain:  t > 0, ρ > 0.
 */
export const alwaysValidP = (z: number, t: number, rho: number): number =>
  Math.min(1, Math.sqrt((t + rho) / rho) * Math.exp((-(z ** 2) * t) / (2 * (t + rho))));

/**
 * Sequential interval: estimate ± B(t)·SE, t = subjects of the two arms compared. Valid at every look, however many;
 * asymptotic, so nothing is shown for very few subjects.
 *
 * Source:  Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2024), "Time-uniform central limit theory and asymptotic
 *          confidence sequences", eq. 9.
 * Oracle:  oracles/intervals.json
 * Domain:  t > 0, SE > 0, 0 < alpha < 1.
 */
export function sequentialInterval(effect: Effect, alpha: number, t: number, rho: number): Interval {
  return {
    ...around(effect, sequentialBoundary(t, rho, alpha)),
    pValue: alwaysValidP(statisticOf(effect), t, rho),
  };
}

/**
 * One-sided sequential interval: the bound on the side of interest holds at every look at α, all of it spent there.
 *
 *     B₁(t) = √( (t + ρ)/t · 2·ln(1 + √((t + ρ)/ρ)/(2α)) )       ρ = mixtureRho(tuning, 2α)
 *     p = min(1, √((t + ρ)/ρ) / (2(exp(z²t/(2(t + ρ))) − 1)))    z in the direction of interest, else p = 1
 *
 * Source:  Waudby-Smith et al. (2024), section on one-sided asymptotic confidence sequences; Howard et al. (2021),
 *          one-sided normal mixture, eq. 3.7, with its upper bound in closed form.
 * Oracle:  oracles/intervals.json
 * Domain:  t > 0, SE > 0, 0 < alpha < 0.5.
 */
export function sequentialOneSided(
  effect: Effect,
  alpha: number,
  t: number,
  { direction, rho }: { readonly direction: Direction; readonly rho: number },
): OneSided {
  const growth = Math.sqrt((t + rho) / rho);
  const bound = Math.sqrt(((t + rho) / t) * 2 * Math.log1p(growth / (2 * alpha)));
  const z = statisticOf(effect) * (direction === 'greater' ? 1 : -1);
  const pValue = z <= 0 ? 1 : Math.min(1, growth / (2 * Math.expm1((z ** 2 * t) / (2 * (t + rho)))));
  const { low, high } = around(effect, bound);
  return direction === 'greater'
    ? { low, high: Number.POSITIVE_INFINITY, pValue }
    : { low: Number.NEGATIVE_INFINITY, high, pValue };
}

/** One look of a sequential analysis. */
export interface Look {
  readonly low: number;
  readonly high: number;
  readonly pValue: number;
}

/**
 * What all looks together say: the intersection of their intervals and the smallest p so far. An empty intersection
 * (low > high) says that the effect changed over time, or that the sequence failed; it is returned as null bounds.
 *
 * Source:  Howard et al. (2021), section 2: a confidence sequence may be intersected over time.
 * Domain:  at least one look; all of one effect, level and ρ.
 */
export function runningSequence(looks: readonly Look[]): {
  interval: { low: number; high: number } | null;
  pValue: number;
} {
  const low = Math.max(...looks.map((look) => look.low));
  const high = Math.min(...looks.map((look) => look.high));
  const pValue = Math.min(1, ...looks.map((look) => look.pValue));
  return { interval: low <= high ? { low, high } : null, pValue };
}
