import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { EdgeEnvironmentEntity, EdgeGrantEntity } from './edge.entity.js';

/** How far the edge is with an environment. */
export type EdgeState = Readonly<EdgeEnvironmentEntity>;

/** Of an environment that the edge was never told of. */
export const unknown = ({
  environmentId,
  organisationId,
}: Pick<EdgeState, 'environmentId' | 'organisationId'>): EdgeState => ({
  environmentId,
  organisationId,
  version: 0,
  macId: '',
  confirmedAt: null,
  floor: 0,
  attempts: 0,
  nextAttemptAt: null,
  problem: null,
  refused: null,
});

/** What the edge is told, or was told, about an SDK key. */
export interface EdgeGrant {
  readonly secretHash: string;
  readonly organisationId: string;
  readonly value: string;
}

/** An environment whose newest ruleset is not at the edge yet. */
export interface Waiting {
  readonly environmentId: string;
  readonly organisationId: string;
  /** Newest version that was published. */
  readonly version: number;
  /** Null before the first attempt. */
  readonly state: EdgeState | null;
}

@Injectable()
export class EdgeStore {
  /** Environments that the edge is behind with, or that another secret vouched for; the longest waiting first. */
  async listWaiting(tx: Transaction, macId: string): Promise<Waiting[]> {
    const newest = await tx.query<Omit<Waiting, 'state'>[]>(
      `SELECT p.environment_id AS "environmentId", p.organisation_id AS "organisationId", p.version
         FROM (SELECT DISTINCT ON (environment_id) environment_id, organisation_id, version, published_at
                 FROM publication ORDER BY environment_id, version DESC) AS p
         LEFT JOIN edge_environment AS e USING (environment_id)
        WHERE e.environment_id IS NULL OR e.version <> p.version OR e.mac_id <> $1
        ORDER BY p.published_at, p.environment_id`,
      [macId],
    );
    const states = await tx.find(EdgeEnvironmentEntity);
    const byId = new Map(states.map((state) => [state.environmentId, state]));
    return newest.map((one) => ({ ...one, state: byId.get(one.environmentId) ?? null }));
  }

  /** Environments that have entries at the edge and exist no more. */
  async listGone(tx: Transaction): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT environment_id AS id FROM edge_environment
        WHERE environment_id NOT IN (SELECT id FROM environment) ORDER BY 1`,
    );
    return rows.map(({ id }) => id);
  }

  async find(tx: Transaction, environmentId: string): Promise<EdgeState | null> {
    return tx.findOneBy(EdgeEnvironmentEntity, { environmentId });
  }

  async save(tx: Transaction, state: EdgeState): Promise<void> {
    await tx.upsert(EdgeEnvironmentEntity, state, ['environmentId']);
  }

  /** Why the flags, as they are, are not published; null: they are. */
  async noteRefusal(
    tx: Transaction,
    place: Pick<EdgeState, 'environmentId' | 'organisationId'>,
    refused: string | null,
  ): Promise<void> {
    const known = await this.find(tx, place.environmentId);
    if ((known?.refused ?? null) !== refused) await this.save(tx, { ...(known ?? unknown(place)), refused });
  }

  async forget(tx: Transaction, environmentId: string): Promise<void> {
    await tx.delete(EdgeEnvironmentEntity, { environmentId });
  }

  /** One process at a time does the work of a name; the others are told so at once. Free again when `tx` ends. */
  async tryLock(tx: Transaction, name: string): Promise<boolean> {
    const sql = 'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS "isLocked"';
    const [row] = await tx.query<{ isLocked: boolean }[]>(sql, [`edge/${name}`]);
    return row?.isLocked === true;
  }

  /** By the key's hash; those not known to be written have no `writtenAt`. */
  async listGrants(tx: Transaction): Promise<Map<string, EdgeGrant & { readonly writtenAt: Date | null }>> {
    return new Map((await tx.find(EdgeGrantEntity)).map((row) => [row.secretHash, row]));
  }

  /** Noted before the store is asked to write, so that nothing can be there that is not known here. */
  async intend(tx: Transaction, grants: readonly EdgeGrant[]): Promise<void> {
    if (grants.length === 0) return;
    const rows = grants.map((grant) => ({ ...grant, writtenAt: null }));
    await tx.upsert(EdgeGrantEntity, rows, ['secretHash']);
  }

  async noteWritten(tx: Transaction, secretHash: string, writtenAt: Date): Promise<void> {
    await tx.update(EdgeGrantEntity, { secretHash }, { writtenAt });
  }

  async noteRemoved(tx: Transaction, secretHash: string): Promise<void> {
    await tx.delete(EdgeGrantEntity, { secretHash });
  }
}
