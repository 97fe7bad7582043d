import type { Aggregation, Metric, Winsorization } from '@assay/definitions';
import {
  isBinary,
  laterCutoff,
  lookbackMeasure,
  measureKey,
  outcomeMeasure,
  UnknownColumn,
  type Cutoff,
  type Measure,
} from '@assay/warehouse-sql';
import type { AnalysisRequest, WithId } from './analysis-request.js';
import type { MetricProblem, VariableRole } from './plan.js';

/** One variable of a metric: what is read of the facts, for which subjects, capped how. */
export interface PlannedVariable {
  readonly role: VariableRole;
  /** Without its cutoff, so that metrics that differ in aging alone share a column. */
  readonly measure: Measure;
  readonly cutoff: Cutoff | null;
  readonly winsorization: Winsorization | null;
  readonly isBinary: boolean;
}

export interface PlannedMetric {
  readonly metricId: string;
  readonly variables: readonly PlannedVariable[];
  readonly sourceIds: readonly string[];
}

/** What each metric reads; metrics that name what is not there come back as problems. */
export const plannedMetrics = (
  request: AnalysisRequest,
): { readonly metrics: readonly PlannedMetric[]; readonly problems: readonly MetricProblem[] } => {
  const metrics: PlannedMetric[] = [];
  const problems: MetricProblem[] = [];
  for (const metric of request.metrics) {
    try {
      metrics.push(plannedMetric(request, metric));
    } catch (problem) {
      if (!(problem instanceof UnknownColumn)) throw problem;
      problems.push({ metricId: metric.id, message: problem.message });
    }
  }
  return { metrics, problems };
};

const plannedMetric = (request: AnalysisRequest, metric: Metric & WithId): PlannedMetric => {
  const { lookbackDays } = request.design;
  const outcomes: [VariableRole, Aggregation][] = [['numerator', metric.numerator]];
  if (metric.kind === 'ratio') outcomes.push(['denominator', metric.denominator]);
  const measured = outcomes.map(([role, aggregation]) => ({
    role,
    aggregation,
    measure: outcomeMeasure(sourceOf(request, metric, aggregation), aggregation),
  }));
  const cutoff = measured.reduce<Cutoff | null>((latest, { measure }) => laterCutoff(latest, measure.cutoff), null);
  const variables = measured.map(({ role, aggregation, measure }) =>
    variable(role, measure, cutoff, aggregation.winsorization),
  );
  if (lookbackDays > 0) {
    for (const { role, aggregation } of measured) {
      const given =
        role === 'numerator' ? request.covariates?.find((c) => c.metricId === metric.id)?.numerator : undefined;
      const looked = given ?? aggregation;
      const measure = lookbackMeasure(sourceOf(request, metric, looked), looked, lookbackDays);
      const twin = role === 'numerator' ? 'numerator_covariate' : 'denominator_covariate';
      variables.push(variable(twin, measure, cutoff, percentilesOf(looked.winsorization)));
    }
  }
  return { metricId: metric.id, variables, sourceIds: [...new Set(variables.map((v) => v.measure.sourceId))].sort() };
};

/** A covariate is capped at its own percentile; a fixed cap was chosen for another period. */
const percentilesOf = (w: Winsorization | null): Winsorization | null => {
  if (!w) return null;
  const upper = w.upper?.kind === 'percentile' ? w.upper : null;
  const lower = w.lower?.kind === 'percentile' ? w.lower : null;
  return upper || lower ? { upper, lower } : null;
};

const variable = (
  role: VariableRole,
  measure: Measure,
  cutoff: Cutoff | null,
  winsorization: Winsorization | null,
): PlannedVariable => ({
  role,
  measure: { ...measure, cutoff: null },
  cutoff,
  winsorization,
  isBinary: isBinary(measure),
});

const sourceOf = (
  request: AnalysisRequest,
  metric: Metric & WithId,
  a: Aggregation,
): AnalysisRequest['factSources'][number] => {
  const source = request.factSources.find((one) => one.facts.some((fact) => fact.id === a.factId));
  if (!source) throw new UnknownColumn(`“${metric.name}” uses the fact ${a.factId}, which no fact source has.`);
  const isLinked = source.entities.some((entity) => entity.entityId === request.assignmentSource.entityId);
  if (!isLinked) {
    throw new UnknownColumn(`“${metric.name}” reads “${source.name}”, which has no column of the experiment's entity.`);
  }
  return source;
};

/** Variables with one key are one number for every subject. */
export const variableKey = (v: PlannedVariable): string =>
  JSON.stringify([measureKey(v.measure), v.cutoff, v.winsorization]);
/** The same before capping. */
export const valueKey = (v: PlannedVariable): string => JSON.stringify([measureKey(v.measure), v.cutoff]);
