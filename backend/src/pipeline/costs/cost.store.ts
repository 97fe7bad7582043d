import type { Budget } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { BudgetEntity } from './budget.entity.js';
import { type Corrections, correctionOf, type Spend } from './cost.js';

export const noBudget: Budget = { dailyBytes: null, dailySeconds: null };

const recent = 50;

@Injectable()
export class CostStore {
  async budget(tx: Transaction, connectionId: string): Promise<Budget> {
    const row = await tx.findOneBy(BudgetEntity, { connectionId });
    return row === null ? noBudget : { dailyBytes: row.dailyBytes, dailySeconds: row.dailySeconds };
  }

  async saveBudget(
    tx: Transaction,
    of: { readonly organisationId: string; readonly connectionId: string },
    budget: Budget,
    updatedAt: Date,
  ): Promise<void> {
    await tx.upsert(BudgetEntity, { ...of, ...budget, updatedAt }, ['connectionId']);
  }

  /** What statements that ended in `[from, until)` cost the warehouse, those of unfinished runs included. */
  async spent(tx: Transaction, connectionId: string, from: Date, until: Date): Promise<Spend> {
    const [row] = await tx.query<{ bytes: number; seconds: number }[]>(
      `SELECT coalesce(sum(s.bytes_scanned), 0)::float8 AS bytes, coalesce(sum(s.milliseconds), 0)::float8 / 1000 AS seconds
       FROM run_statement AS s JOIN run AS r ON r.id = s.run_id
       WHERE r.connection_id = $1 AND s.finished_at >= $2 AND s.finished_at < $3`,
      [connectionId, from, until],
    );
    return row ?? { bytes: 0, seconds: 0 };
  }

  /** Learned from the newest statements that were estimated and have run. */
  async corrections(tx: Transaction, connectionId: string): Promise<Corrections> {
    const rows = await tx.query<Record<'estimated_bytes' | 'estimated_units' | 'bytes' | 'seconds', number | null>[]>(
      `SELECT s.estimated_bytes, s.estimated_units, s.bytes_scanned AS bytes, s.milliseconds / 1000 AS seconds
       FROM run_statement AS s JOIN run AS r ON r.id = s.run_id
       WHERE r.connection_id = $1 AND s.status = 'succeeded'
         AND (s.estimated_bytes IS NOT NULL OR s.estimated_units IS NOT NULL)
       ORDER BY s.finished_at DESC LIMIT $2`,
      [connectionId, recent],
    );
    const samples = (estimated: number | null, actual: number | null) =>
      estimated === null || actual === null ? [] : [{ estimated, actual }];
    return {
      bytes: correctionOf(rows.flatMap((row) => samples(row.estimated_bytes, row.bytes))),
      seconds: correctionOf(rows.flatMap((row) => samples(row.estimated_units, row.seconds))),
    };
  }

  async noteEstimate(
    tx: Transaction,
    at: { readonly runId: string; readonly step: string },
    estimate: { readonly bytesScanned: number | null; readonly planCost: number | null },
  ): Promise<void> {
    await tx.query(
      'UPDATE run_statement SET estimated_bytes = $3, estimated_units = $4 WHERE run_id = $1 AND step = $2',
      [at.runId, at.step, estimate.bytesScanned, estimate.planCost],
    );
  }
}
