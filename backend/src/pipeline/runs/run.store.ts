import { failureCause, runStatus, runView } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Transaction } from '../../database/index.js';
import type { Run } from './run.js';
import { RunEntity } from './run.entity.js';

const toRun = ({ origin, status, cause, ...row }: RunEntity): Run => ({
  ...row,
  origin: runView.shape.origin.parse(origin),
  status: runStatus.parse(status),
  cause: failureCause.nullable().parse(cause),
});

export interface RunFilter {
  readonly workspaceId: string;
  /** null = of every experiment. */
  readonly experimentId: string | null;
}

@Injectable()
export class RunStore {
  async add(tx: Transaction, run: Run): Promise<void> {
    await tx.insert(RunEntity, { ...run });
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
      ...rest
    }: Run,
  ): Promise<void> {
    await tx.update(RunEntity, { id }, rest);
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

  /** The newest run with results, whose as-of is not after `asOf` where one is given. */
  async findLatest(tx: Transaction, experimentId: string, asOf: Date | null): Promise<Run | null> {
    const query = tx
      .createQueryBuilder(RunEntity, 'r')
      .where('r.experiment_id = :experimentId', { experimentId })
      .andWhere("r.status IN ('succeeded', 'partial')")
      .orderBy('r.as_of', 'DESC')
      .addOrderBy('r.id', 'DESC')
      .take(1);
    if (asOf !== null) query.andWhere('r.as_of <= :asOf', { asOf });
    const [row] = await query.getMany();
    return row ? toRun(row) : null;
  }

  async isCancelRequested(tx: Transaction, id: string): Promise<boolean> {
    return tx.existsBy(RunEntity, { id, isCancelRequested: true });
  }

  async allowBeyondBudget(tx: Transaction, id: string): Promise<void> {
    await tx.update(RunEntity, { id }, { mayExceedBudget: true });
  }

  async requestCancel(tx: Transaction, id: string): Promise<void> {
    await tx.update(RunEntity, { id }, { isCancelRequested: true });
  }
}
