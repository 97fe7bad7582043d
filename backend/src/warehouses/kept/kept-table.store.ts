import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { IsNull, LessThan, Not } from 'typeorm';
import type { Transaction } from '../../database/index.js';
import { graceMilliseconds, type KeptKey, keptPurposes, type KeptTable } from './kept-table.js';
import { KeptTableEntity } from './kept-table.entity.js';

const purpose = z.enum(keptPurposes);

const toTable = ({ heldBy: _, heldUntil: __, ...row }: KeptTableEntity): KeptTable => ({
  ...row,
  purpose: purpose.parse(row.purpose),
});

const whereOf = ({ connectionId, purpose: kind, ownerId, definition }: KeptKey) => ({
  connectionId,
  purpose: kind,
  ownerId,
  definition,
});

/** The manifest of kept tables: a table is in it before it is made, and leaves it after it is dropped. */
@Injectable()
export class KeptTableStore {
  /** The table in use; null = none. */
  async find(tx: Transaction, key: KeptKey): Promise<KeptTable | null> {
    const row = await tx.findOneBy(KeptTableEntity, { ...whereOf(key), retiredAt: IsNull() });
    return row && toTable(row);
  }

  /** The newest table of a source or experiment that is made and in use; null = none. */
  async findMade(tx: Transaction, key: Omit<KeptKey, 'definition'>): Promise<KeptTable | null> {
    const { connectionId, purpose: kind, ownerId } = key;
    const [row] = await tx.find(KeptTableEntity, {
      where: { connectionId, purpose: kind, ownerId, retiredAt: IsNull(), contents: Not(IsNull()) },
      order: { id: 'DESC' },
      take: 1,
    });
    return row ? toTable(row) : null;
  }

  /** The table in use: the one given, or the one that somebody else was faster to add. */
  async add(tx: Transaction, table: KeptTable): Promise<KeptTable> {
    await tx
      .createQueryBuilder()
      .insert()
      .into(KeptTableEntity)
      .values({ ...table, heldBy: null, heldUntil: null })
      .orIgnore()
      .execute();
    return toTable(await tx.findOneByOrFail(KeptTableEntity, { ...whereOf(table), retiredAt: IsNull() }));
  }

  /** What is in it from now on: one row, so that readers see all of a change or none. */
  async saveContents(tx: Transaction, id: string, contents: object): Promise<void> {
    await tx.update(KeptTableEntity, { id }, { contents });
  }

  async noteUse(tx: Transaction, id: string, at: Date): Promise<void> {
    await tx.update(KeptTableEntity, { id }, { lastUsedAt: at });
  }

  /**
   * Take a table to fill it, or keep it a while longer. False while somebody else has it; one who died has it no
   * longer than `until`.
   */
  async hold(tx: Transaction, id: string, holder: string, now: Date, until: Date): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `UPDATE kept_table SET held_by = $2, held_until = $4
       WHERE id = $1 AND (held_by IS NULL OR held_by = $2 OR held_until < $3) RETURNING id`,
      [id, holder, now, until],
    );
    return returned(rows).length === 1;
  }

  async letGo(tx: Transaction, id: string, holder: string): Promise<void> {
    await tx.update(KeptTableEntity, { id, heldBy: holder }, { heldBy: null, heldUntil: null });
  }

  async retire(tx: Transaction, id: string, at: Date): Promise<void> {
    await tx.update(KeptTableEntity, { id, retiredAt: IsNull() }, { retiredAt: at });
  }

  /** Retire what a source or experiment has in other definitions than this; null = all of it. */
  async retireOthers(tx: Transaction, key: Omit<KeptKey, 'definition'>, keep: string | null, at: Date): Promise<void> {
    await tx.query(
      `UPDATE kept_table SET retired_at = $5
       WHERE connection_id = $1 AND purpose = $2 AND owner_id = $3 AND retired_at IS NULL AND definition IS DISTINCT FROM $4`,
      [key.connectionId, key.purpose, key.ownerId, keep, at],
    );
  }

  /** Retire all tables of one purpose on a connection. */
  async retireAll(tx: Transaction, connectionId: string, kind: KeptTable['purpose'], at: Date): Promise<void> {
    await tx.update(KeptTableEntity, { connectionId, purpose: kind, retiredAt: IsNull() }, { retiredAt: at });
  }

  /** Retire all tables of a source or experiment, on whichever connection. */
  async retireOf(tx: Transaction, kind: KeptTable['purpose'], ownerId: string, at: Date): Promise<void> {
    await tx.update(KeptTableEntity, { purpose: kind, ownerId, retiredAt: IsNull() }, { retiredAt: at });
  }

  /** Retire what nobody has read for its life time. */
  async retireUnused(tx: Transaction, connectionId: string, now: Date): Promise<void> {
    await tx.query(
      `UPDATE kept_table SET retired_at = $2
       WHERE connection_id = $1 AND retired_at IS NULL AND last_used_at + days_unused * interval '1 day' < $2`,
      [connectionId, now],
    );
  }

  /** Retired tables that nobody can be reading any more. */
  async listDue(tx: Transaction, connectionId: string, now: Date): Promise<KeptTable[]> {
    const retiredAt = LessThan(new Date(now.getTime() - graceMilliseconds));
    return (await tx.find(KeptTableEntity, { where: { connectionId, retiredAt }, order: { id: 'ASC' } })).map(toTable);
  }

  async list(tx: Transaction, connectionId: string): Promise<KeptTable[]> {
    return (await tx.find(KeptTableEntity, { where: { connectionId }, order: { id: 'ASC' } })).map(toTable);
  }

  async remove(tx: Transaction, id: string): Promise<void> {
    await tx.delete(KeptTableEntity, { id });
  }

  /** Connections on which something is, or will be, to drop. */
  async listConnectionsDue(
    tx: Transaction,
    now: Date,
  ): Promise<{ readonly organisationId: string; readonly connectionId: string }[]> {
    const rows = await tx.query<{ organisation_id: string; connection_id: string }[]>(
      `SELECT DISTINCT organisation_id, connection_id FROM kept_table
       WHERE retired_at < $2 OR (retired_at IS NULL AND last_used_at + days_unused * interval '1 day' < $1)`,
      [now, new Date(now.getTime() - graceMilliseconds)],
    );
    return rows.map((row) => ({ organisationId: row.organisation_id, connectionId: row.connection_id }));
  }
}

/** TypeORM gives [rows, count] for a writing statement. */
const returned = (result: unknown[]): unknown[] => (Array.isArray(result[0]) ? (result[0] as unknown[]) : result);
