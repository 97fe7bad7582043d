import type { Aggregation, Metric, Operation } from '@assay/definitions';

/** Operations in the reader's words, in the order in which they are offered. */
export const operationWords: Readonly<Record<Operation, string>> = {
  sum: 'Sum of values',
  count: 'Number of facts',
  distinct_entity: 'Had any (0/1)',
  conversion: 'Had any within days of exposure (0/1)',
  retention: 'Came back after days (0/1)',
  threshold: 'Reached a threshold (0/1)',
  count_distinct: 'Number of distinct values',
  first_value: 'First value',
  last_value: 'Last value',
};

const unitWords = {
  minutes: 'minutes',
  hours: 'hours',
  days: 'days',
  calendar_days: 'calendar days',
  weeks: 'weeks',
} as const;

const windowText = (window: NonNullable<Aggregation['window']>): string => {
  const unit = unitWords[window.unit];
  if (window.start === null) return `in the first ${window.end} ${unit}`;
  if (window.end === null) return `from ${window.start} ${unit} on`;
  return `from ${window.start} to ${window.end} ${unit} after exposure`;
};

const capText = (cap: { kind: string; percentile?: number; value?: number }): string =>
  cap.kind === 'percentile' ? `the ${(cap.percentile ?? 0) * 100}th percentile` : String(cap.value);

/** One side of a metric as a sentence: “Sum of values of Order amount, in the first 7 days, capped at …”. */
export function describeAggregation(a: Aggregation, factName: (id: string) => string): string {
  const own =
    a.operation === 'conversion'
      ? `within ${a.conversionDays} days`
      : a.operation === 'retention'
        ? `after ${a.retentionDays} days`
        : a.threshold
          ? `${a.threshold.of} ${a.threshold.comparison === 'gt' ? 'above' : 'at least'} ${a.threshold.value}`
          : null;
  return [
    `${operationWords[a.operation]}: ${factName(a.factId)}`,
    own,
    ...a.filters.map(
      ({ property, operation, values }) =>
        `${property} ${operation === 'equals' ? 'is' : 'is not'} ${values.join(' or ')}`,
    ),
    a.window && windowText(a.window),
    a.aging ? 'only subjects whose window has passed' : null,
    a.winsorization?.lower ? `not below ${capText(a.winsorization.lower)}` : null,
    a.winsorization?.upper ? `capped at ${capText(a.winsorization.upper)}` : null,
  ]
    .filter((part) => part)
    .join(', ');
}

const shortWords: Readonly<Record<Operation, string>> = {
  sum: 'Sum',
  count: 'Count',
  distinct_entity: 'Had any',
  conversion: 'Conversion',
  retention: 'Retention',
  threshold: 'Threshold',
  count_distinct: 'Distinct values',
  first_value: 'First value',
  last_value: 'Last value',
};

/** Kind of a metric in two words. */
export const kindOf = (metric: Metric): string =>
  metric.kind === 'ratio' ? 'Ratio' : shortWords[metric.numerator.operation];
