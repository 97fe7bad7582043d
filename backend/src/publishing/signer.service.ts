import { Injectable } from '@nestjs/common';
import type { SigningKeyView } from '@assay/api-contract';
import { Database, type Transaction } from '../database/index.js';
import type { Actor } from '../identity/index.js';
import { Clock, type Page } from '../kernel/index.js';
import { SecretStore } from '../secrets/index.js';
import { PublicationStore } from './publication.store.js';
import { makeSigningKey, rawPublicKey, readSigningKey, type SigningKey } from './signature.js';

/** Finds the key that signs an organisation's rulesets; its private half never enters the database. */
@Injectable()
export class Signer {
  readonly #known = new Map<string, SigningKey>();

  constructor(
    private readonly database: Database,
    private readonly publications: PublicationStore,
    private readonly secrets: SecretStore,
    private readonly clock: Clock,
  ) {}

  /** The key in use; the first one of an organisation is made here. */
  async keyOf(tx: Transaction, organisationId: string): Promise<SigningKey> {
    const stored = await this.publications.findSigningKey(tx, organisationId);
    if (stored === null) return this.#make(tx, organisationId);
    const known = this.#known.get(stored.kid);
    if (known) return known;
    const privateKey = await this.secrets.access(nameOf(organisationId), stored.secretVersion);
    return this.#keep(readSigningKey(stored.kid, privateKey));
  }

  /** The public halves, for SDKs that check signatures. */
  async list(who: Actor): Promise<Page<SigningKeyView>> {
    const keys = await this.database.inOrganisation(who.organisationId, (tx) =>
      this.publications.listSigningKeys(tx, who.organisationId),
    );
    const items = keys.map(({ kid, publicKey, createdAt, retiredAt }) => ({
      kid,
      publicKey: rawPublicKey(publicKey),
      createdAt: createdAt.toISOString(),
      retiredAt: retiredAt?.toISOString() ?? null,
    }));
    return { items, next: null };
  }

  async #make(tx: Transaction, organisationId: string): Promise<SigningKey> {
    // Two publishers may meet here; the second one waits and finds the key of the first.
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [nameOf(organisationId)]);
    if (await this.publications.findSigningKey(tx, organisationId)) return this.keyOf(tx, organisationId);
    const { kid, privateKey, publicKey } = makeSigningKey();
    const secretVersion = await this.secrets.put(nameOf(organisationId), privateKey);
    const createdAt = this.clock.now();
    await this.publications.addSigningKey(tx, { kid, organisationId, publicKey, secretVersion, createdAt });
    return readSigningKey(kid, privateKey);
  }

  #keep(key: SigningKey): SigningKey {
    this.#known.set(key.kid, key);
    return key;
  }
}

const nameOf = (organisationId: string): string => `ruleset-signing/${organisationId}`;
