import type { FlagChange } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { Audit, Outbox } from '../../audit/index.js';
import type { Transaction } from '../../database/index.js';
import { type Actor, TeamLookup } from '../../identity/index.js';
import { Clock, Failure, type FieldError, found, invalidInput } from '../../kernel/index.js';
import { AudienceStore } from '../audiences/audience.store.js';
import type { Surroundings } from '../checks/references.js';
import type { Environment } from '../environments/environment.js';
import { EnvironmentsService } from '../environments/environments.service.js';
import { describeChange, type Flag } from '../flag.js';
import { FlagStore } from '../flag.store.js';
import { flagViewOf } from '../flag.view.js';
import { type Holdout, joined } from '../holdouts/holdout.js';
import { HoldoutStore } from '../holdouts/holdout.store.js';
import type { Placed } from '../layers/layer.js';
import { LayerStore } from '../layers/layer.store.js';
import { MetadataFieldsService } from '../metadata/metadata-fields.service.js';
import { Requirements } from '../requirements/requirements.service.js';
import { type FlagUse, FlagUseStore } from '../uses/flag-use.store.js';
import { applyChange, approvalsNeeded, checkChange } from './flag-change.js';
import { PublishGuards } from '../publish-guards.js';

interface Applying {
  /** Who approved it, where that was needed. */
  readonly approvedBy?: string;
  /** Whose change it is, where that is not who acts. */
  readonly by?: string;
  /** Instead of a description of the differences. */
  readonly description?: string;
  /** It is written differently, and serves everybody what they had: no approval is needed. */
  readonly isUnnoticed?: true;
  readonly prefix?: (environment: string) => string;
}

interface Recorded {
  readonly action: string;
  /** In a few words, for the history. */
  readonly change: string;
  readonly after: Flag;
  readonly by?: string;
}

/** The one road on which flags change: checked, approved where that is asked for, remembered, announced, audited. */
@Injectable()
export class FlagChanges {
  constructor(
    private readonly flags: FlagStore,
    private readonly environments: EnvironmentsService,
    private readonly audiences: AudienceStore,
    private readonly layers: LayerStore,
    private readonly holdouts: HoldoutStore,
    private readonly uses: FlagUseStore,
    private readonly requirements: Requirements,
    private readonly metadata: MetadataFieldsService,
    private readonly teams: TeamLookup,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly guards: PublishGuards,
    private readonly clock: Clock,
  ) {}

  async get(tx: Transaction, who: Actor, key: string): Promise<Flag> {
    const environments = await this.environments.listIn(tx, who);
    return found(await this.flags.find(tx, key, environments, { workspaceId: who.workspaceId }), 'flag', key);
  }

  /** The same, locked against other edits until the transaction ends; an archived flag is refused. */
  async lock(tx: Transaction, who: Actor, key: string): Promise<Flag> {
    const environments = await this.environments.listIn(tx, who);
    const { workspaceId } = who;
    const flag = found(await this.flags.find(tx, key, environments, { lock: true, workspaceId }), 'flag', key);
    if (flag.archivedAt === null) return flag;
    throw new Failure('conflict', `The flag "${key}" is archived and cannot be changed. Make another one.`, { key });
  }

  /** Everything that is wrong with a change. What it refers to stays there until the transaction ends. */
  async check(
    tx: Transaction,
    who: Actor,
    before: Flag,
    change: FlagChange,
    prefix?: (environment: string) => string,
  ): Promise<FieldError[]> {
    const errors = checkChange(before, change, await this.#around(tx, who, before, change), prefix);
    const metadata = change.definition?.metadata;
    errors.push(...(await this.teams.problemsOf(tx, who, change.definition?.teamId)));
    if (metadata !== undefined) {
      errors.push(...(await this.metadata.check(tx, who, 'flag', { metadata, before: before.metadata })));
    }
    if (errors.length > 0) return errors;
    const after = applyChange(before, change, this.clock.now());
    const touched = Object.keys(change.environments ?? {});
    return this.requirements.check(
      tx,
      who,
      after,
      touched,
      prefix ?? ((environment) => `environments.${environment}.`),
    );
  }

  /** What the change refers to, held until the transaction ends. */
  async #around(tx: Transaction, who: Actor, { key }: Flag, { environments = {} }: FlagChange): Promise<Surroundings> {
    const { workspaceId } = who;
    const allocations = Object.values(environments).flatMap((one) => one.allocations);
    const named = [...new Set(allocations.flatMap((one) => one.audiences))];
    const layered = [...new Set(allocations.flatMap((one) => one.layer?.key ?? []))];
    const audiences = named.length === 0 ? [] : await this.audiences.hold(tx, workspaceId, named);
    const layers = layered.length === 0 ? [] : await this.layers.hold(tx, workspaceId, layered);
    const uses: FlagUse[] = [];
    for (const layer of layers) uses.push(...(await this.uses.list(tx, workspaceId, { layer: { key: layer } })));
    const others = (environment: string): Placed[] =>
      uses
        .filter((use) => use.flag !== key && use.environment === environment)
        .map(({ flag, content }) => ({ flag, allocation: content }));
    return { audiences, layers, others, holdouts: await this.#holdouts(tx, who), now: this.clock.now() };
  }

  /** Holdouts by the environment that they are of, held until the transaction ends. */
  async #holdouts(tx: Transaction, who: Actor): Promise<ReadonlyMap<string, readonly Holdout[]>> {
    const all = await this.holdouts.hold(tx, who.workspaceId);
    const environments = all.length === 0 ? [] : await this.environments.listIn(tx, who);
    return new Map(environments.map(({ id, key }) => [key, all.filter((one) => one.environmentId === id)]));
  }

