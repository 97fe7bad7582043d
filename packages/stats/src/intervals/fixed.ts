import { twoSidedP, twoSidedZ } from '../distributions/normal.js';
import { studentTwoSidedP, twoSidedT } from '../distributions/student-t.js';
import type { Effect } from '../effects/lift.js';
import type { ArmPair } from '../effects/sample-mean.js';
import { around, statisticOf, type Interval } from './interval.js';

/**
 * Fixed-sample interval: estimate ± z·SE with z = Φ⁻¹(1 − α/2), and p = 2(1 − Φ(|estimate|/SE)).
 * Right at one look that was planned; looking often and stopping at the first significance is not covered.
 *
 * Source:  Wald (1943); the central limit theorem for the effect.
 * Oracle:  oracles/intervals.json
 * Domain:  0 < alpha < 1, SE > 0.
 */
export function fixedInterval(effect: Effect, alpha: number): Interval {
  return { ...around(effect, twoSidedZ(alpha)), pValue: twoSidedP(statisticOf(effect)) };
}

/**
 * Welch's t interval: the fixed-sample interval with Student's t and the degrees of freedom of `welchDf`.
 *
 * Source:  Welch (1947), "The generalization of Student's problem when several different population variances are
 *          involved".
 * Oracle:  oracles/intervals.json
 * Domain:  0 < alpha < 1, SE > 0, df > 0.
 */
export function welchInterval(effect: Effect, alpha: number, df: number): Interval {
  return { ...around(effect, twoSidedT(alpha, df)), pValue: studentTwoSidedP(statisticOf(effect), df) };
}

/**
 * Degrees of freedom (V_t + V_c)² / (V_t²/df_t + V_c²/df_c), V being variances of the two means.
 *
 * Source:  Satterthwaite (1946), eq. 17; Welch (1947).
 * Domain:  at least one V > 0.
 */
export function welchDf({ control: c, treatment: t }: ArmPair): number {
  return (t.variance + c.variance) ** 2 / (t.variance ** 2 / t.df + c.variance ** 2 / c.df);
}
