import { meanOf, type JointMoments } from '../moments/joint.js';
import { momentsOfProportion, type Moments } from '../moments/moments.js';
import type { PercentileMoments } from '../effects/percentile.js';

/** What the pipeline knows of one metric in one arm: moments, never rows. */
export type MetricMoments =
  /** A number per subject, zeros included; `isBinary` = each is 0 or 1, and `moments` are of weighted subjects. */
  | { readonly kind: 'mean'; readonly moments: Moments; readonly isBinary?: true }
  /** 0 or 1 per subject. */
  | { readonly kind: 'proportion'; readonly n: number; readonly successes: number }
  /** Numerator and denominator per subject (or per cluster), in this order. */
  | { readonly kind: 'ratio'; readonly joint: JointMoments }
  | { readonly kind: 'percentile'; readonly percentile: PercentileMoments }
  /** Withheld in the warehouse because too few subjects contribute; n may be known. */
  | { readonly kind: 'suppressed'; readonly n: number | null };

/** Pre-period covariates of one arm, together with the outcome's own variables. */
export interface CovariateMoments {
  /** One name per covariate; the order is the order in which they are dropped last. */
  readonly names: readonly string[];
  /**
   * Outcome variables first (mean and proportion: y · ratio: numerator, denominator · percentile: S, N), then the
   * covariates as named. `suppressed` where the block has too few subjects to leave the warehouse.
   */
  readonly joint: JointMoments | 'suppressed';
}

/** One metric in one arm. */
export interface ArmMoments {
  /** Key of the variation. */
  readonly variation: string;
  readonly metric: MetricMoments;
  readonly covariates?: CovariateMoments | null;
}

/** Subjects of the arm; null where even the count is withheld. */
export function subjectsOf(metric: MetricMoments): number | null {
  switch (metric.kind) {
    case 'mean':
      return metric.moments.n;
    case 'proportion':
    case 'suppressed':
      return metric.n;
    case 'ratio':
      return metric.joint.n;
    case 'percentile':
      return metric.percentile.ranks.n;
    default:
      return metric satisfies never;
  }
}

/** Why these moments cannot be true (NaN, infinity, negative counts or squares), or null. */
export function problemOf(metric: MetricMoments): string | null {
  switch (metric.kind) {
    case 'mean':
      return problemOfMoments(metric.moments);
    case 'proportion':
      if (metric.successes < 0 || metric.successes > metric.n) return 'successes are outside 0 … n';
      return problemOfMoments(momentsOfProportion(metric.n, metric.successes));
    case 'ratio':
      return problemOfJoint(metric.joint, 2);
    case 'percentile': {
      const { p, events, quantile, lower, upper, ranks, largestAtom } = metric.percentile;
      if (![p, events, quantile, lower, upper, largestAtom ?? 0].every(Number.isFinite)) return 'a value is not finite';
      if (p <= 0 || p >= 1) return 'the percentile is outside 0 … 1';
      if (lower > quantile || upper < quantile) return 'the order statistics are not in order';
      return problemOfJoint(ranks, 2);
    }
    case 'suppressed':
      return null;
    default:
      return metric satisfies never;
  }
}

const problemOfCount = (n: number): string | null =>
  n >= 0 && n <= Number.MAX_SAFE_INTEGER ? null : 'the number of subjects is not a count';

function problemOfMoments({ n, mean, m2 }: Moments): string | null {
  if (!Number.isFinite(mean) || !Number.isFinite(m2)) return 'a moment is not finite';
  return m2 < 0 ? 'a sum of squares is negative' : problemOfCount(n);
}

/** As `problemOf`, for a block of `size` variables. */
export function problemOfJoint(joint: JointMoments, size: number): string | null {
  if (joint.means.length !== size || joint.products.length !== (size * (size + 1)) / 2) {
    return `the block of moments is not of ${size} variables`;
  }
  if (!joint.means.every(Number.isFinite) || !joint.products.every(Number.isFinite)) return 'a moment is not finite';
  for (let row = 0; row < size; row += 1) {
    if ((joint.products[(row * (row + 3)) / 2] ?? -1) < 0) return 'a sum of squares is negative';
  }
  return problemOfCount(joint.n);
}

/** Σ of the outcome over the arm; null for ratios and percentiles, which have no total. */
export function totalOf(metric: MetricMoments): number | null {
  if (metric.kind === 'mean') return metric.moments.mean * metric.moments.n;
  return metric.kind === 'proportion' ? metric.successes : null;
}

/** Mean of the denominator, for reports of ratio metrics; null for other metrics. */
export const denominatorOf = (metric: MetricMoments): number | null =>
  metric.kind === 'ratio' ? meanOf(metric.joint, 1) : null;
