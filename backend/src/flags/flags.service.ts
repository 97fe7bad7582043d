import {
  type FlagChange,
  type FlagEnvironmentInput,
  type FlagInput,
  type FlagRestoration,
  type FlagSearch,
  type FlagTrial,
  type FlagTrialInput,
  type FlagUpdate,
  type FlagVersion,
  type FlagView,
  type PageQuery,
  limits,
} from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../database/index.js';
import { type Actor, TeamLookup } from '../identity/index.js';
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
import { inlineAudiences } from './audiences/audience.js';
import { AudienceStore } from './audiences/audience.store.js';
import { FlagChanges, refuse } from './changes/flag-changes.service.js';
import { checkVariations } from './checks/variations.js';
import { EnvironmentsService } from './environments/environments.service.js';
import type { Flag } from './flag.js';
import { FlagStore } from './flag.store.js';
import { changeTo, flagViewOf, versionViewOf } from './flag.view.js';
import { withHoldouts } from './holdouts/holdout.js';
import { HoldoutStore } from './holdouts/holdout.store.js';
import { MetadataFieldsService } from './metadata/metadata-fields.service.js';
import { owned, unowned } from './metadata/ownership.js';
import { tryFlag } from './trial.js';
import type { PublishedFlag } from './ufc.js';

/** Flags from the first draft to the archive. Whatever changes a ruleset is announced in the same transaction. */
@Injectable()
export class FlagsService {
  constructor(
    private readonly database: Database,
    private readonly flags: FlagStore,
    private readonly environments: EnvironmentsService,
    private readonly changes: FlagChanges,
    private readonly audiences: AudienceStore,
    private readonly holdouts: HoldoutStore,
    private readonly metadata: MetadataFieldsService,
    private readonly teams: TeamLookup,
    private readonly clock: Clock,
  ) {}

  async list(who: Actor, { limit, cursor, search, archived, tag, owner, team }: FlagSearch): Promise<Page<FlagView>> {
    const [after = null] = decodeCursor(cursor) ?? [];
    const filter = {
      search: search ?? null,
      tag: tag ?? null,
      owner: owner ?? null,
      team: team ?? null,
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
    return this.database.inOrganisation(who.organisationId, async (tx) =>
      flagViewOf(await this.changes.get(tx, who, key)),
    );
  }

  async create(who: Actor, input: FlagInput): Promise<FlagView> {
    refuse(checkVariations(input.type, input.variations));
    const at = this.clock.now();
    const { organisationId, workspaceId } = who;
    return this.database.inOrganisation(organisationId, async (tx) => {
      const environments = await this.environments.listIn(tx, who);
      const flag: Flag = {
        ...input,
        ...owned(unowned, input),
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
      refuse([
        ...(await this.metadata.check(tx, who, 'flag', { metadata: flag.metadata, before: {} })),
        ...(await this.teams.problemsOf(tx, who, input.teamId)),
      ]);
      const most = limits.flagsPerWorkspace.limit;
      if ((await this.flags.count(tx, workspaceId)) >= most) {
        const message = `A workspace has at most ${most} flags. Archive those that nobody needs any more.`;
        throw new Failure('conflict', message, { limit: most });
      }
      if (!(await this.flags.add(tx, flag))) {
        const message = `A flag "${flag.key}" exists already, perhaps in the archive: keys are never given away twice. Choose another.`;
        throw new Failure('conflict', message, { field: 'key' });
      }
      await this.changes.record(tx, who, null, { action: 'flag.created', change: 'created', after: flag });
      return flagViewOf(flag);
    });
  }

  async update(who: Actor, key: string, input: FlagUpdate, expected: number | null): Promise<FlagView> {
    return this.#change(who, key, (flag) => {
      expectVersion(flag.version, expected);
      if (input.key !== undefined && input.key !== flag.key)
        throw invalid('key', 'The key never changes. Make another flag.');
      if (input.type !== undefined && input.type !== flag.type)
        throw invalid('type', 'The type never changes. Make another flag.');
      const { name, description, variations, tags, owner, teamId, metadata } = input;
      return { definition: { name, description, variations, tags, owner, teamId, metadata } };
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
    return this.#change(who, key, (flag) => {
      const before = found(
        flag.environments.find((one) => one.environment === environmentKey),
        'environment',
        environmentKey,
      );
      const isCurrent = expected === null || (expected >= before.version && expected <= flag.version);
      if (!isCurrent) expectVersion(before.version, expected);
      return { environments: { [environmentKey]: input } };
    });
  }

