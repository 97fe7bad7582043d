import { allocationInput, flagType, flagVariation, metadataValues } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import { z } from 'zod';
import type { Transaction } from '../database/index.js';
import type { Environment } from './environments/environment.js';
import { FlagEntity, FlagEnvironmentEntity, FlagVersionEntity } from './flag.entity.js';
import type { Flag, FlagEnvironment } from './flag.js';
import type { PublishedFlag } from './ufc.js';

const variations = z.array(flagVariation);
const allocations = z.array(allocationInput);
const tags = z.array(z.string());

export interface FlagFilter {
  readonly search: string | null;
  readonly tag?: string | null;
  readonly owner?: string | null;
  readonly team?: string | null;
  readonly isArchived: boolean;
  /** Keys after this one. */
  readonly after: string | null;
  readonly limit: number;
}

/** An earlier state and how it came about. */
export interface FlagVersionRecord {
  readonly version: number;
  readonly at: Date;
  readonly by: string;
  readonly change: string;
  readonly content: object;
}

@Injectable()
export class FlagStore {
  /** `lock` keeps other edits of this flag waiting until the transaction ends. */
  async find(
    tx: Transaction,
    key: string,
    environments: readonly Environment[],
    { lock = false, workspaceId }: { readonly lock?: boolean; readonly workspaceId: string },
  ): Promise<Flag | null> {
    const row = await tx.findOne(FlagEntity, {
      where: { workspaceId, key },
      ...(lock && { lock: { mode: 'pessimistic_write' } }),
    });
    if (row === null) return null;
    const [flag = null] = await this.#complete(tx, [row], environments);
    return flag;
  }

  async listByIds(tx: Transaction, ids: readonly string[], environments: readonly Environment[]): Promise<Flag[]> {
    return this.#complete(tx, await tx.findBy(FlagEntity, { id: In([...ids]) }), environments);
  }

  /** By key. */
  async list(
    tx: Transaction,
    workspaceId: string,
    environments: readonly Environment[],
    { search, tag = null, owner = null, team = null, isArchived, after, limit }: FlagFilter,
  ): Promise<Flag[]> {
    const query = tx
      .createQueryBuilder(FlagEntity, 'f')
      .where('f.workspace_id = :workspaceId', { workspaceId })
      .andWhere(isArchived ? 'f.archived_at IS NOT NULL' : 'f.archived_at IS NULL')
      .orderBy('f.key COLLATE "C"')
      .take(limit);
    if (after !== null) query.andWhere('f.key COLLATE "C" > :after', { after });
    if (search !== null) {
      query.andWhere('(strpos(lower(f.key), :part) > 0 OR strpos(lower(f.name), :part) > 0)', {
        part: search.toLowerCase(),
      });
    }
    if (tag !== null) query.andWhere('f.tags @> :tagged', { tagged: JSON.stringify([tag]) });
    if (team !== null) query.andWhere('f.team_id = :team', { team });
    if (owner !== null) query.andWhere('f.owner = :owner', { owner });
    return this.#complete(tx, await query.getMany(), environments);
  }

  /** Tags of every flag, by key. */
  async tags(tx: Transaction, workspaceId: string): Promise<ReadonlyMap<string, readonly string[]>> {
    const rows = await tx.find(FlagEntity, { select: { key: true, tags: true }, where: { workspaceId } });
    return new Map(rows.map((row) => [row.key, tags.parse(row.tags)]));
  }

  /** Those that are not archived. */
  async count(tx: Transaction, workspaceId: string): Promise<number> {
    return tx.countBy(FlagEntity, { workspaceId, archivedAt: IsNull() });
  }

  /** False if the workspace has, or had, a flag of this key. */
  async add(tx: Transaction, flag: Flag): Promise<boolean> {
    const { environments: _, ...row } = flag;
    const query = tx
      .createQueryBuilder()
      .insert()
      .into(FlagEntity)
      .values({ ...row, variations: [...flag.variations], tags: [...flag.tags] });
    const result = await query.orIgnore().returning('id').execute();
    return (result.raw as unknown[]).length === 1;
  }

