import assert from 'node:assert/strict';
import {
  type Dialect,
  dropTable,
  exposures,
  type Measure,
  publication,
  publishedFacts,
  publishedRows,
  runTable,
  type ScratchTable,
  stageFacts,
} from '@assay/warehouse-sql';
import { numberOf } from './cells.js';
import type { Answering } from './warehouse.conformance-road.js';
import { conformanceSpellings, type ConformanceSpelling } from './warehouse.conformance-spelling.js';

/** Subject, country (null = none) and amount of its one fact; subjects with an even number are in the control. */
type Subject = readonly [number: number, country: string | null, amount: string];

const firstTen: readonly Subject[] = Array.from({ length: 10 }, (_, i) => [i, i % 3 === 0 ? null : 'NO', '1.5']);
const variations = ['control', 'treatment'];
const minimumContributors = 3;

const selectOf = (subjects: readonly Subject[], { types }: ConformanceSpelling): string =>
  subjects
    .map(([number, country, amount]) =>
      [
        `SELECT 'u${number}' AS subject`,
        `CAST('2026-03-01 00:00:00' AS ${types.clock}) AS at_time`,
        `CAST('one' AS ${types.text}) AS experiment`,
        `CAST('${variations[number % 2]}' AS ${types.text}) AS variation`,
        `CAST(${country === null ? 'NULL' : `'${country}'`} AS ${types.text}) AS country`,
        `CAST(${amount} AS ${types.decimal}) AS amount`,
      ].join(', '),
    )
    .join('\nUNION ALL ');

const range = { from: '2026-03-01T00:00:00Z', until: '2026-03-05T00:00:00Z' };
const source = { subjectColumn: 'subject', timestampColumn: 'at_time', partitionColumn: null, ...range };
const amount: Measure = {
  ...{ sourceId: 'orders', column: 'amount', reduction: { kind: 'sum' }, filters: [], cutoff: null },
  ages: { unit: 'micros', from: 0, to: null },
};

/** Results of ten subjects are published; those of others follow only where nobody or enough changed. */
export async function askThePublished(d: Dialect, scratchSchema: string, answer: Answering): Promise<void> {
  const spelling = conformanceSpellings[d.kind];
  const nameOf = (name: string): string => `conformance_published_${name}`;
  const kept = (name: string): ScratchTable => ({ schema: [scratchSchema], table: nameOf(name) });
  const ofRun = (name: string): ScratchTable => runTable(d, [scratchSchema], nameOf(name));
  const [before, now] = [kept('before'), kept('now')];
  const [exposed, facts] = [ofRun('exposed'), ofRun('facts')];
  const digest = async (made: ScratchTable, subjects: readonly Subject[]): Promise<void> => {
    for (const old of [made, exposed, facts]) await answer(dropTable(d, old));
    const read = { ...source, select: selectOf(subjects, spelling) };
    const keys = { experimentKeyColumn: 'experiment', variationColumn: 'variation', experimentKey: 'one' };
    await answer(exposures(d, { ...read, ...keys, table: exposed, variations, properties: ['country'] }));
    const scan = { ...read, exposures: exposed, variations, lookbackDays: 0, withCalendarAge: true };
    await answer(stageFacts(d, 'facts', facts, { ...scan, measures: [amount] }));
    const untilMicros = Date.parse(range.until) * 1000;
    const cutoffs = [{ unit: 'micros' as const, after: 1_000_000 }];
    const query = { table: made, exposures: exposed, variations };
    await answer(publishedRows(d, { ...query, properties: 1, cutoffs, untilMicros }));
    await answer(publishedFacts(d, { ...query, staged: { table: facts, stagedFor: [amount] }, source: 0 }));
  };
  const mayPublish = async (subjects: readonly Subject[]): Promise<number | null> => {
    await digest(now, subjects);
    const { rows } = await answer(publication(d, { now, before, minimumContributors }));
    return numberOf(rows[0]?.[0] ?? null);
  };
  const joined = (...numbers: readonly number[]): Subject[] => [
    ...firstTen,
    ...numbers.map((number): Subject => [number, 'SE', '2']),
  ];

  await digest(before, firstTen);
  assert.equal(await mayPublish([...firstTen].reverse()), 1); // nobody changed, in whatever order they are read
  assert.equal(await mayPublish(joined(10)), 0); // one joined
  assert.equal(await mayPublish(joined(10, 12)), 0);
  assert.equal(await mayPublish(joined(10, 12, 14)), 1); // enough did, all in one variation
  assert.equal(await mayPublish(joined(10, 12, 14, 15)), 0); // and one in the other
  assert.equal(await mayPublish(firstTen.slice(1)), 0); // one left
  assert.equal(await mayPublish(firstTen.map(([n, c, a]) => [n, n === 3 ? 'SE' : c, a])), 0); // another property
  assert.equal(await mayPublish(firstTen.map(([n, c, a]) => [n, c, n === 4 ? '1.6' : a])), 0); // another fact
  assert.equal(await mayPublish(firstTen.map(([n, c, a]) => [n, c, n % 2 === 0 ? '7' : a])), 1); // of a whole variation
  for (const made of [before, now, exposed, facts]) await answer(dropTable(d, made));
}
