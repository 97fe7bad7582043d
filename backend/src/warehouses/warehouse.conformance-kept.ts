import assert from 'node:assert/strict';
import {
  changedDays,
  countsByVariation,
  createKept,
  type Dialect,
  dropTable,
  exposures,
  fillKept,
  keptSelect,
  purgeKept,
  runTable,
  type ScratchTable,
} from '@assay/warehouse-sql';
import { numberOf } from './cells.js';
import type { Answering } from './warehouse.conformance-road.js';
import { conformanceSpellings, type ConformanceSpelling } from './warehouse.conformance-spelling.js';

/** Subject, clock time in March 2026, amount and country; null = none. */
type KeptRow = readonly [subject: string, at: string, amount: string | null, country: string | null];

const before: readonly KeptRow[] = [
  ['u1', '01 00:00:00', '1.5', 'NO'],
  ['u2', '01 23:59:59.999999', null, 'SE'],
  ['u3', '02 12:00:00', '2', null],
  ['u3', '02 12:00:00', '2', null], // twice the same
  ['u4', '03 08:00:00', '7', 'NO'],
  ['u5', '04 08:00:00', '0', 'NO'],
];
/** What the source says later: an amount that became none, a row that is gone, one that came late. */
const after: readonly KeptRow[] = [
  ['u1', '01 00:00:00', '1.5', 'NO'],
  ['u2', '01 23:59:59.999999', null, 'SE'],
  ['u3', '02 12:00:00', '2', null],
  ['u4', '03 08:00:00', null, 'NO'],
  ['u5', '04 08:00:00', '0', 'NO'],
  ['u6', '04 09:00:00', '0', 'NO'],
];

const selectOf = (rows: readonly KeptRow[], { types }: ConformanceSpelling): string =>
  rows
    .map(([subject, at, amount, country]) =>
      [
        `SELECT '${subject}' AS subject`,
        `CAST('2026-03-${at}' AS ${types.clock}) AS at_time`,
        `CAST(${amount ?? 'NULL'} AS ${types.decimal}) AS amount`,
        `CAST(${country === null ? 'NULL' : `'${country}'`} AS ${types.text}) AS country`,
      ].join(', '),
    )
    .join('\nUNION ALL ');

const day = Math.floor(Date.parse('2026-03-01T00:00:00Z') / 86_400_000);

/** Rows are kept, history is rewritten, the days that changed are found and read again. */
export async function askTheKept(d: Dialect, scratchSchema: string, answer: Answering): Promise<void> {
  const spelling = conformanceSpellings[d.kind];
  const table: ScratchTable = { schema: [scratchSchema], table: 'conformance_kept' };
  const exposed = runTable(d, [scratchSchema], 'conformance_kept_read');
  const rows = (given: readonly KeptRow[]) => ({
    ...{ table, select: selectOf(given, spelling), columns: ['subject', 'at_time', 'amount', 'country'] },
    ...{ timestampColumn: 'at_time', partitionColumn: null },
    ...{ from: '2026-03-01T00:00:00Z', until: '2026-03-05T00:00:00Z' },
  });
  const changed = async (days: Parameters<typeof changedDays>[1], given: readonly KeptRow[]): Promise<number[]> =>
    (await answer(changedDays(d, days, rows(given)))).rows.map((row) => (numberOf(row[0] ?? null) ?? NaN) - day);
  const subjects = async (days: Parameters<typeof keptSelect>[2]): Promise<number | null> => {
    const variations = ['everyone'];
    await answer(dropTable(d, exposed));
    await answer(
      exposures(d, {
        ...rows(after),
        ...{ table: exposed, select: keptSelect(d, table, days), experimentKey: null, variations, properties: [] },
        ...{ subjectColumn: 'subject', experimentKeyColumn: 'country', variationColumn: 'country' },
      }),
    );
    const counted = await answer(countsByVariation(d, { exposures: exposed, variations, minimumContributors: 1 }));
    return numberOf(counted.rows[0]?.[1] ?? null);
  };

  const first = [{ fromDay: day, untilDay: day + 4, generation: 1 }];
  await answer(dropTable(d, table));
  await answer(createKept(d, 1, rows(before)));
  assert.deepEqual(await changed(first, before), []);
  assert.deepEqual(await changed(first, after), [1, 2, 3]);
  assert.equal(await subjects(first), 5);

  await answer(fillKept(d, 2, { ...rows(after), from: '2026-03-02T00:00:00Z' }));
  assert.deepEqual(await changed(first, before), []); // nobody was told of the new rows yet
  const second = [
    { fromDay: day, untilDay: day + 1, generation: 1 },
    { fromDay: day + 1, untilDay: day + 4, generation: 2 },
  ];
  assert.deepEqual(await changed(second, after), []);
  assert.equal(await subjects(second), 6);

  await answer(purgeKept(d, table, second));
  assert.deepEqual(await changed(second, after), []);
  assert.deepEqual(await changed(first, before), [1, 2, 3]); // what does not count is gone
  await answer(dropTable(d, exposed));
  await answer(dropTable(d, table));
}
