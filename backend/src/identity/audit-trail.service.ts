import { Injectable } from '@nestjs/common';
import type { AuditEventView, AuditQuery, AuditVerification } from '@assay/api-contract';
import { Audit, type AuditEvent } from '../audit/index.js';
import { decodeCursor, type Page, pageOf } from '../kernel/index.js';
import type { Actor } from './access/actor.js';

/** The trail as an administrator reads it. */
@Injectable()
export class AuditTrailService {
  constructor(private readonly audit: Audit) {}

  async list(who: Actor, query: AuditQuery): Promise<Page<AuditEventView>> {
    const [before = null] = decodeCursor(query.cursor, ['number']) ?? [];
    const search = {
      actorId: query.actor ?? null,
      action: query.action ?? null,
      targetKind: query.targetKind ?? null,
      targetId: query.targetId ?? null,
      from: query.from === undefined ? null : new Date(query.from),
      until: query.until === undefined ? null : new Date(query.until),
      before,
    };
    const events = await this.audit.list(who.organisationId, search, query.limit + 1);
    return pageOf(events.map(toView), query.limit, ({ position }) => [position]);
  }

  verify(who: Actor): Promise<AuditVerification> {
    return this.audit.verify(who.organisationId);
  }
}

const toView = ({ id, position, at, actor, action, target, before, after, hash }: AuditEvent): AuditEventView => ({
  id,
  position,
  at: at.toISOString(),
  actor,
  action,
  target,
  before: before as AuditEventView['before'],
  after: after as AuditEventView['after'],
  hash,
});
