import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import type { Transaction } from '../../database/index.js';
import type { IdempotentRequest } from '../../kernel/index.js';
import type { Actor } from '../access/actor.js';
import { IdempotencyEntity } from './idempotency.entity.js';

/** What was answered the first time. `status` null: it happened, the answer was not kept. */
export interface KeptAnswer {
  readonly digest: string;
  readonly status: number | null;
  readonly body: unknown;
}

@Injectable()
export class IdempotencyStore {
  /**
   * Claims a key for this transaction and returns null, or returns the answer that was kept under it.
   * A second request with the same key waits here until the first one commits or rolls back.
   */
  async claim(tx: Transaction, who: Actor, request: IdempotentRequest, at: Date): Promise<KeptAnswer | null> {
    const own = { organisationId: who.organisationId, actorId: who.id, key: request.key };
    const rows = await tx.query<unknown[]>(
      `INSERT INTO idempotency_key (organisation_id, actor_id, key, digest, created_at)
       VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING key`,
      [own.organisationId, own.actorId, own.key, request.digest, at],
    );
    return rows.length === 1 ? null : tx.findOneByOrFail(IdempotencyEntity, own);
  }

  async keep(tx: Transaction, who: Actor, key: string, status: number, body: unknown): Promise<void> {
    await tx.query(
      `UPDATE idempotency_key SET status = $4, body = $5::jsonb
       WHERE organisation_id = $1 AND actor_id = $2 AND key = $3`,
      [who.organisationId, who.id, key, status, JSON.stringify(body ?? null)],
    );
  }

  async forget(tx: Transaction, organisationId: string, before: Date): Promise<void> {
    await tx.delete(IdempotencyEntity, { organisationId, createdAt: LessThan(before) });
  }
}
