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

  async save(tx: Transaction, { id, createdAt: _, ...field }: MetadataField): Promise<void> {
    await tx.update(MetadataFieldEntity, { id }, field);
  }

  /**
   * Removes the field and what is said in it. Each flag and experiment that said something has a new version, and each
   * flag an entry in its history. Returns how many there were of both.
   */
  async remove(
    tx: Transaction,
    { id, workspaceId, key, name }: MetadataField,
    { at, by }: { readonly at: Date; readonly by: string },
  ): Promise<{ readonly flags: number; readonly experiments: number }> {
    await tx.delete(MetadataFieldEntity, { id });
    const flags = await tx.query<unknown[]>(
      `WITH changed AS (
         UPDATE flag SET metadata = metadata - $2, version = version + 1, updated_at = $3
          WHERE workspace_id = $1 AND metadata ? $2
         RETURNING id, organisation_id, workspace_id, version, metadata
       )
       INSERT INTO flag_version (flag_id, version, organisation_id, workspace_id, at, by, change, content)
       SELECT c.id, c.version, c.organisation_id, c.workspace_id, $3, $4, $5, v.content
              || jsonb_build_object('version', c.version, 'updatedAt', $6::text, 'metadata', c.metadata)
         FROM changed AS c JOIN flag_version AS v ON v.flag_id = c.id AND v.version = c.version - 1
       RETURNING flag_id`,
      [workspaceId, key, at, by, `metadata field “${name}” deleted`, at.toISOString()],
    );
    const [, experiments] = await tx.query<[unknown[], number]>(
      `UPDATE experiment SET metadata = metadata - $2, version = version + 1, updated_at = $3
        WHERE workspace_id = $1 AND metadata ? $2`,
      [workspaceId, key, at],
    );
    return { flags: flags.length, experiments };
  }
}
