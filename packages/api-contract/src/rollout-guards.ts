import { z } from 'zod';
import { flagKey } from './common.js';

/** What happens to the allocation when a guardrail metric is harmed. */
export const guardAction = z.enum([
  /** It stays at the share it has reached: later phases are taken away. */
  'pause',
  /** It lets nobody in any more: subjects pass on to the next allocation. */
  'roll_back',
]);
export type GuardAction = z.infer<typeof guardAction>;

/** The allocation that an experiment's guardrail metrics guard. */
export const rolloutGuardInput = z
  .strictObject({
    flag: flagKey,
    environment: flagKey,
    /** Key of an allocation of the flag there. */
    allocation: z.string().min(1, 'Name the allocation.').max(128),
    action: guardAction,
  })
  .meta({ id: 'RolloutGuardInput' });
export type RolloutGuardInput = z.infer<typeof rolloutGuardInput>;

/** A guardrail whose sequential interval lies wholly on the bad side. */
export const guardHarm = z.object({
  metricId: z.string(),
  metric: z.string(),
  variation: z.string(),
  effect: z.enum(['relative', 'absolute']),
  lift: z.number(),
  low: z.number(),
  high: z.number(),
  level: z.number(),
});
export type GuardHarm = z.infer<typeof guardHarm>;

/** What the guard did, or could not do, and the numbers that made it act. */
export const guardOutcome = z.object({
  at: z.iso.datetime(),
  runId: z.string().nullable(),
  harms: z.array(guardHarm),
  explanation: z.string(),
});
export type GuardOutcome = z.infer<typeof guardOutcome>;

export const rolloutGuardView = z
  .object({
    experimentId: z.string(),
    version: z.number().int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    ...rolloutGuardInput.shape,
    /** `failed`: harm was seen and the flag could not be changed; the next refresh tries again. */
    status: z.enum(['watching', 'stopped', 'failed']),
    /** null while nothing has happened. */
    outcome: guardOutcome.nullable(),
  })
  .meta({ id: 'RolloutGuard' });
export type RolloutGuardView = z.infer<typeof rolloutGuardView>;

/** The guard of an experiment; null = it has none. */
export const rolloutGuardState = z.object({ guard: rolloutGuardView.nullable() }).meta({ id: 'RolloutGuardState' });
export type RolloutGuardState = z.infer<typeof rolloutGuardState>;