  /** Saves a flag that was read with `lock`, and of its environments those that changed with it. */
  async save(tx: Transaction, flag: Flag): Promise<void> {
    const { id, organisationId, workspaceId, environments, createdAt: _, ...row } = flag;
    await tx.update(FlagEntity, { id }, { ...row, variations: [...flag.variations], tags: [...flag.tags] });
    for (const one of environments.filter(({ version }) => version === flag.version)) {
      const { environmentId, isEnabled, version, updatedAt } = one;
      const own = { flagId: id, environmentId, organisationId, workspaceId, isEnabled, version, updatedAt };
      await tx.upsert(FlagEnvironmentEntity, { ...own, allocations: [...one.allocations] }, [
        'flagId',
        'environmentId',
      ]);
    }
  }

  async addVersion(tx: Transaction, flag: Flag, record: FlagVersionRecord): Promise<void> {
    const { id, organisationId, workspaceId } = flag;
    await tx.insert(FlagVersionEntity, { ...record, flagId: id, organisationId, workspaceId });
  }

  async findVersion(tx: Transaction, flagId: string, version: number): Promise<FlagVersionRecord | null> {
    return tx.findOneBy(FlagVersionEntity, { flagId, version });
  }

  /** Newest first, from below the version `before`. */
  async listVersions(
    tx: Transaction,
    flagId: string,
    before: number | null,
    limit: number,
  ): Promise<FlagVersionRecord[]> {
    const query = tx
      .createQueryBuilder(FlagVersionEntity, 'v')
      .where('v.flag_id = :flagId', { flagId })
      .orderBy('v.version', 'DESC')
      .take(limit);
    if (before !== null) query.andWhere('v.version < :before', { before });
    return (await query.getMany()).map(({ version, at, by, change, content }) => ({
      version,
      at,
      by,
      change,
      content,
    }));
  }

  /** What a ruleset of the environment holds: flags that are on there, by key. */
  async listPublished(tx: Transaction, environmentId: string): Promise<PublishedFlag[]> {
    const rows = await tx.query<{ key: string; type: string; variations: unknown; allocations: unknown }[]>(
      `SELECT f.key, f.type, f.variations, e.allocations
         FROM flag_environment AS e JOIN flag AS f ON f.id = e.flag_id
        WHERE e.environment_id = $1 AND e.is_enabled AND f.archived_at IS NULL
        ORDER BY f.key COLLATE "C"`,
      [environmentId],
    );
    return rows.map((row) => ({
      key: row.key,
      type: flagType.parse(row.type),
      isEnabled: true,
      variations: variations.parse(row.variations),
      allocations: allocations.parse(row.allocations),
    }));
  }

  /** Adds to flags what each environment does with them; one that was never touched is off. */
  async #complete(tx: Transaction, rows: readonly FlagEntity[], environments: readonly Environment[]): Promise<Flag[]> {
    if (rows.length === 0) return [];
    const touched = await tx.findBy(FlagEnvironmentEntity, { flagId: In(rows.map((row) => row.id)) });
    return rows.map((row) => ({
      ...row,
      type: flagType.parse(row.type),
      variations: variations.parse(row.variations),
      tags: tags.parse(row.tags),
      metadata: metadataValues.parse(row.metadata),
      environments: environments.map(({ id: environmentId, key: environment }): FlagEnvironment => {
        const own = touched.find((one) => one.flagId === row.id && one.environmentId === environmentId);
        const untouched = { isEnabled: false, allocations: [], version: 1, updatedAt: row.createdAt };
        const { isEnabled, version, updatedAt } = own ?? untouched;
        const list = own ? allocations.parse(own.allocations) : [];
        return { environmentId, environment, isEnabled, allocations: list, version, updatedAt };
      }),
    }));
  }
}
