import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openDuckDb } from '../../warehouses/adapters/duckdb.adapter.js';
import type { Warehouse } from '../../warehouses/index.js';
import { MemoryShelf } from '../keeping/memory-shelf.js';
import type { Moments, StepFindings } from '../summaries/summary.js';
import { funnelsUnderTest } from './reference-funnels.js';
import { analysedAt, inFile, keptAt, refreshedAt } from './kept-fixture.js';
import { firstDay, randomRows } from './random-rows.js';
import { randomSchedule, scheduled, scheduleTable } from './slots-fixture.js';
import { percentilesUnderTest } from './reference-percentiles.js';
import {
  aAnalysis,
  assignmentText,
  byAccount,
  clustered,
  factText,
  metricsUnderTest,
  writeRows,
} from './warehouse-fixture.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-kept-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const open = (path: string): Promise<Warehouse> =>
  openDuckDb({ path, scratchSchema: 'assay_scratch', threads: 2, memoryLimit: '1GB', tempDirectory: folder });

/** A file of its own for each attempt: a case that is tried again begins anew. */
let files = 0;
const fresh = (): string => join(folder, `${++files}.duckdb`);

const day = 86_400_000;
const hour = 3_600_000;
const iso = (at: number): string => new Date(at).toISOString();
const instant = (at: number): string => `TIMESTAMP '${iso(at).slice(0, -1).replace('T', ' ')}'`;
const request = aAnalysis({
  minimumContributors: 1,
  metrics: [...metricsUnderTest, ...percentilesUnderTest, ...funnelsUnderTest],
});

/** What happens to the tables between two refreshes, to rows between two instants. */
type Change = 'correct' | 'delete' | 'repeat' | 'move' | 'reassign';

const textsOf = (change: Change, from: number, until: number, every: number): string[] => {
  const chosen = (table: string): string =>
    `rowid IN (SELECT rowid FROM ${table} WHERE "at" >= ${instant(from)} AND "at" < ${instant(until)} AND rowid % ${every} = 0)`;
  switch (change) {
    case 'correct':
      return [
        `UPDATE facts SET amount = COALESCE(amount, 0) + 3, status = NULL WHERE ${chosen('facts')}`,
        `UPDATE assignments SET country = 'NO' WHERE ${chosen('assignments')}`,
      ];
    case 'delete':
      return [`DELETE FROM facts WHERE ${chosen('facts')}`, `DELETE FROM assignments WHERE ${chosen('assignments')}`];
    case 'repeat':
      return [
        `INSERT INTO facts SELECT * FROM facts WHERE ${chosen('facts')}`,
        `INSERT INTO assignments SELECT * FROM assignments WHERE ${chosen('assignments')}`,
      ];
    case 'move':
      return [`UPDATE facts SET "at" = "at" - INTERVAL 7 HOUR WHERE ${chosen('facts')}`];
    case 'reassign':
      return [
        `UPDATE assignments SET "select" = 'treat', "at" = "at" - INTERVAL 5 HOUR WHERE ${chosen('assignments')}`,
      ];
    default:
      return change satisfies never;
  }
};

/** Rows of another draw, no earlier than an instant: they arrive late. */
const lateRows = (seed: number, from: number, until: number): string[] => {
  const { assignments, facts } = randomRows(seed);
  const isLate = ({ at }: { readonly at: number }): boolean => at >= from && at < until;
  const late = [assignments.filter(isLate).slice(0, 30), facts.filter(isLate).slice(0, 150)] as const;
  return [
    ...(late[0].length > 0 ? [`INSERT INTO assignments VALUES ${late[0].map(assignmentText).join(',')}`] : []),
    ...(late[1].length > 0 ? [`INSERT INTO facts VALUES ${late[1].map(factText).join(',')}`] : []),
  ];
};

const numbersOf = (moments: Moments): readonly number[] => {
  switch (moments.outcome) {
    case 'measured':
      return [...moments.sums, ...moments.means, ...moments.products, ...(moments.steps ?? [])];
    case 'percentile':
      return [...moments.sums, ...moments.products, moments.quantile, moments.lower, moments.upper];
    case 'suppressed':
      return [];
    default:
      return moments satisfies never;
  }
};

const named = ({ moments, days }: StepFindings): ReadonlyMap<string, Moments> =>
  new Map([
    ...moments.map((one) => [[one.metricId, one.variation, one.property, one.label].join('|'), one.moments] as const),
    ...days.map((one) => [[one.metricId, one.variation, one.day].join('|'), one.moments] as const),
  ]);

/** Rows of groups come in any order. */
const inOrder = (diagnostics: StepFindings['diagnostics']): unknown =>
  JSON.parse(JSON.stringify(diagnostics), (_key, value: unknown) =>
    Array.isArray(value) ? value.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : value,
  );

/** All numbers alike: both sides double precision, the same operations on rows in another order. */
const expectSame = (ours: StepFindings, full: StepFindings, what: string): void => {
  const [a, b] = [named(ours), named(full)];
  expect([what, [...a.keys()].sort()]).toEqual([what, [...b.keys()].sort()]);
  for (const [key, wanted] of b) {
    const found = a.get(key) as Moments;
    expect([what, key, found.outcome, found.n]).toEqual([what, key, wanted.outcome, wanted.n]);
    const [mine, theirs] = [numbersOf(found), numbersOf(wanted)];
    const apart = theirs.filter(
      (value, i) => Math.abs((mine[i] as number) - value) > 1e-9 * Math.max(1, Math.abs(value)),
    );
    expect([what, key, apart]).toEqual([what, key, []]);
  }
  expect([what, inOrder(ours.diagnostics)]).toEqual([what, inOrder(full.diagnostics)]);
};

