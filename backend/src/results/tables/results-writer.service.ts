import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../database/index.js';
import { ExperimentsService } from '../../experiments/index.js';
import { systemActor } from '../../identity/index.js';
import { Jobs, type RunningJob } from '../../jobs/index.js';
import { Clock } from '../../kernel/index.js';
import { handOnJob, RunsService } from '../../pipeline/index.js';
import { WarehouseFailure, WarehousePool } from '../../warehouses/index.js';
import { ResultsService } from '../results.service.js';
import { ResultsTablesService } from './results-tables.service.js';
import { estimateRows, type ResultsOf, verdictRow } from './rows.js';
import { writeResults } from './write-results.js';

/** After each refresh: writes what was found to the tables in the customer's warehouse, where that is wanted. */
@Injectable()
export class ResultsWriter implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly tables: ResultsTablesService,
    private readonly experiments: ExperimentsService,
    private readonly results: ResultsService,
    private readonly runs: RunsService,
    private readonly pool: WarehousePool,
  ) {}

  onModuleInit(): void {
    this.jobs.work(handOnJob, (job) => this.write(job));
  }

  /** Writes the newest results of the experiment of a run. Again and again gives the same rows. */
  async write({ organisationId, ids }: Pick<RunningJob, 'organisationId' | 'ids'>): Promise<void> {
    const { runId = '', experimentId = '' } = ids;
    const found = await this.database.inOrganisation(organisationId, async (tx) => {
      const run = await this.runs.findIn(tx, runId);
      return run !== null && (await this.tables.isOn(tx, run.workspaceId)) ? run : null;
    });
    if (found === null || found.connectionId === null) return;
    const { workspaceId, connectionId } = found;
    const problem = await this.#write(organisationId, workspaceId, connectionId, experimentId).then(
      () => null,
      (thrown: unknown) => {
        if (thrown instanceof WarehouseFailure) return thrown;
        throw thrown;
      },
    );
    await this.database.inOrganisation(organisationId, (tx) =>
      this.tables.note(tx, workspaceId, this.clock.now(), problem?.message ?? null),
    );
    // The queue tries again what may get better by itself.
    if (problem !== null && ['network', 'timeout', 'quota'].includes(problem.reason)) throw problem;
  }

  async #write(organisationId: string, workspaceId: string, connectionId: string, experimentId: string): Promise<void> {
    const who = systemActor('Results tables', organisationId, workspaceId);
    const { design, decision } = await this.experiments.get(who, experimentId);
    const results = await this.results.view(who, experimentId, { effect: 'relative' });
    const { asOf, runId } = results;
    if (asOf === null || runId === null) return;
    const of: ResultsOf = {
      experimentKey: design.experimentKey,
      decision: decision?.outcome ?? null,
      results: { ...results, asOf, runId },
    };
    const { kind, warehouse, connection } = await this.pool.open(organisationId, connectionId);
    const { scratchSchema } = connection;
    const target = {
      warehouse,
      kind,
      scratchSchema,
      tag: { organisationId, purpose: 'run', experimentId, runId },
    } as const;
    const key = { experimentId, asOf };
    await writeResults(target, 'estimates', estimateRows(of), key);
    await writeResults(target, 'verdicts', [verdictRow(of)], key);
  }
}
