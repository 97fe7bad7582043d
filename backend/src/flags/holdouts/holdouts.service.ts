import type { HoldoutInput, HoldoutUpdate, HoldoutView } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { Audit, Outbox } from '../../audit/index.js';
import { Database, type Transaction } from '../../database/index.js';
import type { Actor } from '../../identity/index.js';
import { Clock, expectVersion, Failure, found, invalid, newId, type Page } from '../../kernel/index.js';
import type { Environment } from '../environments/environment.js';
import { EnvironmentsService } from '../environments/environments.service.js';
import { type FlagUse, FlagUseStore } from '../uses/flag-use.store.js';
import { type Holdout, isJoined, meets } from './holdout.js';
import { HoldoutStore } from './holdout.store.js';

/** Holdouts of a workspace, and the experiments that they hold subjects out of. */
@Injectable()
export class HoldoutsService {
  constructor(
    private readonly database: Database,
    private readonly holdouts: HoldoutStore,
    private readonly environments: EnvironmentsService,
    private readonly uses: FlagUseStore,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async list(who: Actor): Promise<Page<HoldoutView>> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const [environments, uses] = [
        await this.environments.listIn(tx, who),
        await this.uses.listAll(tx, who.workspaceId),
      ];
      const holdouts = await this.holdouts.list(tx, who.workspaceId);
      return { items: holdouts.map((holdout) => viewOf(holdout, environments, uses)), next: null };
    });
  }

  async view(who: Actor, key: string): Promise<HoldoutView> {
    return this.database.inOrganisation(who.organisationId, async (tx) =>
      this.#viewIn(tx, who, found(await this.holdouts.find(tx, who.workspaceId, key), 'holdout', key)),
    );
  }

  async create(who: Actor, { environment: name, until, endAt, ...input }: HoldoutInput): Promise<HoldoutView> {
    const at = this.clock.now();
    const { organisationId, workspaceId } = who;
    const times = timesOf({ until, endAt });
    return this.database.inOrganisation(organisationId, async (tx) => {
      const environments = await this.environments.listIn(tx, who);
      const environment = environments.find((one) => one.key === name);
      if (!environment) {
        const choices = environments.map(({ key }) => key).join(', ');
        throw invalid('environment', `There is no environment "${name}" here. Choose of ${choices}.`);
      }
      // One at a time, so that two who ask at once do not make two that meet.
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`holdouts of ${environment.id}`]);
      const place = { id: newId('hld', at), organisationId, workspaceId, environmentId: environment.id };
      const holdout: Holdout = { ...input, ...times, ...place, version: 1, createdAt: at, updatedAt: at };
      const others = (await this.holdouts.list(tx, workspaceId)).filter((one) => one.environmentId === environment.id);
      const other = others.find((one) => isJoined(one, at) && meets(one, holdout));
      if (other) {
        const message = `The holdout "${other.key}" takes new experiments of these flags already. Give it a last day to join, or choose other flags.`;
        throw new Failure('conflict', message, { field: 'flags', holdout: other.key });
      }
      if (!(await this.holdouts.add(tx, holdout))) {
        const message = `A holdout "${input.key}" exists already. Choose another key.`;
        throw new Failure('conflict', message, { field: 'key' });
      }
      await this.#record(tx, who, 'created', null, holdout);
      return this.#viewIn(tx, who, holdout);
    });
  }

  /** Ending it changes what held-out subjects get, so where changes need approval only those who give it may. */
  async update(
    who: Actor,
    key: string,
    { until, endAt, ...input }: HoldoutUpdate,
    expected: number | null,
  ): Promise<HoldoutView> {
    const times = timesOf({ until, endAt });
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const before = found(await this.holdouts.find(tx, who.workspaceId, key, true), 'holdout', key);
      expectVersion(before.version, expected);
      const after: Holdout = {
        ...before,
        ...input,
        ...times,
        version: before.version + 1,
        updatedAt: this.clock.now(),
      };
      const isServedAlike = before.endAt?.getTime() === after.endAt?.getTime();
      if (!isServedAlike) await this.#announce(tx, who, before);
      await this.holdouts.save(tx, after);
      await this.#record(tx, who, 'updated', before, after);
      return this.#viewIn(tx, who, after);
    });
  }

  /** Only one that no allocation names: a ruleset would let held-out subjects in. */
  async remove(who: Actor, key: string, expected: number | null): Promise<void> {
    await this.database.inOrganisation(who.organisationId, async (tx) => {
      const before = found(await this.holdouts.find(tx, who.workspaceId, key, true), 'holdout', key);
      expectVersion(before.version, expected);
      const uses = await this.#usesOf(tx, who, key);
      if (uses.length > 0) {
        const names = uses.map(({ flag, allocation }) => `${allocation} of ${flag}`).join(', ');
        const message = `The holdout holds subjects out of ${names}. End it, or take it out of these experiments first.`;
        throw new Failure('conflict', message, { uses: uses.length });
      }
      await this.holdouts.remove(tx, before.id);
      await this.#record(tx, who, 'deleted', before, null);
    });
  }

  async #announce(tx: Transaction, who: Actor, { key, environmentId, organisationId }: Holdout): Promise<void> {
    const live = (await this.#usesOf(tx, who, key)).filter((use) => use.isEnabled);
    if (live.length === 0) return;
    const environment = (await this.environments.listIn(tx, who)).find(({ id }) => id === environmentId);
    const mayApprove = who.role === 'admin' || who.role === 'owner';
    if (environment?.needsApproval === true && !mayApprove) {
      const message = `Ending the holdout changes what subjects get in ${environment.key}, where changes need approval. Ask somebody who may approve to do it.`;
      throw new Failure('conflict', message, { needs: 'approval', environments: environment.key });
    }
    await this.outbox.put(tx, { organisationId, topic: 'ruleset', ids: { environmentId } });
  }

  #usesOf(tx: Transaction, who: Actor, key: string): Promise<FlagUse[]> {
    return this.uses.list(tx, who.workspaceId, { holdout: { key } });
  }

  async #viewIn(tx: Transaction, who: Actor, holdout: Holdout): Promise<HoldoutView> {
    return viewOf(holdout, await this.environments.listIn(tx, who), await this.#usesOf(tx, who, holdout.key));
  }

  async #record(
    tx: Transaction,
    who: Actor,
    verb: 'created' | 'updated' | 'deleted',
    before: Holdout | null,
    after: Holdout | null,
  ): Promise<void> {
    const { id, name } = (after ?? before)!;
    const environments = await this.environments.listIn(tx, who);
    const views = {
      before: before && viewOf(before, environments, []),
      after: after && viewOf(after, environments, []),
    };
    const target = { kind: 'holdout', id, name };
    await this.audit.append(tx, { actor: who, action: `holdout.${verb}`, target, ...views });
  }
}