const aChange = fc.constantFrom<Change>('correct', 'delete', 'repeat', 'move', 'reassign');

it('says at each refresh what reading everything says, when rows come up to two days late', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 2 ** 30 }),
      fc.array(fc.record({ hours: fc.integer({ min: 1, max: 90 }), change: aChange }), { minLength: 2, maxLength: 2 }),
      async (seed, refreshes) => {
        const path = fresh();
        await writeRows(path, randomRows(seed));
        const shelf = new MemoryShelf(['assay_scratch']);
        let now = firstDay + 8 * day + (seed % 24) * hour;
        for (const [at, { hours, change }] of refreshes.entries()) {
          const warehouse = await open(path);
          const ours = await refreshedAt(warehouse, shelf, request, iso(now));
          expectSame(ours, await analysedAt(warehouse, request, iso(now)), `seed ${seed}, refresh ${at}`);
          await warehouse.close();
          // A moved row was up to seven hours later before.
          await inFile(path, [
            ...lateRows(seed + at + 1, now - 48 * hour, now),
            ...textsOf(change, now - 41 * hour, now, 3),
          ]);
          now += hours * hour;
        }
        const warehouse = await open(path);
        const ours = await refreshedAt(warehouse, shelf, request, iso(now));
        expectSame(ours, await analysedAt(warehouse, request, iso(now)), `seed ${seed}, at last`);
        await warehouse.close();
      },
    ),
    { numRuns: 2, seed: 20261213 },
  );
});

it('knows from kept rows whom an account belongs to, whatever is learned of it later', async () => {
  const metrics = metricsUnderTest.filter(({ numerator }) => numerator.operation !== 'count_distinct');
  const plain = aAnalysis({ minimumContributors: 1, metrics });
  for (const [seed, linked] of [
    [31, byAccount(plain)],
    [32, clustered(plain)],
  ] as const) {
    const path = fresh();
    await writeRows(path, randomRows(seed));
    const shelf = new MemoryShelf(['assay_scratch']);
    let now = firstDay + 9 * day;
    for (const change of ['reassign', 'delete', 'correct'] as const) {
      const warehouse = await open(path);
      const ours = await refreshedAt(warehouse, shelf, linked, iso(now));
      expectSame(ours, await analysedAt(warehouse, linked, iso(now)), `seed ${seed}, before ${change}`);
      await warehouse.close();
      await inFile(path, [...lateRows(seed + 7, now - 48 * hour, now), ...textsOf(change, now - 41 * hour, now, 3)]);
      now += 17 * hour;
    }
  }
});

it('reads the slots of a schedule from kept rows, also those that were corrected', async () => {
  const path = fresh();
  await writeRows(path, randomRows(33));
  await inFile(path, scheduleTable(randomSchedule(33)));
  const shelf = new MemoryShelf(['assay_scratch']);
  let now = firstDay + 9 * day;
  for (let at = 0; at < 3; at++) {
    const warehouse = await open(path);
    const ours = await refreshedAt(warehouse, shelf, scheduled(1), iso(now));
    expectSame(ours, await analysedAt(warehouse, scheduled(1), iso(now)), `refresh ${at}`);
    await warehouse.close();
    const [from, until] = [instant(now - 40 * hour), instant(now)];
    await inFile(path, [
      `UPDATE schedule SET until_at = until_at - INTERVAL 2 HOUR, "select" = 'treat' WHERE from_at >= ${from} AND from_at < ${until} AND rowid % 5 = 0`,
    ]);
    now += 17 * hour;
  }
});

it('says within a week what reading everything says, whatever becomes of history', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 2 ** 30 }),
      fc.array(
        fc.record({ change: aChange, from: fc.integer({ min: -8, max: 12 }), days: fc.integer({ min: 1, max: 6 }) }),
        { minLength: 2, maxLength: 4 },
      ),
      async (seed, changes) => {
        const path = fresh();
        await writeRows(path, randomRows(seed));
        const shelf = new MemoryShelf(['assay_scratch']);
        let now = firstDay + 14 * day + 5 * hour;
        const keep = async (): Promise<void> => {
          const warehouse = await open(path);
          await keptAt(warehouse, shelf, request, iso(now));
          await warehouse.close();
        };
        for (const [at, { change, from, days }] of changes.entries()) {
          await keep();
          const start = firstDay + from * day;
          await inFile(path, [
            ...textsOf(change, start, start + days * day, 5),
            ...lateRows(seed + at + 1, start, start + day),
          ]);
          now += day;
        }
        for (let week = 0; week < 7; week++, now += day) await keep();
        const warehouse = await open(path);
        const ours = await refreshedAt(warehouse, shelf, request, iso(now));
        expectSame(ours, await analysedAt(warehouse, request, iso(now)), `seed ${seed}`);
        await warehouse.close();
      },
    ),
    { numRuns: 2, seed: 20261214 },
  );
});
