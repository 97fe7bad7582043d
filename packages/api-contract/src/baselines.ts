import { z } from 'zod';
import { pageOf } from './common.js';
import { runView } from './runs.js';

/** Metrics of everyone in an assignment source over the last weeks, read once: what sample sizes are planned from. */
export const baselineInput = z
  .object({
    assignmentSourceId: z.string().min(1, 'Choose an assignment source.'),
    metricIds: z
      .array(z.string())
      .min(1, 'Choose at least one metric.')
      .max(20, 'At most 20 metrics are read at once.')
      .refine((ids) => new Set(ids).size === ids.length, 'A metric is listed twice.'),
    weeks: z.number().int().min(1).max(10, 'At most 10 weeks are read.').default(4),
    /** Days before the first assignment that CUPED would look at; 0 = none are read. */
    lookbackDays: z.number().int().min(0).max(90).default(14),
    /** Try the intervals on random halves of the same subjects too: an A/A check. */
    isCalibrated: z.boolean().default(false),
  })
  .meta({ id: 'BaselineInput' });
export type BaselineInput = z.infer<typeof baselineInput>;

export const baselineView = z
  .object({
    id: z.string(),
    assignmentSourceId: z.string(),
    metricIds: z.array(z.string()),
    weeks: z.number().int(),
    lookbackDays: z.number().int(),
    isCalibrated: z.boolean(),
    createdAt: z.iso.datetime(),
    run: runView,
  })
  .meta({ id: 'Baseline' });
export type BaselineView = z.infer<typeof baselineView>;
export const baselinePage = pageOf(baselineView).meta({ id: 'BaselinePage' });

/** The experiment that is planned. Changing it never asks the warehouse. */
export const powerQuery = z.object({
  variations: z.coerce.number().int().min(2).max(20).default(2),
  /** Share of the subjects who are let in. */
  exposure: z.coerce.number().min(0.001).max(1).default(1),
  method: z.enum(['sequential', 'fixed']).default('sequential'),
  level: z.coerce.number().min(0.5).max(0.9999).default(0.95),
  power: z.coerce.number().min(0.5).max(0.999).default(0.8),
  /** The first metric of the baseline is taken as the primary one. */
  correction: z.enum(['none', 'preferential_bonferroni']).default('none'),
});
export type PowerQuery = z.infer<typeof powerQuery>;

/** What one metric would show after so many days. */
export const powerPoint = z.object({
  days: z.number().int(),
  /** Subjects that entered by then, all variations together. */
  subjects: z.number(),
  /** The smallest relative lift that is found with the wanted power; null = not enough to say any. */
  lift: z.number().nullable(),
  liftWithCuped: z.number().nullable(),
});

export const metricPower = z
  .object({
    metricId: z.string(),
    name: z.string(),
    precision: z.number(),
    /** Value over the whole baseline. */
    value: z.number().nullable(),
    /** Share of the variance that CUPED would take away; null = no look-back was read. */
    varianceReduction: z.number().nullable(),
    /** One point a week. */
    points: z.array(powerPoint),
    /** First day on which a lift of the metric's precision is found; null = later than the baseline tells. */
    daysNeeded: z.number().int().nullable(),
    daysNeededWithCuped: z.number().int().nullable(),
    /** Why there are no numbers; null = there are. */
    explanation: z.string().nullable(),
  })
  .meta({ id: 'MetricPower' });
export type MetricPower = z.infer<typeof metricPower>;

export const powerView = z
  .object({ baselineId: z.string(), asOf: z.iso.datetime().nullable(), metrics: z.array(metricPower) })
  .meta({ id: 'Power' });
export type PowerView = z.infer<typeof powerView>;
