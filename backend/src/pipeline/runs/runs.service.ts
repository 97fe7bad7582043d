import type { CarriedForward, RefreshInput, RunDetail, RunView } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../audit/index.js';
import { Database, type Transaction } from '../../database/index.js';
import { ExperimentsService } from '../../experiments/index.js';
import { type Actor, isAllowed } from '../../identity/index.js';
import { Jobs } from '../../jobs/index.js';
import { Clock, decodeCursor, Failure, found, newId, pageOf, type Page } from '../../kernel/index.js';
import { SummaryStore } from '../summaries/summary.store.js';
import type { DaySummary, Diagnostic, MomentsSummary, ResplitSummary } from '../summaries/summary.js';
import { isOver, type Run, type RunOrigin } from './run.js';
import type { RunStatement } from './run-statement.js';
import { RunStatementStore } from './run-statement.store.js';
import { RunStore } from './run.store.js';
import { carriedForwardOf, runDetailOf, runViewOf } from './run.view.js';
import { runJob } from './run-worker.service.js';
import { Layers } from './layers.service.js';
import type { SomeMetrics } from './some-metrics.js';

/** Queued for each training of a bandit; done by whoever holds the bandits. */
export const trainingJob = 'bandits.train';

/** The newest results of an experiment: the run that made them, its log, and what it found. */
export interface ExperimentSummaries {
  readonly run: Run;
  readonly asOf: Date;
  readonly moments: readonly MomentsSummary[];
  /** In each epoch of the weights; empty where these never changed. */
  readonly epochs: readonly MomentsSummary[];
  readonly diagnostics: readonly Diagnostic[];
  readonly statements: readonly RunStatement[];
  /** Set where a newer refresh published nothing. */
  readonly carriedForward: CarriedForward | null;
}

/** Whose run it is. */
type Owner = Pick<Actor, 'organisationId' | 'workspaceId'>;

/** Refreshes of experiments: asked for, watched, stopped, and read. */
@Injectable()
export class RunsService {
  constructor(
    private readonly database: Database,
    private readonly experiments: ExperimentsService,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly runs: RunStore,
    private readonly statements: RunStatementStore,
    private readonly summaries: SummaryStore,
    private readonly layers: Layers,
  ) {}

