import { normalCdf, normalQuantile, twoSidedZ } from '../distributions/normal.js';
import { noncentralTCdf } from '../distributions/noncentral-t.js';
import { twoSidedT } from '../distributions/student-t.js';
import { sequentialBoundary, mixtureRho, defaultTuning } from '../intervals/sequential.js';

/** The outcome that is planned for. */
export interface Baseline {
  /** Control mean (a share for 0/1 outcomes). */
  readonly mean: number;
  /** Variance of one subject. A ratio: n times the variance of the ratio. */
  readonly variance: number;
}

/** A planned comparison of two arms. */
export interface Design {
  readonly control: number;
  readonly treatment: number;
}

/** How the result will be judged; its critical value sets power and MDE. */
export type PlannedMethod =
  | { readonly kind: 'fixed' }
  /** At the end of the run, with the boundary at all subjects of both arms. */
  | { readonly kind: 'sequential'; readonly tuning?: number }
  /** The final, fixed phase of the hybrid: alpha in halves. */
  | { readonly kind: 'hybrid' };

/**
 * Critical value in standard errors at the end of a run: z, B(t) or z at α/2.
 *
 * Source:  `fixedInterval`, `sequentialBoundary`, `hybridInterval`.
 * Domain:  subjects > 0, 0 < alpha < 1.
 */
export function criticalOf(method: PlannedMethod, alpha: number, subjects: number): number {
  switch (method.kind) {
    case 'fixed':
      return twoSidedZ(alpha);
    case 'hybrid':
      return twoSidedZ(alpha / 2);
    case 'sequential':
      return sequentialBoundary(subjects, mixtureRho(method.tuning ?? defaultTuning, alpha), alpha);
    default:
      return method satisfies never;
  }
}

/**
 * Power of a two-sided z test at an effect of `errors` standard errors: Φ(e − c) + Φ(−e − c).
 *
 * Source:  Lehmann & Romano (2005), section 3.3.
 * Oracle:  oracles/planning.json
 * Domain:  critical > 0.
 */
export const powerAt = (errors: number, critical: number): number =>
  normalCdf(errors - critical) + normalCdf(-errors - critical);

/**
 * Power of a two-sided t test with `df` degrees of freedom.
 *
 * Source:  Johnson, Kotz & Balakrishnan (1995), section 31.1: T is noncentral t under the alternative.
 * Oracle:  oracles/planning.json
 * Domain:  df ≥ 1, 0 < alpha < 1.
 */
export function powerOfT(errors: number, df: number, alpha: number): number {
  const critical = twoSidedT(alpha, df);
  return 1 - noncentralTCdf(critical, df, errors) + noncentralTCdf(-critical, df, errors);
}

/**
 * Standard error of the planned effect:
 *
 *     absolute √(σ²/N_c + σ²/N_t)     relative the same /|μ|, or √(σ²/N_t + (1 + lift)²σ²/N_c)/|μ| at a given lift
 *
 * Source:  `absoluteDifference` and `liftVariance` with equal variances.
 * Domain:  μ ≠ 0 for a relative effect, N > 0.
 */
export function plannedError(baseline: Baseline, design: Design, relativeLift: number | null): number {
  const growth = relativeLift === null ? 1 : 1 + relativeLift;
  const variance = baseline.variance / design.treatment + (growth ** 2 * baseline.variance) / design.control;
  return Math.sqrt(variance);
}

/** What decides a plan besides the sizes. */
export interface PlanTest {
  readonly alpha: number;
  readonly power: number;
  readonly method: PlannedMethod;
  /** Share of the variance that CUPED will take away, 0 … 1, from history (`1 − R²` is what is left). */
  readonly varianceReduction?: number;
}

/**
 * Smallest relative lift that is found with the wanted power:
 *
 *     fixed        (z_{1−α/2} + z_power)·√(σ²/N_c + σ²/N_t)/|μ|
 *     sequential   (B(N_c + N_t) + z_power)·… , or scaled: the fixed MDE times B/z
 *     hybrid       scaled: the fixed MDE times z_{1−α/4}/z_{1−α/2}
 *
 * Source:  Bloom (1995), "Minimum Detectable Effects"; the scaled forms multiply by the ratio of the intervals' widths.
 * Oracle:  oracles/planning.json
 * Domain:  μ ≠ 0, sizes > 0, 0 < alpha < 1, 0 < power < 1.
 */
export function minimumDetectableLift(
  baseline: Baseline,
  design: Design,
  test: PlanTest,
  form: 'scaled' | 'sharp' = 'scaled',
): number {
  const left = 1 - (test.varianceReduction ?? 0);
  const error =
    plannedError({ ...baseline, variance: baseline.variance * left }, design, null) / Math.abs(baseline.mean);
  const critical = criticalOf(test.method, test.alpha, design.control + design.treatment);
  const fixed = twoSidedZ(test.alpha);
  const power = normalQuantile(test.power);
  return form === 'sharp' ? (critical + power) * error : ((fixed + power) * error * critical) / fixed;
}

/**
 * The same with the lift's own variance √(σ²/N_t + (1 + lift)²σ²/N_c)/|μ|, solved in closed form: with
 * k = (z + z_power)·(critical/z), lift² = k²(a + b(1 + lift)²), a = σ²/(N_t μ²), b = σ²/(N_c μ²). Null where no lift is
 * large enough (k²b ≥ 1).
 *
 * Source:  `liftVariance` at the alternative.
 * Oracle:  oracles/planning.json
 * Domain:  as `minimumDetectableLift`.
 */
export function minimumDetectableLiftExact(baseline: Baseline, design: Design, test: PlanTest): number | null {
  const fixed = twoSidedZ(test.alpha);
  const critical = criticalOf(test.method, test.alpha, design.control + design.treatment);
  const k2 = (((fixed + normalQuantile(test.power)) * critical) / fixed) ** 2;
  const left = (baseline.variance * (1 - (test.varianceReduction ?? 0))) / baseline.mean ** 2;
  const [a, b] = [left / design.treatment, left / design.control];
  const quadratic = 1 - k2 * b;
  if (!(quadratic > 0)) return null;
  return (k2 * b + Math.sqrt((k2 * b) ** 2 + quadratic * k2 * (a + b))) / quadratic;
}

/**
 * Subjects of the control arm for a wanted absolute effect:
 *
 *     N_c = (z_{1−α/2} + z_power)²·(σ_c² + σ_t²/r)/δ²        r = treatment/control
 *
 * Source:  Lehmann & Romano (2005), section 3.3; solved for n.
 * Oracle:  oracles/planning.json
 * Domain:  δ ≠ 0, r > 0.
 */
export function controlSubjects(
  effect: number,
  variances: { readonly control: number; readonly treatment: number },
  { alpha, power, ratio = 1 }: { readonly alpha: number; readonly power: number; readonly ratio?: number },
): number {
  const z = twoSidedZ(alpha) + normalQuantile(power);
  return ((z / effect) ** 2 * (variances.control * ratio + variances.treatment)) / ratio;
}

/**
 * Root of a rising or falling function by bisection: for sizes whose power has no closed form.
 *
 * Source:  Burden & Faires (2010), section 2.1.
 * Domain:  f changes sign between low and high; 200 halvings end at the precision of doubles.
 */
export function solve(f: (x: number) => number, low: number, high: number): number {
  const rises = f(high) > f(low);
  let [from, to] = [low, high];
  for (let halving = 0; halving < 200 && to - from > 1e-14 * Math.abs(to); halving += 1) {
    const middle = (from + to) / 2;
    if (f(middle) > 0 === rises) to = middle;
    else from = middle;
  }
  return (from + to) / 2;
}
