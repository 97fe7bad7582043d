import {
  analysedBy,
  misfitOf,
  type Aggregation,
  type FunnelStep,
  type Metric,
  type Winsorization,
} from '@assay/definitions';
import {
  isBinary,
  laterCutoff,
  lookbackMeasure,
  measureKey,
  memberMeasure,
  outcomeMeasure,
  percentileMeasure,
  stepLimit,
  stepLookback,
  stepMeasure,
  UnknownColumn,
  type Cutoff,
  type Measure,
  type StepLimit,
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

/** The steps of a funnel: their facts, and the numbers per subject that its table has. */
export interface PlannedFunnel {
  readonly facts: readonly Measure[];
  readonly within: StepLimit | null;
  /** One 0/1 number per step, in order. */
  readonly steps: readonly PlannedVariable[];
}

export interface PlannedMetric {
  readonly metricId: string;
  /** Of an A/A check, judged in random halves alone; null = a metric of the analysis. */
  readonly variant: string | null;
  readonly variables: readonly PlannedVariable[];
  /** null = no funnel. */
  readonly funnel: PlannedFunnel | null;
  readonly sourceIds: readonly string[];
}

/** A percentile of the facts' own values, which are no numbers per subject. */
export interface PlannedPercentile {
  readonly metricId: string;
  readonly measure: Measure;
  /** As a share. */
  readonly percentile: number;
}

interface PlannedMetrics {
  readonly metrics: readonly PlannedMetric[];
  readonly percentiles: readonly PlannedPercentile[];
  readonly problems: readonly MetricProblem[];
}

/** What each metric reads; metrics that name what is not there come back as problems. */
export const plannedMetrics = (request: AnalysisRequest): PlannedMetrics => {
  const metrics: PlannedMetric[] = [];
  const percentiles: PlannedPercentile[] = [];
  const problems: MetricProblem[] = [];
  for (const metric of request.metrics) {
    try {
      if (metric.kind === 'percentile') percentiles.push(plannedPercentile(request, metric));
      else if (metric.kind === 'funnel') metrics.push(plannedFunnel(request, metric));
      else metrics.push(plannedMetric(request, metric));
    } catch (problem) {
      if (!(problem instanceof UnknownColumn)) throw problem;
      problems.push({ metricId: metric.id, message: problem.message });
    }
  }
  return { metrics, percentiles, problems };
};

/** The variants of an A/A check; what cannot be planned is left out, and told of the metric itself. */
export const plannedVariants = (request: AnalysisRequest): readonly PlannedMetric[] =>
  (request.variants ?? []).flatMap(({ metric, variant, lookbackDays }) => {
    if (metric.kind === 'percentile') return [];
    const shorter = { ...request, design: { ...request.design, lookbackDays } };
    try {
      const planned = metric.kind === 'funnel' ? plannedFunnel(shorter, metric) : plannedMetric(shorter, metric);
      return [{ ...planned, variant }];
    } catch (problem) {
      if (!(problem instanceof UnknownColumn)) throw problem;
      return [];
    }
  });

const plannedPercentile = (
  request: AnalysisRequest,
  metric: Extract<Metric, { kind: 'percentile' }> & WithId,
): PlannedPercentile => ({
  metricId: metric.id,
  measure: percentileMeasure(sourceOf(request, metric, metric.percentile.factId), metric.percentile),
  percentile: metric.percentile.percentile,
});

const plannedMetric = (
  request: AnalysisRequest,
  metric: Extract<Metric, { kind: 'simple' | 'ratio' }> & WithId,
): PlannedMetric => {
  const { lookbackDays } = request.design;
  const outcomes: [VariableRole, Aggregation][] = [['numerator', metric.numerator]];
  if (metric.kind === 'ratio') outcomes.push(['denominator', metric.denominator]);
  const measured = outcomes.map(([role, aggregation]) => ({
    role,
    aggregation,
    measure: outcomeMeasure(sourceOf(request, metric, aggregation.factId), aggregation),
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
      const measure = lookbackMeasure(sourceOf(request, metric, looked.factId), looked, lookbackDays);
      const twin = role === 'numerator' ? 'numerator_covariate' : 'denominator_covariate';
      variables.push(variable(twin, measure, cutoff, percentilesOf(looked.winsorization)));
    }
  }
  const sourceIds = [...new Set(variables.map((v) => v.measure.sourceId))].sort();
  const judged = request.design.analysedEntityId === null ? variables : withMembers(variables, cutoff);
  return { metricId: metric.id, variant: null, variables: judged, funnel: null, sourceIds };
};

/**
 * A mean over members is a ratio of two sums over the clusters: of their values, and of their number. The look-back of
 * the value is beside the number too, so that larger clusters are compared with larger ones.
 */
const withMembers = (variables: readonly PlannedVariable[], cutoff: Cutoff | null): readonly PlannedVariable[] => {
  const [numerator, ...rest] = variables;
  if (!numerator || variables.some(({ role }) => role === 'denominator')) return variables;
  const number = (role: VariableRole): PlannedVariable => variable(role, memberMeasure, cutoff, null);
  const looked = rest.length > 0 ? [...rest, number('denominator_covariate')] : [];
  return [numerator, number('denominator'), ...looked];
};

/** The value is the last step; any fact of that step in the look-back is its covariate. */
const plannedFunnel = (
  request: AnalysisRequest,
  metric: Extract<Metric, { kind: 'funnel' }> & WithId,
): PlannedMetric => {
  const { lookbackDays } = request.design;
  const { steps, aging } = metric.funnel;
  const sources = steps.map((step) => sourceOf(request, metric, step.factId));
  const facts = steps.map((step, at) => stepMeasure(sources[at] as SourceOfRequest, step));
  const within = stepLimit(metric.funnel);
  const cutoff: Cutoff | null = aging && within ? { unit: 'micros', after: within.micros } : null;
  const name = JSON.stringify([facts.map(measureKey), within]);
  const reached = facts.map((fact, step) =>
    variable(
      'numerator',
      { ...fact, filters: [], column: null, reduction: { kind: 'step', funnel: name, step } },
      cutoff,
      null,
    ),
  );
  const last = steps.length - 1;
  const variables = [reached[last] as PlannedVariable];
  if (lookbackDays > 0) {
    const before = stepLookback(sources[last] as SourceOfRequest, steps[last] as FunnelStep, lookbackDays);
    variables.push(variable('numerator_covariate', before, cutoff, null));
  }
  return {
    metricId: metric.id,
    variant: null,
    variables,
    funnel: { facts, within, steps: reached },
    sourceIds: [...new Set(sources.map((source) => source.id))].sort(),
  };
};

/** All numbers per subject that a metric needs. */
export const variablesOf = (metric: PlannedMetric): readonly PlannedVariable[] => [
  ...metric.variables,
  ...(metric.funnel?.steps.slice(0, -1) ?? []),
];

type SourceOfRequest = AnalysisRequest['factSources'][number];

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

const sourceOf = (request: AnalysisRequest, metric: Metric & WithId, factId: string): SourceOfRequest => {
  const source = request.factSources.find((one) => one.facts.some((fact) => fact.id === factId));
  if (!source) throw new UnknownColumn(`“${metric.name}” uses the fact ${factId}, which no fact source has.`);
  const misfit = misfitOf(metric, analysedBy(request.assignmentSource, request.design), (id) =>
    request.factSources.find((one) => one.facts.some((fact) => fact.id === id)),
  );
  if (misfit !== null) throw new UnknownColumn(misfit);
  return source;
};

/** Variables with one key are one number for every subject. */
export const variableKey = (v: PlannedVariable): string =>
  JSON.stringify([measureKey(v.measure), v.cutoff, v.winsorization]);
/** The same before capping. */
export const valueKey = (v: PlannedVariable): string => JSON.stringify([measureKey(v.measure), v.cutoff]);
