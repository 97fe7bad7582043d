/**
 * What keeping rows saves, on DuckDB: the refresh of day 30 against reading everything, and 20 experiments that are
 * due together, each on a random fifth of the same subjects, against one.
 *
 *   npm run bench:kept -- [subjects] [facts]
 *
 * Rows lie in the order of their time, as event tables do. “Rows of sources” are those of the ranges that statements
 * ask of the customer's tables. All figures of one analysis must agree, kept or not.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openDuckDb } from '../../backend/src/warehouses/adapters/duckdb.adapter.js';
import type { Warehouse } from '../../backend/src/warehouses/index.js';
import { execute } from '../../backend/src/pipeline/execution/execute.js';
import { MemoryJournal } from '../../backend/src/pipeline/execution/memory-journal.js';
import { keepSources, withKept, type KeptReadings } from '../../backend/src/pipeline/keeping/keep-sources.js';
import { MemoryShelf } from '../../backend/src/pipeline/keeping/memory-shelf.js';
import { upkeepRunner, upkeepStep } from '../../backend/src/pipeline/keeping/run-upkeep.js';
import { sourcesToKeep } from '../../backend/src/pipeline/keeping/source-to-keep.js';
import type { AnalysisRequest } from '../../backend/src/pipeline/planning/analysis-request.js';
import { planAnalysis } from '../../backend/src/pipeline/planning/planner.js';
import type { StepFindings } from '../../backend/src/pipeline/summaries/summary.js';
import { analysisRequest } from './request.js';

const threads = 2;
const memoryLimit = '3GB';
const experiments = 20;
const [subjects = 300_000, facts = 6_000_000] = process.argv.slice(2).map(Number);
const folder = join('.cache', 'bench');
const path = join(folder, 'kept.duckdb');
const [day29, day30] = ['2026-03-30T00:00:00.000Z', '2026-03-31T00:00:00.000Z'];

const tables = [
  `CREATE TABLE assignments AS
SELECT 'user-' || (hash(i) % 100000000) || '-' || i AS user_id, 'e' || e AS experiment,
  CASE WHEN hash(i * 7, e) % 2 = 0 THEN 'control' ELSE 'treatment' END AS variation,
  TIMESTAMP '2026-03-01' + to_seconds(CAST(hash(i * 3) % 2592000 AS INTEGER)) AS assigned_at,
  ['US', 'DE', 'BR', 'FR'][1 + CAST(hash(i * 11) % 4 AS INTEGER)] AS country
FROM range(${subjects}) AS r(i), range(${experiments}) AS s(e)
WHERE hash(i * 23, e) % 5 = 0
ORDER BY assigned_at`,
  `CREATE TABLE orders AS
SELECT 'user-' || (hash(u) % 100000000) || '-' || u AS user_id,
  TIMESTAMP '2026-02-15' + to_microseconds(CAST(i * (44 * 86400000000 / ${facts}) AS BIGINT)) AS ordered_at,
  round(exp((hash(i * 13) % 1000) / 250.0), 2) AS amount, CAST(hash(i * 17) % 5 AS INTEGER) AS items
FROM (SELECT i, hash(i * 19) % ${subjects} AS u FROM range(${facts}) AS r(i))`,
];

const cpu = (): number => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000;

async function inFile(texts: readonly string[]): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(path, { threads: String(threads), memory_limit: memoryLimit });
  const connection = await instance.connect();
  let rows: unknown[][] = [];
  for (const text of texts) rows = (await connection.runAndReadAll(text)).getRows();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

const requestOf = (experiment: number): AnalysisRequest => {
  const request = analysisRequest();
  const design = { ...request.design, experimentKey: `e${experiment}`, assignmentUntil: null };
  return { ...request, design };
};

/** What was done: time, and the ranges that were asked of the customer's tables. */
interface Spent {
  readonly ms: number;
  readonly cpuMs: number;
  readonly ranges: readonly { readonly table: string; readonly from: string; readonly until: string }[];
}

const columnOf: Readonly<Record<string, string>> = { assignments: 'assigned_at', orders: 'ordered_at' };

