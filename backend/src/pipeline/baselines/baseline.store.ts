import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Transaction } from '../../database/index.js';
import { BaselineEntity } from './baseline.entity.js';
import type { Baseline } from './baseline.js';

const ids = z.array(z.string());
const toBaseline = (row: BaselineEntity): Baseline => ({ ...row, metricIds: ids.parse(row.metricIds) });

@Injectable()
export class BaselineStore {
  async add(tx: Transaction, { metricIds, ...baseline }: Baseline): Promise<void> {
    await tx.insert(BaselineEntity, { ...baseline, metricIds: [...metricIds] });
  }

  async find(tx: Transaction, workspaceId: string, id: string): Promise<Baseline | null> {
    const row = await tx.findOneBy(BaselineEntity, { id, workspaceId });
    return row && toBaseline(row);
  }

  /** A/A checks of a metric, newest first; at most ten. */
  async calibratedWith(tx: Transaction, workspaceId: string, metricId: string): Promise<Baseline[]> {
    const rows = await tx
      .createQueryBuilder(BaselineEntity, 'b')
      .where('b.workspace_id = :workspaceId AND b.is_calibrated AND b.metric_ids @> :wanted', {
        workspaceId,
        wanted: JSON.stringify([metricId]),
      })
      .orderBy('b.id', 'DESC')
      .take(10)
      .getMany();
    return rows.map(toBaseline);
  }

  /** Newest first; `after` is the id of the last one shown. */
  async list(tx: Transaction, workspaceId: string, limit: number, after: string | null): Promise<Baseline[]> {
    const query = tx
      .createQueryBuilder(BaselineEntity, 'b')
      .where('b.workspace_id = :workspaceId', { workspaceId })
      .orderBy('b.id', 'DESC')
      .take(limit);
    if (after !== null) query.andWhere('b.id < :after', { after });
    return (await query.getMany()).map(toBaseline);
  }
}
