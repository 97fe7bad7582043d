import { Injectable } from '@nestjs/common';
import type { OrganisationUpdate, OrganisationView, WorkspaceInput, WorkspaceView } from '@assay/api-contract';
import { Audit } from '../../audit/index.js';
import { Database, type Transaction } from '../../database/index.js';
import { Clock, expectVersion, Failure, found, newId } from '../../kernel/index.js';
import { type Actor, systemActor } from '../access/actor.js';
import { MemberStore } from '../people/member.store.js';
import { type Custody, defaultCustody, type Organisation, type Workspace } from './organisation.js';
import { OrganisationStore } from './organisation.store.js';

/** What a new install or customer starts with. */
export interface FirstSteps {
  readonly organisation: string;
  readonly workspace: string;
  readonly owner: { readonly email: string; readonly name: string };
}

/** Where somebody works: ids of an organisation, one workspace of it and one owner. */
export interface Place {
  readonly organisationId: string;
  readonly workspaceId: string;
  readonly ownerId: string;
}

@Injectable()
export class OrganisationsService {
  constructor(
    private readonly database: Database,
    private readonly organisations: OrganisationStore,
    private readonly members: MemberStore,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** The id of the organisation that was made first, or null on an empty install. */
  async findFirst(): Promise<string | null> {
    const first = await this.database.acrossOrganisations((tx) => this.organisations.findFirst(tx));
    return first?.id ?? null;
  }

  /** Makes an organisation with one workspace and one owner. For installs and operators; no route leads here. */
  async found(steps: FirstSteps): Promise<Place> {
    const now = this.clock.now();
    const stamp = { version: 1, createdAt: now, updatedAt: now };
    const organisation: Organisation = { id: newId('org', now), name: steps.organisation, ...defaultCustody, ...stamp };
    const organisationId = organisation.id;
    const workspace: Workspace = { id: newId('wsp', now), organisationId, name: steps.workspace, ...stamp };
    return this.database.inOrganisation(organisationId, async (tx) => {
      await this.organisations.add(tx, organisation);
      await this.organisations.addWorkspace(tx, workspace);
      const person = await this.members.findPersonByEmail(tx, steps.owner.email);
      const ownerId = person?.id ?? newId('per', now);
      const owner = { id: ownerId, ...steps.owner, role: 'owner' as const, isActive: true, ...stamp };
      await this.members.add(tx, organisationId, owner, person === null);
      const actor = systemActor('install', organisationId, workspace.id);
      const target = { kind: 'organisation', id: organisationId, name: organisation.name };
      await this.audit.append(tx, { actor, action: 'organisation.created', target, after: toView(organisation) });
      return { organisationId, workspaceId: workspace.id, ownerId };
    });
  }

  /** The first active owner of an organisation: whom the link of a local start signs in. */
  async findOwner(organisationId: string): Promise<string | null> {
    return this.database.inOrganisation(organisationId, async (tx) => {
      const members = await this.members.list(tx, organisationId, 1_000, null);
      return members.find(({ role, isActive }) => role === 'owner' && isActive)?.id ?? null;
    });
  }

  async get(who: Actor): Promise<OrganisationView> {
    const { organisationId: id } = who;
    const organisation = await this.database.inOrganisation(id, (tx) => this.organisations.find(tx, id));
    return toView(found(organisation, 'organisation', id));
  }

  /** What an organisation lets leave its warehouses. */
  async getCustody(tx: Transaction, organisationId: string): Promise<Custody> {
    const { minimumContributors, previewRows } = found(
      await this.organisations.find(tx, organisationId),
      'organisation',
      organisationId,
    );
    return { minimumContributors, previewRows };
  }

  async edit(who: Actor, update: OrganisationUpdate, version: number | null): Promise<OrganisationView> {
    const { organisationId: id } = who;
    const updatedAt = this.clock.now();
    return this.database.inOrganisation(id, async (tx) => {
      const before = found(await this.organisations.find(tx, id), 'organisation', id);
      expectVersion(before.version, version);
      const after = edited(before, update, updatedAt);
      if (!(await this.organisations.save(tx, after))) expectVersion(after.version, before.version);
      const target = { kind: 'organisation', id, name: after.name };
      await this.audit.append(tx, {
        actor: who,
        action: 'organisation.updated',
        target,
        before: toView(before),
        after: toView(after),
      });
      return toView(after);
    });
  }

  async listWorkspaces(who: Actor): Promise<{ items: WorkspaceView[] }> {
    const { organisationId: id } = who;
    const workspaces = await this.database.inOrganisation(id, (tx) => this.organisations.listWorkspaces(tx, id));
    return { items: workspaces.map(workspaceViewOf) };
  }

  async createWorkspace(who: Actor, { name }: WorkspaceInput): Promise<WorkspaceView> {
    const now = this.clock.now();
    const { organisationId } = who;
    const workspace: Workspace = {
      id: newId('wsp', now),
      organisationId,
      name,
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    return this.database.inOrganisation(organisationId, async (tx) => {
      if (!(await this.organisations.addWorkspace(tx, workspace))) {
        throw new Failure('conflict', `A workspace named "${name}" exists already. Choose another name.`, {
          field: 'name',
        });
      }
      const target = { kind: 'workspace', id: workspace.id, name };
      await this.audit.append(tx, {
        actor: who,
        action: 'workspace.created',
        target,
        after: workspaceViewOf(workspace),
      });
      return workspaceViewOf(workspace);
    });
  }
}

const edited = (before: Organisation, update: OrganisationUpdate, updatedAt: Date): Organisation => ({
  ...before,
  name: update.name ?? before.name,
  minimumContributors: update.minimumContributors ?? before.minimumContributors,
  previewRows: update.previewRows ?? before.previewRows,
  version: before.version + 1,
  updatedAt,
});

const toView = ({ createdAt, updatedAt, ...rest }: Organisation): OrganisationView => ({
  ...rest,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});

const workspaceViewOf = ({ id, name, version, createdAt, updatedAt }: Workspace): WorkspaceView => ({
  id,
  name,
  version,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});
