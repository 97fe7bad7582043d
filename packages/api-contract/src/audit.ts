import { z } from 'zod';
import { pageOf, pageQuery } from './common.js';

export const auditQuery = pageQuery
  .extend({
    /** Id of a person, API key or automation. */
    actor: z.string().max(100).optional(),
    /** Such as `flag.updated`; `flag.` finds all that begin so. */
    action: z.string().max(100).optional(),
    targetKind: z.string().max(100).optional(),
    targetId: z.string().max(200).optional(),
    /** Half-open: from this instant … */
    from: z.iso.datetime({ offset: true }).optional(),
    /** … up to but without this one. */
    until: z.iso.datetime({ offset: true }).optional(),
  })
  .meta({ id: 'AuditQuery' });
export type AuditQuery = z.infer<typeof auditQuery>;

export const auditEventView = z
  .object({
    id: z.string(),
    /** 1 for the organisation's first event, without gaps. */
    position: z.number().int(),
    at: z.iso.datetime(),
    actor: z.object({ kind: z.enum(['person', 'api_key', 'system']), id: z.string(), name: z.string() }),
    action: z.string(),
    target: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
    before: z.json().nullable(),
    after: z.json().nullable(),
    /** SHA-256 over this event and the hash of the one before. */
    hash: z.string(),
  })
  .meta({ id: 'AuditEvent' });
export type AuditEventView = z.infer<typeof auditEventView>;
export const auditPage = pageOf(auditEventView).meta({ id: 'AuditPage' });

/** Whether the chain of hashes holds from the first event to the last. */
export const auditVerification = z
  .object({
    isIntact: z.boolean(),
    /** Events looked at. */
    count: z.number().int(),
    /** Position of the first event that does not fit, else null. */
    brokenAt: z.number().int().nullable(),
  })
  .meta({ id: 'AuditVerification' });
export type AuditVerification = z.infer<typeof auditVerification>;
