import { chiSquareUpper } from '../distributions/chi-square.js';

/** Subjects of each variation during one period of constant weights. */
export interface SplitCounts {
  /** Subjects counted, per variation. */
  readonly observed: readonly number[];
  /** Traffic weights, per variation, in any unit. A weight of 0 takes the variation out of the test. */
  readonly weights: readonly number[];
}

export type SrmTest =
  | {
      readonly kind: 'srm';
      readonly chiSquare: number;
      readonly degreesOfFreedom: number;
      readonly pValue: number;
      /** Expected subjects per variation, summed over epochs. */
      readonly expected: readonly number[];
      readonly observed: readonly number[];
    }
  | { readonly kind: 'not_enough_data'; readonly because: string };

/** Alarm of the chi-square test: so strict because it is looked at daily. */
export const srmAlpha = 0.001;

/**
 * Sample ratio mismatch: Pearson's chi-square of the counts against the split that was ordered,
 *
 *     χ² = Σ (O_v − E_v)²/E_v      E_v = Σ over epochs of N_e·w_ev/Σw_e      df = active variations − 1
 *
 * One epoch per period of constant weights: a ramp is not a mismatch.
 *
 * Source:  Pearson (1900); Fabijan et al. (2019), "Diagnosing Sample Ratio Mismatch in Online Controlled Experiments".
 * Oracle:  oracles/srm.json
 * Domain:  at least two variations with weight, and E_v ≥ 5 in each; else `not_enough_data`.
 */
export function srmTest(epochs: readonly SplitCounts[]): SrmTest {
  const variations = Math.max(0, ...epochs.map((epoch) => epoch.weights.length));
  const observed = new Array<number>(variations).fill(0);
  const expected = new Array<number>(variations).fill(0);
  for (const { observed: counts, weights } of epochs) {
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    const n = weights.reduce((sum, weight, v) => sum + (weight > 0 ? (counts[v] ?? 0) : 0), 0);
    weights.forEach((weight, v) => {
      if (!(weight > 0)) return;
      observed[v] = (observed[v] ?? 0) + (counts[v] ?? 0);
      expected[v] = (expected[v] ?? 0) + (n * weight) / all;
    });
  }
  const active = expected.flatMap((count, v) => (count > 0 ? [{ count, seen: observed[v] ?? 0 }] : []));
  if (active.length < 2 || !active.every(({ count, seen }) => count >= 5 && Number.isFinite(seen))) {
    return { kind: 'not_enough_data', because: 'the test needs two variations with five expected subjects each' };
  }
  const chiSquare = active.reduce((sum, { count, seen }) => sum + (seen - count) ** 2 / count, 0);
  const degreesOfFreedom = active.length - 1;
  return {
    kind: 'srm',
    chiSquare,
    degreesOfFreedom,
    pValue: chiSquareUpper(chiSquare, degreesOfFreedom),
    expected,
    observed,
  };
}