/** A warehouse that remembers the ranges of statements over the customer's tables. */
const watched = (warehouse: Warehouse, ranges: Spent['ranges'][number][]): Warehouse => ({
  ...warehouse,
  submit: (statement, tag) => {
    for (const table of Object.keys(columnOf)) {
      if (!new RegExp(`FROM ${table}\\b`).test(statement.text)) continue;
      const [from = '', until = ''] = [...statement.text.matchAll(/CAST\('([^']+)' AS TIMESTAMP\)/g)].map((m) => m[1]);
      ranges.push({ table, from, until });
    }
    return warehouse.submit(statement, tag);
  },
});

async function spending(use: (warehouse: Warehouse) => Promise<void>): Promise<Spent> {
  const warehouse = await openDuckDb({ path, scratchSchema: 'scratch', threads, memoryLimit, tempDirectory: folder });
  const ranges: Spent['ranges'][number][] = [];
  const [from, busy] = [performance.now(), cpu()];
  await use(watched(warehouse, ranges));
  const [ms, cpuMs] = [performance.now() - from, cpu() - busy];
  await warehouse.close();
  return { ms, cpuMs, ranges };
}

const options = {
  tag: { organisationId: 'bench', purpose: 'run' as const },
  variations: ['control', 'treatment'],
  concurrency: 1,
};
let runs = 0;

async function analysed(warehouse: Warehouse, request: AnalysisRequest, asOf: string): Promise<StepFindings> {
  const journal = new MemoryJournal();
  const plan = planAnalysis(request, { runId: `bench${runs++}`, asOf, withSeries: false });
  await execute(plan, warehouse, journal, options);
  for (const [id, end] of journal.ends) if (end.state === 'failed') throw new Error(`${id}: ${end.failure.message}`);
  return journal.findings();
}

async function kept(warehouse: Warehouse, shelf: MemoryShelf, now: string): Promise<KeptReadings> {
  const journal = new MemoryJournal();
  let steps = 0;
  const request = requestOf(0);
  const run = upkeepRunner(warehouse, options, (_, step) =>
    Promise.resolve({ step: upkeepStep(`keep_${steps++}`, step), journal }),
  );
  const upkeep = { connection: request.connection, shelf, run, now, requestedAt: now, isFull: false };
  return keepSources(upkeep, sourcesToKeep(request, { connection: request.connection, address: {} }, now));
}

const sums = ({ moments }: StepFindings): string =>
  JSON.stringify(
    moments
      .flatMap((one) =>
        one.moments.outcome === 'measured'
          ? [[one.metricId, one.variation, one.label, one.moments.n, one.moments.sums[0]?.toPrecision(9)].join(' ')]
          : [],
      )
      .sort(),
  );

const rowsOf = async ({ ranges }: Spent): Promise<number> => {
  const counts = ranges.map(
    ({ table, from, until }) =>
      `(SELECT count(*) FROM ${table} WHERE ${columnOf[table]} >= TIMESTAMP '${from}' AND ${columnOf[table]} < TIMESTAMP '${until}')`,
  );
  const [[rows] = []] = await inFile([`SELECT CAST(${counts.length === 0 ? '0' : counts.join(' + ')} AS DOUBLE)`]);
  return rows as number;
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
async function report(what: string, spent: Spent, base: Spent): Promise<void> {
  const [rows, baseRows] = [await rowsOf(spent), await rowsOf(base)];
  process.stdout.write(
    `${what.padEnd(46)}${seconds(spent.ms)} (${(spent.ms / base.ms).toFixed(2)}), CPU ${seconds(spent.cpuMs)} (${(spent.cpuMs / base.cpuMs).toFixed(2)}), rows of sources ${(rows / 1e6).toFixed(2)} M (${(rows / baseRows).toFixed(2)}), scans ${spent.ranges.length}\n`,
  );
}

mkdirSync(folder, { recursive: true });
rmSync(path, { force: true });
await inFile(tables);

const shelf = new MemoryShelf(['scratch']);
const found: string[] = [];
const full = await spending(async (warehouse) => {
  found.push(sums(await analysed(warehouse, requestOf(0), day30)));
});
const first = await spending(async (warehouse) => {
  const readings = await kept(warehouse, shelf, day29);
  await analysed(warehouse, withKept(requestOf(0), readings), day29);
});
let readings: KeptReadings = { readings: [], until: day30 };
const upkeep = await spending(async (warehouse) => {
  readings = await kept(warehouse, shelf, day30);
});
const analysis = await spending(async (warehouse) => {
  found.push(sums(await analysed(warehouse, withKept(requestOf(0), readings), day30)));
});
if (found[0] !== found[1]) throw new Error('kept rows and sources say different things');
const added = (a: Spent, b: Spent): Spent => ({
  ms: a.ms + b.ms,
  cpuMs: a.cpuMs + b.cpuMs,
  ranges: [...a.ranges, ...b.ranges],
});
const next = added(upkeep, analysis);
const each = async (request: (experiment: number) => AnalysisRequest): Promise<Spent> =>
  spending(async (warehouse) => {
    for (let e = 0; e < experiments; e++) await analysed(warehouse, request(e), day30);
  });
const direct = await each(requestOf);
const shared = added(upkeep, await each((e) => withKept(requestOf(e), readings)));

await report('day 30, everything read', full, full);
await report('day 29, first refresh that keeps rows', first, full);
await report('day 30, kept rows', next, full);
await report('  of it, bringing the rows up to date', upkeep, full);
await report(`${experiments} experiments, everything read`, direct, full);
await report(`${experiments} experiments, kept rows`, shared, next);
