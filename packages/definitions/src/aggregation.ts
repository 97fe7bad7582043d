import { z } from 'zod';

/** How a subject's facts become one number; names as in the public certified-metric schema. */
export const operations = [
  'sum',
  'count',
  'count_distinct',
  'distinct_entity',
  'last_value',
  'first_value',
  'conversion',
  'retention',
  'threshold',
] as const;
export type Operation = (typeof operations)[number];

/** Operations whose subject value is 0 or 1. */
export const binaryOperations: readonly Operation[] = ['distinct_entity', 'conversion', 'retention', 'threshold'];
/** Operations whose value may be winsorized. */
export const winsorizableOperations: readonly Operation[] = [
  'sum',
  'count',
  'count_distinct',
  'last_value',
  'first_value',
];
/** Operations that a ratio's denominator may use. */
export const denominatorOperations: readonly Operation[] = [
  'sum',
  'count',
  'count_distinct',
  'distinct_entity',
  'last_value',
  'first_value',
];

export const windowUnit = z.enum(['minutes', 'hours', 'days', 'calendar_days', 'weeks']);

/**
 * Facts count when `start <= fact time − exposure < end`. Days are blocks of 24 hours from the exposure;
 * calendar days turn at midnight UTC. A null bound is open.
 */
export const timeWindow = z
  .object({
    start: z.number().min(0).max(10_000).nullable(),
    end: z.number().positive().max(10_000).nullable(),
    unit: windowUnit,
  })
  .refine((w) => w.start === null || w.end === null || w.start < w.end, {
    path: ['end'],
    message: 'The window must end after it starts.',
  });
export type TimeWindow = z.infer<typeof timeWindow>;

/** Facts are kept when the property is (not) one of the values; filters of one aggregation are combined by AND. */
export const propertyFilter = z.object({
  property: z.string().min(1),
  operation: z.enum(['equals', 'not_equals']),
  values: z.array(z.string().max(1000)).min(1, 'Give at least one value.').max(1000),
});
export type PropertyFilter = z.infer<typeof propertyFilter>;

/** A cap at one end: a percentile of the subjects' values (0–1), or a fixed value. */
export const cap = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('percentile'),
    percentile: z.number().min(0).max(1),
    /** Take the percentile over non-zero values only. */
    excludeZeros: z.boolean().default(false),
  }),
  z.object({ kind: z.literal('fixed'), value: z.number() }),
]);
export type Cap = z.infer<typeof cap>;

export const winsorization = z
  .object({ lower: cap.nullable().default(null), upper: cap.nullable().default(null) })
  .superRefine((w, context) => {
    if (w.lower?.kind === 'fixed' && w.upper?.kind === 'fixed' && w.lower.value >= w.upper.value) {
      context.addIssue({ code: 'custom', path: ['upper'], message: 'The upper cap must be above the lower one.' });
    }
    if (w.lower?.kind === 'percentile' && w.upper?.kind === 'percentile' && w.lower.percentile >= w.upper.percentile) {
      context.addIssue({
        code: 'custom',
        path: ['upper'],
        message: 'The upper percentile must be above the lower one.',
      });
    }
  });
export type Winsorization = z.infer<typeof winsorization>;

export const threshold = z.object({
  of: z.enum(['sum', 'count']),
  comparison: z.enum(['gt', 'gte']),
  value: z.number(),
  /** Only facts within this time of the exposure count; null = all. */
  within: z
    .object({ value: z.number().positive(), unit: windowUnit.exclude(['calendar_days']) })
    .nullable()
    .default(null),
});
export type Threshold = z.infer<typeof threshold>;

export const aggregation = z
  .object({
    factId: z.string().min(1, 'Choose a fact.'),
    operation: z.enum(operations),
    filters: z.array(propertyFilter).max(20).default([]),
    window: timeWindow.nullable().default(null),
    /** Count only subjects whose window has wholly passed. */
    aging: z.boolean().default(false),
    winsorization: winsorization.nullable().default(null),
    conversionDays: z.number().positive().max(3650).nullable().default(null),
    retentionDays: z.number().positive().max(3650).nullable().default(null),
    threshold: threshold.nullable().default(null),
  })
  .superRefine((a, context) => {
    const wrong = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if (a.winsorization && !winsorizableOperations.includes(a.operation)) {
      wrong('winsorization', `Winsorization does not apply to ${a.operation}: remove it.`);
    }
    if (a.window && (a.operation === 'conversion' || a.operation === 'threshold')) {
      wrong('window', `A time window does not apply to ${a.operation}, which has its own: remove it.`);
    }
    if (a.window && a.window.start === null && a.window.end === null) {
      wrong('window', 'Give the window a start or an end.');
    }
    requireOwnParameter(a, 'conversion', 'conversionDays', wrong);
    requireOwnParameter(a, 'retention', 'retentionDays', wrong);
    requireOwnParameter(a, 'threshold', 'threshold', wrong);
    if (a.aging && agingEndOf(a) === null) {
      wrong('aging', 'Aging needs an end: give the time window an end, or a conversion its days.');
    }
  });
export type Aggregation = z.infer<typeof aggregation>;

type Fields = {
  operation: Operation;
  window: TimeWindow | null;
  conversionDays: number | null;
  retentionDays: number | null;
  threshold: Threshold | null;
};

const requireOwnParameter = (
  a: Fields,
  operation: Operation,
  field: 'conversionDays' | 'retentionDays' | 'threshold',
  wrong: (path: string, message: string) => void,
): void => {
  if (a.operation === operation && a[field] === null) wrong(field, `${operation} needs it.`);
  if (a.operation !== operation && a[field] !== null) wrong(field, `Only ${operation} takes it: remove it.`);
};

/** When a subject's value is complete, as a time after exposure; null = never. */
export const agingEndOf = (
  a: Pick<Fields, 'operation' | 'window' | 'conversionDays' | 'retentionDays' | 'threshold'>,
): { value: number; unit: z.infer<typeof windowUnit> } | null => {
  if (a.operation === 'conversion' && a.conversionDays !== null) return { value: a.conversionDays, unit: 'days' };
  if (a.operation === 'threshold' && a.threshold?.within) return a.threshold.within;
  if (a.operation === 'retention' && a.retentionDays !== null && !a.window?.end) {
    return { value: a.retentionDays, unit: 'days' };
  }
  return a.window?.end ? { value: a.window.end, unit: a.window.unit } : null;
};
