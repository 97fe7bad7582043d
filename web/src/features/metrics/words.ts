import type { Aggregation, Funnel, Metric, Operation, PropertyFilter } from '@assay/definitions';

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
  cap.kind === 'percentile' ? `the ${ordinal(cap.percentile ?? 0)} percentile` : String(cap.value);

const filterTexts = (filters: readonly PropertyFilter[]): string[] =>
  filters.map(
    ({ property, operation, values }) =>
      `${property} ${operation === 'equals' ? 'is' : 'is not'} ${values.join(' or ')}`,
  );

const ordinals = { one: 'st', two: 'nd', few: 'rd', other: 'th', many: 'th', zero: 'th' } as const;
/** 0.95 → `95th`, 0.5 → `50th`, 0.01 → `1st`. */
const ordinal = (share: number): string => {
  const number = Math.round(share * 1e6) / 1e4;
  return `${number}${ordinals[new Intl.PluralRules('en', { type: 'ordinal' }).select(number)]}`;
};

/** What a metric measures, part by part: `[['Measures', 'Sum of values: Order amount']]`. */
export function describeMetric(metric: Metric, factName: (id: string) => string): (readonly [string, string])[] {
  switch (metric.kind) {
    case 'simple':
      return [['Measures', describeAggregation(metric.numerator, factName)]];
    case 'ratio':
      return [
        ['Numerator', describeAggregation(metric.numerator, factName)],
        ['Denominator', describeAggregation(metric.denominator, factName)],
      ];
    case 'percentile': {
      const { factId, percentile, filters, window } = metric.percentile;
      const parts = [`${ordinal(percentile)} percentile of ${factName(factId)}`, ...filterTexts(filters)];
      return [['Measures', [...parts, ...(window ? [windowText(window)] : [])].join(', ')]];
    }
    case 'funnel':
      return metric.funnel.steps
        .map(({ name, factId, filters }, at): [string, string] => {
          const fact = factName(factId);
          return [`Step ${at + 1}`, [name, ...(name === fact ? [] : [fact]), ...filterTexts(filters)].join(', ')];
        })
        .concat(metric.funnel.within ? [['All steps', limitText(metric.funnel)]] : []);
    default:
      return metric satisfies never;
  }
}

/** The same in one line, for lists. */
export const summaryOf = (metric: Metric, factName: (id: string) => string): string =>
  metric.kind === 'funnel'
    ? metric.funnel.steps.map(({ name }) => name).join(' → ')
    : (describeMetric(metric, factName)[0]?.[1] ?? '');

const limitText = ({ within, aging }: Funnel): string => {
  if (!within) return '';
  const limit = `within ${within.value} ${unitWords[within.unit]} of ${within.of === 'exposure' ? 'exposure' : 'the first step'}`;
  return aging ? `${limit}, only subjects whose time has passed` : limit;
};

/** One side of a metric as a sentence: “Sum of values of Order amount, in the first 7 days, capped at …”. */
function describeAggregation(a: Aggregation, factName: (id: string) => string): string {
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
    ...filterTexts(a.filters),
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
export const kindOf = (metric: Metric): string => {
  switch (metric.kind) {
    case 'simple':
      return shortWords[metric.numerator.operation];
    case 'ratio':
      return 'Ratio';
    case 'percentile':
      return 'Percentile';
    case 'funnel':
      return 'Funnel';
    default:
      return metric satisfies never;
  }
};
