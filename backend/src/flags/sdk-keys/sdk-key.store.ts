import { Injectable } from '@nestjs/common';
import { IsNull, LessThan } from 'typeorm';
import type { Transaction } from '../../database/index.js';
import { SdkKeyEntity } from './sdk-key.entity.js';
import { type SdkKey, sdkKeyChannel } from './sdk-key.js';

const toSdkKey = ({ secretHash: _, ...key }: SdkKeyEntity): SdkKey => ({ ...key });

/** A key in use, as delivery looks it up. */
export interface OpenKey {
  readonly secretHash: string;
  readonly organisationId: string;
  readonly environmentId: string;
  readonly kind: SdkKey['kind'];
}

@Injectable()
export class SdkKeyStore {
  async add(tx: Transaction, key: SdkKey, secretHash: string): Promise<void> {
    await tx.insert(SdkKeyEntity, { ...key, secretHash });
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
    return tx.findOneBy(SdkKeyEntity, { secretHash, revokedAt: IsNull() });
  }

  async listOpen(tx: Transaction): Promise<OpenKey[]> {
    const select = { secretHash: true, organisationId: true, environmentId: true, kind: true } as const;
    return tx.find(SdkKeyEntity, { select, where: { revokedAt: IsNull() } });
  }

  async #tell(tx: Transaction): Promise<void> {
    await tx.query(`SELECT pg_notify($1, '')`, [sdkKeyChannel]);
  }
}
