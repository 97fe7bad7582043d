import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import type { Transaction } from '../../database/index.js';
import type { ApiKey } from './api-key.js';
import { ApiKeyEntity } from './api-key.entity.js';

@Injectable()
export class ApiKeyStore {
  /** False if the organisation has a key of this name. */
  async add(tx: Transaction, key: ApiKey, secretHash: string): Promise<boolean> {
    const result = await tx
      .createQueryBuilder()
      .insert()
      .into(ApiKeyEntity)
      .values({ ...key, secretHash })
      .orIgnore()
      .returning('id')
      .execute();
    return (result.raw as unknown[]).length === 1;
  }

  async find(tx: Transaction, organisationId: string, id: string): Promise<ApiKey | null> {
    const row = await tx.findOneBy(ApiKeyEntity, { organisationId, id });
    return row && toApiKey(row);
  }

  /** Only across organisations: who a key belongs to is what is asked. */
  async findBySecret(tx: Transaction, secretHash: string): Promise<ApiKey | null> {
    const row = await tx.findOneBy(ApiKeyEntity, { secretHash });
    return row && toApiKey(row);
  }

  async list(tx: Transaction, organisationId: string, limit: number, after: string | null): Promise<ApiKey[]> {
    const where = { organisationId, ...(after === null ? {} : { id: MoreThan(after) }) };
    const rows = await tx.find(ApiKeyEntity, { where, order: { id: 'ASC' }, take: limit });
    return rows.map(toApiKey);
  }

  async revoke(tx: Transaction, organisationId: string, id: string, at: Date): Promise<boolean> {
    const { affected } = await tx.update(ApiKeyEntity, { organisationId, id, revokedAt: IsNull() }, { revokedAt: at });
    return affected === 1;
  }

  async see(tx: Transaction, id: string, at: Date): Promise<void> {
    await tx.update(ApiKeyEntity, { id }, { lastUsedAt: at });
  }
}

const toApiKey = ({ secretHash: _, ...key }: ApiKeyEntity): ApiKey => ({ ...key });
