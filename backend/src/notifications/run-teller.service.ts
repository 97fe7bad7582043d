import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../config/index.js';
import { Database, type Transaction } from '../database/index.js';
import { publicUrl, systemActor } from '../identity/index.js';
import { ExperimentsService } from '../experiments/index.js';
import { Jobs, type RunningJob } from '../jobs/index.js';
import { endedJob, type Run, RunsService } from '../pipeline/index.js';
import { ResultsService } from '../results/index.js';
import { ChannelStore } from './channel.store.js';
import { ExperimentNewsEntity } from './notification.entity.js';
import { type ExperimentNews, newsOfRun } from './run-news.js';
import { Teller } from './teller.service.js';

const nothing: ExperimentNews = { verdict: '', failedChecks: [] };

/** Tells channels how refreshes ended, and what that changed: a state is told when it changes, not at each refresh. */
@Injectable()
export class RunTeller implements OnModuleInit {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly experiments: ExperimentsService,
    private readonly runs: RunsService,
    private readonly results: ResultsService,
    private readonly channels: ChannelStore,
    private readonly teller: Teller,
  ) {}

  onModuleInit(): void {
    this.jobs.work(endedJob, (job) => this.tell(job));
  }

  async tell({ organisationId, ids }: Pick<RunningJob, 'organisationId' | 'ids'>): Promise<void> {
    const { runId = '', experimentId = '' } = ids;
    const run = await this.database.inOrganisation(organisationId, async (tx) => {
      const channels = await this.channels.list(tx, organisationId);
      return channels.some(({ isEnabled }) => isEnabled) ? this.runs.findIn(tx, runId) : null;
    });
    if (run === null || run.status === 'cancelled') return;
    const actor = systemActor('Notifications', organisationId, run.workspaceId);
    const { name } = await this.experiments.get(actor, experimentId);
    const hasResults = run.status === 'succeeded' || run.status === 'partial';
    const view = hasResults ? await this.results.view(actor, experimentId, { effect: 'relative' }) : null;
    // A later run has ended meanwhile: its own job tells what holds now.
    if (view !== null && view.runId !== run.id) return;
    await this.database.inOrganisation(organisationId, async (tx) => {
      const before = await this.#lockTold(tx, run, experimentId);
      const ended = { id: run.id, status: run.status, error: run.error, at: run.finishedAt ?? run.requestedAt };
      const console = publicUrl(this.config);
      const { news, told } = newsOfRun({ name, experimentId }, ended, view, before, console);
      await this.teller.tellAll(tx, organisationId, news);
      await tx.update(ExperimentNewsEntity, { experimentId }, told);
    });
  }

  async #lockTold(tx: Transaction, { organisationId }: Run, experimentId: string): Promise<ExperimentNews> {
    const first = { experimentId, organisationId, ...nothing };
    await tx.createQueryBuilder().insert().into(ExperimentNewsEntity).values(first).orIgnore().execute();
    return tx.findOneOrFail(ExperimentNewsEntity, { where: { experimentId }, lock: { mode: 'pessimistic_write' } });
  }
}