  /** Ask for a refresh. While one waits or runs, that one is the answer. */
  async requestRun(
    who: Actor,
    experimentId: string,
    origin: RunOrigin,
    { mayExceedBudget = false, readsAnew = false, metrics }: Partial<RefreshInput> = {},
  ): Promise<RunView> {
    if (mayExceedBudget && !isAllowed(who.role, 'warehouse.edit')) {
      const message = 'Only those who may change the budget may refresh beyond it. Ask a data owner.';
      throw new Failure('forbidden', message, { field: 'mayExceedBudget' });
    }
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const { name } = await this.experiments.getIn(tx, who, experimentId);
      const some = metrics === undefined ? null : await this.layers.some(tx, who, experimentId, metrics);
      const { run, isNew } = await this.requestIn(tx, who, experimentId, origin, who.name, some);
      if (mayExceedBudget) await this.runs.allowBeyondBudget(tx, run.id);
      if (readsAnew) await this.runs.readAnew(tx, run.id);
      if (isNew || mayExceedBudget || readsAnew) {
        await this.audit.append(tx, {
          actor: who,
          action: 'experiment.refresh_requested',
          target: { kind: 'experiment', id: experimentId, name },
          after: { runId: run.id, origin, mayExceedBudget, readsAnew, ...(some ? { metricIds: some.metricIds } : {}) },
        });
      }
      return this.#viewIn(tx, run);
    });
  }

  /** The same inside an open transaction, for schedules. */
  async requestIn(
    tx: Transaction,
    owner: Owner,
    experimentId: string,
    origin: RunOrigin,
    requestedBy: string | null,
    some: SomeMetrics | null = null,
  ): Promise<{ readonly run: Run; readonly isNew: boolean }> {
    // Two requests at once wait for each other here, so that the second finds the first one's run.
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`run ${experimentId}`]);
    const open = await this.runs.findOpen(tx, experimentId);
    if (open) return { run: open, isNew: false };
    const of = { experimentId, baselineId: null, banditId: null, origin, requestedBy };
    const run = await this.#enqueue(tx, owner, of, some);
    await this.experiments.noteRun(tx, experimentId, { id: run.id, status: run.status, finishedAt: null });
    return { run, isNew: true };
  }

  /** A run by its id, in whichever workspace it is. */
  async findIn(tx: Transaction, id: string): Promise<Run | null> {
    return this.runs.findAnywhere(tx, id);
  }

  /** When a refresh of the experiment was last asked for; null = never. */
  async lastRequestedIn(tx: Transaction, experimentId: string): Promise<Date | null> {
    return this.runs.lastRequested(tx, experimentId);
  }

  /** Read a baseline, once, inside the transaction that makes it. */
  requestBaselineIn(
    tx: Transaction,
    owner: Owner,
    baselineId: string,
    asked: Pick<Run, 'origin' | 'requestedBy'>,
  ): Promise<Run> {
    return this.#enqueue(tx, owner, { experimentId: null, baselineId, banditId: null, ...asked });
  }

  /** Train a bandit, inside an open transaction. While a training waits or runs, that one is the answer. */
  async requestTrainingIn(
    tx: Transaction,
    owner: Owner,
    banditId: string,
    asked: Pick<Run, 'origin' | 'requestedBy'>,
  ): Promise<{ readonly run: RunView; readonly isNew: boolean }> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`run ${banditId}`]);
    const open = await this.runs.findOpenTraining(tx, banditId);
    const run = open ?? (await this.#enqueue(tx, owner, { experimentId: null, baselineId: null, banditId, ...asked }));
    return { run: await this.#viewIn(tx, run), isNew: open === null };
  }

  /** The newest training of each bandit that was ever trained. */
  listTrainingsIn(tx: Transaction, banditIds: readonly string[]): Promise<Run[]> {
    return banditIds.length === 0 ? Promise.resolve([]) : this.runs.listNewestTrainings(tx, banditIds);
  }

  async runOfBaselineIn(tx: Transaction, baselineId: string): Promise<RunView> {
    return this.#viewIn(tx, found(await this.runs.findOfBaseline(tx, baselineId), 'run of the baseline', baselineId));
  }

  /** What an A/A check found in random halves of a baseline's subjects; null while it is not over. */
  async resplitsOfIn(
    tx: Transaction,
    baselineId: string,
    metricId: string | null = null,
  ): Promise<{ readonly asOf: string; readonly resplits: readonly ResplitSummary[] } | null> {
    const run = await this.runs.findOfBaseline(tx, baselineId);
    if (run === null || run.asOf === null || !isOver(run)) return null;
    return { asOf: run.asOf.toISOString(), resplits: await this.summaries.resplits(tx, run.id, metricId) };
  }

  /** The run of a baseline, and what it found so far. */
  async baselineRunIn(
    tx: Transaction,
    baselineId: string,
  ): Promise<{ readonly run: RunView; readonly moments: MomentsSummary[]; readonly days: DaySummary[] }> {
    const run = found(await this.runs.findOfBaseline(tx, baselineId), 'run of the baseline', baselineId);
    const moments = await this.summaries.moments(tx, run.id, null);
    const metricIds = [...new Set(moments.map((one) => one.metricId))];
    const days: DaySummary[] = [];
    for (const metricId of metricIds) days.push(...(await this.summaries.days(tx, run.id, metricId)));
    return { run: await this.#viewIn(tx, run), moments, days };
  }

  async #enqueue(
    tx: Transaction,
    { organisationId, workspaceId }: Owner,
    asked: Pick<Run, 'experimentId' | 'baselineId' | 'banditId' | 'origin' | 'requestedBy'>,
    some: SomeMetrics | null = null,
  ): Promise<Run> {
    const { origin } = asked;
    const at = this.clock.now();
    const run: Run = {
      id: newId('run', at),
      organisationId,
      workspaceId,
      ...asked,
      status: 'queued',
      requestedAt: at,
      startedAt: null,
      finishedAt: null,
      asOf: some?.asOf ?? null,
      connectionId: null,
      isCancelRequested: false,
      mayExceedBudget: false,
      readsAnew: false,
      metricIds: some?.metricIds ?? null,
      basedOn: some?.basedOn ?? null,
      population: null,
      restatements: [],
      carriedFrom: null,
      cause: null,
      error: null,
    };
    await this.runs.add(tx, run);
    await this.jobs.enqueue(tx, {
      kind: run.banditId === null ? runJob : trainingJob,
      organisationId,
      ids: { runId: run.id },
      singletonKey: run.id,
      priority: origin === 'schedule' ? 0 : 10,
    });
    return run;
  }

  async getRun(who: Owner, id: string): Promise<RunDetail> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const run = found(await this.runs.find(tx, who.workspaceId, id), 'run', id);
      return runDetailOf(run, await this.statements.list(tx, id));
    });
  }

  /** Newest first, of one experiment or (null) of the whole workspace. */
  async listRuns(
    who: Owner,
    experimentId: string | null,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<RunView>> {
    const after = decodeCursor(page.cursor)?.[0];
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      if (experimentId !== null) await this.experiments.getIn(tx, who, experimentId);
      const filter = { workspaceId: who.workspaceId, experimentId };
      const rows = await this.runs.list(tx, filter, page.limit + 1, after === undefined ? null : String(after));
      const progress = await this.statements.progress(
        tx,
        rows.map((run) => run.id),
      );
      return pageOf(
        rows.map((run) => runViewOf(run, progress.get(run.id))),
        page.limit,
        (row) => [row.id],
      );
    });
  }

  /** Stop a run, in the warehouse too. A run that is over stays as it is. */
  async cancelRun(who: Actor, id: string): Promise<RunView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const run = found(await this.runs.find(tx, who.workspaceId, id), 'run', id);
      if (isOver(run) || run.isCancelRequested) return this.#viewIn(tx, run);
      await this.runs.requestCancel(tx, id);
      if (run.banditId !== null) {
        const target = { kind: 'bandit', id: run.banditId, name: 'Training' };
        await this.audit.append(tx, { actor: who, action: 'bandit.training_cancelled', target, after: { runId: id } });
        return this.#viewIn(tx, run);
      }
      if (run.experimentId === null) {
        const target = { kind: 'baseline', id: run.baselineId ?? '', name: 'Sample size' };
        await this.audit.append(tx, { actor: who, action: 'baseline.cancelled', target, after: { runId: id } });
        return this.#viewIn(tx, run);
      }
      const { name } = await this.experiments.getIn(tx, who, run.experimentId);
      await this.audit.append(tx, {
        actor: who,
        action: 'experiment.refresh_cancelled',
        target: { kind: 'experiment', id: run.experimentId, name },
        after: { runId: id },
      });
      return this.#viewIn(tx, run);
    });
  }

  /** What the newest run with results found over all subjects; null = there is none yet. */
  async summariesOf(who: Owner, experimentId: string): Promise<ExperimentSummaries | null> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      await this.experiments.getIn(tx, who, experimentId);
      const run = await this.runs.findLatest(tx, experimentId);
      if (!run?.asOf) return null;
      return {
        run,
        asOf: run.asOf,
        ...(await this.layers.foundIn(tx, run)),
        carriedForward: carriedForwardOf((await this.runs.findNewestEnded(tx, experimentId)) ?? run),
      };
    });
  }

  /** Moments of the newest run with results, per label of a property; none where there is no run yet. */
  async splitOf(who: Owner, experimentId: string, property: string): Promise<readonly MomentsSummary[]> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      await this.experiments.getIn(tx, who, experimentId);
      const run = await this.runs.findLatest(tx, experimentId);
      return run?.asOf ? this.layers.momentsIn(tx, run, property) : [];
    });
  }

  /** Cumulated moments of one metric at the end of each day, of the newest run with results. */
  async seriesOf(who: Owner, experimentId: string, metricId: string): Promise<DaySummary[]> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      await this.experiments.getIn(tx, who, experimentId);
      const run = await this.runs.findLatest(tx, experimentId);
      return run ? this.layers.daysIn(tx, run, metricId) : [];
    });
  }

  async #viewIn(tx: Transaction, run: Run): Promise<RunView> {
    const progress = await this.statements.progress(tx, [run.id]);
    return runViewOf(run, progress.get(run.id));
  }
}
