import type { AllocationUse, AudienceInput, AudienceUpdate, AudienceView } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { Audit, Outbox } from '../../audit/index.js';
import { Database, type Transaction } from '../../database/index.js';
import type { Actor } from '../../identity/index.js';
import { Clock, expectVersion, Failure, found, invalid, newId, type Page } from '../../kernel/index.js';
import { FlagChanges, refuse } from '../changes/flag-changes.service.js';
import { checkRules } from '../checks/rules.js';
import { EnvironmentsService } from '../environments/environments.service.js';
import { type FlagUse, FlagUseStore } from '../uses/flag-use.store.js';
import { type Audience, inlineOne } from './audience.js';
import { AudienceStore } from './audience.store.js';

/** Rules that many flags share, from the first to the last use. */
@Injectable()
export class AudiencesService {
  constructor(
    private readonly database: Database,
    private readonly audiences: AudienceStore,
    private readonly uses: FlagUseStore,
    private readonly environments: EnvironmentsService,
    private readonly changes: FlagChanges,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async list(who: Actor): Promise<Page<AudienceView>> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const all = await this.audiences.list(tx, who.workspaceId);
      const uses = await this.uses.listAll(tx, who.workspaceId);
      const items = all.map((one) =>
        viewOf(
          one,
          uses.filter(({ content }) => content.audiences.includes(one.key)),
        ),
      );
      return { items, next: null };
    });
  }

  async view(who: Actor, key: string): Promise<AudienceView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const audience = found(await this.audiences.find(tx, who.workspaceId, key), 'audience', key);
      return viewOf(audience, await this.#usesOf(tx, who, key));
    });
  }

  async create(who: Actor, input: AudienceInput): Promise<AudienceView> {
    refuse(checkRules(input.rules, 'rules'));
    const at = this.clock.now();
    const { organisationId, workspaceId } = who;
    const place = { id: newId('aud', at), organisationId, workspaceId };
    const audience: Audience = { ...input, ...place, version: 1, createdAt: at, updatedAt: at };
    return this.database.inOrganisation(organisationId, async (tx) => {
      if (!(await this.audiences.add(tx, audience))) {
        const message = `An audience "${input.key}" exists already. Choose another key.`;
        throw new Failure('conflict', message, { field: 'key' });
      }
      await this.#record(tx, who, 'created', null, audience, []);
      return viewOf(audience, []);
    });
  }

  async update(who: Actor, key: string, input: AudienceUpdate, expected: number | null): Promise<AudienceView> {
    if (input.key !== undefined && input.key !== key) {
      throw invalid('key', 'The key never changes. Make another audience.');
    }
    refuse(checkRules(input.rules, 'rules'));
    return this.#change(who, key, expected, async (tx, before, uses) => {
      const isSame = JSON.stringify(before.rules) === JSON.stringify(input.rules);
      if (input.scope === 'new') await this.#inline(tx, who, before, uses);
      else if (!isSame) await this.#announce(tx, who, uses);
      const { name, description, rules } = input;
      const [version, updatedAt] = [before.version + 1, this.clock.now()];
      const after: Audience = { ...before, name, description, rules, version, updatedAt };
      await this.audiences.save(tx, after);
      await this.#record(tx, who, 'updated', before, after, uses);
      return viewOf(after, input.scope === 'new' ? [] : uses);
    });
  }

  /** Whoever uses it keeps its rules as their own: nothing changes for any subject. */
  async remove(who: Actor, key: string, expected: number | null): Promise<void> {
    await this.#change(who, key, expected, async (tx, before, uses) => {
      await this.#inline(tx, who, before, uses);
      await this.audiences.remove(tx, before.id);
      await this.#record(tx, who, 'deleted', before, null, uses);
    });
  }

  /** Flags are locked before the audience, as whoever edits a flag does; a use that came between is seen. */
  async #change<T>(
    who: Actor,
    key: string,
    expected: number | null,
    act: (tx: Transaction, before: Audience, uses: readonly FlagUse[]) => Promise<T>,
  ): Promise<T> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const flags = flagsOf(await this.#usesOf(tx, who, key));
      for (const flag of flags) await this.changes.lock(tx, who, flag);
      const before = found(await this.audiences.find(tx, who.workspaceId, key, true), 'audience', key);
      expectVersion(before.version, expected);
      const uses = await this.#usesOf(tx, who, key);
      if (flagsOf(uses).some((flag) => !flags.includes(flag))) {
        throw new Failure('conflict', 'A flag began to use this audience just now. Look at its uses and try again.');
      }
      return act(tx, before, uses);
    });
  }

  #usesOf(tx: Transaction, who: Actor, key: string): Promise<FlagUse[]> {
    return this.uses.list(tx, who.workspaceId, { audiences: [key] });
  }

  async #inline(tx: Transaction, who: Actor, audience: Audience, uses: readonly FlagUse[]): Promise<void> {
    for (const key of flagsOf(uses)) {
      const flag = await this.changes.lock(tx, who, key);
      const touched = flag.environments.filter(({ allocations }) =>
        allocations.some((one) => one.audiences.includes(audience.key)),
      );
      const environments = Object.fromEntries(
        touched.map(({ environment, isEnabled, allocations }) => [
          environment,
          { isEnabled, allocations: inlineOne(allocations, audience) },
        ]),
      );
      const description = `took over the rules of audience ${audience.key}`;
      await this.changes.apply(tx, who, flag, { environments }, { description, isUnnoticed: true });
    }
  }

  async #announce(tx: Transaction, who: Actor, uses: readonly FlagUse[]): Promise<void> {
    const live = uses.filter((one) => one.isEnabled);
    const all = await this.environments.listIn(tx, who);
    const concerned = all.filter(({ key }) => live.some(({ environment }) => environment === key));
    const guarded = concerned.filter((one) => one.needsApproval).map((one) => one.key);
    if (guarded.length > 0 && who.kind !== 'system') {
      const message = `Flags that are on in ${guarded.join(', ')} use this audience, and changes there need approval. Change it for new uses only, then propose the change of each flag.`;
      throw new Failure('conflict', message, { needs: 'approval', environments: guarded.join(',') });
    }
    for (const { id: environmentId, organisationId } of concerned) {
      await this.outbox.put(tx, { organisationId, topic: 'ruleset', ids: { environmentId } });
    }
  }

  async #record(
    tx: Transaction,
    who: Actor,
    verb: 'created' | 'updated' | 'deleted',
    before: Audience | null,
    after: Audience | null,
    uses: readonly FlagUse[],
  ): Promise<void> {
    const { id, name } = (after ?? before)!;
    const target = { kind: 'audience', id, name };
    const views = { before: before && viewOf(before, uses), after: after && viewOf(after, uses) };
    await this.audit.append(tx, { actor: who, action: `audience.${verb}`, target, ...views });
  }
}

const flagsOf = (uses: readonly FlagUse[]): string[] => [...new Set(uses.map((one) => one.flag))].sort();

const useOf = ({ flag, environment, allocation, isEnabled }: FlagUse): AllocationUse => ({
  flag,
  environment,
  allocation,
  isEnabled,
});

const viewOf = (audience: Audience, uses: readonly FlagUse[]): AudienceView => ({
  id: audience.id,
  key: audience.key,
  name: audience.name,
  description: audience.description,
  rules: [...audience.rules],
  uses: uses.map(useOf),
  version: audience.version,
  createdAt: audience.createdAt.toISOString(),
  updatedAt: audience.updatedAt.toISOString(),
});
