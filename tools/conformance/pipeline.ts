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
import { dialects, preview, render, type ScratchTable, tablePath } from '@assay/warehouse-sql';
import { DuckDBInstance } from '@duckdb/node-api';
import { openDuckDb } from '../../backend/src/warehouses/adapters/duckdb.adapter.js';
import { execute } from '../../backend/src/pipeline/execution/execute.js';
import { MemoryJournal } from '../../backend/src/pipeline/execution/memory-journal.js';
import { withKept } from '../../backend/src/pipeline/keeping/keep-sources.js';
import { MemoryShelf } from '../../backend/src/pipeline/keeping/memory-shelf.js';
import type { AnalysisRequest } from '../../backend/src/pipeline/planning/analysis-request.js';
import { planAnalysis } from '../../backend/src/pipeline/planning/planner.js';
import { keptAt } from '../../backend/src/pipeline/reference/kept-fixture.js';
import type { Row, Warehouse } from '../../backend/src/warehouses/index.js';
import { checkAnswers, expectedAnswers, type Answers } from './pipeline-answers.js';
import { certifiedDefinitions, requestOf } from './pipeline-definitions.js';

const scratchSchema = 'assay_scratch';
const page = 1000;

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
  for (const [id, end] of journal.ends) {
    if (end.state === 'failed') throw new Error(`Step ${id} failed: ${end.failure.message}`);
  }
  const { mixedSubjects, caps } = await readScratch(warehouse, plan.manifest);
  await warehouse.close();
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

async function readScratch(
  warehouse: Warehouse,
  tables: readonly ScratchTable[],
): Promise<Pick<Answers, 'mixedSubjects' | 'caps'>> {
  const mixedSubjects: string[] = [];
  const caps: number[] = [];
  for (const scratch of tables) {
    const from = render(tablePath(scratch), dialects.duckdb);
    if (scratch.table.endsWith('_exposure')) {
      const rows = await rowsOf(warehouse, `SELECT subject FROM ${from} WHERE is_mixed = 1 ORDER BY subject`);
      mixedSubjects.push(...rows.map(([subject]) => String(subject)));
    }
    if (/_cap_\d+$/.test(scratch.table)) {
      const rows = await rowsOf(warehouse, `SELECT * FROM ${from}`);
      caps.push(...rows.flat().flatMap((cap) => (typeof cap === 'number' ? [cap] : [])));
    }
  }
  return { mixedSubjects, caps };
}

/** All rows of an ordered SELECT, as many at a time as a preview has. */
async function rowsOf(warehouse: Warehouse, select: string): Promise<Row[]> {
  const found: Row[] = [];
  for (;;) {
    const statement = preview(dialects.duckdb, `${select} LIMIT ${page} OFFSET ${found.length}`, page);
    const ref = await warehouse.submit(statement, { organisationId: 'conformance', purpose: 'preview' });
    let state = await warehouse.poll(ref, 1000);
    while (state.state === 'running') state = await warehouse.poll(ref, 1000);
    if (state.state !== 'done') throw new Error(`A scratch table could not be read: ${state.state}.`);
    const { rows } = await warehouse.rows(ref, null);
    found.push(...rows);
    if (rows.length < page) return found;
  }
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

const json = async (path: string): Promise<unknown> => {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw new Wrong(
      `There is no file ${path}. A folder of cases has definitions.json, expected/aggregates.json and data/*.csv.`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Wrong(`${path} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
};

/** The folder is not what it should be. */
class Wrong extends Error {}

const words = process.argv.slice(2);
const folder = words.find((word) => !word.startsWith('--'));
if (folder === undefined) {
  process.stderr.write('Usage: npm run conformance:pipeline -- DIR [--kept]\n');
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await main(folder, words.includes('--kept'));
  } catch (problem) {
    if (!(problem instanceof Wrong)) throw problem;
    process.stderr.write(`${problem.message}\n`);
    process.exitCode = 2;
  }
}
