import { metricSyncChange } from '@assay/api-contract';
import { certifiedPayload } from '@assay/definitions';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Transaction } from '../../database/index.js';
import type { MetricSync } from './metric-sync.js';
import { MetricSyncEntity } from './metric-sync.entity.js';

const parts = z.object({
  payload: certifiedPayload,
  status: z.enum(['pending', 'success', 'failed']),
  changes: z.array(metricSyncChange),
  errors: z.array(z.string()),
  byKind: z.enum(['person', 'api_key', 'system']),
});

@Injectable()
export class MetricSyncStore {
  async add(tx: Transaction, sync: MetricSync): Promise<void> {
    await tx.insert(MetricSyncEntity, toRow(sync));
  }

  async save(tx: Transaction, sync: MetricSync): Promise<void> {
    await tx.update(MetricSyncEntity, { id: sync.id }, toRow(sync));
  }

  async find(tx: Transaction, workspaceId: string, id: string): Promise<MetricSync | null> {
    const row = await tx.findOneBy(MetricSyncEntity, { id, workspaceId });
    return row && toSync(row);
  }

  async findAnywhere(tx: Transaction, id: string): Promise<MetricSync | null> {
    const row = await tx.findOneBy(MetricSyncEntity, { id });
    return row && toSync(row);
  }

  /** The newest one that went through for a tag. */
  async lastSuccess(tx: Transaction, workspaceId: string, syncTag: string): Promise<MetricSync | null> {
    const row = await tx.findOne(MetricSyncEntity, {
      where: { workspaceId, syncTag, status: 'success' },
      order: { id: 'DESC' },
    });
    return row && toSync(row);
  }

  /** Newest first; `before` is the id of the last one shown. */
  async list(tx: Transaction, workspaceId: string, limit: number, before: string | null): Promise<MetricSync[]> {
    const query = tx
      .createQueryBuilder(MetricSyncEntity, 's')
      .where('s.workspace_id = :workspaceId', { workspaceId })
      .orderBy('s.id', 'DESC')
      .limit(limit);
    if (before !== null) query.andWhere('s.id < :before', { before });
    return (await query.getMany()).map(toSync);
  }
}

const toSync = ({ byId, byName, ...row }: MetricSyncEntity): MetricSync => {
  const { byKind, ...parsed } = parts.parse(row);
  return { ...row, ...parsed, by: { kind: byKind, id: byId, name: byName } };
};

const toRow = ({ by, ...sync }: MetricSync): MetricSyncEntity => ({
  ...sync,
  byKind: by.kind,
  byId: by.id,
  byName: by.name,
  changes: [...sync.changes],
  errors: [...sync.errors],
});