  async archive(who: Actor, key: string, expected: number | null): Promise<void> {
    await this.#change(who, key, (flag) => {
      expectVersion(flag.version, expected);
      return { isArchived: true };
    });
  }

  async versions(who: Actor, key: string, { limit, cursor }: PageQuery): Promise<Page<FlagVersion>> {
    const [before = null] = decodeCursor(cursor, ['number']) ?? [];
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const { id } = await this.changes.get(tx, who, key);
      const rows = await this.flags.listVersions(tx, id, before, limit + 1);
      return pageOf(rows.map(versionViewOf), limit, (row) => [row.version]);
    });
  }

  async version(who: Actor, key: string, version: string): Promise<FlagVersion> {
    return this.database.inOrganisation(who.organisationId, async (tx) =>
      this.#version(tx, (await this.changes.get(tx, who, key)).id, version),
    );
  }

  /** Brings an earlier state back as a new version: rulesets become what they were, byte for byte. */
  async restore(
    who: Actor,
    key: string,
    version: string,
    { environment }: FlagRestoration,
    expected: number | null,
  ): Promise<FlagView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const before = await this.changes.lock(tx, who, key);
      expectVersion(before.version, expected);
      const earlier = await this.#version(tx, before.id, version);
      const known = before.environments.map((one) => one.environment);
      if (environment !== null && !known.includes(environment)) {
        throw invalid('environment', `There is no environment "${environment}" here. Choose of ${known.join(', ')}.`);
      }
      const change = changeTo(earlier.flag, environment === null ? known : [environment], environment === null);
      const description = `restored version ${earlier.version}${environment === null ? '' : ` in ${environment}`}`;
      return flagViewOf(await this.changes.apply(tx, who, before, change, { description }));
    });
  }

  async #version(tx: Transaction, flagId: string, version: string): Promise<FlagVersion> {
    const number = /^\d{1,9}$/.test(version) ? Number(version) : 0;
    return versionViewOf(found(await this.flags.findVersion(tx, flagId, number), 'version', version));
  }

  /** What a subject would get now, and why. Writes nothing. */
  async try(who: Actor, key: string, input: FlagTrialInput): Promise<FlagTrial> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const flag = await this.changes.get(tx, who, key);
      const environment = flag.environments.find((one) => one.environment === input.environment);
      if (!environment) {
        const choices = flag.environments.map((one) => one.environment).join(', ');
        throw invalid('environment', `There is no environment "${input.environment}" here. Choose of ${choices}.`);
      }
      const audiences = await this.audiences.listOf(tx, environment.environmentId);
      const holdouts = await this.holdouts.listOf(tx, environment.environmentId);
      const allocations = withHoldouts(inlineAudiences(environment.allocations, audiences), holdouts);
      return tryFlag(
        flag,
        { ...environment, allocations },
        input,
        input.at === undefined ? this.clock.now() : new Date(input.at),
        allocations.some(({ requires }) => requires.length > 0)
          ? await this.listPublished(tx, environment.environmentId)
          : [],
      );
    });
  }

  /** For the publisher: the flags that are on in an environment, inside its transaction. */
  async listPublished(tx: Transaction, environmentId: string): Promise<PublishedFlag[]> {
    const audiences = await this.audiences.listOf(tx, environmentId);
    const flags = await this.flags.listPublished(tx, environmentId);
    const holdouts = await this.holdouts.listOf(tx, environmentId);
    return flags.map((flag) => ({
      ...flag,
      allocations: withHoldouts(inlineAudiences(flag.allocations, audiences), holdouts),
    }));
  }

  /** Tags of every flag of a workspace, by key, inside an open transaction. */
  async tagsIn(tx: Transaction, workspaceId: string): Promise<ReadonlyMap<string, readonly string[]>> {
    return this.flags.tags(tx, workspaceId);
  }

  async #change(who: Actor, key: string, change: (flag: Flag) => FlagChange): Promise<FlagView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const before = await this.changes.lock(tx, who, key);
      return flagViewOf(await this.changes.apply(tx, who, before, change(before), { prefix: () => '' }));
    });
  }
}
