import { z } from 'zod';

const at = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Give a time such as 06:00.');
const timeZone = z.string().min(1).max(60).default('UTC');

/** Times of refreshes: each day or week at a time of a zone, or each so many minutes. */
export const timedSchedule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('daily'), at, timeZone }),
  /** `weekday` 1 is Monday, 7 is Sunday. */
  z.object({ kind: z.literal('weekly'), weekday: z.number().int().min(1).max(7), at, timeZone }),
  z.object({ kind: z.literal('every'), minutes: z.number().int().min(1).max(10_080) }),
]);
export type TimedSchedule = z.infer<typeof timedSchedule>;

/**
 * When an analysis is refreshed by itself: at times of its own, at those of the workspace, or once every source that it
 * reads was announced as ready since its last refresh; null = by hand.
 */
export const refreshSchedule = z
  .discriminatedUnion('kind', [
    ...timedSchedule.options,
    z.object({ kind: z.literal('workspace') }),
    z.object({ kind: z.literal('upstream') }),
  ])
  .nullable();
export type RefreshSchedule = z.infer<typeof refreshSchedule>;

/** The times that experiments on the workspace's schedule keep; null = they are refreshed by hand. */
export const workspaceScheduleInput = z
  .object({ schedule: timedSchedule.nullable() })
  .meta({ id: 'WorkspaceScheduleInput' });
export type WorkspaceScheduleInput = z.infer<typeof workspaceScheduleInput>;

export const workspaceScheduleView = z
  .object({
    schedule: timedSchedule.nullable(),
    version: z.number().int(),
    /** Running experiments that follow it. */
    followers: z.number().int(),
  })
  .meta({ id: 'WorkspaceSchedule' });
export type WorkspaceScheduleView = z.infer<typeof workspaceScheduleView>;

/** Sources whose new rows have arrived, by name or id. */
export const readinessInput = z
  .object({ sources: z.array(z.string().min(1)).min(1, 'Name at least one source.').max(200) })
  .meta({ id: 'ReadinessInput' });
export type ReadinessInput = z.infer<typeof readinessInput>;

export const readinessView = z
  .object({
    /** Refreshes that began, or that wait or run already. */
    refreshed: z.array(z.object({ experimentId: z.string(), name: z.string(), runId: z.string() })),
    /** Experiments that read one of the sources and wait for others, by name. */
    waiting: z.array(z.object({ experimentId: z.string(), name: z.string(), for: z.array(z.string()) })),
  })
  .meta({ id: 'Readiness' });
export type ReadinessView = z.infer<typeof readinessView>;
