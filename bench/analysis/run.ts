/**
 * Analysis of 1 M assignments and 10 M facts on DuckDB: the pipeline's plan against one hand-written statement for
 * the same figures (six metrics, three of them with a look-back covariate or a percentile cap, split by country).
 *
 *   npm run bench:analysis -- [assignments] [facts] [rounds]
 *
 * The rows come from hashes of their numbers, so every run has the same ones; they are kept in .cache/bench.
 * The hand-written statement, the engine's plain GROUP BY and the plan take turns, each figure is the best of the
 * rounds, and both analyses must agree. Results by day, and each metric in a plan of its own, run once.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openDuckDb } from '../../backend/src/warehouses/adapters/duckdb.adapter.js';
import { execute } from '../../backend/src/pipeline/execution/execute.js';
import { MemoryJournal } from '../../backend/src/pipeline/execution/memory-journal.js';
import { planAnalysis } from '../../backend/src/pipeline/planning/planner.js';
import type { StepFindings } from '../../backend/src/pipeline/summaries/summary.js';
import { analysisRequest } from './request.js';
import { generateSql, groupedBySubject, handWritten } from './sql.js';

const threads = 2;
const memoryLimit = '3GB';
const [assignments = 1_000_000, facts = 10_000_000, rounds = 3] = process.argv.slice(2).map(Number);
const folder = join('.cache', 'bench');
const path = join(folder, `analysis-${assignments}-${facts}.duckdb`);

/** CPU milliseconds of this process, in which the engine runs: on a busy machine the fairer figure. */
const cpu = (): number => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000;

async function raw(text: string): Promise<{ rows: unknown[][]; ms: number; cpuMs: number }> {
  const instance = await DuckDBInstance.create(path, { threads: String(threads), memory_limit: memoryLimit });
  const connection = await instance.connect();
  const [from, busy] = [performance.now(), cpu()];
  const rows = (await connection.runAndReadAll(text)).getRows();
  const [ms, cpuMs] = [performance.now() - from, cpu() - busy];
  connection.closeSync();
  instance.closeSync();
  return { rows, ms, cpuMs };
}

async function planned(
  withSeries: boolean,
  round: string,
  request = analysisRequest(),
): Promise<{ found: StepFindings; ms: number; cpuMs: number; steps: string[] }> {
  const plan = planAnalysis(request, { runId: `bench${round}`, asOf: '2026-04-01T00:00:00Z', withSeries });
  const warehouse = await openDuckDb({ path, scratchSchema: 'scratch', threads, memoryLimit, tempDirectory: folder });
  const journal = new MemoryJournal();
  const [from, busy] = [performance.now(), cpu()];
  await execute(plan, warehouse, journal, {
    tag: { organisationId: 'bench', purpose: 'run' },
    variations: ['control', 'treatment'],
    concurrency: 1,
  });
  const [ms, cpuMs] = [performance.now() - from, cpu() - busy];
  await warehouse.close();
  const steps = [...journal.ends].map(([id, end]) => {
    if (end.state === 'failed') throw new Error(`${id}: ${end.failure.message}`);
    return `${id} ${end.state === 'done' ? Math.round(end.cost.milliseconds ?? 0) : end.state}`;
  });
  return { found: journal.findings(), ms, cpuMs, steps };
}

/** Both must say the same: n, sum of revenue, and its centred square, per variation. */
function compare(hand: unknown[][], found: StepFindings): void {
  for (const [variation, country, n, sum] of hand) {
    const ours = found.moments.find(
      (m) => m.metricId === 'revenue' && m.variation === variation && m.label === (country ?? null),
    );
    if (ours?.moments.outcome !== 'measured') throw new Error(`no result for ${variation} ${country}`);
    const [ourSum] = ours.moments.sums;
    const isSame = ours.moments.n === Number(n) && Math.abs((ourSum as number) - Number(sum)) <= 1e-9 * Number(sum);
    if (!isSame) throw new Error(`${variation} ${country}: ${ours.moments.n} ${ourSum}, by hand ${n} ${sum}`);
  }
}

mkdirSync(folder, { recursive: true });
if (!existsSync(path)) {
  process.stdout.write(`writing ${assignments} assignments and ${facts} facts\n`);
  for (const text of generateSql(assignments, facts)) await raw(text);
}
const best = {
  hand: Infinity,
  plan: Infinity,
  grouped: Infinity,
  handCpu: Infinity,
  planCpu: Infinity,
  groupedCpu: Infinity,
};
let detail: string[] = [];
for (let round = 0; round < rounds; round++) {
  const hand = await raw(handWritten);
  const grouped = await raw(groupedBySubject);
  const plan = await planned(false, `a${round}`);
  compare(hand.rows, plan.found);
  if (plan.ms < best.plan) detail = plan.steps;
  best.hand = Math.min(best.hand, hand.ms);
  best.plan = Math.min(best.plan, plan.ms);
  best.grouped = Math.min(best.grouped, grouped.ms);
  best.groupedCpu = Math.min(best.groupedCpu, grouped.cpuMs);
  best.handCpu = Math.min(best.handCpu, hand.cpuMs);
  best.planCpu = Math.min(best.planCpu, plan.cpuMs);
}
const withSeries = await planned(true, 'days');
const apart = { ms: 0, cpuMs: 0 };
const request = analysisRequest();
for (const [at, metric] of request.metrics.entries()) {
  const metrics = request.design.metrics.filter(({ metricId }) => metricId === metric.id);
  const alone = { ...request, metrics: [metric], design: { ...request.design, metrics } };
  const { ms, cpuMs } = await planned(false, `m${at}`, alone);
  apart.ms += ms;
  apart.cpuMs += cpuMs;
}
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
const line = (what: string, ms: number, cpuMs: number): string =>
  `${what.padEnd(30)}${seconds(ms)}, CPU ${seconds(cpuMs)}   ratio ${(ms / best.hand).toFixed(2)}, of CPU ${(cpuMs / best.handCpu).toFixed(2)}`;
process.stdout.write(
  [
    line('hand-written, one statement', best.hand, best.handCpu),
    `${line('plan, one scan per source', best.plan, best.planCpu)}   (goal <= 1.20)`,
    line('plan with results by day', withSeries.ms, withSeries.cpuMs),
    line(`a plan for each of ${request.metrics.length} metrics`, apart.ms, apart.cpuMs),
    line('GROUP BY subject', best.grouped, best.groupedCpu),
    `plan, of GROUP BY subject: ${(best.plan / best.grouped).toFixed(2)}, of CPU ${(best.planCpu / best.groupedCpu).toFixed(2)}   (goal <= 2.50)`,
    `most memory of this process: ${(process.resourceUsage().maxRSS / 2 ** 20).toFixed(1)} GiB (the engine may use ${memoryLimit})`,
    `steps, ms: ${detail.filter((step) => !step.startsWith('drop')).join(', ')}`,
    `steps with results by day, ms: ${withSeries.steps.filter((step) => !step.startsWith('drop')).join(', ')}`,
    '',
  ].join('\n'),
);
