import type {
  BanditInput,
  BanditModelDetail,
  BanditModelView,
  BanditUpdate,
  BanditView,
  PageQuery,
  RunView,
} from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { Database, type Transaction } from '../database/index.js';
import { EnvironmentsService, FlagLookup } from '../flags/index.js';
import type { Actor } from '../identity/index.js';
import {
  Clock,
  decodeCursor,
  expectVersion,
  Failure,
  found,
  invalid,
  newId,
  type Page,
  pageOf,
} from '../kernel/index.js';
import { type Run, RunsService } from '../pipeline/index.js';
import { type Bandit, type BanditModel, initialModel, modelWithSettings, nextTraining } from './bandit.js';
import { BanditChecks } from './bandit-checks.service.js';
import { BanditStore } from './bandit.store.js';
import { banditViewOf, modelDetailOf, modelViewOf } from './bandit.view.js';

/** Bandits and which of their models is served. Whatever changes a ruleset is announced in the same transaction. */
@Injectable()
export class BanditsService {
  constructor(
    private readonly database: Database,
    private readonly bandits: BanditStore,
    private readonly checks: BanditChecks,
    private readonly flags: FlagLookup,
    private readonly environments: EnvironmentsService,
    private readonly runs: RunsService,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async list(who: Actor): Promise<Page<BanditView>> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const all = await this.bandits.list(tx, who.workspaceId);
      const models = await this.bandits.listServed(tx, all);
      const trainings = await this.runs.listTrainingsIn(
        tx,
        all.map(({ id }) => id),
      );
      const items: BanditView[] = [];
      for (const bandit of all) {
        const training = trainings.find((run) => run.banditId === bandit.id) ?? null;
        items.push(await this.#viewOf(tx, bandit, models.get(bandit.id), training));
      }
      return { items, next: null };
    });
  }

  async view(who: Actor, key: string): Promise<BanditView> {
    return this.database.inOrganisation(who.organisationId, async (tx) =>
      this.#view(tx, await this.#get(tx, who, key)),
    );
  }

  async create(who: Actor, input: BanditInput): Promise<BanditView> {
    await this.#expectSound(who, input, null);
    const logSql = await this.checks.askWarehouse(who, input);
    const at = this.clock.now();
    const { organisationId, workspaceId } = who;
    const bandit: Bandit = {
      id: newId('ban', at),
      organisationId,
      workspaceId,
      definition: input,
      logSql,
      heldModel: null,
      nextTrainingAt: nextTraining(input, at),
      version: 1,
      createdAt: at,
      updatedAt: at,
    };
    return this.database.inOrganisation(organisationId, async (tx) => {
      await this.checks.expectSound(tx, who, input, null);
      if (!(await this.bandits.add(tx, bandit))) {
        const message = `A bandit “${input.key}” exists already. Choose another key.`;
        throw new Failure('conflict', message, { field: 'key' });
      }
      await this.bandits.addModel(tx, organisationId, initialModel(bandit, at));
      return this.#noted(tx, who, 'bandit.created', null, bandit);
    });
  }

  /** Other settings of exploring make a new model at once; the rest counts from the next training on. */
  async update(who: Actor, key: string, change: BanditUpdate, expected: number | null): Promise<BanditView> {
    if (change.key !== undefined && change.key !== key) {
      throw invalid('key', 'The key never changes, for it is in every logged action. Make another bandit.');
    }
    const input: BanditInput = { ...change, key };
    await this.#expectSound(who, input, key);
    const logSql = await this.checks.askWarehouse(who, input);
    const at = this.clock.now();
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const before = await this.#get(tx, who, key, true);
      expectVersion(before.version, expected);
      await this.checks.expectSound(tx, who, input, key);
      const isRescheduled = before.definition.trainEveryHours !== input.trainEveryHours;
      const after: Bandit = {
        ...before,
        definition: input,
        logSql,
        nextTrainingAt: isRescheduled ? nextTraining(input, at) : before.nextTrainingAt,
        version: before.version + 1,
        updatedAt: at,
      };
      await this.bandits.save(tx, after);
      const model = modelWithSettings(after, await this.bandits.newestModel(tx, after.id), at);
      if (model !== null) await this.bandits.addModel(tx, who.organisationId, model);
      return this.#noted(tx, who, 'bandit.updated', before, after);
    });
  }

  /** Its models go with it: subjects get the variation without an action. */
  async remove(who: Actor, key: string, expected: number | null): Promise<void> {
    await this.database.inOrganisation(who.organisationId, async (tx) => {
      const before = await this.#get(tx, who, key, true);
      expectVersion(before.version, expected);
      const view = await this.#view(tx, before);
      await this.bandits.remove(tx, before.id);
      await this.environments.announceAll(tx, who);
      const target = { kind: 'bandit', id: before.id, name: before.definition.name };
      await this.audit.append(tx, { actor: who, action: 'bandit.deleted', target, before: view, after: null });
    });
  }

  /** Train now. While a training waits or runs, that one is the answer. */
  async train(who: Actor, key: string): Promise<RunView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const { id, definition } = await this.#get(tx, who, key);
      const asked = { origin: 'manual' as const, requestedBy: who.name };
      const { run, isNew } = await this.runs.requestTrainingIn(tx, who, id, asked);
      if (isNew) {
        const target = { kind: 'bandit', id, name: definition.name };
        await this.audit.append(tx, {
          actor: who,
          action: 'bandit.training_requested',
          target,
          after: { runId: run.id },
        });
      }
      return run;
    });
  }

  async models(who: Actor, key: string, { limit, cursor }: PageQuery): Promise<Page<BanditModelView>> {
    const [before = null] = decodeCursor(cursor, ['number']) ?? [];
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const { id } = await this.#get(tx, who, key);
      const rows = await this.bandits.listModels(tx, id, before, limit + 1);
      return pageOf(rows.map(modelViewOf), limit, ({ version }) => [version]);
    });
  }

  async model(who: Actor, key: string, version: string): Promise<BanditModelDetail> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const { id } = await this.#get(tx, who, key);
      const number = /^\d{1,9}$/.test(version) ? Number(version) : -1;
      return modelDetailOf(found(await this.bandits.findModel(tx, id, number), 'model', version));
    });
  }

  /** Serves one model, whatever is trained, until it is let go (`version` null). */
  async hold(who: Actor, key: string, version: number | null, expected: number | null): Promise<BanditView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const before = await this.#get(tx, who, key, true);
      expectVersion(before.version, expected);
      if (version !== null && (await this.bandits.findModel(tx, before.id, version)) === null) {
        throw invalid('version', `There is no model ${version} of “${key}”. Choose one of its list.`);
      }
      const after: Bandit = { ...before, heldModel: version, version: before.version + 1, updatedAt: this.clock.now() };
      await this.bandits.save(tx, after);
      return this.#noted(tx, who, version === null ? 'bandit.model_released' : 'bandit.model_held', before, after);
    });
  }

  /** The checks that need no warehouse, so that a typing error is told before a query runs. */
  #expectSound(who: Actor, input: BanditInput, ownKey: string | null): Promise<void> {
    return this.database.inOrganisation(who.organisationId, (tx) => this.checks.expectSound(tx, who, input, ownKey));
  }

  async #get(tx: Transaction, { workspaceId }: Actor, key: string, lock = false): Promise<Bandit> {
    return found(await this.bandits.find(tx, workspaceId, key, lock), 'bandit', key);
  }

  async #view(tx: Transaction, bandit: Bandit): Promise<BanditView> {
    const models = await this.bandits.listServed(tx, [bandit]);
    const [training = null] = await this.runs.listTrainingsIn(tx, [bandit.id]);
    return this.#viewOf(tx, bandit, models.get(bandit.id), training);
  }

  async #viewOf(
    tx: Transaction,
    bandit: Bandit,
    model: BanditModel | undefined,
    training: Run | null,
  ): Promise<BanditView> {
    const flag = await this.flags.find(tx, bandit, bandit.definition.flag);
    return banditViewOf(bandit, { model: found(model, 'model of bandit', bandit.definition.key), training, flag });
  }

  async #noted(tx: Transaction, who: Actor, action: string, before: Bandit | null, after: Bandit): Promise<BanditView> {
    await this.environments.announceAll(tx, who);
    const view = await this.#view(tx, after);
    const { id, definition } = after;
    await this.audit.append(tx, {
      actor: who,
      action,
      target: { kind: 'bandit', id, name: definition.name },
      before: before && { ...before.definition, heldModel: before.heldModel },
      after: { ...definition, heldModel: after.heldModel },
    });
    return view;
  }
}
