import { Injectable } from '@nestjs/common';
import type { DefinitionUse } from '@assay/api-contract';
import { z } from 'zod';
import type { Transaction } from '../database/index.js';
import { bodySchemas, type Definition, type DefinitionKind, definitionKinds, type Known } from './definition.js';
import { DefinitionEntity, DefinitionVersionEntity } from './definition.entity.js';

const columnTypes = [
  'text',
  'integer',
  'decimal',
  'float',
  'boolean',
  'date',
  'timestamp',
  'timestamp_tz',
  'other',
] as const;
const checkedSql = z
  .object({
    sql: z.string(),
    columns: z.array(z.object({ name: z.string(), type: z.enum(columnTypes), nativeType: z.string() })),
  })
  .nullable();

function toDefinition<K extends DefinitionKind>(row: DefinitionEntity): Definition<K> {
  const kind = z.enum(definitionKinds).parse(row.kind) as K;
  return {
    id: row.id,
    organisationId: row.organisationId,
    workspaceId: row.workspaceId,
    kind,
    body: bodySchemas[kind].parse(row.body),
    checked: checkedSql.parse(row.checked),
    certified: row.syncTag === null ? null : { syncTag: row.syncTag, referenceUrl: row.referenceUrl },
    teamId: row.teamId,
    version: row.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

/** Whoever uses a definition, as messages name it. */
export interface DefinitionUser {
  readonly kind: string;
  readonly name: string;
}

/** One saved state. */
export interface SavedVersion {
  readonly version: number;
  readonly at: Date;
  readonly by: string;
  readonly body: object;
}

@Injectable()
export class DefinitionStore {
  async find<K extends DefinitionKind>(
    tx: Transaction,
    workspaceId: string,
    kind: K,
    id: string,
  ): Promise<Definition<K> | null> {
    const row = await tx.findOneBy(DefinitionEntity, { id, workspaceId, kind });
    return row && toDefinition<K>(row);
  }

  /** Those of the ids that exist, in the order of the ids. */
  async listByIds<K extends DefinitionKind>(
    tx: Transaction,
    workspaceId: string,
    kind: K,
    ids: readonly string[],
  ): Promise<Definition<K>[]> {
    if (ids.length === 0) return [];
    const rows = await tx
      .createQueryBuilder(DefinitionEntity, 'd')
      .where('d.workspace_id = :workspaceId AND d.kind = :kind AND d.id IN (:...ids)', { workspaceId, kind, ids })
      .getMany();
    return ids.flatMap((id) => rows.filter((row) => row.id === id).map((row) => toDefinition<K>(row)));
  }

  /** By name; `after` is name and id of the last one shown. */
  async list<K extends DefinitionKind>(
    tx: Transaction,
    workspaceId: string,
    kind: K,
    limit: number,
    after: readonly [name: string, id: string] | null,
    teamId: string | null = null,
  ): Promise<Definition<K>[]> {
    const query = tx
      .createQueryBuilder(DefinitionEntity, 'd')
      .where('d.workspace_id = :workspaceId AND d.kind = :kind', { workspaceId, kind })
      .orderBy('d.name COLLATE "C"')
      .addOrderBy('d.id')
      .limit(limit);
    if (teamId !== null) query.andWhere('d.team_id = :teamId', { teamId });
    if (after !== null) query.andWhere('(d.name COLLATE "C", d.id) > (:name, :id)', { name: after[0], id: after[1] });
    return (await query.getMany()).map((row) => toDefinition<K>(row));
  }

  /** Everything that checks look across. */
  async known(tx: Transaction, workspaceId: string): Promise<Known> {
    const rows = await tx.findBy(DefinitionEntity, { workspaceId });
    const of = <K extends DefinitionKind>(kind: K): Definition<K>[] =>
      rows.filter((row) => row.kind === kind).map((row) => toDefinition<K>(row));
    return {
      entities: of('entity'),
      factSources: of('fact_source'),
      metrics: of('metric'),
      propertySources: of('property_source'),
    };
  }

  /** Writers of one workspace's definitions take turns, so that what was checked is still so when it is saved. */
  async lock(tx: Transaction, workspaceId: string): Promise<void> {
    await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('definition ' || $1, 0))", [workspaceId]);
  }

  async add(tx: Transaction, definition: Definition, by: string, uses: readonly string[]): Promise<void> {
    await tx.insert(DefinitionEntity, toRow(definition));
    await this.#keepVersion(tx, definition, by, uses);
  }

  /** False if somebody saved another version in between. */
  async save(tx: Transaction, definition: Definition, by: string, uses: readonly string[]): Promise<boolean> {
    const { id, version } = definition;
    const { teamId: _, ...row } = toRow(definition);
    const { affected } = await tx.update(DefinitionEntity, { id, version: version - 1 }, row);
    if (affected === 1) await this.#keepVersion(tx, definition, by, uses);
    return affected === 1;
  }

  /** Who owns it says nothing of how it is computed: the version stays. */
  async setTeam(tx: Transaction, id: string, teamId: string | null): Promise<void> {
    await tx.update(DefinitionEntity, { id }, { teamId });
  }

  async remove(tx: Transaction, id: string): Promise<void> {
    await tx.delete(DefinitionEntity, { id });
  }

  /** Newest first. */
  async versions(tx: Transaction, id: string, limit: number, before: number | null): Promise<SavedVersion[]> {
    const query = tx
      .createQueryBuilder(DefinitionVersionEntity, 'v')
      .where('v.definition_id = :id', { id })
      .orderBy('v.version', 'DESC')
      .limit(limit);
    if (before !== null) query.andWhere('v.version < :before', { before });
    return (await query.getMany()).map(({ version, at, byName, body }) => ({ version, at, by: byName, body }));
  }

  /**
   * Who uses a definition: definitions, and experiments by the table in which they note it. The foreign keys of both
   * tables refuse what this overlooks.
   */
  async users(tx: Transaction, id: string): Promise<readonly DefinitionUser[]> {
    return tx.query(
      `SELECT d.kind, d.name FROM definition_use AS u JOIN definition AS d ON d.id = u.definition_id WHERE u.used_id = $1
       UNION ALL
       SELECT 'experiment', e.name FROM experiment_uses AS u JOIN experiment AS e ON e.id = u.experiment_id WHERE u.definition_id = $1
       UNION ALL
       SELECT 'bandit', b.name FROM bandit_use AS u JOIN bandit AS b ON b.id = u.bandit_id WHERE u.definition_id = $1
       ORDER BY 1, 2
       LIMIT 100`,
      [id],
    );
  }

  /** What names the definition, and what names that, down to experiments. */
  async reachedBy(tx: Transaction, id: string): Promise<readonly DefinitionUse[]> {
    return tx.query(
      `WITH RECURSIVE direct AS (
         SELECT definition_id AS id FROM definition_use WHERE used_id = $1
       ), reached AS (
         SELECT id FROM direct
         UNION
         SELECT u.definition_id FROM reached AS r JOIN definition_use AS u ON u.used_id = r.id
       ), found AS (
         SELECT d.kind, d.id, d.name, d.id IN (SELECT id FROM direct) AS "isDirect"
         FROM definition AS d WHERE d.id IN (SELECT id FROM reached)
         UNION ALL
         SELECT 'experiment', e.id, e.name, bool_or(u.definition_id = $1)
         FROM experiment_uses AS u JOIN experiment AS e ON e.id = u.experiment_id
         WHERE u.definition_id = $1 OR u.definition_id IN (SELECT id FROM reached)
         GROUP BY e.id, e.name
       )
       SELECT kind, id, name, "isDirect" FROM found ORDER BY "isDirect" DESC, kind, name, id LIMIT 500`,
      [id],
    );
  }

  async #keepVersion(tx: Transaction, definition: Definition, by: string, uses: readonly string[]): Promise<void> {
    const { id, organisationId, workspaceId, version, updatedAt, body } = definition;
    await tx.insert(DefinitionVersionEntity, {
      definitionId: id,
      organisationId,
      workspaceId,
      version,
      at: updatedAt,
      byName: by,
      body,
    });
    await tx.query('DELETE FROM definition_use WHERE definition_id = $1', [id]);
    await tx.query(
      `INSERT INTO definition_use (organisation_id, workspace_id, definition_id, used_id)
       SELECT $1, $2, $3, unnest($4::text[])`,
      [organisationId, workspaceId, id, [...new Set(uses)]],
    );
  }
}

const toRow = ({ certified, ...definition }: Definition): DefinitionEntity => ({
  ...definition,
  name: definition.body.name,
  syncTag: certified?.syncTag ?? null,
  referenceUrl: certified?.referenceUrl ?? null,
  checked: definition.checked as object | null,
});
