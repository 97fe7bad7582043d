/** How alpha is shared among the metrics and treatments of one experiment. */
export type Correction =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'preferential_bonferroni';
      /** Whether this metric is the experiment's primary one. */
      readonly isPrimary: boolean;
      /** Treatments compared with control. */
      readonly treatments: number;
      /** All metrics on the experiment: decision, guardrail and monitoring. */
      readonly metrics: number;
      /** γ: share of alpha that the primary metric keeps. */
      readonly primaryShare: number;
    }
  /** Plain Bonferroni over a number of tests. */
  | { readonly kind: 'bonferroni'; readonly tests: number };

/**
 * Alpha of one metric × treatment under preferential Bonferroni:
 *
 *     primary γα/k · other (1 − γ)α/(k(m − 1)) · a single metric α/k        k treatments, m metrics
 *
 * The error over the whole family stays ≤ α, with more of it spent where the decision is.
 *
 * Source:  Bonferroni with unequal weights: Holm (1979), section 4; Wiens (2003), "A fixed sequence Bonferroni procedure".
 * Oracle:  oracles/families.json
 * Domain:  0 < alpha < 1, counts ≥ 1, 0 < γ < 1 where there are other metrics.
 */
export function alphaOf(correction: Correction, alpha: number): number {
  switch (correction.kind) {
    case 'none':
      return alpha;
    case 'bonferroni':
      return alpha / Math.max(1, correction.tests);
    case 'preferential_bonferroni': {
      const { isPrimary, primaryShare } = correction;
      const treatments = Math.max(1, correction.treatments);
      const others = Math.max(1, correction.metrics) - 1;
      if (others === 0) return alpha / treatments;
      return isPrimary ? (primaryShare * alpha) / treatments : ((1 - primaryShare) * alpha) / (treatments * others);
    }
    default:
      return correction satisfies never;
  }
}
