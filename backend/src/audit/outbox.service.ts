import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../database/index.js';
import { Clock, newId } from '../kernel/index.js';
import { OutboxEntity } from './outbox.entity.js';

/** "This changed": written with the change, read by whoever must act on it. Holds ids only. */
export interface OutboxMessage {
  readonly id: string;
  readonly organisationId: string;
  /** What kind of change: `flag`, `experiment`. */
  readonly topic: string;
  readonly ids: Readonly<Record<string, string>>;
}

const channel = 'outbox';

/** Carries news from a change to floors above without importing them, and never loses one that was committed. */
@Injectable()
export class Outbox {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Adds a message; readers wake when the transaction commits. */
  async put(tx: Transaction, message: Omit<OutboxMessage, 'id'>): Promise<void> {
    const at = this.clock.now();
    await tx.insert(OutboxEntity, { ...message, id: newId('out', at), createdAt: at });
    await tx.query('SELECT pg_notify($1, $2)', [channel, message.topic]);
  }

  /**
   * Takes up to `limit` messages of a topic, oldest first, over all organisations, locked until the transaction ends.
   * They are gone when it commits and back when it does not. Another reader gets other ones.
   */
  async take(tx: Transaction, topic: string, limit: number): Promise<OutboxMessage[]> {
    const [rows] = await tx.query<[OutboxMessage[], number]>(
      `DELETE FROM outbox WHERE id IN (
         SELECT id FROM outbox WHERE topic = $1 ORDER BY created_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id, organisation_id AS "organisationId", topic, ids`,
      [topic, limit],
    );
    return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Gives back what was taken in this transaction and could not be done. Wakes nobody: the taker tries again later. */
  async putBack(tx: Transaction, messages: readonly OutboxMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const createdAt = this.clock.now();
    await tx.insert(
      OutboxEntity,
      messages.map((message) => ({ ...message, createdAt })),
    );
  }

  /** Calls `wake` after each commit that put a message of the topic, and once now for what is waiting already. */
  async onNews(topic: string, wake: () => void): Promise<void> {
    await this.database.listen(channel, (heard) => {
      if (heard === topic || heard === '') wake();
    });
  }
}
