import { Injectable } from '@nestjs/common';
import { Database } from '../../database/index.js';
import { Clock } from '../../kernel/index.js';
import type { Warehouse } from '../../warehouses/index.js';
import type { StepFailure } from '../execution/execute.js';
import type { Step } from '../planning/plan.js';
import type { Run } from '../runs/run.js';
import { predicted, refusalOf, sourcesOf, type SourcesOfRequest } from './cost.js';
import { CostStore } from './cost.store.js';
import { dayOf } from './costs.service.js';

/** Where a plan runs and what it reads. */
export type RequestOfCost = SourcesOfRequest & { readonly connection: { readonly id: string } };

/**
 * Stands before each statement that reads a customer's rows: asks the engine what it will cost, writes that down, and
 * refuses it where the day's budget does not allow it. Statements over scratch tables pass; one under way is not stopped.
 */
@Injectable()
export class CostGate {
  constructor(
    private readonly database: Database,
    private readonly costs: CostStore,
    private readonly clock: Clock,
  ) {}

  /** `readsSource`: absent = whatever holds the SELECT of a source. */
  of(
    run: Run,
    request: RequestOfCost,
    warehouse: Warehouse,
    readsSource = (step: Step): boolean => sourcesOf(request, step).length > 0,
  ): (step: Step) => Promise<StepFailure | null> {
    const connectionId = request.connection.id;
    return async (step) => {
      if (!readsSource(step)) return null;
      // An engine that cannot tell, or not yet, does not hold up the run: what was spent so far still counts.
      const estimate = await warehouse.estimate(step.statement).catch(() => null);
      const from = dayOf(this.clock.now());
      return this.database.inOrganisation(run.organisationId, async (tx) => {
        if (estimate) await this.costs.noteEstimate(tx, { runId: run.id, step: step.id }, estimate);
        if (run.mayExceedBudget) return null;
        const budget = await this.costs.budget(tx, connectionId);
        const next = estimate ? predicted(estimate, await this.costs.corrections(tx, connectionId)) : nothing;
        const spent = await this.costs.spent(tx, connectionId, from, new Date(from.getTime() + 86_400_000));
        const message = refusalOf(budget, spent, next);
        return message === null ? null : { cause: 'quota', message };
      });
    };
  }
}

const nothing = { bytes: 0, seconds: 0 };
