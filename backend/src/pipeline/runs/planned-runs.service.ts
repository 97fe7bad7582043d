import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../../database/index.js';
import { Clock, newId } from '../../kernel/index.js';
import { WarehousePool, type Warehouse } from '../../warehouses/index.js';
import { CostGate, type RequestOfCost } from '../costs/cost-gate.service.js';
import { sourcesOf } from '../costs/cost.js';
import { execute, type RunEnd } from '../execution/execute.js';
import type { ResultRow } from '../execution/result-rows.js';
import type { Plan } from '../planning/plan.js';
import { begun, ended, isOver, readUntil, type Run, type RunFailure } from './run.js';
import { waiting, type RunStatement } from './run-statement.js';
import { RunStatementStore } from './run-statement.store.js';
import { RunStore } from './run.store.js';
import { StoredJournal } from './stored-journal.js';

/** How a run went whose rows its owner reads. */
export interface PlannedEnd {
  readonly end: RunEnd;
  readonly failure: RunFailure | null;
  /** By the id of the step. */
  readonly answers: ReadonlyMap<string, readonly ResultRow[]>;
}

/**
 * Runs whose plan a higher floor makes: they have the log, the budget and the end of any run. Their rows are handed to
 * the owner and kept nowhere, so an attempt that was broken off is begun anew.
 */
@Injectable()
export class PlannedRuns {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly pool: WarehousePool,
    private readonly runs: RunStore,
    private readonly statements: RunStatementStore,
    private readonly costs: CostGate,
  ) {}

  /** A run that is still to be done; null = there is none, or it is over. One that was cancelled is ended here. */
  async findOpen(organisationId: string, id: string): Promise<Run | null> {
    return this.database.inOrganisation(organisationId, async (tx) => {
      const run = await this.runs.findAnywhere(tx, id);
      if (!run || isOver(run)) return null;
      if (!run.isCancelRequested) return run;
      await this.endIn(tx, run, 'cancelled', null);
      return null;
    });
  }

  /** A second attempt keeps the first one's as-of. */
  async beginIn(tx: Transaction, run: Run, connectionId: string): Promise<Run> {
    const now = this.clock.now();
    const after = readUntil(begun(run, connectionId, now), now, []);
    await this.runs.save(tx, after);
    return after;
  }

  async perform(run: Run, plan: Plan, request: RequestOfCost, signal: AbortSignal): Promise<PlannedEnd> {
    const { organisationId, id } = run;
    const { warehouse } = await this.pool.open(organisationId, request.connection.id);
    const isFirst = await this.#writeLog(run, plan, request, warehouse);
    const answers = new Map<string, readonly ResultRow[]>();
    let failure: RunFailure | null = null;
    const before = new Map(
      // Tables that a broken attempt made have the same names: they are dropped before they are made.
      isFirst ? [] : plan.steps.map((step) => [step.id, { state: 'submitted' as const, ref: null }]),
    );
    const inOrganisation = <T>(use: (tx: Transaction) => Promise<T>): Promise<T> =>
      this.database.inOrganisation(organisationId, use);
    const journal = new StoredJournal(
      {
        now: () => this.clock.now(),
        isCancelRequested: () => inOrganisation((tx) => this.runs.isCancelRequested(tx, id)),
        change: async (step, change, end) => {
          if (end?.state === 'done') answers.set(step, end.answer);
          const label = plan.steps.find((one) => one.id === step)?.label ?? step;
          if (end?.state === 'failed') failure ??= { ...end.failure, message: `${label}: ${end.failure.message}` };
          await inOrganisation((tx) => this.statements.change(tx, id, step, change));
        },
      },
      before,
      signal,
    );
    const end = await execute(plan, warehouse, journal, {
      tag: { organisationId, purpose: 'run', runId: id },
      variations: [],
      gate: this.costs.of(run, request, warehouse),
      concurrency: 1,
    });
    return { end, failure, answers };
  }

  async endIn(tx: Transaction, run: Run, status: RunEnd, failure: RunFailure | null): Promise<void> {
    await this.runs.save(tx, ended(run, status, failure, this.clock.now()));
  }

  /** @returns whether nothing was tried before. */
  async #writeLog(run: Run, plan: Plan, request: RequestOfCost, warehouse: Warehouse): Promise<boolean> {
    const { organisationId, id } = run;
    const known = await this.database.inOrganisation(organisationId, (tx) => this.statements.list(tx, id));
    for (const { jobRef, status } of known) if (jobRef !== null && status === 'running') await warehouse.cancel(jobRef);
    const at = this.clock.now();
    const log = plan.steps.map((step, i): RunStatement =>
      waiting(newId('stm', at), id, i, step, sourcesOf(request, step)),
    );
    await this.database.inOrganisation(organisationId, async (tx) => {
      await this.statements.remove(tx, id);
      await this.statements.add(tx, organisationId, log);
    });
    return known.length === 0;
  }
}
