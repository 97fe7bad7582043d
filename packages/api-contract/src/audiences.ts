import { z } from 'zod';
import { flagKey, pageOf, stored } from './common.js';
import { targetingRule } from './flags.js';
import { limits } from './limits.js';

/** Rules with a name, to be used by many allocations. */
export const audienceInput = z
  .strictObject({
    key: flagKey,
    name: z.string().trim().min(1).max(limits.name.limit),
    description: z.string().max(limits.description.limit).default(''),
    /** Alternatives; the conditions of one must all hold. */
    rules: z.array(targetingRule).min(1, 'Give at least one rule.').max(limits.rules.limit),
  })
  .meta({ id: 'AudienceInput' });
export type AudienceInput = z.infer<typeof audienceInput>;

export const audienceUpdate = audienceInput
  .extend({
    /** The key never changes; it may be sent as it is. */
    key: flagKey.optional(),
    /** `everywhere`: every allocation that uses it gets the new rules. `new`: those keep the old ones, as their own. */
    scope: z.enum(['everywhere', 'new']),
  })
  .meta({ id: 'AudienceUpdate' });
export type AudienceUpdate = z.infer<typeof audienceUpdate>;

/** An allocation that uses an audience, a layer or a holdout. */
export const allocationUse = z.object({
  flag: z.string(),
  environment: z.string(),
  allocation: z.string(),
  /** Whether the flag is on there: subjects would notice. */
  isEnabled: z.boolean(),
});
export type AllocationUse = z.infer<typeof allocationUse>;

export const audienceView = z
  .object({ ...stored, ...audienceInput.shape, uses: z.array(allocationUse) })
  .meta({ id: 'Audience' });
export type AudienceView = z.infer<typeof audienceView>;

export const audiencePage = pageOf(audienceView).meta({ id: 'AudiencePage' });
