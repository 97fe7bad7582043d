import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { SigningKeyEntity } from '../publication.entity.js';
import type { StoredSigningKey } from './signing-key.js';

@Injectable()
export class SigningKeyStore {
  /** Newest first; retired ones too, since what they signed is still about. */
  async list(tx: Transaction, organisationId: string): Promise<StoredSigningKey[]> {
    return tx.find(SigningKeyEntity, { where: { organisationId }, order: { createdAt: 'DESC', kid: 'ASC' } });
  }

  async add(tx: Transaction, key: StoredSigningKey): Promise<void> {
    await tx.insert(SigningKeyEntity, key);
  }

  async activate(tx: Transaction, kid: string, activatedAt: Date): Promise<void> {
    await tx.update(SigningKeyEntity, { kid }, { activatedAt });
  }

  async retire(tx: Transaction, kid: string, retiredAt: Date): Promise<void> {
    await tx.update(SigningKeyEntity, { kid }, { retiredAt });
  }

  /** One change of an organisation's keys at a time. Held until the transaction ends. */
  async lock(tx: Transaction, organisationId: string): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`signing/${organisationId}`]);
  }
}
