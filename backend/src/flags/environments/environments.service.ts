import { Injectable } from '@nestjs/common';
import type { EnvironmentInput, EnvironmentUpdate, EnvironmentView } from '@assay/api-contract';
import { Audit, Outbox } from '../../audit/index.js';
import { Database, type Transaction } from '../../database/index.js';
import type { Actor } from '../../identity/index.js';
import { Clock, expectVersion, Failure, found, newId, type Page } from '../../kernel/index.js';
import { type Environment, firstEnvironments, type Published } from './environment.js';
import { EnvironmentStore } from './environment.store.js';

/** The environments of a workspace. */
@Injectable()
export class EnvironmentsService {
  constructor(
    private readonly database: Database,
    private readonly environments: EnvironmentStore,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async list(who: Actor): Promise<Page<EnvironmentView>> {
    const all = await this.database.inOrganisation(who.organisationId, (tx) => this.listIn(tx, who));
    return { items: all.map(toView), next: null };
  }

  /** The same inside a transaction that is open. A workspace that has none yet gets the first two here. */
  async listIn(tx: Transaction, { organisationId, workspaceId }: Place): Promise<Environment[]> {
    const known = await this.environments.list(tx, workspaceId);
    if (known.length > 0) return known;
    for (const first of firstEnvironments) {
      const environment = this.#make(organisationId, workspaceId, first);
      if (await this.environments.add(tx, environment)) await this.#announce(tx, environment);
    }
    return this.environments.list(tx, workspaceId);
  }

  /** One environment by its key. */
  async getIn(tx: Transaction, who: Place, key: string): Promise<Environment> {
    const all = await this.listIn(tx, who);
    return found(
      all.find((one) => one.key === key),
      'environment',
      key,
    );
  }

  async create(who: Actor, input: EnvironmentInput): Promise<EnvironmentView> {
    const environment = this.#make(who.organisationId, who.workspaceId, input);
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      await this.listIn(tx, who);
      if (!(await this.environments.add(tx, environment))) {
        throw new Failure('conflict', `An environment "${input.key}" exists already. Choose another key.`, {
          field: 'key',
        });
      }
      await this.#announce(tx, environment);
      const { id, name } = environment;
      const target = { kind: 'environment', id, name };
      await this.audit.append(tx, { actor: who, action: 'environment.created', target, after: toView(environment) });
      return toView(environment);
    });
  }

  async update(who: Actor, key: string, input: EnvironmentUpdate, expected: number | null): Promise<EnvironmentView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const { id } = await this.getIn(tx, who, key);
      const before = found(await this.environments.lock(tx, id), 'environment', key);
      expectVersion(before.version, expected);
      const after: Environment = {
        ...before,
        name: input.name ?? before.name,
        isProduction: input.isProduction ?? before.isProduction,
        needsApproval: input.needsApproval ?? before.needsApproval,
        version: before.version + 1,
        updatedAt: this.clock.now(),
      };
      await this.environments.save(tx, after);
      // The name stands in the ruleset.
      if (after.name !== before.name) await this.#announce(tx, after);
      const target = { kind: 'environment', id, name: after.name };
      const views = { before: toView(before), after: toView(after) };
      await this.audit.append(tx, { actor: who, action: 'environment.updated', target, ...views });
      return toView(after);
    });
  }

  /** For the publisher: the environment, locked against other publishers until the transaction ends. */
  async lock(tx: Transaction, id: string): Promise<Environment | null> {
    return this.environments.lock(tx, id);
  }

  /** Called by the publisher when a ruleset has become the newest one. */
  async notePublished(tx: Transaction, id: string, news: Published): Promise<void> {
    await this.environments.notePublished(tx, id, news);
  }

  /** Something that stands in every ruleset of a workspace has changed. */
  async announceAll(tx: Transaction, place: Place): Promise<void> {
    for (const environment of await this.listIn(tx, place)) await this.#announce(tx, environment);
  }

  /** An empty ruleset is one too: SDKs of a new environment get an answer. */
  async #announce(tx: Transaction, { organisationId, id }: Environment): Promise<void> {
    await this.outbox.put(tx, { organisationId, topic: 'ruleset', ids: { environmentId: id } });
  }

  #make(
    organisationId: string,
    workspaceId: string,
    { key, name, isProduction, needsApproval }: Pick<Environment, 'key' | 'name' | 'isProduction' | 'needsApproval'>,
  ): Environment {
    const at = this.clock.now();
    const id = newId('env', at);
    return {
      id,
      organisationId,
      workspaceId,
      key,
      name,
      isProduction,
      needsApproval,
      published: null,
      version: 1,
      createdAt: at,
      updatedAt: at,
    };
  }
}

/** Where something happens; everybody who acts has one. */
type Place = Pick<Actor, 'organisationId' | 'workspaceId'>;

const toView = (environment: Environment): EnvironmentView => ({
  id: environment.id,
  key: environment.key,
  name: environment.name,
  isProduction: environment.isProduction,
  needsApproval: environment.needsApproval,
  published: environment.published,
  version: environment.version,
  createdAt: environment.createdAt.toISOString(),
  updatedAt: environment.updatedAt.toISOString(),
});
