import { twoSidedZ } from '../distributions/normal.js';

/** One shipped treatment: its posterior global lift. */
export interface Shipped {
  readonly lift: number;
  /** Posterior standard deviation of `lift`. */
  readonly sd: number;
}

export interface AggregateImpact {
  /** Π(1 + g) − 1. */
  readonly lift: number;
  readonly low: number;
  readonly high: number;
}

/**
 * What a set of shipped treatments did together: Π(1 + g_i) − 1, with an interval on the log scale where independent
 * lifts add up. No interactions are assumed; the posteriors must come from a prior, or winners are overstated.
 *
 * Source:  delta method for ln(1 + g); shrinkage of winners: Lee & Shen (2018), "Winner's Curse".
 * Oracle:  designs.test.ts (by hand).
 * Domain:  every g > −1; 0 < alpha < 1. An empty set is 0.
 */
export function aggregateImpact(shipped: readonly Shipped[], alpha: number): AggregateImpact | null {
  if (!shipped.every(({ lift }) => lift > -1)) return null;
  const logs = shipped.reduce((sum, { lift }) => sum + Math.log1p(lift), 0);
  const variance = shipped.reduce((sum, { lift, sd }) => sum + (sd / (1 + lift)) ** 2, 0);
  const half = twoSidedZ(alpha) * Math.sqrt(variance);
  return { lift: Math.expm1(logs), low: Math.expm1(logs - half), high: Math.expm1(logs + half) };
}
