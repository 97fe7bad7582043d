import { binaryOperations, type Metric } from '@assay/definitions';
import { marginalOf, selectJoint, type ArmMoments, type JointMoments, type MetricMoments } from '@assay/stats';
import type { Moments } from '../pipeline/index.js';

/** Sufficient statistics of one metric in one variation and cell, as the pipeline stored them. */
export interface MetricSummary {
  readonly metricId: string;
  readonly variation: string;
  readonly moments: Moments;
  /** Instead of the covariates among the moments: those that metrics share, outcomes first in the joint moments. */
  readonly covariates?: { readonly names: readonly string[]; readonly joint: JointMoments };
  /** Set where subjects are weighted by when they came: moments are then no counts. Of each step, its product. */
  readonly weighted?: { readonly stepProducts: readonly number[] };
}

/** Whether a metric is a share of subjects: 0 or 1 for each. */
export const isBinaryMetric = (metric: Metric): boolean =>
  metric.kind === 'funnel' || (metric.kind === 'simple' && binaryOperations.includes(metric.numerator.operation));

/** A summary as the statistics want it: what is judged, and its covariates beside it. */
export const armMomentsOf = (metric: Metric, summary: MetricSummary): ArmMoments => {
  const { variation, moments } = summary;
  if (moments.outcome === 'suppressed') {
    return { variation, metric: { kind: 'suppressed', n: moments.n }, covariates: null };
  }
  if (moments.n === 0) return { variation, metric: { kind: 'proportion', n: 0, successes: 0 }, covariates: null };
  if (moments.outcome === 'percentile') return { variation, metric: percentileOf(moments), covariates: null };
  const { roles } = moments;
  const joint: JointMoments = { n: moments.n, means: moments.means, products: moments.products };
  const places = (...wanted: (typeof roles)[number][]): number[] =>
    wanted.map((role) => roles.indexOf(role)).filter((place) => place >= 0);
  const outcome = places('numerator', 'denominator');
  const covariates = places('numerator_covariate', 'denominator_covariate');
  return {
    variation,
    metric: outcomeOf(metric, selectJoint(joint, outcome), summary.weighted !== undefined),
    covariates:
      summary.covariates ??
      (covariates.length === 0
        ? null
        : {
            names: covariates.map((place) => roles[place] as string),
            joint: selectJoint(joint, [...outcome, ...covariates]),
          }),
  };
};

const percentileOf = (moments: Extract<Moments, { outcome: 'percentile' }>): MetricMoments => {
  const { n, sums, means, products, percentile: p, quantile, lower, upper, largestAtom } = moments;
  const ranks: JointMoments = { n, means, products };
  return {
    kind: 'percentile',
    percentile: { p, events: sums[1] as number, quantile, lower, upper, ranks, largestAtom },
  };
};

/** With a denominator beside it, a ratio of two sums: of a ratio metric, or of clusters and the number of their members. */
const outcomeOf = (metric: Metric, joint: JointMoments, isWeighted: boolean): MetricMoments => {
  if (joint.means.length === 2) return { kind: 'ratio', joint };
  const moments = marginalOf(joint, 0);
  if (!isBinaryMetric(metric)) return { kind: 'mean', moments };
  if (isWeighted) return { kind: 'mean', moments, isBinary: true };
  return { kind: 'proportion', n: moments.n, successes: Math.round(moments.mean * moments.n) };
};

/** The summary of one step of a funnel: its own 0/1 number per subject, without covariates. */
export const stepSummary = (summary: MetricSummary, at: number): MetricSummary => {
  const { moments } = summary;
  if (moments.outcome !== 'measured') return summary;
  const { n, steps = [], sums } = moments;
  const reached = steps[at] ?? sums[0] ?? 0;
  const share = n === 0 ? 0 : reached / n;
  const one = { outcome: 'measured' as const, n, roles: ['numerator' as const] };
  const product = summary.weighted ? (summary.weighted.stepProducts[at] ?? moments.products[0] ?? 0) : null;
  const products = [product ?? n * share * (1 - share)];
  const { covariates: _, ...own } = summary;
  return { ...own, moments: { ...one, sums: [reached], means: [share], products } };
};
