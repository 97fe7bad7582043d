import type { Estimate } from '../estimates/estimate.js';

/** What an interval says of a metric, with its desired direction in mind. */
export type Evidence =
  | 'significant_positive'
  | 'significant_negative'
  /** Not significant; the bad-side bound is inside the cutoff. */
  | 'limited_downside'
  /** Not significant; the bad-side bound is beyond the cutoff. */
  | 'possible_downside'
  /** Not significant, without a cutoff. */
  | 'neutral'
  /** No number. */
  | 'unknown';

/**
 * State of a metric: the interval entirely on the good (bad) side of zero; else its bad-side bound against the cutoff.
 *
 * Source:  non-inferiority by the bound of an interval: Wellek (2010), section 1.6.
 * Domain:  `cutoff` ≥ 0 in the effect's unit (0.02 = 2 % worse is still tolerated), or null.
 */
export function evidenceOf(
  estimate: Estimate,
  desiredChange: 'increase' | 'decrease',
  cutoff: number | null,
): Evidence {
  if (estimate.kind !== 'estimate') return 'unknown';
  const [worst, best] = desiredChange === 'increase' ? [estimate.low, estimate.high] : [-estimate.high, -estimate.low];
  if (worst > 0) return 'significant_positive';
  if (best < 0) return 'significant_negative';
  if (cutoff === null) return 'neutral';
  return worst >= -cutoff ? 'limited_downside' : 'possible_downside';
}

/** State of a guardrail against its cutoff: the whole interval beyond it, part of it, or none. */
export function guardrailOf(
  estimate: Estimate,
  desiredChange: 'increase' | 'decrease',
  cutoff: number,
): 'inside' | 'may_exceed' | 'breached' | 'unknown' {
  if (estimate.kind !== 'estimate') return 'unknown';
  const [worst, best] = desiredChange === 'increase' ? [estimate.low, estimate.high] : [-estimate.high, -estimate.low];
  if (best < -cutoff) return 'breached';
  return worst >= -cutoff ? 'inside' : 'may_exceed';
}

/** All guardrails together: the worst of them. */
export type GuardrailSummary = 'any_significant_negative' | 'possible_downside' | 'all_limited';

/** Domain: any number of guardrails; none is `all_limited`, one without a number is `possible_downside`. */
export function summariseGuardrails(guardrails: readonly Evidence[]): GuardrailSummary {
  if (guardrails.includes('significant_negative')) return 'any_significant_negative';
  return guardrails.some((one) => one === 'possible_downside' || one === 'unknown')
    ? 'possible_downside'
    : 'all_limited';
}

export type Recommendation = 'roll_out' | 'discuss' | 'extend_run_time' | 'do_not_roll_out';

/** One row per state of the primary metric, one column per state of the guardrails. */
export type DecisionTable = Readonly<Partial<Record<Evidence, Readonly<Record<GuardrailSummary, Recommendation>>>>>;

const row = (limited: Recommendation, possible: Recommendation, negative: Recommendation) => ({
  all_limited: limited,
  possible_downside: possible,
  any_significant_negative: negative,
});
const no = row('do_not_roll_out', 'do_not_roll_out', 'do_not_roll_out');

/** Ship what wins. */
export const superiorityTable: DecisionTable = {
  significant_positive: row('roll_out', 'discuss', 'do_not_roll_out'),
  neutral: no,
  significant_negative: no,
};

/** Ship what does no harm: for primaries with a cutoff. */
export const nonInferiorityTable: DecisionTable = {
  significant_positive: row('roll_out', 'discuss', 'do_not_roll_out'),
  limited_downside: row('roll_out', 'extend_run_time', 'do_not_roll_out'),
  possible_downside: no,
  significant_negative: no,
};

/** A treatment's evidence. */
export interface TreatmentEvidence {
  readonly variation: string;
  readonly primary: Evidence;
  /** Lift of the primary metric in the good direction; null where there is none. */
  readonly benefit: number | null;
  readonly guardrails: readonly Evidence[];
}

export interface Decision {
  readonly recommendation: Recommendation;
  /** The treatment that the recommendation is about; null where no treatment has a number. */
  readonly variation: string | null;
  readonly primary: Evidence;
  readonly guardrails: GuardrailSummary;
}

export interface DecisionRule {
  readonly table: DecisionTable;
  /** An extension spends no more error only under an always-valid method; elsewhere it is put to discussion. */
  readonly mayExtend: boolean;
}

/**
 * Composite rule: the best significant treatment by the primary metric (else the best at all), looked up in the table
 * with the worst of its guardrails. A state that the table does not name is discussed.
 *
 * Source:  decision tables of the experiment's protocol; union–intersection of guardrails: Schultzberg, Ankargren &
 *          Frånberg (2024), "Risk-aware product decisions in A/B tests with multiple metrics".
 * Domain:  at least one treatment; null otherwise.
 */
export function decide(treatments: readonly TreatmentEvidence[], rule: DecisionRule): Decision | null {
  const rank = (one: TreatmentEvidence): number => (one.primary === 'significant_positive' ? 1 : 0);
  const best = [...treatments].sort(
    (a, b) => rank(b) - rank(a) || (b.benefit ?? Number.NEGATIVE_INFINITY) - (a.benefit ?? Number.NEGATIVE_INFINITY),
  )[0];
  if (!best) return null;
  const guardrails = summariseGuardrails(best.guardrails);
  const found = rule.table[best.primary]?.[guardrails] ?? 'discuss';
  return {
    recommendation: found === 'extend_run_time' && !rule.mayExtend ? 'discuss' : found,
    variation: best.benefit === null ? null : best.variation,
    primary: best.primary,
    guardrails,
  };
}
