import type {
  FlagEnvironmentInput,
  FlagInput,
  FlagSearch,
  FlagTrial,
  FlagTrialInput,
  FlagUpdate,
  FlagVersion,
  FlagView,
  PageQuery,
} from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { Audit, Outbox } from '../audit/index.js';
import { Database, type Transaction } from '../database/index.js';
import type { Actor } from '../identity/index.js';
import {
  Clock,
  decodeCursor,
  expectVersion,
  Failure,
  found,
  invalid,
  invalidInput,
  type FieldError,
  newId,
  type Page,
  pageOf,
} from '../kernel/index.js';
import { checkAllocations } from './checks/allocations.js';
import { checkRemoved, checkVariations } from './checks/variations.js';
import { EnvironmentsService } from './environments/environments.service.js';
import { archive, describeChange, type Flag, redefine, setEnvironment } from './flag.js';
import { FlagStore } from './flag.store.js';
import { flagViewOf, versionViewOf } from './flag.view.js';
import { tryFlag } from './trial.js';
import type { PublishedFlag } from './ufc.js';

interface Change {
  readonly action: string;
  /** In a few words, for the history. */
  readonly change: string;
  readonly after: Flag;
}

/** Flags from the first draft to the archive. Whatever changes a ruleset is announced in the same transaction. */
@Injectable()
export class FlagsService {
  constructor(
    private readonly database: Database,
    private readonly flags: FlagStore,
    private readonly environments: EnvironmentsService,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async list(who: Actor, { limit, cursor, search, archived }: FlagSearch): Promise<Page<FlagView>> {
    const [after = null] = decodeCursor(cursor) ?? [];
    const filter = {
      search: search ?? null,
      isArchived: archived === 'true',
      after: after as string | null,
      limit: limit + 1,
    };
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const environments = await this.environments.listIn(tx, who);
      const rows = await this.flags.list(tx, who.workspaceId, environments, filter);
      return pageOf(rows.map(flagViewOf), limit, (flag) => [flag.key]);
    });
  }

  async view(who: Actor, key: string): Promise<FlagView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => flagViewOf(await this.#get(tx, who, key)));
  }

  async create(who: Actor, input: FlagInput): Promise<FlagView> {
    refuse(checkVariations(input.type, input.variations));
    const at = this.clock.now();
    const { organisationId, workspaceId } = who;
    return this.database.inOrganisation(organisationId, async (tx) => {
      const environments = await this.environments.listIn(tx, who);
      const flag: Flag = {
        ...input,
        id: newId('flg', at),
        organisationId,
        workspaceId,
        archivedAt: null,
        version: 1,
        createdAt: at,
        updatedAt: at,
        environments: environments.map(({ id, key }) => ({
          environmentId: id,
          environment: key,
          isEnabled: false,
          allocations: [],
          version: 1,
          updatedAt: at,
        })),
      };
      if (!(await this.flags.add(tx, flag))) {
        const message = `A flag "${flag.key}" exists already, perhaps in the archive: keys are never given away twice. Choose another.`;
        throw new Failure('conflict', message, { field: 'key' });
      }
      await this.#record(tx, who, null, { action: 'flag.created', change: 'created', after: flag });
      return flagViewOf(flag);
    });
  }

  async update(who: Actor, key: string, input: FlagUpdate, expected: number | null): Promise<FlagView> {
    return this.#change(who, key, (flag, at) => {
      expectVersion(flag.version, expected);
      if (input.key !== undefined && input.key !== flag.key)
        throw invalid('key', 'The key never changes. Make another flag.');
      if (input.type !== undefined && input.type !== flag.type)
        throw invalid('type', 'The type never changes. Make another flag.');
      refuse([...checkVariations(flag.type, input.variations), ...checkRemoved(input.variations, flag.environments)]);
      const { name, description, variations } = input;
      const after = redefine(flag, { name, description, variations }, at);
      return { action: 'flag.updated', change: 'name, description or variations', after };
    });
  }

  /** `expected` may be the version of the flag or of this environment: another environment's edit does no harm. */
  async setEnvironment(
    who: Actor,
    key: string,
    environmentKey: string,
    input: FlagEnvironmentInput,
    expected: number | null,
  ): Promise<FlagView> {
    return this.#change(who, key, (flag, at) => {
      const before = found(
        flag.environments.find((one) => one.environment === environmentKey),
        'environment',
        environmentKey,
      );
      const isCurrent = expected === null || (expected >= before.version && expected <= flag.version);
      if (!isCurrent) expectVersion(before.version, expected);
      refuse(checkAllocations(input.allocations, flag.variations));
      const after = setEnvironment(flag, before.environmentId, input, at);
      const changed = after.environments.find((one) => one.environmentId === before.environmentId)!;
      const action =
        before.isEnabled === changed.isEnabled ? 'flag.updated' : `flag.${changed.isEnabled ? 'enabled' : 'disabled'}`;
      return { action, change: describeChange(before, changed), after };
    });
  }

  async archive(who: Actor, key: string, expected: number | null): Promise<void> {
    await this.#change(who, key, (flag, at) => {
      expectVersion(flag.version, expected);
      return { action: 'flag.archived', change: 'archived', after: archive(flag, at) };
    });
  }

  async versions(who: Actor, key: string, { limit, cursor }: PageQuery): Promise<Page<FlagVersion>> {
    const [before = null] = decodeCursor(cursor) ?? [];
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const { id } = await this.#get(tx, who, key);
      const rows = await this.flags.listVersions(tx, id, before === null ? null : Number(before), limit + 1);
      return pageOf(rows.map(versionViewOf), limit, (row) => [row.version]);
    });
  }

  /** What a subject would get now, and why. Writes nothing. */
  async try(who: Actor, key: string, input: FlagTrialInput): Promise<FlagTrial> {
    const flag = await this.database.inOrganisation(who.organisationId, (tx) => this.#get(tx, who, key));
    const environment = flag.environments.find((one) => one.environment === input.environment);
    if (!environment) {
      const choices = flag.environments.map((one) => one.environment).join(', ');
      throw invalid('environment', `There is no environment "${input.environment}" here. Choose of ${choices}.`);
    }
    return tryFlag(flag, environment, input, this.clock.now());
  }

  /** For the publisher: the flags that are on in an environment, inside its transaction. */
  async listPublished(tx: Transaction, environmentId: string): Promise<PublishedFlag[]> {
    return this.flags.listPublished(tx, environmentId);
  }

  async #get(tx: Transaction, who: Actor, key: string, lock = false): Promise<Flag> {
    const environments = await this.environments.listIn(tx, who);
    return found(await this.flags.find(tx, key, environments, { lock, workspaceId: who.workspaceId }), 'flag', key);
  }

  async #change(who: Actor, key: string, change: (flag: Flag, at: Date) => Change): Promise<FlagView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const before = await this.#get(tx, who, key, true);
      if (before.archivedAt !== null) {
        throw new Failure('conflict', `The flag "${key}" is archived and cannot be changed. Make another one.`, {
          key,
        });
      }
      const made = change(before, this.clock.now());
      await this.flags.save(tx, made.after);
      await this.#record(tx, who, before, made);
      return flagViewOf(made.after);
    });
  }

  /** History, news for the publisher and audit: all of them, or the change did not happen. */
  async #record(tx: Transaction, who: Actor, before: Flag | null, { action, change, after }: Change): Promise<void> {
    const view = flagViewOf(after);
    const { version, updatedAt: at, id, key: name } = after;
    await this.flags.addVersion(tx, after, { version, at, by: who.name, change, content: view });
    for (const environmentId of concerned(before, after)) {
      await this.outbox.put(tx, { organisationId: who.organisationId, topic: 'ruleset', ids: { environmentId } });
    }
    const target = { kind: 'flag', id, name };
    await this.audit.append(tx, { actor: who, action, target, before: before && flagViewOf(before), after: view });
  }
}

/** Environments whose ruleset may differ now: where the flag is, or was, on. */
const concerned = (before: Flag | null, after: Flag): string[] =>
  after.environments
    .filter(({ environmentId, isEnabled }) => {
      const old = before?.environments.find((one) => one.environmentId === environmentId);
      return isEnabled || old?.isEnabled === true;
    })
    .map((one) => one.environmentId);

function refuse(errors: readonly FieldError[]): void {
  if (errors.length === 0) return;
  throw invalidInput(errors.map(({ path, message }) => ({ message, path: path.split('.') })));
}
