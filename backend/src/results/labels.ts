import { mergeJoint } from '@assay/stats';
import type { MeasuredMoments, Moments, MomentsSummary } from '../pipeline/index.js';

/** Summaries of one property by its values, in their order. */
export const byLabel = (summaries: readonly MomentsSummary[]): Map<string, MomentsSummary[]> => {
  const labels = new Map<string, MomentsSummary[]>();
  for (const one of summaries) {
    const label = one.label ?? '';
    const others = labels.get(label);
    if (others) others.push(one);
    else labels.set(label, [one]);
  }
  return labels;
};

/**
 * Summaries of several values of a property as those of one: no subject is in two of them. Where a part is withheld, or
 * is a percentile beside others, the whole is withheld.
 */
export const takenTogether = (summaries: readonly MomentsSummary[]): MomentsSummary[] => {
  const whole = new Map<string, MomentsSummary>();
  for (const one of summaries) {
    const key = JSON.stringify([one.metricId, one.variation]);
    const before = whole.get(key);
    whole.set(key, before ? { ...before, moments: joined(before.moments, one.moments) } : one);
  }
  return [...whole.values()];
};

const joined = (a: Moments, b: Moments): Moments => {
  if (a.outcome !== 'measured' || b.outcome !== 'measured') {
    return { outcome: 'suppressed', n: a.n === null || b.n === null ? null : a.n + b.n, roles: a.roles };
  }
  const { n, means, products } = mergeJoint(a, b);
  const steps = stepsOf(a, b);
  return {
    ...{ outcome: 'measured', n, roles: a.roles, means: [...means], products: [...products] },
    sums: means.map((mean) => mean * n),
    ...(steps && { steps }),
  };
};

/** Subjects that reached each step of a funnel. */
const stepsOf = (a: MeasuredMoments, b: MeasuredMoments): number[] | undefined => {
  if (!a.steps || !b.steps) return a.steps ?? b.steps;
  const others = b.steps;
  return a.steps.map((reached, at) => reached + (others[at] ?? 0));
};

/** Why values of properties are not compared where weights changed. */
export const labelsAreIncomparable =
  'The weights changed, and values of properties are not counted by period. Limit the dates to one period to compare them.';
