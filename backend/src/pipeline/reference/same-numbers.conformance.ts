import assert from 'node:assert/strict';
import { type Dialect, name, path, render, resplitCount } from '@assay/warehouse-sql';
import type { Warehouse } from '../../warehouses/index.js';
import { conformanceSpellings } from '../../warehouses/warehouse.conformance-spelling.js';
import { execute } from '../execution/execute.js';
import { MemoryJournal } from '../execution/memory-journal.js';
import type { AnalysisRequest } from '../planning/analysis-request.js';
import { planAnalysis } from '../planning/planner.js';
import type { StepFindings } from '../summaries/summary.js';
import { randomRows } from './random-rows.js';
import { factsByAccount, slotsOf } from './reference.js';
import { referenceCells, referenceClusters, referenceSlots, type Cell } from './reference-cells.js';
import { funnelsUnderTest, referenceFunnels } from './reference-funnels.js';
import { numbersOf, percentilesUnderTest, referencePercentiles } from './reference-percentiles.js';
import { burn, randomSchedule, scheduleCells, scheduled, slotMetrics } from './slots-fixture.js';
import { aAnalysis, byAccount, clustered, designUnderTest, metricsUnderTest } from './warehouse-fixture.js';

const rows = randomRows(4711);
const schedule = randomSchedule(4711);

/** One engine with the customer's two tables in it. */
export interface SameNumbersSubject {
  readonly dialect: Dialect;
  /** Where the customer's tables are. */
  readonly schema: string;
  readonly scratchSchema: string;
  open(): Promise<Warehouse>;
}

/** A name of the customer as this engine keeps it: Redshift folds even quoted ones. */
const kept = ({ kind }: Dialect, spelled: string): string => (kind === 'redshift' ? spelled.toLowerCase() : spelled);

/** What an administrator runs, in this order, to make and fill the customer's tables `assignments` and `facts`. */
export function customerTables(dialect: Dialect, schema: string): readonly string[] {
  const { types, text } = conformanceSpellings[dialect.kind];
  type Type = 'text' | 'clock' | 'double';
  const literal: Readonly<Record<Type, (value: string | number) => string>> = {
    text: (value) => text(String(value)),
    clock: (value) => `CAST('${new Date(value).toISOString().slice(0, -1).replace('T', ' ')}' AS ${types.clock})`,
    double: (value) => `CAST(${value} AS ${types.double})`,
  };
  const table = (
    of: string,
    columns: readonly (readonly [name: string, type: Type])[],
    cells: readonly (readonly (string | number | null)[])[],
  ): readonly string[] => {
    const at = render(path([schema, of]), dialect);
    const declared = columns.map(([column, type]) => `${render(name(kept(dialect, column)), dialect)} ${types[type]}`);
    const tuples = cells.map(
      (row) =>
        `(${row.map((cell, i) => (cell === null ? 'NULL' : literal[columns[i]?.[1] ?? 'text'](cell))).join(', ')})`,
    );
    const batches = Array.from({ length: Math.ceil(tuples.length / 500) }, (_, i) =>
      tuples.slice(i * 500, i * 500 + 500),
    );
    return [
      `CREATE TABLE ${at} (${declared.join(', ')})`,
      ...batches.map((batch) => `INSERT INTO ${at} VALUES ${batch.join(',\n')}`),
    ];
  };
  return [
    ...table(
      'assignments',
      [
        ['Unit Id', 'text'],
        ['experiment', 'text'],
        ['select', 'text'],
        ['happened_at', 'clock'],
        ['country', 'text'],
        ['account', 'text'],
      ],
      rows.assignments.map((row) => [row.subject, row.experiment, row.variation, row.at, row.country, row.account]),
    ),
    ...table(
      'schedule',
      [
        ['Unit Id', 'text'],
        ['experiment', 'text'],
        ['select', 'text'],
        ['from_at', 'clock'],
        ['until_at', 'clock'],
      ],
      schedule.map(scheduleCells),
    ),
    ...table(
      'facts',
      [
        ['unit', 'text'],
        ['happened_at', 'clock'],
        ['amount', 'double'],
        ['word', 'text'],
        ['status', 'text'],
        ['account', 'text'],
      ],
      rows.facts.map((row) => [row.subject, row.at, row.amount, row.word, row.status, row.account]),
    ),
  ];
}

