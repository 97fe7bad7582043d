import { targetingRule } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Transaction } from '../../database/index.js';
import { AudienceEntity } from './audience.entity.js';
import type { Audience, AudienceRules } from './audience.js';

const rules = z.array(targetingRule);

const toAudience = (row: AudienceEntity): Audience => ({ ...row, rules: rules.parse(row.rules) });

@Injectable()
export class AudienceStore {
  /** By key. */
  async list(tx: Transaction, workspaceId: string): Promise<Audience[]> {
    const rows = await tx.find(AudienceEntity, { where: { workspaceId }, order: { key: 'ASC' } });
    return rows.map(toAudience);
  }

  /** `lock` keeps other edits of it, and new uses, waiting until the transaction ends. */
  async find(tx: Transaction, workspaceId: string, key: string, lock = false): Promise<Audience | null> {
    const row = await tx.findOne(AudienceEntity, {
      where: { workspaceId, key },
      ...(lock && { lock: { mode: 'pessimistic_write' } }),
    });
    return row && toAudience(row);
  }

  /** Those of the keys that exist; they cannot be changed or deleted until the transaction ends. */
  async hold(tx: Transaction, workspaceId: string, keys: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ key: string }[]>(
      'SELECT key FROM audience WHERE workspace_id = $1 AND key = ANY ($2) ORDER BY key FOR SHARE',
      [workspaceId, keys],
    );
    return rows.map((row) => row.key);
  }

  /** Every audience that flags of an environment may use. */
  async listOf(tx: Transaction, environmentId: string): Promise<AudienceRules> {
    const rows = await tx.query<{ key: string; rules: unknown }[]>(
      `SELECT a.key, a.rules FROM audience AS a JOIN environment AS e ON e.workspace_id = a.workspace_id
        WHERE e.id = $1`,
      [environmentId],
    );
    return new Map(rows.map((row) => [row.key, rules.parse(row.rules)]));
  }

  /** False if the workspace has an audience of this key. */
  async add(tx: Transaction, audience: Audience): Promise<boolean> {
    const query = tx
      .createQueryBuilder()
      .insert()
      .into(AudienceEntity)
      .values({ ...audience, rules: [...audience.rules] });
    const result = await query.orIgnore().returning('id').execute();
    return (result.raw as unknown[]).length === 1;
  }

  async save(tx: Transaction, { id, name, description, rules: next, version, updatedAt }: Audience): Promise<void> {
    await tx.update(AudienceEntity, { id }, { name, description, rules: [...next], version, updatedAt });
  }

  async remove(tx: Transaction, id: string): Promise<void> {
    await tx.delete(AudienceEntity, { id });
  }
}
