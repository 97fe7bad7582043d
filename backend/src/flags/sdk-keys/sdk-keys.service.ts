import { Injectable } from '@nestjs/common';
import type { PageQuery, SdkKeyCreated, SdkKeyInput, SdkKeyView } from '@assay/api-contract';
import { Audit, Outbox } from '../../audit/index.js';
import { Database, type Transaction } from '../../database/index.js';
import { type Actor, hashOf, randomSecret } from '../../identity/index.js';
import { Clock, decodeCursor, found, invalid, newId, type Page, pageOf } from '../../kernel/index.js';
import { EnvironmentsService } from '../environments/environments.service.js';
import { type SdkKey, sdkKeyPrefix } from './sdk-key.js';
import { type OpenKey, SdkKeyStore } from './sdk-key.store.js';
import { inOrder, type TagSet } from './tag-set.js';

/** Making, listing and revoking the keys of SDKs. */
@Injectable()
export class SdkKeysService {
  constructor(
    private readonly database: Database,
    private readonly keys: SdkKeyStore,
    private readonly environments: EnvironmentsService,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async list(who: Actor, { limit, cursor }: PageQuery): Promise<Page<SdkKeyView>> {
    const [after = null] = decodeCursor(cursor) ?? [];
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const names = new Map((await this.environments.listIn(tx, who)).map(({ id, key }) => [id, key]));
      const rows = await this.keys.list(tx, who.workspaceId, limit + 1, after as string | null);
      const views = rows.map((key) => toView(key, names.get(key.environmentId) ?? ''));
      return pageOf(views, limit, (key) => [key.id]);
    });
  }

  /** The answer holds the key itself, once. */
  async create(
    who: Actor,
    { name, environment: environmentKey, kind, tags = [] }: SdkKeyInput,
  ): Promise<SdkKeyCreated> {
    const at = this.clock.now();
    const secret = `${sdkKeyPrefix[kind]}${randomSecret()}`;
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const environments = await this.environments.listIn(tx, who);
      const environment = environments.find((one) => one.key === environmentKey);
      if (!environment) {
        const choices = environments.map((one) => one.key).join(', ');
        throw invalid('environment', `There is no environment "${environmentKey}" here. Choose of ${choices}.`);
      }
      const key: SdkKey = {
        id: newId('sdk', at),
        organisationId: who.organisationId,
        workspaceId: who.workspaceId,
        environmentId: environment.id,
        name,
        kind,
        tags: inOrder(tags),
        prefix: secret.slice(0, sdkKeyPrefix[kind].length + 4),
        createdBy: who.id,
        createdAt: at,
        revokedAt: null,
      };
      await this.keys.add(tx, key, hashOf(secret));
      await this.#announce(tx, key);
      const view = toView(key, environment.key);
      await this.audit.append(tx, { actor: who, action: 'sdk_key.created', target: targetOf(key), after: view });
      return { ...view, key: secret };
    });
  }

  /** From now on the key opens nothing. Revoking it again changes nothing. */
  async revoke(who: Actor, id: string): Promise<void> {
    const at = this.clock.now();
    await this.database.inOrganisation(who.organisationId, async (tx) => {
      const key = found(await this.keys.find(tx, who.workspaceId, id), 'SDK key', id);
      if (!(await this.keys.revoke(tx, who.workspaceId, id, at))) return;
      await this.#announce(tx, key);
      const environments = await this.environments.listIn(tx, who);
      const environment = environments.find((one) => one.id === key.environmentId)?.key ?? '';
      const [before, after] = [toView(key, environment), toView({ ...key, revokedAt: at }, environment)];
      await this.audit.append(tx, { actor: who, action: 'sdk_key.revoked', target: targetOf(key), before, after });
    });
  }

  /** A key in use, by its hash; null when there is none. */
  async findOpen(secretHash: string): Promise<OpenKey | null> {
    return this.database.acrossOrganisations((tx) => this.keys.findOpen(tx, secretHash));
  }

  /** For the publisher: the tags that keys of an environment are limited to, inside its transaction. */
  async listTagSets(tx: Transaction, environmentId: string): Promise<TagSet[]> {
    return this.keys.listTagSets(tx, environmentId);
  }

  /** A limited key needs a ruleset of its own. */
  async #announce(tx: Transaction, { organisationId, environmentId, tags }: SdkKey): Promise<void> {
    if (tags.length > 0) await this.outbox.put(tx, { organisationId, topic: 'ruleset', ids: { environmentId } });
  }

  /** For delivery: every key in use, of all organisations. */
  async listOpen(): Promise<OpenKey[]> {
    return this.database.acrossOrganisations((tx) => this.keys.listOpen(tx));
  }
}

const targetOf = ({ id, name }: SdkKey): { kind: string; id: string; name: string } => ({ kind: 'sdk_key', id, name });

const toView = (key: SdkKey, environment: string): SdkKeyView => ({
  id: key.id,
  name: key.name,
  environment,
  kind: key.kind,
  prefix: key.prefix,
  tags: [...key.tags],
  createdAt: key.createdAt.toISOString(),
  revokedAt: key.revokedAt?.toISOString() ?? null,
});
