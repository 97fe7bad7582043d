import { z } from 'zod';

export const staleQuery = z
  .object({ days: z.coerce.number().int().min(1).max(3650).default(30) })
  .meta({ id: 'StaleQuery' });
export type StaleQuery = z.infer<typeof staleQuery>;

/** Why a flag could go from the code. */
export const staleReason = z.enum(['off_everywhere', 'one_variation', 'all_ended', 'serves_nobody']);
export type StaleReason = z.infer<typeof staleReason>;

export const staleFlag = z.object({
  flag: z.string(),
  name: z.string(),
  /** Key of the environment; null = all of them. */
  environment: z.string().nullable(),
  reason: staleReason,
  /** The variation that everybody gets; null = the fallback in the code. */
  variation: z.string().nullable(),
  /** It has been so since this instant. */
  since: z.iso.datetime(),
});
export type StaleFlag = z.infer<typeof staleFlag>;

export const staleFlagPage = z
  .object({ items: z.array(staleFlag), next: z.string().nullable() })
  .meta({ id: 'StaleFlagPage' });
