import { connectionSettings } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { z } from 'zod';
import type { Transaction } from '../../database/index.js';
import type { Connection } from './connection.js';
import { ConnectionEntity } from './connection.entity.js';

const lastTest = z.object({ at: z.string(), passed: z.boolean() }).nullable();

const toConnection = (row: ConnectionEntity): Connection => ({
  id: row.id,
  organisationId: row.organisationId,
  workspaceId: row.workspaceId,
  name: row.name,
  settings: connectionSettings.parse(row.settings),
  scratchSchema: row.scratchSchema,
  keepsRows: row.keepsRows,
  comparesRefreshes: row.comparesRefreshes,
  ledger: row.ledger,
  secretVersion: row.secretVersion,
  lastTest: lastTest.parse(row.lastTest),
  version: row.version,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});

@Injectable()
export class ConnectionStore {
  async find(tx: Transaction, workspaceId: string, id: string): Promise<Connection | null> {
    const row = await tx.findOneBy(ConnectionEntity, { id, workspaceId });
    return row && toConnection(row);
  }

  /** In whichever workspace it is: for the worker, which acts on connections by id. */
  async findAnywhere(tx: Transaction, id: string): Promise<Connection | null> {
    const row = await tx.findOneBy(ConnectionEntity, { id });
    return row && toConnection(row);
  }

  /** The warehouse of a workspace; there is at most one. */
  async findOfWorkspace(tx: Transaction, workspaceId: string): Promise<Connection | null> {
    const row = await tx.findOneBy(ConnectionEntity, { workspaceId });
    return row && toConnection(row);
  }

  async list(tx: Transaction, workspaceId: string, limit: number, after: string | null): Promise<Connection[]> {
    const where = { workspaceId, ...(after === null ? {} : { id: MoreThan(after) }) };
    return (await tx.find(ConnectionEntity, { where, order: { id: 'ASC' }, take: limit })).map(toConnection);
  }

  /** False if the workspace has a connection already. */
  async add(tx: Transaction, connection: Connection): Promise<boolean> {
    const result = await tx
      .createQueryBuilder()
      .insert()
      .into(ConnectionEntity)
      .values({ ...connection })
      .orIgnore()
      .returning('id')
      .execute();
    return (result.raw as unknown[]).length === 1;
  }

  /** False if somebody saved another version in between. */
  async save(tx: Transaction, { id, ...rest }: Connection): Promise<boolean> {
    const { affected } = await tx.update(ConnectionEntity, { id, version: rest.version - 1 }, rest);
    return affected === 1;
  }

  /** How the last test went; the version stays, since nobody edited anything. */
  async noteTest(tx: Transaction, id: string, test: { at: string; passed: boolean }): Promise<void> {
    await tx.update(ConnectionEntity, { id }, { lastTest: test });
  }

  async remove(tx: Transaction, id: string): Promise<void> {
    await tx.delete(ConnectionEntity, { id });
  }
}
