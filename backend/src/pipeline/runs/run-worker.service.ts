import { Injectable, type OnModuleInit } from '@nestjs/common';
import { dialects, type DialectKind } from '@assay/warehouse-sql';
import { Database, type Transaction } from '../../database/index.js';
import { ExperimentsService } from '../../experiments/index.js';
import { Jobs, type RunningJob } from '../../jobs/index.js';
import { Clock, Failure, newId } from '../../kernel/index.js';
import { WarehouseFailure, WarehousePool, type Warehouse } from '../../warehouses/index.js';
import { CostGate } from '../costs/cost-gate.service.js';
import { sourcesOf } from '../costs/cost.js';
import { execute, type RunEnd } from '../execution/execute.js';
import { withKept, type KeptReadings } from '../keeping/keep-sources.js';
import { UpkeepCancelled, upkeepPrefix } from '../keeping/run-upkeep.js';
import { SourceKeeper } from '../keeping/source-keeper.service.js';
import { AnalysisLookup, type AnalysisSubject } from '../planning/analysis-lookup.js';
import type { Plan } from '../planning/plan.js';
import { publicationStep } from '../planning/plan-publication.js';
import { factsUntil } from '../planning/plan-draft.js';
import { filled } from '../planning/fill-templates.js';
import type { AnalysisRequest } from '../planning/analysis-request.js';
import { planAnalysis } from '../planning/planner.js';
import { Publications, type Comparison } from '../publication/publications.service.js';
import { SummaryStore } from '../summaries/summary.store.js';
import { begun, carried, ended, isOver, readUntil, scratchNameOf, type Run, type RunFailure } from './run.js';
import { otherPopulation } from './layers.service.js';
import { ofSome, populationOf } from './some-metrics.js';
import { beforeOf, isSamePlan, waiting, type RunStatement } from './run-statement.js';
import { RunStatementStore } from './run-statement.store.js';
import { RunStore } from './run.store.js';
import { StoredJournal, type JournalWrites } from './stored-journal.js';

export const runJob = 'pipeline.run';

/** Queued with the end of each run of an experiment that has new results; done by whoever acts on results. */
export const refreshedJob = 'pipeline.refreshed';
/** The same, done by whoever hands results on. */
export const handOnJob = 'results.handOn';
/** Queued with every end of a run of an experiment, however it ended; done by whoever tells people. */
export const endedJob = 'pipeline.ended';

/** Statements at a time: a remote warehouse has its own queue, an embedded one only these cores. */
const concurrencyOf: Readonly<Record<DialectKind, number>> = {
  duckdb: 1,
  postgres: 2,
  snowflake: 4,
  bigquery: 4,
  redshift: 4,
  databricks: 4,
};