/** Judged in random halves too. */
const halvedUnderTest = metricsUnderTest.slice(0, 3);
/** Read by a secondary id too. */
const linkedUnderTest = metricsUnderTest.filter(({ id }) => ['sum capped', 'count aged', 'last'].includes(id));

/** The whole main road on one engine: plan, run, read. */
async function analyse(
  { dialect, schema, scratchSchema, open }: SameNumbersSubject,
  request: AnalysisRequest,
): Promise<StepFindings> {
  const { assignmentSource, factSources, connection } = request;
  const from = (table: string): string => `SELECT * FROM ${render(path([schema, table]), dialect)}`;
  const timestampColumn = 'happened_at';
  const assigned =
    assignmentSource.untilColumn === null
      ? { ...assignmentSource, sql: from('assignments'), timestampColumn }
      : { ...assignmentSource, sql: from('schedule') };
  const moved = {
    ...request,
    assignmentSource: assigned,
    factSources: factSources.map((source) => ({ ...source, sql: from('facts'), timestampColumn })),
    connection: { ...connection, dialect: dialect.kind, scratchSchema: [scratchSchema] },
  };
  const asOf = new Date(designUnderTest.factsUntil + 60 * 86_400_000).toISOString();
  const plan = planAnalysis(moved, { runId: 'test', asOf, withSeries: true });
  const journal = new MemoryJournal();
  const warehouse = await open();
  await execute(plan, warehouse, journal, {
    ...{ tag: { organisationId: 'org', purpose: 'run' }, concurrency: 2 },
    variations: designUnderTest.variations,
  });
  await warehouse.close();
  for (const [id, end] of journal.ends) if (end.state === 'failed') throw new Error(`${id}: ${end.failure.message}`);
  return journal.findings();
}

const isNear = (ours: number | undefined, theirs: number): boolean =>
  ours !== undefined && Math.abs(ours - theirs) <= 1e-9 * Math.max(1, Math.abs(theirs)); // sums of doubles in another order

/** What differs of the numbers per subject, and how many were held against each other. */
const compareCells = (
  cells: readonly Cell[],
  moments: StepFindings['moments'],
): { readonly wrong: string[]; readonly compared: number } => {
  let compared = 0;
  const wrong = cells.flatMap((cell) => {
    const ours = moments.find(
      (m) => m.metricId === cell.metricId && m.variation === cell.variation && m.label === cell.label,
    )?.moments;
    const what = `${cell.metricId} ${cell.variation} ${cell.label}`;
    if ((ours?.n ?? 0) !== cell.n) return [`${what}: ${ours?.n} subjects instead of ${cell.n}`];
    if (cell.n === 0 || ours?.outcome !== 'measured') return [];
    const [got, wanted] = [
      [...ours.sums, ...ours.products],
      [...cell.sums, ...cell.products],
    ];
    compared += wanted.length;
    return wanted.flatMap((value, i) => (isNear(got[i], value) ? [] : [`${what}: ${got[i]} instead of ${value}`]));
  });
  assert.ok(compared > 40, `${compared} numbers per subject were compared`);
  return { wrong, compared };
};

/** Of 999 shuffled schedules those that differ as much: shuffles follow from hashes, which all engines have alike. */
const shuffledAsLarge = {
  ...{ sum: 558, 'sum paid': 376, 'sum capped': 554, 'sum fixed': 555, count: 707, 'count distinct': 445 },
  ...{ unique: 417, first: 372, threshold: 703, rate: 687 },
};

