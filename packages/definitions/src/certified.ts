import { z } from 'zod';
import { operations, type Operation } from './aggregation.js';
import { desiredChange } from './sources.js';

/**
 * Wire format of certified metrics (metrics as code): the field names of the public schema. Unknown fields are
 * refused, so that a misspelt option is noticed. `winsorization_exclude_zeros` is ours.
 */
const name = z.string().min(1);
const share = z.number().min(0).max(1);
const timeUnit = z.enum(['minutes', 'hours', 'days', 'weeks']);

export const certifiedFilter = z.strictObject({
  fact_property: name,
  operation: z.enum(['equals', 'not_equals']),
  values: z.array(z.string()).min(1),
});

const timeframe = {
  aggregation_timeframe_start_value: z.number().min(0).optional(),
  aggregation_timeframe_end_value: z.number().positive().optional(),
  aggregation_timeframe_unit: z.enum([...timeUnit.options, 'calendar_days']).optional(),
  /** Deprecated in the public schema; refused with its remedy. */
  aggregation_timeframe_value: z.number().optional(),
};
const winsorizing = {
  winsorization_lower_percentile: share.optional(),
  winsorization_upper_percentile: share.optional(),
  winsor_lower_fixed_value: z.number().optional(),
  winsor_upper_fixed_value: z.number().optional(),
  winsorization_exclude_zeros: z.boolean().optional(),
};
const aggregated = {
  fact_name: name,
  operation: z.enum(operations),
  filters: z.array(certifiedFilter).optional(),
  enable_aging_subject_filter: z.boolean().optional(),
  ...timeframe,
  ...winsorizing,
};

export const certifiedNumerator = z.strictObject({
  ...aggregated,
  retention_threshold_days: z.number().positive().optional(),
  conversion_threshold_days: z.number().positive().optional(),
  threshold_metric_settings: z
    .strictObject({
      comparison_operator: z.enum(['gt', 'gte']),
      aggregation_type: z.enum(['sum', 'count']),
      breach_value: z.number(),
      timeframe_unit: timeUnit.optional(),
      timeframe_value: z.number().positive().optional(),
    })
    .optional(),
});
export type CertifiedNumerator = z.infer<typeof certifiedNumerator>;

export const certifiedDenominator = z.strictObject({
  ...aggregated,
  operation: z.enum([
    'sum',
    'count',
    'count_distinct',
    'distinct_entity',
    'last_value',
    'first_value',
  ] satisfies Operation[]),
});

export const certifiedMetric = z.strictObject({
  name,
  entity: name,
  type: z.enum(['simple', 'ratio', 'percentile']).optional(),
  description: z.string().optional(),
  is_guardrail: z.boolean().optional(),
  metric_display_style: z.enum(['decimal', 'percent']).optional(),
  minimum_detectable_effect: z.number().positive().optional(),
  reference_url: z.string().optional(),
  guardrail_cutoff: z.number().nullable().optional(),
  desired_change: desiredChange.optional(),
  numerator: certifiedNumerator.optional(),
  denominator: certifiedDenominator.optional(),
  percentile: z
    .strictObject({ fact_name: name, percentile_value: share, filters: z.array(certifiedFilter).optional() })
    .optional(),
});
export type CertifiedMetric = z.infer<typeof certifiedMetric>;

export const certifiedProperty = z.strictObject({
  name,
  column: name,
  description: z.string().optional(),
  include_experiment_computation: z.boolean().optional(),
});

export const certifiedFactSource = z.strictObject({
  name,
  sql: name,
  timestamp_column: name,
  entities: z.array(z.strictObject({ entity_name: name, column: name })).min(1),
  facts: z
    .array(
      z.strictObject({
        name,
        column: z.string().nullable().optional(),
        description: z.string().optional(),
        desired_change: desiredChange.optional(),
      }),
    )
    .min(1),
  properties: z.array(certifiedProperty).optional(),
  reference_url: z.string().optional(),
  always_full_refresh: z.boolean().optional(),
  partition_date: z.string().nullable().optional(),
});
export type CertifiedFactSource = z.infer<typeof certifiedFactSource>;

export const certifiedPayload = z.strictObject({
  sync_tag: name,
  reference_url: z.string().optional(),
  fact_sources: z.array(certifiedFactSource).default([]),
  metrics: z.array(certifiedMetric).default([]),
});
export type CertifiedPayload = z.infer<typeof certifiedPayload>;
