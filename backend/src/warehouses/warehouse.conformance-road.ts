import assert from 'node:assert/strict';
import {
  countsByDay,
  countsByVariation,
  dayMicros,
  type Dialect,
  dropTable,
  exposures,
  latestFacts,
  type Measure,
  momentNames,
  moments,
  pivots,
  propertyValues,
  type Reduction,
  runTable,
  type ScratchTable,
  series,
  stageFacts,
  type Statement,
  subjectFacts,
  subjects,
} from '@assay/warehouse-sql';
import { numberOf } from './cells.js';
import type { Column, Row } from './port.js';
import { conformanceSpellings, type ConformanceSpelling } from './warehouse.conformance-spelling.js';

/** Runs a statement to its end and reads all of its rows. */
export type Answering = (statement: Statement) => Promise<{ columns: readonly Column[]; rows: readonly Row[] }>;

/** Ten assignments and ten facts, as two SELECTs. */
interface RoadRows {
  readonly assignments: string;
  readonly facts: string;
}

const rowsOf = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `SELECT ${row.map((cell, at) => `${cell} AS ${columns[at]}`).join(', ')}`).join('\nUNION ALL ');

function roadRows({ types }: ConformanceSpelling): RoadRows {
  const text = (value: string): string => `'${value}'`;
  const time = (value: string): string => `CAST('2026-03-${value}' AS ${types.clock})`;
  const number = (value: string): string => `CAST(${value} AS ${types.decimal})`;
  const none = `CAST(NULL AS ${types.text})`;
  const assignments = rowsOf(
    ['experiment', 'variation', 'subject', 'assigned_at', 'country'],
    [
      [text('e1'), text('control'), text('u1'), time('01 10:00:00'), text('NO')],
      [text('e1'), text('control'), text('u1'), time('02 10:00:00'), text('SE')], // a repeat: the first one counts
      [text('e1'), text('control'), text('u2'), time('02 00:00:00'), none],
      [text('e1'), text('treat'), text('u3'), time('01 23:59:59.999999'), text('SE')],
      [text('e1'), text('treat'), text('u4'), time('05 08:00:00'), text('SE')],
      [text('e1'), text('treat'), text('U1'), time('06 08:00:00'), text('NO')], // another subject than u1
      [text('e1'), text('control'), text('u5'), time('03 08:00:00'), text('NO')],
      [text('e1'), text('treat'), text('u5'), time('04 08:00:00'), text('NO')], // mixed
      [text('e1'), text('treat'), text('u6'), time('15 00:00:00'), text('NO')], // the range is half-open
      [text('e2'), text('treat'), text('u7'), time('02 08:00:00'), text('NO')],
    ],
  );

  const facts = rowsOf(
    ['subject', 'happened_at', 'amount', 'status'],
    [
      [text('u1'), time('01 09:59:59'), number('100'), text('paid')], // before the exposure
      [text('u1'), time('01 10:00:00'), number('10'), text('paid')], // at its very instant
      [text('u1'), time('03 10:00:00'), number('5'), text('void')],
      [text('u1'), time('20 00:00:00'), number('50'), text('paid')], // after the end
      [text('u2'), time('02 12:00:00'), number('NULL'), text('paid')],
      [text('u3'), time('02 12:00:00'), number('7'), text('paid')],
      [text('u3'), time('02 12:00:00'), number('3'), text('paid')], // a tie
      [text('U1'), time('07 12:00:00'), number('2.5'), text('paid')],
      [text('u5'), time('05 12:00:00'), number('1000'), text('paid')],
      [text('u7'), time('05 12:00:00'), number('1000'), text('paid')],
    ],
  );
  return { assignments, facts };
}

const measure = (reduction: Reduction, more: Partial<Measure> = {}): Measure => ({
  sourceId: 'facts',
  column: 'amount',
  reduction,
  filters: [],
  ages: { unit: 'micros', from: 0, to: null },
  cutoff: null,
  ...more,
});

/** Each way to reduce a subject's facts, and its sum over the subjects of each variation, worked out by hand. */
const questions: readonly (readonly [name: string, measure: Measure, control: number, treat: number])[] = [
  ['sum', measure({ kind: 'sum' }), 15, 12.5],
  [
    'sum of paid',
    measure({ kind: 'sum' }, { filters: [{ column: 'status', keeps: true, values: ['paid'] }] }),
    10,
    12.5,
  ],
  ['records', measure({ kind: 'count' }, { column: null }), 3, 3],
  ['distinct amounts', measure({ kind: 'count_distinct' }), 2, 3],
  ['any in 3 days', measure({ kind: 'any' }, { ages: { unit: 'micros', from: 0, to: 3 * dayMicros } }), 1, 2],
  ['first', measure({ kind: 'first' }), 10, 5.5],
  ['last', measure({ kind: 'last' }), 5, 9.5],
  ['10 or more', measure({ kind: 'threshold', of: 'sum', comparison: 'gte', value: 10 }), 1, 1],
];
const isBinary = (one: Measure): boolean => one.reduction.kind === 'any' || one.reduction.kind === 'threshold';

const variations = ['control', 'treat'];
const [from, until, factsUntil] = ['2026-03-01T00:00:00Z', '2026-03-15T00:00:00Z', '2026-03-20T00:00:00Z'];

