import { Injectable } from '@nestjs/common';
import type { SigningKeyView } from '@assay/api-contract';
import { Audit, Outbox } from '../../audit/index.js';
import { Database, type Transaction } from '../../database/index.js';
import type { Actor } from '../../identity/index.js';
import { Clock, found, type Page } from '../../kernel/index.js';
import { SecretStore } from '../../secrets/index.js';
import { PublicationStore } from '../publication.store.js';
import { rawPublicKey } from './signature.js';
import { expectActivatable, expectRetirable, statusOf, type StoredSigningKey } from './signing-key.js';
import { SigningKeyStore } from './signing-key.store.js';
import { secretNameOf, Signer } from './signer.service.js';

/** Rotation of the keys that sign rulesets: made, given to clients, activated, and in the end retired. */
@Injectable()
export class SigningKeysService {
  constructor(
    private readonly database: Database,
    private readonly keys: SigningKeyStore,
    private readonly signer: Signer,
    private readonly secrets: SecretStore,
    private readonly publications: PublicationStore,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async list({ organisationId }: Actor): Promise<Page<SigningKeyView>> {
    const keys = await this.database.inOrganisation(organisationId, (tx) => this.keys.list(tx, organisationId));
    return { items: keys.map((key) => toView(key, keys)), next: null };
  }

  /** The next key. It signs nothing until it is activated. */
  async create(who: Actor): Promise<SigningKeyView> {
    return this.#change(
      who,
      'signing_key.created',
      async (tx) => (await this.signer.make(tx, who.organisationId, false)).kid,
    );
  }

  /** From now on this key signs, and every environment is signed anew. Activating it again changes nothing. */
  async activate(who: Actor, kid: string): Promise<SigningKeyView> {
    const { organisationId } = who;
    return this.#change(who, 'signing_key.activated', async (tx, keys) => {
      const key = found(
        keys.find((one) => one.kid === kid),
        'signing key',
        kid,
      );
      const status = statusOf(key, keys);
      expectActivatable(status, kid);
      if (status === 'signing') return kid;
      await this.keys.activate(tx, kid, this.clock.now());
      for (const environmentId of await this.publications.listEnvironments(tx, organisationId)) {
        await this.outbox.put(tx, { organisationId, topic: 'ruleset', ids: { environmentId } });
      }
      return kid;
    });
  }

  /** The private half is destroyed; clients need not know the key any more. Retiring it again changes nothing. */
  async retire(who: Actor, kid: string): Promise<SigningKeyView> {
    return this.#change(who, 'signing_key.retired', async (tx, keys) => {
      const key = found(
        keys.find((one) => one.kid === kid),
        'signing key',
        kid,
      );
      expectRetirable(statusOf(key, keys), kid);
      if (key.retiredAt !== null) return kid;
      await this.keys.retire(tx, kid, this.clock.now());
      await this.secrets.destroy(secretNameOf(who.organisationId), key.secretVersion);
      return kid;
    });
  }

  async #change(
    who: Actor,
    action: string,
    change: (tx: Transaction, keys: readonly StoredSigningKey[]) => Promise<string>,
  ): Promise<SigningKeyView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      await this.keys.lock(tx, who.organisationId);
      const before = await this.keys.list(tx, who.organisationId);
      const kid = await change(tx, before);
      const after = await this.keys.list(tx, who.organisationId);
      const [was, is] = [before, after].map((keys) => keys.find((one) => one.kid === kid));
      const view = toView(is!, after);
      const old = was ? toView(was, before) : null;
      if (old?.status === view.status) return view;
      const target = { kind: 'signing_key', id: kid, name: kid };
      await this.audit.append(tx, { actor: who, action, target, ...(old && { before: old }), after: view });
      return view;
    });
  }
}

const toView = (key: StoredSigningKey, keys: readonly StoredSigningKey[]): SigningKeyView => ({
  kid: key.kid,
  publicKey: rawPublicKey(key.publicKey),
  status: statusOf(key, keys),
  createdAt: key.createdAt.toISOString(),
  activatedAt: key.activatedAt?.toISOString() ?? null,
  retiredAt: key.retiredAt?.toISOString() ?? null,
});
