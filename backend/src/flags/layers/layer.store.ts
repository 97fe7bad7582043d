import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { LayerEntity } from './layer.entity.js';
import type { Layer } from './layer.js';

@Injectable()
export class LayerStore {
  /** By key. */
  async list(tx: Transaction, workspaceId: string): Promise<Layer[]> {
    return tx.find(LayerEntity, { where: { workspaceId }, order: { key: 'ASC' } });
  }

  /** `lock` keeps whoever takes a part of it waiting until the transaction ends. */
  async find(tx: Transaction, workspaceId: string, key: string, lock = false): Promise<Layer | null> {
    return tx.findOne(LayerEntity, {
      where: { workspaceId, key },
      ...(lock && { lock: { mode: 'pessimistic_write' } }),
    });
  }

  /** Those of the keys that exist. Nobody else takes a part of them until the transaction ends. */
  async hold(tx: Transaction, workspaceId: string, keys: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ key: string }[]>(
      'SELECT key FROM layer WHERE workspace_id = $1 AND key = ANY ($2) ORDER BY key FOR UPDATE',
      [workspaceId, keys],
    );
    return rows.map((row) => row.key);
  }

  /** False if the workspace has a layer of this key. */
  async add(tx: Transaction, layer: Layer): Promise<boolean> {
    const query = tx
      .createQueryBuilder()
      .insert()
      .into(LayerEntity)
      .values({ ...layer });
    const result = await query.orIgnore().returning('id').execute();
    return (result.raw as unknown[]).length === 1;
  }

  async save(tx: Transaction, { id, name, description, version, updatedAt }: Layer): Promise<void> {
    await tx.update(LayerEntity, { id }, { name, description, version, updatedAt });
  }

  async remove(tx: Transaction, id: string): Promise<void> {
    await tx.delete(LayerEntity, { id });
  }
}