/** The whole analysis of ten assignments and ten facts, with the answer that every engine must give. */
export async function askTheRoad(d: Dialect, scratchSchema: string, answer: Answering): Promise<void> {
  const table = (name: string): ScratchTable => runTable(d, [scratchSchema], `conformance_${name}`);
  const [exposed, labels, events, reduced, judged, pivot] = [
    'exposure',
    'labels',
    'events',
    'facts',
    'subjects',
    'pivots',
  ].map(table) as [ScratchTable, ScratchTable, ScratchTable, ScratchTable, ScratchTable, ScratchTable];
  const every = [exposed, labels, events, reduced, judged, pivot];
  const drop = async (): Promise<void> => {
    for (const one of every) await answer(dropTable(d, one));
  };
  const measures = questions.map(([, one]) => one);
  const variables = measures.map((one, column) => ({ column, winsorization: null, isBinary: isBinary(one) }));
  const counted = { exposures: exposed, variations, minimumContributors: 1 };
  const untilMicros = Date.parse(factsUntil) * 1000;
  const { assignments, facts } = roadRows(conformanceSpellings[d.kind]);

  await drop();
  await answer(
    exposures(d, {
      ...{ table: exposed, select: assignments, subjectColumn: 'subject', timestampColumn: 'assigned_at' },
      ...{ experimentKeyColumn: 'experiment', variationColumn: 'variation', partitionColumn: null },
      ...{ experimentKey: 'e1', variations, properties: ['country'], from, until },
    }),
  );
  await answer(propertyValues(d, { ...counted, table: labels, properties: 1, topValues: 50 }));
  const scan = {
    ...{
      exposures: exposed,
      select: facts,
      subjectColumn: 'subject',
      timestampColumn: 'happened_at',
      partitionColumn: null,
    },
    ...{ measures, from, until: factsUntil, lookbackDays: 0, variations, withCalendarAge: true },
  };
  await answer(stageFacts(d, 'facts', events, scan));
  await answer(subjectFacts(d, 'facts', reduced, scan, { table: events, stagedFor: measures }));
  const values = measures.map((_, column) => ({ facts: 0, column, cutoff: null }));
  await answer(
    subjects(d, {
      ...{ table: judged, exposures: exposed, propertyValues: labels, properties: 1, variations },
      ...{ facts: [reduced], values, untilMicros },
    }),
  );
  await answer(pivots(d, { table: pivot, subjects: judged, variables, caps: null }));

  await expectCounts(answer, countsByVariation(d, counted));
  const days = await answer(countsByDay(d, counted));
  assert.equal(sumOf(days, 'subjects'), 5);
  const latest = await answer(latestFacts(d, { exposures: exposed, facts: reduced, minimumContributors: 1 }));
  assert.equal(sumOf(latest, 'subjects'), 4);

  const metrics = variables.map((_, i) => ({ variables: [i] }));
  const asked = { subjects: judged, caps: null, pivots: pivot, variables, metrics, variations, minimumContributors: 1 };
  const overall = await answer(moments(d, { ...asked, properties: 0 }));
  expectSums(
    overall,
    'control',
    2,
    questions.map(([name, , control]) => [name, control]),
  );
  expectSums(
    overall,
    'treat',
    3,
    questions.map(([name, , , treat]) => [name, treat]),
  );
  expectSpread(overall, 'control', 2, 112.5); // 15 and 0 around 7.5
  expectSpread(overall, 'treat', 3, 106.25 - 12.5 ** 2 / 3); // 10, 0 and 2.5
  const split = await answer(moments(d, { ...asked, properties: 1 }));
  assert.equal(split.rows.length, 2 + 4); // overall; NO and none under control, NO and SE under treat

  const daily = await answer(
    series(d, {
      ...{ subjects: judged, sources: [{ events, measures }], caps: null, pivots: pivot, metrics, variations },
      variables: variables.map((one, i) => ({ ...one, source: 0, measure: i, cutoff: null })),
      ...{ minimumContributors: 1, untilMicros },
    }),
  );
  assert.ok(daily.rows.length >= 2);
  await drop();
}

type Answered = Awaited<ReturnType<Answering>>;

const columnOf = ({ columns }: Answered, name: string): number =>
  columns.findIndex((column) => column.name.toLowerCase() === name);
const cellOf = (answered: Answered, variation: string, name: string): number | null => {
  const row = answered.rows.find((one) => one[columnOf(answered, 'variation')] === variation);
  return numberOf(row?.[columnOf(answered, name)] ?? null);
};
const sumOf = (answered: Answered, name: string): number =>
  answered.rows.reduce((sum, row) => sum + (numberOf(row[columnOf(answered, name)] ?? null) ?? 0), 0);

async function expectCounts(answer: Answering, statement: Statement): Promise<void> {
  const answered = await answer(statement);
  const of = (variation: string) =>
    ['subjects', 'mixed', 'assignments'].map((name) => cellOf(answered, variation, name));
  assert.deepEqual(
    [of('control'), of('treat')],
    [
      [2, 1, 5],
      [3, 0, 3],
    ],
  );
}

function expectSums(
  answered: Answered,
  variation: string,
  n: number,
  sums: readonly (readonly [string, number])[],
): void {
  const got = sums.map(([name], metric) => [
    name,
    ...momentNames(metric, 1)
      .slice(0, 2)
      .map((column) => cellOf(answered, variation, column)),
  ]);
  assert.deepEqual(
    got,
    sums.map(([name, sum]) => [name, n, sum]),
  );
}

/** Squares of the first metric around its mean; the differences may be from any pivot. */
function expectSpread(answered: Answered, variation: string, n: number, spread: number): void {
  const [difference = null, square = null] = momentNames(0, 1)
    .slice(2)
    .map((column) => cellOf(answered, variation, column));
  assert.ok(difference !== null && square !== null);
  const around = square - difference ** 2 / n;
  assert.ok(Math.abs(around - spread) < 1e-9, `${variation}: ${around} instead of ${spread}`); // a few roundings of doubles
}
