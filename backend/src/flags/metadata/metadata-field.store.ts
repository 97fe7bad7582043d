import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { MetadataFieldEntity } from './metadata-field.entity.js';
import type { MetadataField } from './metadata-field.js';

@Injectable()
export class MetadataFieldStore {
  /** In the order in which they were made. */
  async list(tx: Transaction, workspaceId: string): Promise<MetadataField[]> {
    return tx.find(MetadataFieldEntity, { where: { workspaceId }, order: { createdAt: 'ASC', key: 'ASC' } });
  }

  async find(tx: Transaction, workspaceId: string, key: string, lock = false): Promise<MetadataField | null> {
    return tx.findOne(MetadataFieldEntity, {
      where: { workspaceId, key },
      ...(lock && { lock: { mode: 'pessimistic_write' } }),
    });
  }

  /** False if the workspace has a field of this key. */
  async add(tx: Transaction, field: MetadataField): Promise<boolean> {
    const query = tx
      .createQueryBuilder()
      .insert()
      .into(MetadataFieldEntity)
      .values({ ...field });
    const result = await query.orIgnore().returning('id').execute();
    return (result.raw as unknown[]).length === 1;
  }

  async save(tx: Transaction, { id, name, options, isRequired, version, updatedAt }: MetadataField): Promise<void> {
    await tx.update(MetadataFieldEntity, { id }, { name, options, isRequired, version, updatedAt });
  }

  /** Removes the field and what flags say in it; returns how many flags said something. */
  async remove(tx: Transaction, { id, workspaceId, key }: MetadataField): Promise<number> {
    await tx.delete(MetadataFieldEntity, { id });
    const [, count] = await tx.query<[unknown[], number]>(
      'UPDATE flag SET metadata = metadata - $2 WHERE workspace_id = $1 AND metadata ? $2',
      [workspaceId, key],
    );
    return count;
  }
}
