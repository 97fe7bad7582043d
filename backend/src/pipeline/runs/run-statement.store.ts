import { egress, failureCause, statementView } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { z } from 'zod';
import type { Transaction } from '../../database/index.js';
import { RunStatementEntity } from './run.entity.js';
import type { RunStatement } from './run-statement.js';

const metricIds = z.array(z.string());
const sources = z.array(z.object({ id: z.string(), name: z.string(), isPartitioned: z.boolean() }));

const toStatement = ({ organisationId: _, ...row }: RunStatementEntity): RunStatement => ({
  ...row,
  kind: statementView.shape.kind.parse(row.kind),
  status: statementView.shape.status.parse(row.status),
  rows: row.rows === null ? null : Number(row.rows),
  egress: egress.nullable().parse(row.egress),
  cause: failureCause.nullable().parse(row.cause),
  metricIds: metricIds.parse(row.metricIds),
  sources: sources.parse(row.sources),
});

@Injectable()
export class RunStatementStore {
  async add(tx: Transaction, organisationId: string, statements: readonly RunStatement[]): Promise<void> {
    await tx.insert(
      RunStatementEntity,
      statements.map(({ rows, egress: left, ...one }) => ({
        ...one,
        egress: left as object | null,
        organisationId,
        metricIds: [...one.metricIds],
        sources: [...one.sources],
        rows: rows === null ? null : String(rows),
      })),
    );
  }

  async change(tx: Transaction, runId: string, step: string, change: Partial<RunStatement>): Promise<void> {
    const { rows, metricIds: _, sources: __, egress: left, ...rest } = change;
    await tx.update(
      RunStatementEntity,
      { runId, step },
      {
        ...rest,
        ...(left === undefined ? {} : { egress: left as object | null }),
        ...(rows === undefined ? {} : { rows: rows === null ? null : String(rows) }),
      },
    );
  }

  /** In the order of the plan. */
  async list(tx: Transaction, runId: string): Promise<RunStatement[]> {
    return (await tx.find(RunStatementEntity, { where: { runId }, order: { position: 'ASC' } })).map(toStatement);
  }

  /** Of the whole run, or those of the ids. */
  async remove(tx: Transaction, runId: string, ids: readonly string[] | null = null): Promise<void> {
    await tx.delete(RunStatementEntity, ids ? { runId, id: In([...ids]) } : { runId });
  }

  /** Per run: how many statements there are and have ended, and the label of the one that runs. */
  async progress(tx: Transaction, runIds: readonly string[]): Promise<ReadonlyMap<string, Progress>> {
    const rows = await tx.query<{ run_id: string; total: string; done: string; current: string | null }[]>(
      `SELECT run_id, count(*) AS total, count(*) FILTER (WHERE status NOT IN ('waiting', 'running')) AS done,
         (array_agg(label ORDER BY position) FILTER (WHERE status = 'running'))[1] AS current
       FROM run_statement WHERE run_id = ANY($1) GROUP BY run_id`,
      [runIds],
    );
    return new Map(
      rows.map((row) => [row.run_id, { total: Number(row.total), done: Number(row.done), current: row.current }]),
    );
  }
}

export interface Progress {
  readonly total: number;
  readonly done: number;
  readonly current: string | null;
}
