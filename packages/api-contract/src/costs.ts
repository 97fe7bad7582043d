import { z } from 'zod';

/** What refreshes may cost a warehouse per day in UTC; null = no limit. */
export const budget = z
  .object({
    dailyBytes: z.number().positive('Give more than 0, or nothing for no limit.').max(1e18).nullable(),
    dailySeconds: z.number().positive('Give more than 0, or nothing for no limit.').max(1e9).nullable(),
  })
  .meta({ id: 'Budget' });
export type Budget = z.infer<typeof budget>;

/** What was read, and how long the warehouse worked. Bytes are 0 where the engine does not tell. */
const spend = { bytes: z.number(), seconds: z.number() };

/** By how much what the engine says beforehand is to be multiplied, learned from statements that have run. */
const correction = z.object({ factor: z.number(), statements: z.number().int() }).nullable();

export const costsQuery = z.object({ days: z.coerce.number().int().min(1).max(366).default(30) });
export type CostsQuery = z.infer<typeof costsQuery>;

export const costsView = z
  .object({
    budget,
    today: z.object(spend),
    correction: z.object({
      /** Bytes read per byte of the engine's estimate. */
      bytes: correction,
      /** Seconds per unit of the engine's planner. */
      seconds: correction,
    }),
    days: z.array(z.object({ day: z.iso.date(), statements: z.number().int(), ...spend })),
    /** Dearest first. */
    experiments: z.array(z.object({ experimentId: z.string(), name: z.string(), runs: z.number().int(), ...spend })),
    /** A statement that serves several metrics counts in equal parts for each; what serves none is in no row. */
    metrics: z.array(z.object({ metricId: z.string(), name: z.string(), runs: z.number().int(), ...spend })),
    sources: z.array(
      z.object({
        sourceId: z.string(),
        name: z.string(),
        scans: z.number().int(),
        ...spend,
        isPartitioned: z.boolean(),
        /** What to do about a source that is read from end to end each time. */
        warning: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Costs' });
export type CostsView = z.infer<typeof costsView>;

export const refreshInput = z
  .object({
    /** Refresh although the day's budget is spent; for those who may change the budget, and on record. */
    mayExceedBudget: z.boolean().default(false),
    /** Read every source from the start instead of what is new, and keep that from now on. */
    readsAnew: z.boolean().default(false),
    /**
     * Compute these metrics alone, or (`missing`) all that have no results, at the as-of of the results that stand; those
     * of the other metrics stay. Absent: all metrics, as of now.
     */
    metrics: z
      .union([z.literal('missing'), z.array(z.string()).min(1, 'Name at least one metric.').max(300)])
      .optional(),
  })
  .refine(({ readsAnew, metrics }) => !readsAnew || metrics === undefined, {
    path: ['metrics'],
    message: 'Sources are read anew for all metrics: leave one of the two out.',
  })
  .meta({ id: 'RefreshInput' });
export type RefreshInput = z.infer<typeof refreshInput>;
