import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { OrganisationEntity } from './organisation.entity.js';
import type { Organisation, Workspace } from './organisation.js';
import { WorkspaceEntity } from './workspace.entity.js';

@Injectable()
export class OrganisationStore {
  async find(tx: Transaction, id: string): Promise<Organisation | null> {
    return tx.findOneBy(OrganisationEntity, { id });
  }

  /** The organisation that was made first, or null on an empty install. Only across organisations. */
  async findFirst(tx: Transaction): Promise<Organisation | null> {
    const [first] = await tx.find(OrganisationEntity, { order: { createdAt: 'ASC', id: 'ASC' }, take: 1 });
    return first ?? null;
  }

  async add(tx: Transaction, organisation: Organisation): Promise<void> {
    await tx.insert(OrganisationEntity, organisation);
  }

  /** False if somebody saved another version in between. */
  async save(tx: Transaction, { id, createdAt: _, ...rest }: Organisation): Promise<boolean> {
    const { affected } = await tx.update(OrganisationEntity, { id, version: rest.version - 1 }, rest);
    return affected === 1;
  }

  /** Oldest first; the first one is where a request without the header Assay-Workspace is. */
  async listWorkspaces(tx: Transaction, organisationId: string): Promise<Workspace[]> {
    return tx.find(WorkspaceEntity, { where: { organisationId }, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  /** False if the organisation has a workspace of this name. */
  async addWorkspace(tx: Transaction, workspace: Workspace): Promise<boolean> {
    const { id, organisationId, name, version, createdAt, updatedAt } = workspace;
    const rows = await tx.query<unknown[]>(
      `INSERT INTO workspace (id, organisation_id, name, version, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation_id, name) DO NOTHING RETURNING id`,
      [id, organisationId, name, version, createdAt, updatedAt],
    );
    return rows.length === 1;
  }
}
