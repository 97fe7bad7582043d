import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Transaction } from '../../database/index.js';
import { EnvironmentEntity } from './environment.entity.js';
import type { Environment, Published } from './environment.js';

const published = z.object({ version: z.number(), digest: z.string(), at: z.string(), flags: z.number() });

const toEnvironment = (row: EnvironmentEntity): Environment => ({
  ...row,
  published: published.nullable().parse(row.published),
});

@Injectable()
export class EnvironmentStore {
  /** Oldest first; of those made at once, production first. */
  async list(tx: Transaction, workspaceId: string): Promise<Environment[]> {
    const order = { createdAt: 'ASC', isProduction: 'DESC', key: 'ASC' } as const;
    const rows = await tx.find(EnvironmentEntity, { where: { workspaceId }, order });
    return rows.map(toEnvironment);
  }

  /** Of any workspace, locked against other publishers until the transaction ends; null when it is gone. */
  async lock(tx: Transaction, id: string): Promise<Environment | null> {
    await tx.query('SELECT 1 FROM environment WHERE id = $1 FOR NO KEY UPDATE', [id]);
    const row = await tx.findOneBy(EnvironmentEntity, { id });
    return row && toEnvironment(row);
  }

  /** False if the workspace has an environment of this key. */
  async add(tx: Transaction, environment: Environment): Promise<boolean> {
    const query = tx
      .createQueryBuilder()
      .insert()
      .into(EnvironmentEntity)
      .values({ ...environment });
    const result = await query.orIgnore().returning('id').execute();
    return (result.raw as unknown[]).length === 1;
  }

  /** Saves an environment that was read with `lock`. */
  async save(
    tx: Transaction,
    { id, name, isProduction, needsApproval, version, updatedAt }: Environment,
  ): Promise<void> {
    await tx.update(EnvironmentEntity, { id }, { name, isProduction, needsApproval, version, updatedAt });
  }

  async notePublished(tx: Transaction, id: string, news: Published): Promise<void> {
    await tx.update(EnvironmentEntity, { id }, { published: news });
  }
}
