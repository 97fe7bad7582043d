import { z } from 'zod';
import { flagKey, pageOf, pageQuery, stored } from './common.js';
import { flagEnvironmentInput, flagInput } from './flags.js';

/** What is to become of a flag; whatever is absent stays as it is. */
export const flagChange = z
  .strictObject({
    definition: flagInput.omit({ key: true, type: true }).optional(),
    /** By the key of the environment. */
    environments: z.record(flagKey, flagEnvironmentInput).optional(),
    isArchived: z.literal(true).optional(),
  })
  .meta({ id: 'FlagChange' });
export type FlagChange = z.infer<typeof flagChange>;

/** A change that somebody else has to approve before it is live. */
export const changeRequestInput = z
  .strictObject({
    flag: flagKey,
    /** The version of the flag that was edited. */
    flagVersion: z.number().int().min(1),
    change: flagChange,
    /** Why; the approver reads it. */
    note: z.string().trim().max(2000).default(''),
  })
  .meta({ id: 'ChangeRequestInput' });
export type ChangeRequestInput = z.infer<typeof changeRequestInput>;

export const changeRequestStatus = z.enum(['pending', 'approved', 'rejected', 'withdrawn']);
export type ChangeRequestStatus = z.infer<typeof changeRequestStatus>;

export const changeRequestDecision = z
  .strictObject({ note: z.string().trim().max(2000).default('') })
  .meta({ id: 'ChangeRequestDecision' });
export type ChangeRequestDecision = z.infer<typeof changeRequestDecision>;

export const changeRequestView = z
  .object({
    ...stored,
    flag: z.string(),
    status: changeRequestStatus,
    note: z.string(),
    author: z.object({ id: z.string(), name: z.string() }),
    /** Keys of the environments in which something would be different. */
    environments: z.array(z.string()),
    /** The parts of the flag that the change replaces, as they were when it was proposed. */
    before: flagChange,
    change: flagChange,
    /** True when these parts have changed since: the request can no longer be approved. */
    isOutdated: z.boolean(),
    decidedBy: z.string().nullable(),
    decidedAt: z.iso.datetime().nullable(),
    decisionNote: z.string(),
  })
  .meta({ id: 'ChangeRequest' });
export type ChangeRequestView = z.infer<typeof changeRequestView>;

export const changeRequestPage = pageOf(changeRequestView).meta({ id: 'ChangeRequestPage' });

export const changeRequestSearch = pageQuery.extend({
  status: changeRequestStatus.optional(),
  flag: flagKey.optional(),
});
export type ChangeRequestSearch = z.infer<typeof changeRequestSearch>;
