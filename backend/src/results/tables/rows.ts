import type { ArmView, MetricResult, ResultsView } from '@assay/api-contract';
import type { ResultsRow } from '@assay/warehouse-sql';

/** What a results table says of an experiment besides what was found. */
export interface ResultsOf {
  readonly experimentKey: string;
  readonly decision: string | null;
  readonly results: ResultsView & { readonly asOf: string; readonly runId: string };
}

const keysOf = ({ experimentKey, results }: ResultsOf): ResultsRow => ({
  experiment_id: results.experimentId,
  experiment_key: experimentKey,
  experiment_name: results.name,
  as_of: results.asOf,
  run_id: results.runId,
});

/** A row per metric and variation, control first, by the planned method. */
export const estimateRows = (of: ResultsOf): ResultsRow[] =>
  of.results.metrics.flatMap((metric) => metric.arms.map((arm) => estimateRow(of, metric, arm)));

const estimateRow = (of: ResultsOf, metric: MetricResult, { variation, n, value, estimate }: ArmView): ResultsRow => {
  const { method, effect, control, level } = of.results;
  const found = estimate?.kind === 'estimate' ? estimate : null;
  return {
    ...keysOf(of),
    metric_id: metric.metricId,
    metric_name: metric.name,
    metric_role: metric.role,
    ...{ variation, control, effect, method },
    evidence: found?.evidence ?? null,
    outcome: estimate === null ? 'control' : estimate.kind === 'estimate' ? 'estimate' : estimate.reason,
    ...{ subjects: n, value },
    lift: found?.lift ?? null,
    lift_low: found?.low ?? null,
    lift_high: found?.high ?? null,
    standard_error: found?.standardError ?? null,
    p_value: found?.pValue ?? null,
    adjusted_p_value: found?.adjustedPValue ?? null,
    level: found?.level ?? level,
    cuped: found === null ? null : Number(found.usesCuped),
  };
};

/** One row. */
export const verdictRow = (of: ResultsOf): ResultsRow => ({
  ...keysOf(of),
  status: of.results.status,
  verdict: of.results.verdict.headline,
  reason: of.results.verdict.reason,
  decision: of.decision,
});
