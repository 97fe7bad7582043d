import type { z } from 'zod';
import type { aggregation, Cap } from './aggregation.js';
import type { CertifiedFactSource, CertifiedMetric, CertifiedNumerator } from './certified.js';
import { desiredChangeOf, kindOf } from './certified-rules.js';
import type { metric as metricSchema } from './metric.js';
import type { factSource } from './sources.js';

/** How names of the wire become ids of ours; each throws or answers for a name that is not there. */
export interface CertifiedIds {
  readonly entity: (name: string) => string;
  readonly fact: (name: string) => string;
}

/** A fact source as it is stored; parse it with `factSource` for its own rules. */
export const factSourceOf = (source: CertifiedFactSource, ids: CertifiedIds): z.input<typeof factSource> => ({
  name: source.name,
  sql: source.sql,
  timestampColumn: source.timestamp_column,
  partitionColumn: source.partition_date ?? null,
  entities: source.entities.map((e) => ({ entityId: ids.entity(e.entity_name), column: e.column })),
  facts: source.facts.map((fact) => ({
    id: ids.fact(fact.name),
    name: fact.name,
    column: fact.column ?? null,
    description: fact.description ?? '',
    desiredChange: fact.desired_change ?? 'increase',
  })),
  properties: (source.properties ?? []).map((p) => ({ name: p.name, column: p.column })),
  alwaysFullRefresh: source.always_full_refresh ?? false,
});

/** A metric as it is stored; null where the payload lacks what its kind needs, which `certifiedProblems` names. */
export const metricOf = (
  metric: CertifiedMetric,
  payload: { readonly fact_sources: readonly CertifiedFactSource[]; readonly metrics: readonly CertifiedMetric[] },
  ids: CertifiedIds,
): z.input<typeof metricSchema> | null => {
  const kind = kindOf(metric);
  const common = {
    name: metric.name,
    description: metric.description ?? '',
    entityId: ids.entity(metric.entity),
    desiredChange: desiredChangeOf(payload, metric),
    displayStyle: metric.metric_display_style ?? 'decimal',
    precision: metric.minimum_detectable_effect ?? 0.05,
    guardrailCutoff: metric.guardrail_cutoff ?? null,
  };
  if (kind === 'percentile') {
    if (!metric.percentile) return null;
    const { fact_name, percentile_value, filters } = metric.percentile;
    const percentile = { factId: ids.fact(fact_name), percentile: percentile_value, filters: filtersOf(filters) };
    return { ...common, kind, percentile };
  }
  if (!metric.numerator) return null;
  const numerator = aggregationOf(metric.numerator, ids);
  if (kind === 'simple' || !metric.denominator) return { ...common, kind: 'simple', numerator };
  return { ...common, kind: 'ratio', numerator, denominator: aggregationOf(metric.denominator, ids) };
};

/** An aggregation of the wire in our fields. */
export const aggregationOf = (a: CertifiedNumerator, ids: CertifiedIds): z.input<typeof aggregation> => ({
  factId: ids.fact(a.fact_name),
  operation: a.operation,
  filters: filtersOf(a.filters),
  window: a.aggregation_timeframe_unit
    ? {
        start: a.aggregation_timeframe_start_value ?? null,
        end: a.aggregation_timeframe_end_value ?? null,
        unit: a.aggregation_timeframe_unit,
      }
    : null,
  aging: a.enable_aging_subject_filter ?? false,
  winsorization: winsorizationOf(a),
  conversionDays: a.conversion_threshold_days ?? null,
  retentionDays: a.retention_threshold_days ?? null,
  threshold: thresholdOf(a),
});

const filtersOf = (filters: CertifiedNumerator['filters']): z.input<typeof aggregation>['filters'] =>
  (filters ?? []).map((f) => ({ property: f.fact_property, operation: f.operation, values: f.values }));

const winsorizationOf = (a: CertifiedNumerator): { lower: Cap | null; upper: Cap | null } | null => {
  const end = (percentile: number | undefined, fixed: number | undefined): Cap | null => {
    if (percentile !== undefined) {
      return { kind: 'percentile', percentile, excludeZeros: a.winsorization_exclude_zeros ?? false };
    }
    return fixed === undefined ? null : { kind: 'fixed', value: fixed };
  };
  const lower = end(a.winsorization_lower_percentile, a.winsor_lower_fixed_value);
  const upper = end(a.winsorization_upper_percentile, a.winsor_upper_fixed_value);
  return lower || upper ? { lower, upper } : null;
};

const thresholdOf = (a: CertifiedNumerator): z.input<typeof aggregation>['threshold'] => {
  const t = a.threshold_metric_settings;
  if (!t) return null;
  const within =
    t.timeframe_unit && t.timeframe_value !== undefined ? { value: t.timeframe_value, unit: t.timeframe_unit } : null;
  return { of: t.aggregation_type, comparison: t.comparison_operator, value: t.breach_value, within };
};
