import { Injectable } from '@nestjs/common';
import type { ApiKeyCreated, ApiKeyInput, ApiKeyView, PageQuery } from '@assay/api-contract';
import { Audit } from '../../audit/index.js';
import { Database, type Transaction } from '../../database/index.js';
import { Clock, decodeCursor, Failure, found, invalid, newId, type Page, pageOf } from '../../kernel/index.js';
import type { Actor } from '../access/actor.js';
import { expectMayManage } from '../people/member.js';
import { hashOf, randomSecret } from '../secret-text.js';
import { type ApiKey, apiKeyPrefix } from './api-key.js';
import { ApiKeyStore } from './api-key.store.js';

/** Making, listing and revoking API keys. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly database: Database,
    private readonly keys: ApiKeyStore,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async list(who: Actor, { limit, cursor }: PageQuery): Promise<Page<ApiKeyView>> {
    const [after = null] = decodeCursor(cursor) ?? [];
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const rows = await this.keys.list(tx, who.organisationId, limit + 1, after);
      return pageOf(rows.map(toView), limit, (key) => [key.id]);
    });
  }

  /** The answer holds the key itself, once. */
  async create(who: Actor, input: ApiKeyInput): Promise<ApiKeyCreated> {
    const now = this.clock.now();
    const expiresAt = input.expiresAt === null ? null : new Date(input.expiresAt);
    if (expiresAt !== null && expiresAt <= now) throw invalid('expiresAt', 'Choose a time in the future, or none.');
    expectMayManage(who.role, input.role);
    const secret = `${apiKeyPrefix}${randomSecret()}`;
    const key: ApiKey = {
      id: newId('key', now),
      organisationId: who.organisationId,
      name: input.name,
      prefix: secret.slice(0, apiKeyPrefix.length + 4),
      role: input.role,
      createdBy: who.id,
      createdAt: now,
      expiresAt,
      lastUsedAt: null,
      revokedAt: null,
    };
    await this.database.inOrganisation(who.organisationId, async (tx) => {
      if (!(await this.keys.add(tx, key, hashOf(secret)))) {
        throw new Failure('conflict', `An API key named "${key.name}" exists already. Choose another name.`, {
          field: 'name',
        });
      }
      await this.audit.append(tx, { actor: who, action: 'api_key.created', target: targetOf(key), after: toView(key) });
    });
    return { ...toView(key), key: secret };
  }

  /** Who made the key of an id; null where there is no such key. */
  async findCreator(tx: Transaction, organisationId: string, id: string): Promise<string | null> {
    return (await this.keys.find(tx, organisationId, id))?.createdBy ?? null;
  }

  /** From now on the key lets nobody in. Revoking it again changes nothing. */
  async revoke(who: Actor, id: string): Promise<void> {
    const now = this.clock.now();
    await this.database.inOrganisation(who.organisationId, async (tx) => {
      const key = found(await this.keys.find(tx, who.organisationId, id), 'API key', id);
      expectMayManage(who.role, key.role);
      if (!(await this.keys.revoke(tx, who.organisationId, id, now))) return;
      const after = toView({ ...key, revokedAt: now });
      await this.audit.append(tx, {
        actor: who,
        action: 'api_key.revoked',
        target: targetOf(key),
        before: toView(key),
        after,
      });
    });
  }
}

const targetOf = ({ id, name }: ApiKey): { kind: string; id: string; name: string } => ({ kind: 'api_key', id, name });

const toView = (key: ApiKey): ApiKeyView => ({
  id: key.id,
  name: key.name,
  prefix: key.prefix,
  role: key.role,
  createdAt: key.createdAt.toISOString(),
  expiresAt: key.expiresAt?.toISOString() ?? null,
  lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  revokedAt: key.revokedAt?.toISOString() ?? null,
});
