/**
 * Runs the analysis pipeline on a folder of raw rows and compares every number with an answer that was made
 * independently:  npm run conformance:pipeline -- DIR
 *
 * DIR/data/*.csv become tables of a new DuckDB file; DIR/definitions.json is all that the pipeline is told;
 * DIR/expected/aggregates.json is the answer. Ends with "N passed, N failed". With `--kept` the rows are kept between
 * refreshes: one in the middle of the experiment, one a day later, and the last one, which is compared.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openDuckDb } from '../../backend/src/warehouses/adapters/duckdb.adapter.js';
import { execute } from '../../backend/src/pipeline/execution/execute.js';
import { MemoryJournal } from '../../backend/src/pipeline/execution/memory-journal.js';
import { withKept } from '../../backend/src/pipeline/keeping/keep-sources.js';
import { MemoryShelf } from '../../backend/src/pipeline/keeping/memory-shelf.js';
import type { AnalysisRequest } from '../../backend/src/pipeline/planning/analysis-request.js';
import { planAnalysis } from '../../backend/src/pipeline/planning/planner.js';
import { keptAt } from '../../backend/src/pipeline/reference/kept-fixture.js';
import type { Warehouse } from '../../backend/src/warehouses/index.js';
import { checkAnswers, expectedAnswers, type Answers } from './pipeline-answers.js';
import { certifiedDefinitions, requestOf } from './pipeline-definitions.js';

const scratchSchema = 'assay_scratch';

async function main(folder: string, isKept: boolean): Promise<number> {
  const definitions = certifiedDefinitions.parse(await json(join(folder, 'definitions.json')));
  const expected = expectedAnswers.parse(await json(join(folder, 'expected', 'aggregates.json')));
  const work = await mkdtemp(join(tmpdir(), 'assay-conformance-'));
  try {
    const path = join(work, 'warehouse.duckdb');
    await loadTables(path, join(folder, 'data'));
    const answers = await analyse(path, work, definitions, isKept);
    const results = checkAnswers(definitions, expected, answers);
    for (const { what, problem } of results) if (problem) process.stdout.write(`FAILED ${what}: ${problem}\n`);
    const failed = results.filter((r) => r.problem).length;
    process.stdout.write(`${results.length - failed} passed, ${failed} failed\n`);
    return failed === 0 && results.length > 0 ? 0 : 1;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function analyse(
  path: string,
  work: string,
  definitions: Parameters<typeof requestOf>[0],
  isKept: boolean,
): Promise<Answers> {
  const source = requestOf(definitions, scratchSchema);
  const warehouse = await openDuckDb({
    path,
    scratchSchema,
    threads: 2,
    memoryLimit: '2GB',
    tempDirectory: work,
  });
  const asOf = new Date().toISOString();
  const request = isKept ? await keptRequest(warehouse, source, asOf) : source;
  const plan = planAnalysis(request, { runId: 'conformance', asOf, withSeries: true });
  for (const problem of plan.problems) throw new Error(`${problem.metricId}: ${problem.message}`);
  const journal = new MemoryJournal();
  // The scratch tables are read below for what never leaves a warehouse: exact caps and the keys of mixed subjects.
  const kept = { ...plan, steps: plan.steps.filter((step) => step.kind !== 'clean_up') };
  await execute(kept, warehouse, journal, {
    tag: { organisationId: 'conformance', purpose: 'run' },
    variations: request.design.variations.map((v) => v.key),
    concurrency: 1,
  });
  await warehouse.close();
  for (const [id, end] of journal.ends) {
    if (end.state === 'failed') throw new Error(`Step ${id} failed: ${end.failure.message}`);
  }
  const tables = plan.manifest.map((table) => table.table);
  const { mixedSubjects, caps } = await readScratch(path, tables);
  return { ...journal.findings(), mixedSubjects, caps };
}

/** The analysis on kept rows, after refreshes in the middle of the experiment and now. */
async function keptRequest(warehouse: Warehouse, request: AnalysisRequest, asOf: string): Promise<AnalysisRequest> {
  const shelf = new MemoryShelf([scratchSchema]);
  const { assignmentFrom, assignmentUntil } = request.design;
  const middle = (Date.parse(assignmentFrom) + Date.parse(assignmentUntil ?? asOf)) / 2;
  for (const now of [middle, middle + 86_400_000]) {
    await keptAt(warehouse, shelf, request, new Date(now).toISOString());
  }
  return withKept(request, await keptAt(warehouse, shelf, request, asOf));
}

/** Rows as text with their types guessed by the engine, as a customer's loader would. */
async function loadTables(path: string, folder: string): Promise<void> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.csv'));
  await withDuckDb(path, async (run) => {
    for (const file of files) {
      const table = file.slice(0, -'.csv'.length).replaceAll('"', '""');
      const source = join(folder, file).replaceAll("'", "''");
      await run(`CREATE TABLE "${table}" AS SELECT * FROM read_csv('${source}', header = true, sample_size = -1)`);
    }
  });
}

async function readScratch(path: string, tables: readonly string[]): Promise<Pick<Answers, 'mixedSubjects' | 'caps'>> {
  let mixedSubjects: string[] = [];
  const caps: number[] = [];
  await withDuckDb(path, async (run) => {
    for (const table of tables) {
      const from = `${scratchSchema}."${table}"`;
      if (table.endsWith('_exposure')) {
        const rows = await run(`SELECT subject FROM ${from} WHERE is_mixed = 1 ORDER BY subject`);
        mixedSubjects = rows.map(([subject]) => String(subject));
      }
      if (/_cap_\d+$/.test(table)) {
        const rows = await run(`SELECT * FROM ${from}`);
        caps.push(...rows.flat().flatMap((cap) => (typeof cap === 'number' ? [cap] : [])));
      }
    }
  });
  return { mixedSubjects, caps };
}

async function withDuckDb(
  path: string,
  use: (run: (text: string) => Promise<unknown[][]>) => Promise<void>,
): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  try {
    await use(async (text) => (await connection.runAndReadAll(text)).getRows() as unknown[][]);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const json = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));

const words = process.argv.slice(2);
const folder = words.find((word) => !word.startsWith('--'));
if (folder === undefined) {
  process.stderr.write('Usage: npm run conformance:pipeline -- DIR [--kept]\n');
  process.exitCode = 2;
} else {
  process.exitCode = await main(folder, words.includes('--kept'));
}
