import type { MetricPower, PowerQuery } from '@assay/api-contract';
import type { Metric } from '@assay/definitions';
import {
  adjustArms,
  alphaOf,
  defaultGate,
  estimateArm,
  minimumDetectableLift,
  whyNoLift,
  type EstimatedArm,
  type PlanTest,
} from '@assay/stats';
import type { DaySummary, MomentsSummary } from '../../pipeline/index.js';
import { armMomentsOf, type MetricSummary } from '../metric-summaries.js';

export interface PlannedMetric {
  readonly id: string;
  readonly metric: Metric;
  readonly isPrimary: boolean;
}

export interface PowerInput {
  readonly planned: PlannedMetric;
  /** Metrics that the experiment will have. */
  readonly metrics: number;
  /** Over the whole baseline, with covariates. */
  readonly overall: MomentsSummary | null;
  /** Cumulated at the end of each UTC day on which something changed. */
  readonly days: readonly DaySummary[];
  /** First instant of the baseline, ISO 8601 in UTC. */
  readonly from: string;
  readonly length: number;
}

/**
 * What a metric would show after each day of an experiment as long as the baseline: the subjects who entered by then,
 * shared among the variations, and the variance that their values had by then.
 */
export const powerOf = (input: PowerInput, query: PowerQuery): MetricPower => {
  const { planned, overall, length } = input;
  const { metric, id } = planned;
  const described = { metricId: id, name: metric.name, precision: metric.precision };
  const whole = overall && estimateArm(armMomentsOf(metric, overall).metric, 2);
  if (overall === null || whole === null || whole.kind !== 'arm') {
    const because = whole && whole.kind !== 'arm' ? whole.because : 'it was not read; see the run';
    return { ...described, ...nothing, explanation: `There is no baseline: ${because}.` };
  }
  const reduction = reductionOf(metric, overall, whole);
  const days = Array.from({ length }, (_, i) => dayOf(input, query, i + 1, reduction));
  const neededBy = (lift: 'lift' | 'liftWithCuped'): number | null =>
    days.find((day) => (day[lift] ?? Infinity) <= metric.precision)?.days ?? null;
  return {
    ...described,
    value: whole.raw.mean,
    varianceReduction: reduction,
    points: days.filter((day) => day.days % 7 === 0),
    daysNeeded: neededBy('lift'),
    daysNeededWithCuped: reduction === null ? null : neededBy('liftWithCuped'),
    explanation: null,
  };
};

const nothing = { value: null, varianceReduction: null, points: [], daysNeeded: null, daysNeededWithCuped: null };

/**
 * Share of the variance that the look-back explains. The error of the shared covariate means, which CUPED adds to each
 * arm, is the same in all arms of an experiment and falls out of their comparison.
 */
const reductionOf = (metric: Metric, overall: MetricSummary, whole: EstimatedArm): number | null => {
  const adjusted = adjustArms([armMomentsOf(metric, overall)], [whole], {});
  const [arm] = adjusted.arms;
  if (!arm || adjusted.covariates.length === 0 || !(whole.raw.variance > 0)) return null;
  return Math.min(1, Math.max(0, 1 - (arm.variance - adjusted.covariance(0, 0)) / whole.raw.variance));
};

const dayOf = (
  { planned, metrics, days, from }: PowerInput,
  query: PowerQuery,
  day: number,
  reduction: number | null,
): MetricPower['points'][number] => {
  const date = new Date(Date.parse(from) + (day - 1) * 86_400_000).toISOString().slice(0, 10);
  const upTo = days.filter((one) => one.day <= date).at(-1);
  const found = upTo
    ? estimateArm(armMomentsOf(planned.metric, { ...upTo, variation: upTo.variation }).metric, 2)
    : null;
  if (found?.kind !== 'arm') return { days: day, subjects: upTo?.moments.n ?? 0, lift: null, liftWithCuped: null };
  const subjects = found.raw.n;
  const each = (subjects * query.exposure) / query.variations;
  const baseline = { mean: found.raw.mean, variance: found.raw.variance * subjects };
  const alpha = alphaOf(
    query.correction === 'none'
      ? { kind: 'none' }
      : {
          ...{ kind: query.correction, isPrimary: planned.isPrimary, primaryShare: 0.5, metrics },
          treatments: query.variations - 1,
        },
    1 - query.level,
  );
  const liftAt = (varianceReduction: number): number | null => {
    const variance = (baseline.variance * (1 - varianceReduction)) / each;
    const arm = { n: each, mean: baseline.mean, variance, isBinary: found.isBinary, rawMean: baseline.mean };
    if (each < 2 || !(variance > 0) || whyNoLift([arm], defaultGate) !== null) return null;
    const test: PlanTest = { alpha, power: query.power, method: { kind: query.method }, varianceReduction };
    return minimumDetectableLift(baseline, { control: each, treatment: each }, test, 'sharp');
  };
  return { days: day, subjects, lift: liftAt(0), liftWithCuped: reduction === null ? null : liftAt(reduction) };
};
