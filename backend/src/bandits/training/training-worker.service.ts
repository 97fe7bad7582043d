import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../database/index.js';
import { EnvironmentsService } from '../../flags/index.js';
import { Jobs, type RunningJob } from '../../jobs/index.js';
import { Clock, Failure } from '../../kernel/index.js';
import { type PlannedEnd, PlannedRuns, type Run, scratchNameOf, trainingJob } from '../../pipeline/index.js';
import { WarehouseFailure } from '../../warehouses/index.js';
import { type Bandit, trainedModel } from '../bandit.js';
import { BanditStore } from '../bandit.store.js';
import { learn } from './learn.js';
import { planTraining, type TrainingRequest } from './plan.js';
import { TrainingLookup } from './training-lookup.service.js';

type RunFailure = NonNullable<PlannedEnd['failure']>;

/** Trains bandits: plans, sums in the warehouse, solves, and has the model published. A failure leaves the last one. */
@Injectable()
export class TrainingWorker implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly runs: PlannedRuns,
    private readonly lookup: TrainingLookup,
    private readonly bandits: BanditStore,
    private readonly environments: EnvironmentsService,
  ) {}

  onModuleInit(): void {
    this.jobs.work(trainingJob, (job) => this.work(job));
  }

  /** One attempt at a training. Rejects only when another attempt makes sense. */
  async work({ organisationId, ids, signal }: Pick<RunningJob, 'organisationId' | 'ids' | 'signal'>): Promise<void> {
    const run = await this.runs.findOpen(organisationId, ids['runId'] ?? '');
    if (!run) return;
    try {
      await this.#train(run, signal);
    } catch (problem) {
      const failure = lasting(problem);
      if (!failure) throw problem;
      await this.database.inOrganisation(organisationId, (tx) => this.runs.endIn(tx, run, 'failed', failure));
    }
  }

  async #train(before: Run, signal: AbortSignal): Promise<void> {
    const { organisationId } = before;
    const begun = await this.database.inOrganisation(organisationId, async (tx) => {
      const bandit = await this.bandits.lockAnywhere(tx, before.banditId ?? '');
      if (bandit === null) return null;
      const asOf = before.asOf ?? this.clock.now();
      const request = await this.lookup.get(tx, bandit, asOf);
      const run = await this.runs.beginIn(tx, { ...before, asOf }, request.connection.id);
      return { run, request, bandit };
    });
    // It was deleted, and its runs with it.
    if (begun === null) return;
    const { run, request, bandit } = begun;
    const plan = planTraining(request, { runId: scratchNameOf(run.id), asOf: (run.asOf as Date).toISOString() });
    const done = await this.runs.perform(run, plan, costedAs(bandit, request), signal);
    await this.#end(run, request, done);
  }

  /** The model, the news of it and the end of the run are one transaction. */
  async #end(run: Run, request: TrainingRequest, { end, failure, answers }: PlannedEnd): Promise<void> {
    const { organisationId } = run;
    await this.database.inOrganisation(organisationId, async (tx) => {
      const bandit = await this.bandits.lockAnywhere(tx, run.banditId ?? '');
      if (bandit === null) return;
      if (end !== 'succeeded') return this.runs.endIn(tx, run, end, failure);
      const { actions, coefficients } = learn(request.attributes, bandit.definition.ridge, answers);
      if (Object.keys(coefficients).length === 0) {
        return this.runs.endIn(tx, run, 'failed', { cause: 'query', message: nothingLearned });
      }
      const newest = await this.bandits.newestModel(tx, bandit.id);
      const learned = { actions, coefficients, runId: run.id, asOf: run.asOf };
      await this.bandits.addModel(tx, organisationId, trainedModel(bandit, newest, learned, this.clock.now()));
      if (bandit.heldModel === null) await this.environments.announceAll(tx, bandit);
      await this.runs.endIn(tx, run, end, null);
    });
  }
}

const nothingLearned =
  'No action has enough subjects to learn from: the model stays as it is. Check that the log is written, that its bandit key fits, and that the days looked back are enough.';

/** The sources of a training, in the words of an analysis: the log stands where assignments do. */
const costedAs = ({ id, definition }: Bandit, { log, reward, evaluated, connection }: TrainingRequest) => ({
  connection,
  assignmentSource: { id, name: `Actions of ${definition.name}`, sql: log.sql, partitionColumn: log.partitionColumn },
  factSources: [reward.source, ...(evaluated === null ? [] : [evaluated.source])],
});

/** Failures that the next attempt would meet again; null = worth another attempt. */
const lasting = (problem: unknown): RunFailure | null => {
  if (problem instanceof WarehouseFailure) return { cause: problem.reason, message: problem.message };
  if (problem instanceof Failure && (problem.code === 'conflict' || problem.code === 'not_found')) {
    return { cause: 'grant_or_object', message: problem.message };
  }
  return null;
};
