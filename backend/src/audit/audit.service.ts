import { Injectable } from '@nestjs/common';
import type { AuditVerification } from '@assay/api-contract';
import { Database, type Transaction } from '../database/index.js';
import { Clock, newId } from '../kernel/index.js';
import { type AuditEntry, type AuditEvent, chain, follows, genesis } from './audit-event.js';
import { auditChannel, type AuditSearch, AuditEventStore } from './audit-event.store.js';

const batch = 500;

/** The trail of who did what. Every service that writes appends to it in its own transaction. */
@Injectable()
export class Audit {
  constructor(
    private readonly database: Database,
    private readonly events: AuditEventStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds an event to its organisation's chain; it is there if and only if the transaction commits.
   * Call it last: from here to the commit the organisation's other writers wait.
   *
   * @example await audit.append(tx, { actor: who, action: 'flag.created', target: { kind: 'flag', id, name }, after: view });
   */
  async append(tx: Transaction, entry: AuditEntry): Promise<AuditEvent> {
    const head = await this.events.lockHead(tx, entry.actor.organisationId, genesis);
    const at = this.clock.now();
    const event = chain(entry, head, newId('evt', at), at);
    await this.events.append(tx, event);
    return event;
  }

  /** The position of the newest event; what is appended later has a higher one, and commits later. */
  async position(tx: Transaction, organisationId: string): Promise<number> {
    return (await this.events.findHead(tx, organisationId))?.position ?? 0;
  }

  /** Oldest first, from after a position. */
  async since(tx: Transaction, organisationId: string, position: number, limit: number): Promise<AuditEvent[]> {
    return this.events.walk(tx, organisationId, position, limit);
  }

  /** Calls `wake` with an organisation that has news; null = perhaps all, after a loss of the connection and once now. */
  async onNews(wake: (organisationId: string | null) => void): Promise<void> {
    await this.database.listen(auditChannel, (heard) => wake(heard === '' ? null : heard));
  }

  /** Newest first; reads one more than `limit` where the caller pages. */
  async list(organisationId: string, search: AuditSearch, limit: number): Promise<AuditEvent[]> {
    return this.database.inOrganisation(organisationId, (tx) => this.events.list(tx, organisationId, search, limit));
  }

  /** Walks the whole chain and tells where it first breaks: an altered, missing, added or cut-off event. */
  async verify(organisationId: string): Promise<AuditVerification> {
    return this.database.inOrganisation(organisationId, async (tx) => {
      const head = await this.events.findHead(tx, organisationId);
      let previous = { position: 0, hash: genesis };
      for (;;) {
        const events = await this.events.walk(tx, organisationId, previous.position, batch);
        for (const event of events) {
          if (!follows(event, previous)) return broken(previous.position);
          previous = event;
        }
        if (events.length < batch) break;
      }
      const isWhole = head === null ? previous.position === 0 : head.hash === previous.hash;
      return isWhole ? { isIntact: true, count: previous.position, brokenAt: null } : broken(previous.position);
    });
  }
}

const broken = (count: number): AuditVerification => ({ isIntact: false, count, brokenAt: count + 1 });
