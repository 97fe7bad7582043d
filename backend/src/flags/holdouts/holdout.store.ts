import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { HoldoutEntity } from './holdout.entity.js';
import type { Holdout, HoldoutShare } from './holdout.js';

@Injectable()
export class HoldoutStore {
  /** By key. */
  async list(tx: Transaction, workspaceId: string): Promise<Holdout[]> {
    return tx.find(HoldoutEntity, { where: { workspaceId }, order: { key: 'ASC' } });
  }

  /** The same; none of them changes or goes until the transaction ends. */
  async hold(tx: Transaction, workspaceId: string): Promise<Holdout[]> {
    return tx.find(HoldoutEntity, {
      where: { workspaceId },
      order: { key: 'ASC' },
      lock: { mode: 'for_key_share' },
    });
  }

  /** `lock` keeps whoever joins it waiting until the transaction ends. */
  async find(tx: Transaction, workspaceId: string, key: string, lock = false): Promise<Holdout | null> {
    return tx.findOne(HoldoutEntity, {
      where: { workspaceId, key },
      ...(lock && { lock: { mode: 'pessimistic_write' } }),
    });
  }

  /** Every holdout of an environment. */
  async listOf(tx: Transaction, environmentId: string): Promise<ReadonlyMap<string, HoldoutShare>> {
    const rows = await tx.findBy(HoldoutEntity, { environmentId });
    return new Map(rows.map((row) => [row.key, row]));
  }

  /** False if the workspace has a holdout of this key. */
  async add(tx: Transaction, holdout: Holdout): Promise<boolean> {
    const query = tx
      .createQueryBuilder()
      .insert()
      .into(HoldoutEntity)
      .values({ ...holdout, flags: holdout.flags as string[] | null });
    const result = await query.orIgnore().returning('id').execute();
    return (result.raw as unknown[]).length === 1;
  }

  async save(tx: Transaction, { id, name, description, until, endAt, version, updatedAt }: Holdout): Promise<void> {
    await tx.update(HoldoutEntity, { id }, { name, description, until, endAt, version, updatedAt });
  }

  async remove(tx: Transaction, id: string): Promise<void> {
    await tx.delete(HoldoutEntity, { id });
  }
}
