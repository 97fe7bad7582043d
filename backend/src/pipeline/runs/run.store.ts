import { failureCause, restatement, runStatus, runView } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { In, IsNull, Not } from 'typeorm';
import { z } from 'zod';
import type { Transaction } from '../../database/index.js';
import type { Run } from './run.js';
import { RunEntity } from './run.entity.js';

const restatements = z.array(restatement);

const toRun = ({ origin, status, cause, ...row }: RunEntity): Run => ({
  ...row,
  origin: runView.shape.origin.parse(origin),
  status: runStatus.parse(status),
  cause: failureCause.nullable().parse(cause),
  restatements: restatements.parse(row.restatements),
});

export interface RunFilter {
  readonly workspaceId: string;
  /** null = of every experiment. */
  readonly experimentId: string | null;
}

/** How many waiting runs one refresh looks at. */
const mostTogether = 200;

@Injectable()
export class RunStore {
  async add(tx: Transaction, run: Run): Promise<void> {
    await tx.insert(RunEntity, {
      ...run,
      metricIds: run.metricIds && [...run.metricIds],
      restatements: [...run.restatements],
    });
  }

  async save(
    tx: Transaction,
    {
      id,
      organisationId: _,
      workspaceId: __,
      experimentId: ___,
      baselineId: ______,
      banditId: _______,
      isCancelRequested: ____,
      mayExceedBudget: _____,
      readsAnew: ________,
      metricIds: _________,
      restatements: changed,
      ...rest
    }: Run,
  ): Promise<void> {
    await tx.update(RunEntity, { id }, { ...rest, restatements: [...changed] });
  }

  async find(tx: Transaction, workspaceId: string, id: string): Promise<Run | null> {
    const row = await tx.findOneBy(RunEntity, { id, workspaceId });
    return row && toRun(row);
  }

  /** In whichever workspace it is: for the worker, which acts on runs by id. */
  async findAnywhere(tx: Transaction, id: string): Promise<Run | null> {
    const row = await tx.findOneBy(RunEntity, { id });
    return row && toRun(row);
  }

  /** The run of an experiment that waits or runs; there is at most one. */
  async findOpen(tx: Transaction, experimentId: string): Promise<Run | null> {
    const row = await tx.findOneBy(RunEntity, { experimentId, status: In(['queued', 'running']) });
    return row && toRun(row);
  }

  /** The one run of a baseline. */
  async findOfBaseline(tx: Transaction, baselineId: string): Promise<Run | null> {
    const row = await tx.findOneBy(RunEntity, { baselineId });
    return row && toRun(row);
  }

  /** The training of a bandit that waits or runs; there is at most one. */
  async findOpenTraining(tx: Transaction, banditId: string): Promise<Run | null> {
    const row = await tx.findOneBy(RunEntity, { banditId, status: In(['queued', 'running']) });
    return row && toRun(row);
  }

  /** The newest training of each of some bandits. */
  async listNewestTrainings(tx: Transaction, banditIds: readonly string[]): Promise<Run[]> {
    const rows = await tx
      .createQueryBuilder(RunEntity, 'r')
      .distinctOn(['r.bandit_id'])
      .where('r.bandit_id = ANY(:banditIds)', { banditIds })
      .orderBy('r.bandit_id')
      .addOrderBy('r.id', 'DESC')
      .getMany();
    return rows.map(toRun);
  }

  /** Newest first, of one experiment or of the whole workspace; `after` is the id of the last one shown. */
  async list(tx: Transaction, filter: RunFilter, limit: number, after: string | null): Promise<Run[]> {
    const { workspaceId, experimentId } = filter;
    const query = tx
      .createQueryBuilder(RunEntity, 'r')
      .where('r.workspace_id = :workspaceId', { workspaceId })
      .orderBy('r.id', 'DESC')
      .take(limit);
    if (experimentId !== null) query.andWhere('r.experiment_id = :experimentId', { experimentId });
    if (after !== null) query.andWhere('r.id < :after', { after });
    return (await query.getMany()).map(toRun);
  }

  /** When the newest run was asked for; null = none was. */
  async lastRequested(tx: Transaction, experimentId: string): Promise<Date | null> {
    const [row] = await tx.find(RunEntity, { where: { experimentId }, order: { requestedAt: 'DESC' }, take: 1 });
    return row?.requestedAt ?? null;
  }

  /** The newest run with results. */
  async findLatest(tx: Transaction, experimentId: string): Promise<Run | null> {
    const [row] = await tx
      .createQueryBuilder(RunEntity, 'r')
      .where('r.experiment_id = :experimentId', { experimentId })
      .andWhere("r.status IN ('succeeded', 'partial') AND r.carried_from IS NULL")
      .orderBy('r.as_of', 'DESC')
      .addOrderBy('r.id', 'DESC')
      .take(1)
      .getMany();
    return row ? toRun(row) : null;
  }

  /** The newest run that ended as it should, whether it has published results of its own or not. */
  async findNewestEnded(tx: Transaction, experimentId: string): Promise<Run | null> {
    const where = { experimentId, status: In(['succeeded', 'partial']) };
    const [row] = await tx.find(RunEntity, { where, order: { id: 'DESC' }, take: 1 });
    return row ? toRun(row) : null;
  }

  /** Runs of experiments in the same workspace that wait to begin. */
  async listWaiting(tx: Transaction, { workspaceId, id }: Pick<Run, 'workspaceId' | 'id'>): Promise<Run[]> {
    const where = { workspaceId, status: 'queued', experimentId: Not(IsNull()), id: Not(id) };
    return (await tx.find(RunEntity, { where, order: { id: 'ASC' }, take: mostTogether })).map(toRun);
  }

  /** Whether a run but this one has begun on a connection and not ended. */
  async isAnyOtherRunning(tx: Transaction, connectionId: string, id: string): Promise<boolean> {
    return tx.existsBy(RunEntity, { connectionId, status: 'running', id: Not(id) });
  }

  async isCancelRequested(tx: Transaction, id: string): Promise<boolean> {
    return tx.existsBy(RunEntity, { id, isCancelRequested: true });
  }

  async allowBeyondBudget(tx: Transaction, id: string): Promise<void> {
    await tx.update(RunEntity, { id }, { mayExceedBudget: true });
  }

  async readAnew(tx: Transaction, id: string): Promise<void> {
    await tx.update(RunEntity, { id }, { readsAnew: true });
  }

  async requestCancel(tx: Transaction, id: string): Promise<void> {
    await tx.update(RunEntity, { id }, { isCancelRequested: true });
  }
}
