import type { Aggregation, Cap } from './aggregation.js';
import type { CertifiedFactSource, CertifiedMetric, CertifiedNumerator } from './certified.js';
import type { Metric } from './metric.js';
import type { FactSource } from './sources.js';

/** How ids of ours become names of the wire. */
export interface CertifiedNames {
  readonly entity: (id: string) => string;
  readonly fact: (id: string) => string;
}

/** A stored fact source in the wire format: what `factSourceOf` reads back as the same. */
export const certifiedFactSourceOf = (
  source: FactSource,
  referenceUrl: string | null,
  names: CertifiedNames,
): CertifiedFactSource => ({
  name: source.name,
  sql: source.sql,
  timestamp_column: source.timestampColumn,
  ...(source.partitionColumn === null ? {} : { partition_date: source.partitionColumn }),
  entities: source.entities.map(({ entityId, column }) => ({ entity_name: names.entity(entityId), column })),
  facts: source.facts.map(({ name, column, description, desiredChange }) => ({
    name,
    ...(column === null ? {} : { column }),
    ...(description === '' ? {} : { description }),
    desired_change: desiredChange,
  })),
  ...(source.properties.length === 0
    ? {}
    : { properties: source.properties.map(({ name, column }) => ({ name, column })) }),
  ...(source.alwaysFullRefresh ? { always_full_refresh: true } : {}),
  ...(referenceUrl === null ? {} : { reference_url: referenceUrl }),
});

/** A stored metric in the wire format: what `metricOf` reads back as the same; null for what it has no words for. */
export const certifiedMetricOf = (
  metric: Metric,
  referenceUrl: string | null,
  names: CertifiedNames,
): CertifiedMetric | null => {
  const common = {
    name: metric.name,
    entity: names.entity(metric.entityId),
    ...(metric.description === '' ? {} : { description: metric.description }),
    metric_display_style: metric.displayStyle,
    minimum_detectable_effect: metric.precision,
    desired_change: metric.desiredChange,
    ...(metric.guardrailCutoff === null ? {} : { guardrail_cutoff: metric.guardrailCutoff }),
    ...(referenceUrl === null ? {} : { reference_url: referenceUrl }),
  };
  switch (metric.kind) {
    case 'simple':
      return { ...common, type: 'simple', numerator: numeratorOf(metric.numerator, names) };
    case 'ratio': {
      const denominator = numeratorOf(metric.denominator, names) as CertifiedMetric['denominator'];
      return { ...common, type: 'ratio', numerator: numeratorOf(metric.numerator, names), denominator };
    }
    case 'percentile': {
      const { factId, percentile, filters, window } = metric.percentile;
      if (window !== null) return null;
      return {
        ...common,
        type: 'percentile',
        percentile: { fact_name: names.fact(factId), percentile_value: percentile, ...filtersOf(filters) },
      };
    }
    case 'funnel':
      return null;
    default:
      return metric satisfies never;
  }
};

const filtersOf = (filters: Aggregation['filters']): Pick<CertifiedNumerator, 'filters'> =>
  filters.length === 0
    ? {}
    : { filters: filters.map(({ property, operation, values }) => ({ fact_property: property, operation, values })) };

const numeratorOf = (a: Aggregation, names: CertifiedNames): CertifiedNumerator => ({
  fact_name: names.fact(a.factId),
  operation: a.operation,
  ...filtersOf(a.filters),
  ...(a.window === null
    ? {}
    : {
        ...(a.window.start === null ? {} : { aggregation_timeframe_start_value: a.window.start }),
        ...(a.window.end === null ? {} : { aggregation_timeframe_end_value: a.window.end }),
        aggregation_timeframe_unit: a.window.unit,
      }),
  ...(a.aging ? { enable_aging_subject_filter: true } : {}),
  ...capOf('lower', a.winsorization?.lower ?? null),
  ...capOf('upper', a.winsorization?.upper ?? null),
  ...(a.conversionDays === null ? {} : { conversion_threshold_days: a.conversionDays }),
  ...(a.retentionDays === null ? {} : { retention_threshold_days: a.retentionDays }),
  ...(a.threshold === null
    ? {}
    : {
        threshold_metric_settings: {
          comparison_operator: a.threshold.comparison,
          aggregation_type: a.threshold.of,
          breach_value: a.threshold.value,
          ...(a.threshold.within === null
            ? {}
            : { timeframe_unit: a.threshold.within.unit, timeframe_value: a.threshold.within.value }),
        },
      }),
});

const capOf = (end: 'lower' | 'upper', cap: Cap | null): Partial<CertifiedNumerator> => {
  if (cap === null) return {};
  if (cap.kind === 'fixed') return { [`winsor_${end}_fixed_value`]: cap.value };
  return {
    [`winsorization_${end}_percentile`]: cap.percentile,
    ...(cap.excludeZeros ? { winsorization_exclude_zeros: true } : {}),
  };
};
