import { Injectable } from '@nestjs/common';
import { IsNull, LessThan } from 'typeorm';
import { z } from 'zod';
import type { Transaction } from '../../database/index.js';
import { SdkKeyEntity } from './sdk-key.entity.js';
import { type SdkKey, sdkKeyChannel } from './sdk-key.js';
import { tagSetOf, type TagSet } from './tag-set.js';

const tags = z.array(z.string());
const toSdkKey = ({ secretHash: _, ...key }: SdkKeyEntity): SdkKey => ({ ...key, tags: tags.parse(key.tags) });

/** A key in use, as delivery looks it up. */
export interface OpenKey {
  readonly secretHash: string;
  readonly organisationId: string;
  readonly environmentId: string;
  readonly kind: SdkKey['kind'];
  /** Digest of the tags that it is limited to; `all` when it is not. */
  readonly tags: string;
}

@Injectable()
export class SdkKeyStore {
  async add(tx: Transaction, key: SdkKey, secretHash: string): Promise<void> {
    await tx.insert(SdkKeyEntity, { ...key, tags: [...key.tags], secretHash });
    await this.#tell(tx);
  }

  async find(tx: Transaction, workspaceId: string, id: string): Promise<SdkKey | null> {
    const row = await tx.findOneBy(SdkKeyEntity, { workspaceId, id });
    return row && toSdkKey(row);
  }

  /** Newest first, from below the id `after`. */
  async list(tx: Transaction, workspaceId: string, limit: number, after: string | null): Promise<SdkKey[]> {
    const where = { workspaceId, ...(after === null ? {} : { id: LessThan(after) }) };
    return (await tx.find(SdkKeyEntity, { where, order: { id: 'DESC' }, take: limit })).map(toSdkKey);
  }

  /** False if it was revoked already. */
  async revoke(tx: Transaction, workspaceId: string, id: string, at: Date): Promise<boolean> {
    const { affected } = await tx.update(SdkKeyEntity, { workspaceId, id, revokedAt: IsNull() }, { revokedAt: at });
    if (affected === 1) await this.#tell(tx);
    return affected === 1;
  }

  /** Every key in use, of all organisations. */
  async findOpen(tx: Transaction, secretHash: string): Promise<OpenKey | null> {
    const row = await tx.findOneBy(SdkKeyEntity, { secretHash, revokedAt: IsNull() });
    return row && { ...row, tags: tagSetOf(tags.parse(row.tags)).digest };
  }

  async listOpen(tx: Transaction): Promise<OpenKey[]> {
    const select = { secretHash: true, organisationId: true, environmentId: true, kind: true, tags: true } as const;
    const rows = await tx.find(SdkKeyEntity, { select, where: { revokedAt: IsNull() } });
    return rows.map((row) => ({ ...row, tags: tagSetOf(tags.parse(row.tags)).digest }));
  }

  /** The tags that keys in use of an environment are limited to, each set once. */
  async listTagSets(tx: Transaction, environmentId: string): Promise<TagSet[]> {
    const rows = await tx.findBy(SdkKeyEntity, { environmentId, revokedAt: IsNull() });
    const sets = rows.map((row) => tagSetOf(tags.parse(row.tags))).filter(({ tags: limited }) => limited.length > 0);
    return [...new Map(sets.map((set) => [set.digest, set])).values()].sort((a, b) => (a.digest < b.digest ? -1 : 1));
  }

  async #tell(tx: Transaction): Promise<void> {
    await tx.query(`SELECT pg_notify($1, '')`, [sdkKeyChannel]);
  }
}
