import { DuckDBInstance } from '@duckdb/node-api';
import type { Warehouse } from '../../warehouses/index.js';
import { execute } from '../execution/execute.js';
import { MemoryJournal } from '../execution/memory-journal.js';
import { keepSources, withKept, type KeptReadings } from '../keeping/keep-sources.js';
import type { MemoryShelf } from '../keeping/memory-shelf.js';
import { upkeepRunner, upkeepStep } from '../keeping/run-upkeep.js';
import { sourcesToKeep } from '../keeping/source-to-keep.js';
import type { AnalysisRequest } from '../planning/analysis-request.js';
import { planAnalysis } from '../planning/planner.js';
import type { StepFindings } from '../summaries/summary.js';

const options = (request: AnalysisRequest) => ({
  tag: { organisationId: 'org', purpose: 'run' as const },
  variations: request.design.variations.map(({ key }) => key),
  concurrency: 1,
});

/** Bring the kept rows up to date, as a refresh at `now` does. Throws where a statement fails. */
export const keptAt = async (
  warehouse: Warehouse,
  shelf: MemoryShelf,
  request: AnalysisRequest,
  now: string,
): Promise<KeptReadings> => {
  const journal = new MemoryJournal();
  let steps = 0;
  const upkeep = {
    ...{ connection: request.connection, shelf, now, requestedAt: now, isFull: false },
    run: upkeepRunner(warehouse, options(request), (_, step) =>
      Promise.resolve({ step: upkeepStep(`keep_${steps++}`, step), journal }),
    ),
  };
  const kept = await keepSources(upkeep, sourcesToKeep(request, { connection: request.connection, address: {} }, now));
  for (const [id, end] of journal.ends) if (end.state === 'failed') throw new Error(`${id}: ${end.failure.message}`);
  return kept;
};

/** Plan and run; throws where a step fails. */
export const analysedAt = async (
  warehouse: Warehouse,
  request: AnalysisRequest,
  asOf: string,
): Promise<StepFindings> => {
  const journal = new MemoryJournal();
  const plan = planAnalysis(request, { runId: 'test', asOf, withSeries: true });
  await execute(plan, warehouse, journal, options(request));
  for (const [id, end] of journal.ends) if (end.state === 'failed') throw new Error(`${id}: ${end.failure.message}`);
  return journal.findings();
};

/** A refresh with kept rows. */
export const refreshedAt = async (
  warehouse: Warehouse,
  shelf: MemoryShelf,
  request: AnalysisRequest,
  now: string,
): Promise<StepFindings> => analysedAt(warehouse, withKept(request, await keptAt(warehouse, shelf, request, now)), now);

/** Run statements in a DuckDB file that nobody has open. */
export const inFile = async (path: string, texts: readonly string[]): Promise<void> => {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  for (const text of texts) await connection.run(text);
  connection.closeSync();
  instance.closeSync();
};
