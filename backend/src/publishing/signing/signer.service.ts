import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { Clock } from '../../kernel/index.js';
import { SecretStore } from '../../secrets/index.js';
import { makeSigningKey, readSigningKey, type SigningKey } from './signature.js';
import { findSigning, type StoredSigningKey } from './signing-key.js';
import { SigningKeyStore } from './signing-key.store.js';

/** Name of the secret with the private halves of an organisation's keys, one version each. */
export const secretNameOf = (organisationId: string): string => `ruleset-signing/${organisationId}`;

/** Finds the key that signs an organisation's rulesets; its private half never enters the database. */
@Injectable()
export class Signer {
  readonly #known = new Map<string, SigningKey>();

  constructor(
    private readonly keys: SigningKeyStore,
    private readonly secrets: SecretStore,
    private readonly clock: Clock,
  ) {}

  /** The key in use; the first one of an organisation is made here. */
  async keyOf(tx: Transaction, organisationId: string): Promise<SigningKey> {
    const stored = findSigning(await this.keys.list(tx, organisationId)) ?? (await this.#makeFirst(tx, organisationId));
    const known = this.#known.get(stored.kid);
    if (known) return known;
    const privateKey = await this.secrets.access(secretNameOf(organisationId), stored.secretVersion);
    const key = readSigningKey(stored.kid, privateKey);
    this.#known.set(key.kid, key);
    return key;
  }

  /** Makes a key; its private half goes to the secret store only. */
  async make(tx: Transaction, organisationId: string, isActive: boolean): Promise<StoredSigningKey> {
    const { kid, privateKey, publicKey } = makeSigningKey();
    const secretVersion = await this.secrets.put(secretNameOf(organisationId), privateKey);
    const createdAt = this.clock.now();
    const activatedAt = isActive ? createdAt : null;
    const key = { kid, organisationId, publicKey, secretVersion, createdAt, activatedAt, retiredAt: null };
    await this.keys.add(tx, key);
    return key;
  }

  async #makeFirst(tx: Transaction, organisationId: string): Promise<StoredSigningKey> {
    // Two publishers may meet here; the second one waits and finds the key of the first.
    await this.keys.lock(tx, organisationId);
    return findSigning(await this.keys.list(tx, organisationId)) ?? this.make(tx, organisationId, true);
  }
}