function timesOf({ until, endAt }: Pick<HoldoutInput, 'until' | 'endAt'>): Pick<Holdout, 'until' | 'endAt'> {
  if (until !== null && endAt !== null && Date.parse(endAt) < Date.parse(until)) {
    throw invalid('endAt', 'Choose an end that is not before the last moment to join.');
  }
  return { until: until === null ? null : new Date(until), endAt: endAt === null ? null : new Date(endAt) };
}

const viewOf = (
  holdout: Holdout,
  environments: readonly Pick<Environment, 'id' | 'key'>[],
  uses: readonly FlagUse[],
): HoldoutView => ({
  id: holdout.id,
  key: holdout.key,
  name: holdout.name,
  description: holdout.description,
  environment: environments.find(({ id }) => id === holdout.environmentId)?.key ?? '',
  share: holdout.share,
  flags: holdout.flags && [...holdout.flags],
  until: holdout.until?.toISOString() ?? null,
  endAt: holdout.endAt?.toISOString() ?? null,
  uses: uses.flatMap(({ flag, environment, allocation, isEnabled, content: { holdout: part, shipped } }) =>
    part?.key === holdout.key ? [{ flag, environment, allocation, isEnabled, statusQuo: part.statusQuo, shipped }] : [],
  ),
  version: holdout.version,
  createdAt: holdout.createdAt.toISOString(),
  updatedAt: holdout.updatedAt.toISOString(),
});
