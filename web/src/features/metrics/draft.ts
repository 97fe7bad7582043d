import { metricInput, type MetricInput } from '@assay/api-contract';
import type { Aggregation, Funnel, FunnelStep, Operation, PercentileOfFacts } from '@assay/definitions';

export const metricRules = metricInput;

/** The fields of all kinds at once, so that switching the kind loses nothing. */
export interface MetricValues extends Omit<Extract<MetricInput, { kind: 'simple' }>, 'kind'> {
  readonly kind: MetricInput['kind'];
  readonly denominator: Aggregation;
  readonly percentile: PercentileOfFacts;
  readonly funnel: Funnel;
}

export const newAggregation = (operation: Operation): Aggregation => ({
  factId: '',
  operation,
  filters: [],
  window: null,
  aging: false,
  winsorization: null,
  conversionDays: null,
  retentionDays: null,
  threshold: null,
});

export const newStep = (): FunnelStep => ({ name: '', factId: '', filters: [] });

export const newMetric = (entityId: string): MetricValues => ({
  kind: 'simple',
  name: '',
  description: '',
  entityId,
  desiredChange: 'increase',
  displayStyle: 'decimal',
  precision: 0.05,
  guardrailCutoff: null,
  numerator: newAggregation('sum'),
  denominator: newAggregation('count'),
  percentile: { factId: '', percentile: 0.95, filters: [], window: null },
  funnel: { steps: [newStep(), newStep()], within: null, aging: false },
});

export const valuesFrom = (metric: MetricInput): MetricValues => ({ ...newMetric(metric.entityId), ...metric });

/** A change of operation clears what only the old one takes and fills in what the new one needs. */
export const withOperation = (a: Aggregation, operation: Operation): Aggregation => ({
  ...a,
  operation,
  window: operation === 'conversion' || operation === 'threshold' ? null : a.window,
  winsorization: ['sum', 'count', 'count_distinct', 'last_value', 'first_value'].includes(operation)
    ? a.winsorization
    : null,
  conversionDays: operation === 'conversion' ? (a.conversionDays ?? 7) : null,
  retentionDays: operation === 'retention' ? (a.retentionDays ?? 7) : null,
  threshold:
    operation === 'threshold' ? (a.threshold ?? { of: 'count', comparison: 'gte', value: 2, within: null }) : null,
  aging: operation === 'conversion' || operation === 'retention' ? a.aging : a.window?.end ? a.aging : false,
});