/** The engine's numbers are those of the slow reference on random rows, for every operation; so all engines agree. */
export async function expectSameNumbers(subject: SameNumbersSubject): Promise<void> {
  const metrics = [...metricsUnderTest, ...funnelsUnderTest, ...percentilesUnderTest];
  const request = aAnalysis({ minimumContributors: 1, metrics });
  const { lookbackDays } = request.design;
  const { moments, days, resplits } = await analyse(subject, {
    ...request,
    variants: halvedUnderTest.map((metric) => ({
      ...{ metricId: metric.id, variant: 'as_defined', metric, lookbackDays },
    })),
  });
  const own = compareCells(referenceCells(rows, metricsUnderTest), moments);
  const linked = await analyse(subject, byAccount(aAnalysis({ minimumContributors: 1, metrics: linkedUnderTest })));
  const facts = factsByAccount(rows.facts, rows.assignments, designUnderTest);
  const ofAccounts = compareCells(referenceCells({ ...rows, facts }, linkedUnderTest), linked.moments);
  const inClusters = await analyse(
    subject,
    clustered(aAnalysis({ minimumContributors: 1, metrics: metricsUnderTest })),
  );
  const ofClusters = compareCells(referenceClusters(rows, metricsUnderTest), inClusters.moments);
  assert.ok(inClusters.days.length > 50, `${inClusters.days.length} rows of days of clusters came back`);
  const inSlots = await analyse(subject, scheduled(1));
  const ofSlots = compareCells(
    referenceSlots(slotsOf(schedule, designUnderTest, burn), rows.facts, slotMetrics),
    inSlots.moments,
  );
  assert.ok(inSlots.days.length > 50, `${inSlots.days.length} rows of days of slots came back`);
  const shuffled = inSlots.diagnostics.flatMap((one) => (one.kind === 'redraws' ? one.tests : []));
  assert.deepEqual(Object.fromEntries(shuffled.map(({ metricId, atLeast }) => [metricId, atLeast])), shuffledAsLarge);
  assert.ok(shuffled.every(({ drawn }) => drawn === 999));
  const all = [own, ofAccounts, ofClusters, ofSlots];
  const wrong = all.flatMap((one) => one.wrong);
  let compared = all.reduce((sum, one) => sum + one.compared, 0);
  for (const cell of referencePercentiles(rows, percentilesUnderTest)) {
    const ours = moments.find(
      (m) => m.metricId === cell.metricId && m.variation === cell.variation && m.label === cell.label,
    )?.moments;
    const got = numbersOf(ours);
    const what = `${cell.metricId} ${cell.variation} ${cell.label}`;
    compared += cell.numbers.length;
    cell.numbers.forEach((value, i) => {
      if (!isNear(got[i], value)) wrong.push(`${what} ${i}: ${got[i]} instead of ${value}`);
    });
  }
  for (const cell of referenceFunnels(rows, funnelsUnderTest)) {
    const ours = moments.find(
      (m) => m.metricId === cell.metricId && m.variation === cell.variation && m.label === cell.label,
    )?.moments;
    const got = ours?.outcome === 'measured' ? [...ours.sums, ...(ours.steps ?? [])] : cell.sums.map(() => 0);
    compared += got.length;
    if (String(got) !== String(cell.sums))
      wrong.push(`${cell.metricId} ${cell.variation} ${cell.label}: ${String(got)} instead of ${String(cell.sums)}`);
  }
  assert.deepEqual(
    resplits.map(({ metricId, halves }) => [metricId, halves?.length]),
    halvedUnderTest.map(({ id }) => [id, resplitCount]),
  );
  for (const { metricId, halves } of resplits) {
    const all = moments.filter((m) => m.metricId === metricId && m.property === null);
    const subjects = all.reduce((sum, { moments: { n } }) => sum + (n ?? 0), 0);
    const total = all.reduce((sum, { moments: one }) => sum + (one.outcome === 'measured' ? (one.sums[0] ?? 0) : 0), 0);
    for (const [at, [[nA = 0, meanA = 0] = [], [nB = 0, meanB = 0] = []]] of (halves ?? []).entries()) {
      compared += 2;
      if (nA + nB !== subjects || !isNear(nA * meanA + nB * meanB, total))
        wrong.push(`${metricId}: the halves of split ${at} are not all subjects`);
    }
    assert.ok(new Set((halves ?? []).map(([[n]]) => n)).size > 5, 'The splits differ.');
  }
  assert.deepEqual(wrong, []);
  assert.ok(compared > 200, `${compared} numbers were compared`);
  assert.ok(days.length > 50, `${days.length} rows of days came back`);
}
