import type { TeamInput, TeamRemoval, TeamView } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../audit/index.js';
import { Database, type Transaction } from '../../database/index.js';
import { Clock, expectVersion, Failure, found, invalid, newId, type Page } from '../../kernel/index.js';
import type { Actor } from '../access/actor.js';
import { MemberStore } from '../people/member.store.js';
import { stillOwning, type Team, teamViewOf } from './team.js';
import { TeamStore } from './team.store.js';

const teamsAtMost = 500;

/** Teams of a workspace: who is in them, and what becomes of what they own. */
@Injectable()
export class TeamsService {
  constructor(
    private readonly database: Database,
    private readonly teams: TeamStore,
    private readonly members: MemberStore,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async list({ organisationId, workspaceId }: Actor): Promise<Page<TeamView>> {
    return this.database.inOrganisation(organisationId, async (tx) => ({
      items: await this.#views(tx, await this.teams.list(tx, workspaceId)),
      next: null,
    }));
  }

  async view(who: Actor, id: string): Promise<TeamView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => this.#view(tx, await this.#get(tx, who, id)));
  }

  async create(who: Actor, input: TeamInput): Promise<TeamView> {
    const at = this.clock.now();
    const { organisationId, workspaceId } = who;
    const { name, description } = input;
    const place = { id: newId('tem', at), organisationId, workspaceId };
    const team: Team = { ...place, name, description, version: 1, createdAt: at, updatedAt: at };
    return this.database.inOrganisation(organisationId, async (tx) => {
      if ((await this.teams.list(tx, workspaceId)).length >= teamsAtMost) {
        const message = `A workspace has at most ${teamsAtMost} teams. Delete one that owns nothing.`;
        throw new Failure('conflict', message, { limit: teamsAtMost });
      }
      return this.#save(tx, who, null, team, input);
    });
  }

  async update(who: Actor, id: string, input: TeamInput, expected: number | null): Promise<TeamView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const before = await this.#get(tx, who, id, 'change');
      expectVersion(before.version, expected);
      const { name, description } = input;
      const after = { ...before, name, description, version: before.version + 1, updatedAt: this.clock.now() };
      return this.#save(tx, who, before, after, input);
    });
  }

  /** Refused with the list of what it owns, unless that is handed over to another team. */
  async remove(who: Actor, id: string, { handTo }: TeamRemoval, expected: number | null): Promise<void> {
    await this.database.inOrganisation(who.organisationId, async (tx) => {
      const team = await this.#get(tx, who, id, 'change');
      expectVersion(team.version, expected);
      const before = await this.#view(tx, team);
      const owned = await this.teams.owned(tx, id);
      const heir = handTo === undefined ? null : await this.#heir(tx, who, team, handTo);
      if (heir === null && owned.length > 0) throw stillOwning(team, owned);
      if (heir !== null) await this.teams.handOver(tx, team, heir, { at: this.clock.now(), by: who.name });
      await this.teams.remove(tx, id);
      const handedTo = heir && { id: heir.id, name: heir.name };
      await this.audit.append(tx, {
        actor: who,
        action: 'team.deleted',
        target: { kind: 'team', id, name: team.name },
        before: { ...before, handedTo },
        after: null,
      });
    });
  }

  async #heir(tx: Transaction, who: Actor, team: Team, id: string): Promise<Team> {
    if (id === team.id) throw invalid('handTo', 'Choose another team than the one that is deleted.');
    const heir = await this.teams.find(tx, who.workspaceId, id, 'stay');
    if (heir === null) throw invalid('handTo', 'There is no such team here: choose one of the list.');
    return heir;
  }

  async #save(tx: Transaction, who: Actor, before: Team | null, after: Team, input: TeamInput): Promise<TeamView> {
    const { organisationId } = who;
    const then = before && (await this.#view(tx, before));
    for (const [at, id] of input.memberIds.entries()) {
      const member = await this.members.find(tx, organisationId, id);
      if (member === null) throw invalid(`memberIds.${at}`, `There is no person “${id}” here: choose one of the list.`);
    }
    if (!(await this.teams.isFree(tx, after))) {
      const message = `Another team is called “${after.name}”. Choose a different name.`;
      throw new Failure('conflict', message, { field: 'name' });
    }
    await this.teams.save(tx, after, input.memberIds);
    const now = await this.#view(tx, after);
    await this.audit.append(tx, {
      actor: who,
      action: before === null ? 'team.created' : 'team.updated',
      target: { kind: 'team', id: after.id, name: after.name },
      before: then,
      after: now,
    });
    return now;
  }

  async #get(tx: Transaction, { workspaceId }: Actor, id: string, lock?: 'change'): Promise<Team> {
    return found(await this.teams.find(tx, workspaceId, id, lock), 'team', id);
  }

  async #view(tx: Transaction, team: Team): Promise<TeamView> {
    return (await this.#views(tx, [team]))[0]!;
  }

  async #views(tx: Transaction, teams: readonly Team[]): Promise<TeamView[]> {
    const ids = teams.map(({ id }) => id);
    const [members, counts] = [await this.teams.members(tx, ids), await this.teams.counts(tx, ids)];
    return teams.map((team) => teamViewOf(team, members.get(team.id) ?? [], counts.get(team.id)!));
  }
}
