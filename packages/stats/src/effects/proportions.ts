import { twoSidedZ } from '../distributions/normal.js';
import { chiSquareUpper } from '../distributions/chi-square.js';

/** Successes among n subjects. */
export interface Count {
  readonly n: number;
  readonly successes: number;
}

/** Bounds of an interval. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's score interval of one proportion: (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n).
 *
 * Source:  Wilson (1927); Newcombe (1998a), method 3.
 * Oracle:  oracles/effects.json
 * Domain:  n ≥ 1, 0 ≤ successes ≤ n, 0 < alpha < 1.
 */
export function wilsonInterval({ n, successes }: Count, alpha: number): Bounds {
  const z = twoSidedZ(alpha);
  const p = successes / n;
  const middle = p + z ** 2 / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2));
  const scale = 1 + z ** 2 / n;
  return { low: (middle - half) / scale, high: (middle + half) / scale };
}

/**
 * Newcombe's interval of a difference of proportions: Wilson's intervals of both arms combined (the square-and-add rule).
 *
 * Source:  Newcombe (1998b), "Interval estimation for the difference between independent proportions", method 10.
 * Oracle:  oracles/effects.json
 * Domain:  as `wilsonInterval`, for both arms.
 */
export function newcombeInterval(control: Count, treatment: Count, alpha: number): Bounds {
  const [c, t] = [wilsonInterval(control, alpha), wilsonInterval(treatment, alpha)];
  const [pc, pt] = [control.successes / control.n, treatment.successes / treatment.n];
  return {
    low: pt - pc - Math.hypot(pt - t.low, c.high - pc),
    high: pt - pc + Math.hypot(t.high - pt, pc - c.low),
  };
}

/**
 * Agresti–Caffo interval of a difference: Wald's with one success and one failure added to each arm.
 *
 * Source:  Agresti & Caffo (2000).
 * Oracle:  oracles/effects.json
 * Domain:  n ≥ 0, 0 < alpha < 1.
 */
export function agrestiCaffoInterval(control: Count, treatment: Count, alpha: number): Bounds {
  const more = ({ n, successes }: Count): Count => ({ n: n + 2, successes: successes + 1 });
  return waldInterval(more(control), more(treatment), alpha);
}

/** Wald's interval with p(1 − p)/n. Source: Agresti (2013), section 3.1. Domain: n ≥ 1, 0 < alpha < 1. */
export function waldInterval(control: Count, treatment: Count, alpha: number): Bounds {
  const [pc, pt] = [control.successes / control.n, treatment.successes / treatment.n];
  const half = twoSidedZ(alpha) * Math.sqrt((pc * (1 - pc)) / control.n + (pt * (1 - pt)) / treatment.n);
  return { low: pt - pc - half, high: pt - pc + half };
}

/**
 * Pooled two-sample test of proportions; z² is Pearson's chi-square of the 2 × 2 table.
 *
 * Source:  Pearson (1900); Agresti (2013), section 3.2.
 * Oracle:  oracles/effects.json
 * Domain:  n ≥ 1 in both arms and neither no nor only successes in all: else z = 0, p = 1.
 */
export function pooledProportionTest(
  control: Count,
  treatment: Count,
): { readonly z: number; readonly pValue: number } {
  const pooled = (control.successes + treatment.successes) / (control.n + treatment.n);
  const variance = pooled * (1 - pooled) * (1 / control.n + 1 / treatment.n);
  if (!(variance > 0)) return { z: 0, pValue: 1 };
  const z = (treatment.successes / treatment.n - control.successes / control.n) / Math.sqrt(variance);
  return { z, pValue: chiSquareUpper(z ** 2, 1) };
}
