import { winsorizableOperations } from './aggregation.js';
import type { CertifiedFactSource, CertifiedMetric, CertifiedNumerator } from './certified.js';
import { duplicatesOf } from './sources.js';

/** One thing wrong with a payload. `path` is dotted: `metrics.2.numerator.operation`. */
export interface CertifiedProblem {
  readonly path: string;
  readonly message: string;
}

interface Definitions {
  readonly fact_sources: readonly CertifiedFactSource[];
  readonly metrics: readonly CertifiedMetric[];
}

/**
 * The rules of the public schema that a schema cannot say: names are unique and resolve, and each operation carries
 * its own parameter and no other. `entities` are the names that exist; `elsewhere` the facts of other payloads.
 */
export const certifiedProblems = (
  payload: Definitions,
  entities: readonly string[],
  elsewhere: readonly string[] = [],
): readonly CertifiedProblem[] => {
  const facts = payload.fact_sources.flatMap((source) => source.facts.map((fact) => fact.name));
  const problems: CertifiedProblem[] = [
    ...duplicatesOf(payload.fact_sources.map((s) => s.name)).map((n) =>
      at('fact_sources', `Two fact sources are called “${n}”.`),
    ),
    ...duplicatesOf(facts).map((n) => at('fact_sources', `Two facts are called “${n}”; names of facts are unique.`)),
    ...duplicatesOf(payload.metrics.map((m) => m.name)).map((n) => at('metrics', `Two metrics are called “${n}”.`)),
  ];
  payload.fact_sources.forEach((source, i) =>
    source.entities.forEach((entity, j) => {
      if (!entities.includes(entity.entity_name)) {
        problems.push(at(`fact_sources.${i}.entities.${j}.entity_name`, `There is no entity “${entity.entity_name}”.`));
      }
    }),
  );
  const known = { facts: new Set([...facts, ...elsewhere]), entities };
  payload.metrics.forEach((metric, i) => problems.push(...metricProblems(payload, metric, `metrics.${i}`, known)));
  return problems;
};

const at = (path: string, message: string): CertifiedProblem => ({ path, message });

const metricProblems = (
  payload: Definitions,
  metric: CertifiedMetric,
  path: string,
  known: { readonly facts: ReadonlySet<string>; readonly entities: readonly string[] },
): CertifiedProblem[] => {
  const problems: CertifiedProblem[] = [];
  const wrong = (field: string, message: string): void => void problems.push(at(`${path}.${field}`, message));
  if (!known.entities.includes(metric.entity)) wrong('entity', `There is no entity “${metric.entity}”.`);
  const kind = kindOf(metric);
  if (kind === 'percentile' && !metric.percentile) wrong('percentile', 'A percentile metric needs its percentile.');
  if (kind !== 'percentile' && !metric.numerator) wrong('numerator', `A ${kind} metric needs a numerator.`);
  if (kind === 'ratio' && !metric.denominator) wrong('denominator', 'A ratio metric needs a denominator.');
  if (kind !== 'ratio' && metric.denominator) wrong('denominator', 'Only a ratio metric has a denominator.');
  if (kind === 'percentile' && metric.numerator) wrong('numerator', 'A percentile metric has no numerator.');
  if (kind !== 'percentile' && metric.percentile) wrong('percentile', 'Only a percentile metric has one.');
  const share = metric.percentile?.percentile_value;
  if (share === 0 || share === 1) wrong('percentile.percentile_value', 'A percentile lies above 0 and below 1.');
  for (const part of ['numerator', 'denominator', 'percentile'] as const) {
    const of = metric[part];
    if (!of) continue;
    if (!known.facts.has(of.fact_name)) wrong(`${part}.fact_name`, `There is no fact “${of.fact_name}”.`);
    else problems.push(...filterProblems(payload, of, `${path}.${part}`));
    if (part !== 'percentile') problems.push(...aggregationProblems(of as CertifiedNumerator, `${path}.${part}`));
  }
  problems.push(...cutoffProblems(payload, metric, path));
  return problems;
};

/** A metric that names no type is a ratio when it has a denominator. */
export const kindOf = (metric: CertifiedMetric): 'simple' | 'ratio' | 'percentile' =>
  metric.type ?? (metric.percentile ? 'percentile' : metric.denominator ? 'ratio' : 'simple');

