import { z } from 'zod';
import { pageOf, stored } from './common.js';
import { limits } from './limits.js';

const fields = {
  name: z.string().trim().min(1, 'Give a name.').max(limits.name.limit),
  description: z.string().max(limits.description.limit).default(''),
};

/** People who answer for metrics, experiments and flags together. A team owns; it shuts nobody out. */
export const teamInput = z
  .strictObject({
    ...fields,
    /** Ids of people of the organisation. */
    memberIds: z
      .array(z.string().min(1))
      .max(200, 'A team has at most 200 members.')
      .refine((ids) => new Set(ids).size === ids.length, 'Name each person once.')
      .default([]),
  })
  .meta({ id: 'TeamInput' });
export type TeamInput = z.infer<typeof teamInput>;

export const teamView = z
  .object({
    ...stored,
    ...fields,
    members: z.array(z.object({ id: z.string(), name: z.string() })),
    /** How many of each it owns. */
    owns: z.object({ flags: z.number().int(), experiments: z.number().int(), metrics: z.number().int() }),
  })
  .meta({ id: 'Team' });
export type TeamView = z.infer<typeof teamView>;
export const teamPage = pageOf(teamView).meta({ id: 'TeamPage' });

/** Who gets what a deleted team owns; absent = a team that owns something is not deleted. */
export const teamRemoval = z.object({ handTo: z.string().min(1).optional() });
export type TeamRemoval = z.infer<typeof teamRemoval>;

/** The team that owns a thing; null = none. */
export const owningTeam = z.strictObject({ teamId: z.string().min(1).nullable() }).meta({ id: 'OwningTeam' });
export type OwningTeam = z.infer<typeof owningTeam>;
