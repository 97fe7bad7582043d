import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/index.js';
import type { AuditEvent } from './audit-event.js';
import { AuditEventEntity } from './audit-event.entity.js';

/** What a reader of the trail asks for; null = any. `before` is the position of the last event of the page before. */
export interface AuditSearch {
  readonly actorId: string | null;
  /** A whole action, or with a final dot all that begin so. */
  readonly action: string | null;
  readonly targetKind: string | null;
  readonly targetId: string | null;
  readonly from: Date | null;
  readonly until: Date | null;
  readonly before: number | null;
}

export interface Head {
  readonly position: number;
  readonly hash: string;
}

/** Woken with the id of an organisation by each commit that lengthened its chain. */
export const auditChannel = 'audit';

@Injectable()
export class AuditEventStore {
  /** Locks the end of an organisation's chain until the transaction ends, so that events follow one by one. */
  async lockHead(tx: Transaction, organisationId: string, genesis: string): Promise<Head> {
    await tx.query(
      `INSERT INTO audit_head (organisation_id, position, hash) VALUES ($1, 0, $2) ON CONFLICT DO NOTHING`,
      [organisationId, genesis],
    );
    const head = await this.#head(tx, organisationId, 'FOR UPDATE');
    if (!head) throw new Error('the head of the audit chain is gone');
    return head;
  }

  async findHead(tx: Transaction, organisationId: string): Promise<Head | null> {
    return this.#head(tx, organisationId, '');
  }

  async append(tx: Transaction, event: AuditEvent): Promise<void> {
    const { target, position, ...rest } = event;
    const columns = { targetKind: target.kind, targetId: target.id, targetName: target.name };
    await tx.insert(AuditEventEntity, { ...rest, ...columns, position: String(position) } as never);
    await tx.query(
      `WITH head AS (UPDATE audit_head SET position = $2, hash = $3 WHERE organisation_id = $1)
       SELECT pg_notify($4, $1)`,
      [event.organisationId, position, event.hash, auditChannel],
    );
  }

  /** Newest first. */
  async list(tx: Transaction, organisationId: string, search: AuditSearch, limit: number): Promise<AuditEvent[]> {
    const query = tx
      .createQueryBuilder(AuditEventEntity, 'e')
      .where('e.organisation_id = :organisationId', { organisationId });
    if (search.actorId !== null) query.andWhere(`e.actor->>'id' = :actorId`, { actorId: search.actorId });
    if (search.action !== null) {
      const isPrefix = search.action.endsWith('.');
      query.andWhere(isPrefix ? 'starts_with(e.action, :action)' : 'e.action = :action', { action: search.action });
    }
    if (search.targetKind !== null) query.andWhere('e.target_kind = :kind', { kind: search.targetKind });
    if (search.targetId !== null) query.andWhere('e.target_id = :target', { target: search.targetId });
    if (search.from) query.andWhere('e.at >= :from', { from: search.from });
    if (search.until) query.andWhere('e.at < :until', { until: search.until });
    if (search.before !== null) query.andWhere('e.position < :before', { before: search.before });
    const rows = await query.orderBy('e.position', 'DESC').limit(limit).getMany();
    return rows.map(toEvent);
  }

  /** Oldest first, from after a position: how the chain is walked. */
  async walk(tx: Transaction, organisationId: string, after: number, limit: number): Promise<AuditEvent[]> {
    const rows = await tx
      .createQueryBuilder(AuditEventEntity, 'e')
      .where('e.organisation_id = :organisationId AND e.position > :after', { organisationId, after })
      .orderBy('e.position', 'ASC')
      .limit(limit)
      .getMany();
    return rows.map(toEvent);
  }

  async #head(tx: Transaction, organisationId: string, lock: string): Promise<Head | null> {
    const rows = await tx.query<{ position: string; hash: string }[]>(
      `SELECT position, hash FROM audit_head WHERE organisation_id = $1 ${lock}`,
      [organisationId],
    );
    return rows[0] ? { position: Number(rows[0].position), hash: rows[0].hash } : null;
  }
}

const toEvent = ({ targetKind, targetId, targetName, position, actor, ...row }: AuditEventEntity): AuditEvent => ({
  ...row,
  position: Number(position),
  actor: actor as AuditEvent['actor'],
  target: { kind: targetKind, id: targetId, name: targetName },
});
