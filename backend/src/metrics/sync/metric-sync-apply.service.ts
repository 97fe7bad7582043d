import type { MetricSyncChange } from '@assay/api-contract';
import type { CertifiedPayload } from '@assay/definitions';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../audit/index.js';
import { Database, type Transaction } from '../../database/index.js';
import type { Actor } from '../../identity/index.js';
import { Clock, Failure, type FieldError, newId } from '../../kernel/index.js';
import { type CheckedSql, type Definition, idPrefixOf, isKind, type Known, usesOf } from '../definition.js';
import { DefinitionStore } from '../definition.store.js';
import { noteDefinition } from '../definition.audit.js';
import { SelectShapes } from '../select-shapes.service.js';
import { changesOf } from './metric-sync.js';
import { planSync, type SyncPlan, unconfirmed, type Wanted } from './sync-plan.js';

interface SyncOptions {
  readonly allowUpgrades: boolean;
  /** Find out what would change, and undo it. */
  readonly isDryRun: boolean;
}

/** Makes a workspace's certified definitions what a payload says: all of it, or nothing. */
@Injectable()
export class MetricSyncApply {
  constructor(
    private readonly database: Database,
    private readonly definitions: DefinitionStore,
    private readonly shapes: SelectShapes,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * `finish` runs in the same transaction, last. Fails with `invalid_input` and every problem found, by path in the
   * payload, or with `warehouse_failed` where the warehouse does not answer for a source's SQL.
   */
  async apply(
    who: Actor,
    payload: CertifiedPayload,
    { allowUpgrades, isDryRun }: SyncOptions,
    finish: (tx: Transaction, changes: readonly MetricSyncChange[]) => Promise<void>,
  ): Promise<readonly MetricSyncChange[]> {
    const shapes = new Map<string, CheckedSql>();
    const planIn = async (tx: Transaction): Promise<SyncPlan> => {
      const plan = planSync(payload, await this.definitions.known(tx, who.workspaceId), {
        organisationId: who.organisationId,
        workspaceId: who.workspaceId,
        at: this.clock.now(),
        allowUpgrades,
        newId: (of) => newId(of === 'fact' ? 'fct' : idPrefixOf[of]),
        shapeOf: (name) => shapes.get(name),
      });
      expectNone(plan.problems);
      return plan;
    };
    const asked = await this.database.inOrganisation(who.organisationId, planIn);
    for (const { name, sql } of unconfirmed(asked)) shapes.set(name, await this.#shapeOf(who, payload, name, sql));

    let changes: readonly MetricSyncChange[] = [];
    const write = async (tx: Transaction): Promise<void> => {
      await this.definitions.lock(tx, who.workspaceId);
      const plan = await planIn(tx);
      if (unconfirmed(plan).length > 0) throw new Failure('conflict', 'A source changed during this sync. Sync again.');
      changes = await this.#write(tx, who, plan);
      if (isDryRun) throw new DryRun();
      await finish(tx, changes);
    };
    try {
      await this.database.inOrganisation(who.organisationId, write);
    } catch (thrown) {
      if (!(thrown instanceof DryRun)) throw thrown;
    }
    return changes;
  }

  async #shapeOf(who: Actor, payload: CertifiedPayload, name: string, sql: string): Promise<CheckedSql> {
    try {
      return await this.shapes.of(who, sql);
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      const path = `fact_sources.${payload.fact_sources.findIndex((source) => source.name === name)}.sql`;
      const errors = [{ path, message: `“${name}”: ${thrown.message}` }];
      throw new Failure(
        thrown.code,
        `${path}: ${thrown.message}`,
        { ...thrown.facts, field: path },
        { cause: thrown, errors },
      );
    }
  }

  async #write(tx: Transaction, who: Actor, plan: SyncPlan): Promise<readonly MetricSyncChange[]> {
    const changed = plan.wanted.filter(({ action }) => action !== null);
    const save = async (wanted: readonly Wanted[]): Promise<Known> => {
      const known = await this.definitions.known(tx, who.workspaceId);
      for (const one of wanted) await this.#save(tx, who, one, known);
      return known;
    };
    // Sources first: which of them a metric uses is read off the ones that are there then.
    await save(changed.filter(({ after }) => after.kind === 'fact_source'));
    const known = await save(changed.filter(({ after }) => after.kind === 'metric'));
    const used = new Set<string>();
    for (const before of plan.gone) {
      const isUsed = (await this.definitions.users(tx, before.id)).length > 0;
      if (isUsed) {
        used.add(before.id);
        const after = { ...before, certified: null, version: before.version + 1, updatedAt: this.clock.now() };
        await this.#update(tx, who, before, after, known);
      } else {
        await this.definitions.remove(tx, before.id);
        await noteDefinition(this.audit, tx, who, 'deleted', before, null);
      }
    }
    return changesOf(plan, (id) => used.has(id));
  }

  async #save(tx: Transaction, who: Actor, { before, after, path }: Wanted, known: Known): Promise<void> {
    if (before !== null) {
      await this.#expectSameEntity(tx, before, after, path);
      await this.#update(tx, who, before, after, known);
      return;
    }
    await this.definitions.add(tx, after, who.name, usesOf(after.kind, after.body, known));
    await noteDefinition(this.audit, tx, who, 'created', null, after);
  }

  async #update(tx: Transaction, who: Actor, before: Definition, after: Definition, known: Known): Promise<void> {
    if (!(await this.definitions.save(tx, after, who.name, usesOf(after.kind, after.body, known)))) {
      throw new Failure('conflict', `“${after.body.name}” was edited during this sync. Sync again.`);
    }
    await noteDefinition(this.audit, tx, who, 'updated', before, after);
  }

  /** An experiment was checked against the entity; changing it under the experiment would mix subjects of two kinds. */
  async #expectSameEntity(tx: Transaction, before: Definition, after: Definition, path: string): Promise<void> {
    if (!isKind(before, 'metric') || !isKind(after, 'metric') || before.body.entityId === after.body.entityId) return;
    const users = (await this.definitions.users(tx, before.id)).filter(({ kind }) => kind === 'experiment');
    if (users.length === 0) return;
    const names = users.map(({ name }) => `“${name}”`).join(', ');
    const message = `Experiments measure “${before.body.name}” for its entity: ${names}. Keep the entity, or name a new metric.`;
    expectNone([{ path: `${path}.entity`, message }]);
  }
}

/** Undoes the transaction of a dry run. */
class DryRun extends Error {}

function expectNone(problems: readonly FieldError[]): void {
  const [first, ...more] = problems;
  if (first === undefined) return;
  const rest = more.length > 0 ? ` And ${more.length} more.` : '';
  throw new Failure(
    'invalid_input',
    `${first.path}: ${first.message}${rest}`,
    { field: first.path },
    { errors: problems },
  );
}