  /** The change as it will be saved: new experiments have joined the holdout that reaches them. */
  async complete(tx: Transaction, who: Actor, before: Flag, change: FlagChange): Promise<FlagChange> {
    return joined(before, change, await this.#holdouts(tx, who), this.clock.now());
  }

  /** Environments in which a change would have to be approved. */
  async approvalsFor(tx: Transaction, who: Actor, before: Flag, change: FlagChange): Promise<string[]> {
    const environments: readonly Environment[] = await this.environments.listIn(tx, who);
    return approvalsNeeded(before, applyChange(before, change, this.clock.now()), environments);
  }

  /** Changes a flag that was read with `lock`. */
  async apply(tx: Transaction, who: Actor, before: Flag, asked: FlagChange, how: Applying = {}): Promise<Flag> {
    const change = await this.complete(tx, who, before, asked);
    refuse(await this.check(tx, who, before, change, how.prefix));
    const after = applyChange(before, change, this.clock.now());
    const guarded = approvalsNeeded(before, after, await this.environments.listIn(tx, who));
    const isFree = how.approvedBy !== undefined || how.isUnnoticed === true || who.kind === 'system';
    if (guarded.length > 0 && !isFree) throw approvalNeeded(guarded);
    if (after.archivedAt !== null) await this.requirements.expectUnused(tx, who, after);
    await this.flags.save(tx, after);
    const told = how.description ?? describe(before, after);
    const text = how.approvedBy === undefined ? told : `${told} (approved by ${how.approvedBy})`;
    await this.record(tx, who, before, {
      action: actionOf(before, after),
      change: text,
      after,
      by: how.by ?? who.name,
    });
    return after;
  }

  /** History, news for the publisher and audit: all of them, or the change did not happen. */
  async record(
    tx: Transaction,
    who: Actor,
    before: Flag | null,
    { action, change, after, by = who.name }: Recorded,
  ): Promise<void> {
    const view = flagViewOf(after);
    const { version, updatedAt: at, id, key: name } = after;
    await this.flags.addVersion(tx, after, { version, at, by, change, content: view });
    for (const environmentId of concerned(before, after)) {
      await this.guards.check(tx, environmentId);
      await this.outbox.put(tx, { organisationId: who.organisationId, topic: 'ruleset', ids: { environmentId } });
    }
    const target = { kind: 'flag', id, name };
    await this.audit.append(tx, { actor: who, action, target, before: before && flagViewOf(before), after: view });
  }
}

const approvalNeeded = (environments: readonly string[]): Failure =>
  new Failure(
    'conflict',
    `Changes in ${environments.join(', ')} need approval. Propose it: POST /api/v1/change-requests.`,
    { needs: 'approval', environments: environments.join(',') },
  );

/** Environments whose ruleset may differ now: where the flag is, or was, on. */
const concerned = (before: Flag | null, after: Flag): string[] =>
  after.environments
    .filter(({ environmentId, isEnabled }) => {
      const old = before?.environments.find((one) => one.environmentId === environmentId);
      return isEnabled || old?.isEnabled === true;
    })
    .map((one) => one.environmentId);

function actionOf(before: Flag, after: Flag): string {
  if (after.archivedAt !== null) return 'flag.archived';
  const switched = after.environments.find((own, at) => own.isEnabled !== before.environments[at]!.isEnabled);
  return switched === undefined ? 'flag.updated' : `flag.${switched.isEnabled ? 'enabled' : 'disabled'}`;
}

function describe(before: Flag, after: Flag): string {
  const parts = after.environments
    .filter((own) => own.version === after.version)
    .map((own) =>
      describeChange(
        before.environments.find((one) => one.environmentId === own.environmentId)!,
        own,
      ),
    );
  const { name, description, variations, tags, owner } = after;
  const isServedAlike = JSON.stringify(variations) === JSON.stringify(before.variations);
  if (name !== before.name || description !== before.description || !isServedAlike) {
    parts.unshift('name, description or variations');
  }
  if (tags.join() !== before.tags.join())
    parts.push(tags.length > 0 ? `tagged ${tags.join(', ')}` : 'no longer tagged');
  if (owner !== before.owner) parts.push(owner === '' ? 'nobody owns it' : `owned by ${owner}`);
  if (after.teamId !== before.teamId) parts.push(after.teamId === null ? 'no team owns it' : 'another team owns it');
  if (JSON.stringify(after.metadata) !== JSON.stringify(before.metadata)) parts.push('metadata');
  if (after.archivedAt !== null) parts.push('archived');
  return parts.length > 0 ? parts.join('; ') : 'saved without a change';
}

export function refuse(errors: readonly FieldError[]): void {
  if (errors.length === 0) return;
  throw invalidInput(errors.map(({ path, message }) => ({ message, path: path.split('.') })));
}
