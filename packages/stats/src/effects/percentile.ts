import { covarianceOf, meanOf, type JointMoments } from '../moments/joint.js';
import type { SampleMean } from './sample-mean.js';

/** The multiplier at which the outer order statistics are taken, whatever the level: no new scan for another one. */
export const outerZ = 1.96;

/** One arm's percentile as two warehouse passes return it. */
export interface PercentileMoments {
  /** The percentile as a share, e.g. 0.9. */
  readonly p: number;
  /** Observations in the arm (events; or subjects, where each has one value). */
  readonly events: number;
  /** Sample quantile at p. */
  readonly quantile: number;
  /** Order statistics at p ∓ 1.96·√(p(1 − p)/events). */
  readonly lower: number;
  readonly upper: number;
  /** Per subject: S = its events at or below `quantile`, N = its events; in this order. n = subjects. */
  readonly ranks: JointMoments;
  /** Largest share of events on `quantile` itself or on a neighbouring value; null when it was not asked for. */
  readonly largestAtom: number | null;
}

export type SamplePercentile =
  | ({ readonly kind: 'percentile'; readonly density: number } & SampleMean)
  | { readonly kind: 'percentile_on_atom' | 'not_enough_data'; readonly because: string };

/**
 * Percentile with the outer interval, adjusted for events that cluster in subjects:
 *
 *     σ²_p = (s²_S − 2p·s_SN + p²·s²_N) / (n·N̄²)          variance of the share at or below the quantile
 *     band of ranks p ± z·σ_p, inverted through L and U, which stand at p ∓ z₀·σ_iid:
 *     errors (q − L)·σ_p/(z₀·σ_iid) below and (U − q)·σ_p/(z₀·σ_iid) above; SE = their mean
 *
 * Source:  Deng, Knoblich & Lu (2018), section 4.2 (outer CI with post-adjustment); Yao, Li & Lu (2024), Algorithm 1.
 *          We differ: L and U at a fixed z₀ = 1.96, and p, not the sample share, in σ²_p.
 * Oracle:  oracles/percentiles.json
 * Domain:  0 < p < 1; events·min(p, 1 − p) ≥ 50 and ≥ 100 subjects, else `not_enough_data`; a value that holds more
 *          than z₀·σ_p of the events at the quantile or beside it gives `percentile_on_atom`.
 */
export function samplePercentile(m: PercentileMoments): SamplePercentile {
  const { p, events, quantile, lower, upper, ranks } = m;
  if (ranks.n < 100 || events * Math.min(p, 1 - p) < 50) {
    return { kind: 'not_enough_data', because: 'a percentile needs 100 subjects and 50 events beyond it' };
  }
  const iid = Math.sqrt((p * (1 - p)) / events);
  const clustered = rankError(p, ranks);
  const density = (2 * outerZ * iid) / (upper - lower);
  if (upper <= lower || (m.largestAtom ?? 0) > outerZ * clustered) {
    return { kind: 'percentile_on_atom', because: 'one value holds too many events at the percentile' };
  }
  const perUnit = clustered / (outerZ * iid);
  const low = (quantile - lower) * perUnit;
  const high = (upper - quantile) * perUnit;
  const error = (low + high) / 2;
  return {
    kind: 'percentile',
    n: ranks.n,
    mean: quantile,
    variance: error ** 2,
    df: ranks.n - 1,
    skew: { low, high },
    density,
  };
}

/**
 * σ_p: standard error of the share of events at or below the quantile, with subjects as independent units.
 *
 * Source:  Deng, Knoblich & Lu (2018), section 4.2, eq. 11.
 * Domain:  ranks hold S, N in this order, n ≥ 2 and mean N > 0.
 */
export function rankError(p: number, ranks: JointMoments): number {
  const spread = covarianceOf(ranks, 0, 0) - 2 * p * covarianceOf(ranks, 0, 1) + p ** 2 * covarianceOf(ranks, 1, 1);
  return Math.sqrt(Math.max(0, spread) / ranks.n) / meanOf(ranks, 1);
}

/** An outer interval as other tools take it: order statistics around the quantile at some sample size. */
export interface OuterInterval {
  readonly p: number;
  readonly events: number;
  readonly quantile: number;
  readonly lower: number;
  readonly upper: number;
  /** Sample size for which lower and upper were placed; `events` where they were placed for all. */
  readonly placedFor: number;
  /** S and N per subject; null where every event is independent. */
  readonly ranks: JointMoments | null;
}

/**
 * Percentile from an outer interval that was placed for fewer events than there are, scaled by √(placedFor/events), with
 * σ_p at the sample share S̄/N̄ instead of p. Offered because a serious peer works so; ours is `samplePercentile`.
 *
 * Source:  Deng, Knoblich & Lu (2018), section 4.2, with the scaling of a reused interval; the factor (n − 1)/n and
 *          z = 1.959964 as in the peer.
 * Oracle:  oracles/percentiles.json
 * Domain:  0 < p < 1, events ≥ 2, and ≥ 2 subjects where ranks are given.
 */
export function percentileFromOuter(outer: OuterInterval, z: number): SampleMean {
  const { p, events, ranks } = outer;
  const iid = (outer.placedFor / events) * (events - 1) * ((outer.upper - outer.lower) / (2 * z)) ** 2;
  const share = ranks === null ? p : meanOf(ranks, 0) / meanOf(ranks, 1);
  const inflation = ranks === null ? 1 : (rankError(share, ranks) ** 2 * events) / (p * (1 - p));
  const variance = (iid * inflation) / events;
  return { n: events, mean: outer.quantile, variance, df: events - 1 };
}
