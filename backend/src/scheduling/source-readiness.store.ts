import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Transaction } from '../database/index.js';
import { SourceReadinessEntity } from './source-readiness.entity.js';

interface Owner {
  readonly organisationId: string;
  readonly workspaceId: string;
}

/** When the rows of each source were last announced as complete. */
@Injectable()
export class SourceReadinessStore {
  async note(
    tx: Transaction,
    { organisationId, workspaceId }: Owner,
    ids: readonly string[],
    readyAt: Date,
  ): Promise<void> {
    const rows = ids.map((definitionId) => ({ definitionId, organisationId, workspaceId, readyAt }));
    await tx.upsert(SourceReadinessEntity, rows, ['definitionId']);
  }

  async of(tx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    const rows = await tx.findBy(SourceReadinessEntity, { definitionId: In([...ids]) });
    return new Map(rows.map(({ definitionId, readyAt }) => [definitionId, readyAt]));
  }
}