const filterProblems = (
  payload: Definitions,
  of: { readonly fact_name: string; readonly filters?: CertifiedNumerator['filters'] },
  path: string,
): CertifiedProblem[] => {
  const source = payload.fact_sources.find((s) => s.facts.some((f) => f.name === of.fact_name));
  if (!source) return [];
  return (of.filters ?? []).flatMap((filter, i) =>
    source.properties?.some((p) => p.name === filter.fact_property)
      ? []
      : [at(`${path}.filters.${i}.fact_property`, `“${source.name}” has no property “${filter.fact_property}”.`)],
  );
};

const ownParameters = {
  retention: 'retention_threshold_days',
  conversion: 'conversion_threshold_days',
  threshold: 'threshold_metric_settings',
} as const;

const aggregationProblems = (a: CertifiedNumerator, path: string): CertifiedProblem[] => {
  const problems: CertifiedProblem[] = [];
  const wrong = (field: string, message: string): void => void problems.push(at(`${path}.${field}`, message));
  if (a.aggregation_timeframe_value !== undefined) {
    wrong('aggregation_timeframe_value', 'It is deprecated: give aggregation_timeframe_end_value.');
  }
  const bounds = [a.aggregation_timeframe_start_value, a.aggregation_timeframe_end_value];
  const hasBound = bounds.some((bound) => bound !== undefined);
  if (hasBound && a.aggregation_timeframe_unit === undefined)
    wrong('aggregation_timeframe_unit', 'Give the unit of the timeframe.');
  if (!hasBound && a.aggregation_timeframe_unit !== undefined) {
    wrong('aggregation_timeframe_unit', 'A unit needs a start or an end of the timeframe.');
  }
  if ((hasBound || a.aggregation_timeframe_unit) && (a.operation === 'conversion' || a.operation === 'threshold')) {
    wrong('aggregation_timeframe_unit', `${a.operation} takes no timeframe: it has its own.`);
  }
  const hasWinsorization =
    a.winsorization_lower_percentile !== undefined ||
    a.winsorization_upper_percentile !== undefined ||
    a.winsor_lower_fixed_value !== undefined ||
    a.winsor_upper_fixed_value !== undefined;
  if (hasWinsorization && !winsorizableOperations.includes(a.operation)) {
    wrong(
      'operation',
      `Winsorization does not apply to ${a.operation}: it is for ${winsorizableOperations.join(', ')}.`,
    );
  }
  for (const end of ['lower', 'upper'] as const) {
    if (a[`winsorization_${end}_percentile`] !== undefined && a[`winsor_${end}_fixed_value`] !== undefined) {
      wrong(`winsor_${end}_fixed_value`, `Give the ${end} cap as a percentile or as a value, not both.`);
    }
  }
  for (const [operation, field] of Object.entries(ownParameters)) {
    const isGiven = a[field] !== undefined;
    if (a.operation === operation && !isGiven) wrong(field, `${operation} needs it.`);
    if (a.operation !== operation && isGiven) wrong(field, `Only ${operation} takes it.`);
  }
  const threshold = a.threshold_metric_settings;
  if (threshold && (threshold.timeframe_unit === undefined) !== (threshold.timeframe_value === undefined)) {
    wrong('threshold_metric_settings', 'Give timeframe_unit and timeframe_value together.');
  }
  return problems;
};

const cutoffProblems = (payload: Definitions, metric: CertifiedMetric, path: string): CertifiedProblem[] => {
  const cutoff = metric.guardrail_cutoff;
  if (cutoff === undefined || cutoff === null || cutoff === 0) return [];
  const desired = desiredChangeOf(payload, metric);
  return cutoff > 0 === (desired === 'increase')
    ? [
        at(
          `${path}.guardrail_cutoff`,
          `For a metric that should ${desired}, the cutoff is ${desired === 'increase' ? 'negative' : 'positive'}.`,
        ),
      ]
    : [];
};

/** The metric's own desired change, else its fact's, else an increase. */
export const desiredChangeOf = (payload: Definitions, metric: CertifiedMetric): 'increase' | 'decrease' => {
  const fact = metric.numerator?.fact_name ?? metric.percentile?.fact_name;
  const ofFact = payload.fact_sources.flatMap((s) => s.facts).find((f) => f.name === fact)?.desired_change;
  return metric.desired_change ?? ofFact ?? 'increase';
};