/** Does runs: plans, executes and closes them; picks up where a worker that died left off. */
@Injectable()
export class RunWorker implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly pool: WarehousePool,
    private readonly lookup: AnalysisLookup,
    private readonly experiments: ExperimentsService,
    private readonly runs: RunStore,
    private readonly statements: RunStatementStore,
    private readonly summaries: SummaryStore,
    private readonly costs: CostGate,
    private readonly keeper: SourceKeeper,
    private readonly publications: Publications,
  ) {}

  onModuleInit(): void {
    this.jobs.work(runJob, (job) => this.work(job));
  }

  /** One attempt at a run. Rejects only when another attempt makes sense. */
  async work({ organisationId, ids, signal }: Pick<RunningJob, 'organisationId' | 'ids' | 'signal'>): Promise<void> {
    const run = await this.database.inOrganisation(organisationId, (tx) =>
      this.runs.findAnywhere(tx, ids['runId'] ?? ''),
    );
    if (!run || isOver(run)) return;
    try {
      const started = await this.#start(run);
      if (started) await this.#execute(started.run, started.subject, signal);
    } catch (problem) {
      if (problem instanceof UpkeepCancelled) return this.#end(run, 'cancelled', null);
      const failure = lasting(problem);
      if (!failure) throw problem;
      await this.#end(run, 'failed', failure);
    }
  }

  async #start(before: Run): Promise<{ run: Run; subject: AnalysisSubject } | null> {
    const now = this.clock.now();
    return this.database.inOrganisation(before.organisationId, async (tx) => {
      if (before.isCancelRequested) {
        await this.#save(tx, ended(before, 'cancelled', null, now));
        return null;
      }
      const whole = await this.lookup.get(tx, before, before.asOf ?? now);
      const population = populationOf(whole.request);
      const base = before.basedOn === null ? null : await this.runs.findAnywhere(tx, before.basedOn);
      if (base && base.population !== population) throw new Failure('conflict', otherPopulation);
      const subject = before.metricIds === null ? whole : ofSome(whole, before.metricIds);
      const run = begun(before, subject.request.connection.id, now, population);
      await this.#save(tx, run);
      return { run, subject };
    });
  }

  async #execute(before: Run, subject: AnalysisSubject, signal: AbortSignal): Promise<void> {
    const { connection } = subject.request;
    const { warehouse } = await this.pool.open(before.organisationId, connection.id);
    const kept = reachingTo(before.asOf, await this.keeper.keep({ run: before, subject, warehouse, signal }));
    const run = await this.#read(before, subject, kept);
    const asOf = (run.asOf as Date).toISOString();
    const request = filled(subject.request, asOf);
    const compared = await this.publications.prepare(run, subject);
    const options = { runId: scratchNameOf(run.id), asOf, withSeries: subject.hasTimes, publication: compared?.tables };
    const plan = planAnalysis(withKept(request, kept), options);
    const journal = await this.#journal(run, request, plan, warehouse, signal);
    const end = await execute(plan, warehouse, journal, {
      tag: { organisationId: run.organisationId, purpose: 'run', experimentId: run.experimentId, runId: run.id },
      variations: subject.request.design.variations.map((variation) => variation.key),
      gate: this.costs.of(run, request, warehouse),
      concurrency: concurrencyOf[connection.dialect],
    });
    const standing = journal.isWithheld ? (compared?.standing ?? null) : null;
    const after = standing === null ? run : carried(run, standing);
    await this.#end(after, end, await this.#failureOf(run, end, plan), compared);
    if (compared) await this.publications.dropRetired(run, warehouse, connection.dialect);
  }

  /** Fix the as-of at a time that all kept rows have reached, and note what had changed. */
  async #read(before: Run, subject: AnalysisSubject, kept: KeptReadings): Promise<Run> {
    const names = new Map(
      [subject.request.assignmentSource, ...subject.request.factSources].map(({ id, name }) => [id, name]),
    );
    const restatements = kept.readings.flatMap(({ sourceId, restatedDays }) =>
      restatedDays.length === 0
        ? []
        : [{ sourceId, sourceName: names.get(sourceId) ?? sourceId, days: restatedDays.map(isoDay) }],
    );
    const run = readUntil(before, new Date(factsUntil(subject.request, kept.until)), restatements);
    await this.database.inOrganisation(run.organisationId, (tx) => this.#save(tx, run));
    return run;
  }

  /** The log of this run, continued if it was written for the same plan and its tables are still there; else begun anew. */
  async #journal(
    run: Run,
    request: AnalysisRequest,
    plan: Plan,
    warehouse: Warehouse,
    signal: AbortSignal,
  ): Promise<StoredJournal> {
    const inOrganisation = <T>(use: (tx: Transaction) => Promise<T>): Promise<T> =>
      this.database.inOrganisation(run.organisationId, use);
    const known = await inOrganisation((tx) => this.#ofPlan(tx, run));
    const lasts = dialects[request.connection.dialect].runSchema === null;
    const isContinued = lasts && known.length > 0 && isSamePlan(known, plan.steps);
    if (!isContinued) {
      // What an attempt with another plan left running would fill tables of the same names.
      for (const { jobRef, status } of known)
        if (jobRef !== null && status === 'running') await warehouse.cancel(jobRef);
    }
    const log = isContinued
      ? known
      : await inOrganisation(async (tx) => {
          const at = this.clock.now();
          const fresh = plan.steps.map((step, i) =>
            waiting(newId('stm', at), run.id, i, step, sourcesOf(request, step)),
          );
          await this.statements.remove(
            tx,
            run.id,
            known.map(({ id }) => id),
          );
          await this.summaries.remove(tx, run.id);
          await this.statements.add(tx, run.organisationId, fresh);
          // Tables that an attempt with another plan made have the same names: they are dropped before they are made.
          return known.length > 0 ? fresh.map((one): RunStatement => ({ ...one, status: 'running' })) : fresh;
        });
    const before = log.flatMap((one) => {
      // Asked again by each attempt: its answer is whether the others may go on.
      const state = one.step === publicationStep ? undefined : beforeOf(one);
      return state ? [[one.step, state] as const] : [];
    });
    return new StoredJournal(this.#writes(run), new Map(before), signal);
  }

  /** The log without the statements that brought kept rows up to date. */
  async #ofPlan(tx: Transaction, run: Run): Promise<RunStatement[]> {
    return (await this.statements.list(tx, run.id)).filter(({ step }) => !step.startsWith(upkeepPrefix));
  }

  #writes(run: Run): JournalWrites {
    const { organisationId, experimentId } = run;
    const owner = { organisationId, experimentId, runId: run.id, asOf: run.asOf as Date };
    return {
      now: () => this.clock.now(),
      isCancelRequested: () =>
        this.database.inOrganisation(organisationId, (tx) => this.runs.isCancelRequested(tx, run.id)),
      change: (step, change, end) =>
        this.database.inOrganisation(organisationId, async (tx) => {
          await this.statements.change(tx, run.id, step, change);
          if (end?.state === 'done') await this.summaries.add(tx, owner, step, end.findings);
        }),
    };
  }

  /** For a run without full results: the first statement that failed, or the metrics that cannot be computed. */
  async #failureOf(run: Run, end: RunEnd, plan: Plan): Promise<RunFailure | null> {
    if (end === 'succeeded' || end === 'cancelled') return null;
    const log = await this.database.inOrganisation(run.organisationId, (tx) => this.#ofPlan(tx, run));
    const first = log.find((one) => one.status === 'failed');
    if (first?.step === publicationStep) return this.#uncompared(run, first);
    if (first) return { cause: first.cause ?? 'query', message: `${first.label}: ${first.error ?? 'it failed'}` };
    return { cause: 'query', message: plan.problems.map((problem) => problem.message).join(' ') };
  }

  /** What was published last is not there any more: the next refresh is compared with nothing. */
  async #uncompared(run: Run, { cause, error }: RunStatement): Promise<RunFailure> {
    const reason = cause ?? 'query';
    const message = `What was published last could not be compared with: ${error ?? 'it failed'}`;
    if (reason !== 'grant_or_object') return { cause: reason, message };
    await this.database.inOrganisation(run.organisationId, (tx) => this.publications.forget(tx, run));
    return { cause: reason, message: `${message} Refresh again: the next results are published as the first ones.` };
  }

  async #end(run: Run, status: RunEnd, failure: RunFailure | null, compared: Comparison | null = null): Promise<void> {
    const after = ended(run, status, failure, this.clock.now());
    await this.database.inOrganisation(run.organisationId, async (tx) => {
      await this.#save(tx, after);
      const { id: runId, organisationId, experimentId } = after;
      const isPublished = (status === 'succeeded' || status === 'partial') && after.carriedFrom === null;
      if (isPublished && compared) await this.publications.publish(tx, after, compared.contents);
      else await this.publications.discard(tx, after);
      if (experimentId === null) return;
      const ids = { experimentId, runId };
      for (const kind of isPublished ? [refreshedJob, handOnJob, endedJob] : [endedJob])
        await this.jobs.enqueue(tx, { kind, organisationId, ids, singletonKey: runId });
    });
  }

  async #save(tx: Transaction, run: Run): Promise<void> {
    await this.runs.save(tx, run);
    const finishedAt = run.finishedAt?.toISOString() ?? null;
    if (run.experimentId === null) return;
    await this.experiments.noteRun(tx, run.experimentId, { id: run.id, status: run.status, finishedAt });
  }
}

/** Kept rows, unless they end before the time that results are of: then the sources are read themselves. */
const reachingTo = (asOf: Date | null, kept: KeptReadings): KeptReadings =>
  asOf !== null && Date.parse(kept.until) < asOf.getTime() ? { ...kept, readings: [] } : kept;

const isoDay = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** Failures that the next attempt would meet again; null = worth another attempt. */
const lasting = (problem: unknown): RunFailure | null => {
  if (problem instanceof WarehouseFailure) return { cause: problem.reason, message: problem.message };
  if (problem instanceof Failure && (problem.code === 'conflict' || problem.code === 'not_found')) {
    return { cause: 'grant_or_object', message: problem.message };
  }
  return null;
};
