import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { metric } from '@assay/definitions';
import { openDuckDb } from '../../warehouses/adapters/duckdb.adapter.js';
import type { WithId } from '../planning/analysis-request.js';
import { analysedAt, inFile } from './kept-fixture.js';
import { firstDay, randomRows } from './random-rows.js';
import type { FactRow, ScheduleRow } from './reference.js';
import { burn, scheduled, scheduleTable, slotMetrics } from './slots-fixture.js';
import { writeRows, type PerSubject } from './warehouse-fixture.js';

let folder: string;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-redraws-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const hour = 3_600_000;

const generator = (seed: number) => {
  let state = seed >>> 0;
  return (n: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
};

/** Slots of half a day, each unit switched at random. */
const scheduleOf = (seed: number, units: number, slots: number): ScheduleRow[] => {
  const below = generator(seed);
  return Array.from({ length: units }, (_, u) =>
    Array.from({ length: slots }, (__, i): ScheduleRow => {
      const from = firstDay + i * 12 * hour;
      const variation = below(2) === 0 ? 'control' : 'treat';
      return { unit: `unit ${u}`, experiment: 'exp', variation, from, until: from + 12 * hour };
    }),
  ).flat();
};

/** The same, drawn as our flags draw them: each unit has both variations once in two slots. */
const inBlocks = (seed: number, units: number, slots: number): ScheduleRow[] => {
  const rows = scheduleOf(seed, units, slots);
  const other = { control: 'treat', treat: 'control' };
  return rows.map((row, i) =>
    i % 2 === 0 ? row : { ...row, variation: other[rows[i - 1]?.variation as keyof typeof other] },
  );
};

const fact = (row: ScheduleRow, hours: number, amount: number, status: string | null = null): FactRow => ({
  ...{ subject: null, account: row.unit, amount, word: 'w', status, at: (row.from as number) + hours * hour },
});

const tested = async (
  schedule: readonly ScheduleRow[],
  facts: readonly FactRow[],
  metrics: readonly (PerSubject & WithId)[],
  minimumContributors = 1,
) => {
  const path = join(folder, `${++files}.duckdb`);
  await writeRows(path, { assignments: randomRows(1).assignments, facts });
  await inFile(path, scheduleTable(schedule));
  const warehouse = await openDuckDb({
    ...{ path, scratchSchema: 'assay_scratch', threads: 2, memoryLimit: '1GB', tempDirectory: folder },
  });
  const { diagnostics } = await analysedAt(warehouse, scheduled(minimumContributors, metrics), '2026-06-01T00:00:00Z');
  await warehouse.close();
  return diagnostics.flatMap((one) => (one.kind === 'redraws' ? one.tests : []));
};

/** The same shuffles in memory: number of draws with a difference, and of those that differ at least as much. */
const slowly = (
  schedule: readonly ScheduleRow[],
  valueOf: (row: ScheduleRow) => readonly [numerator: number, denominator: number],
): readonly [drawn: number, atLeast: number] => {
  const subjectOf = (row: ScheduleRow): string => `${row.unit}@${(row.from as number) * 1000}`;
  const blockOf = ({ unit, from }: ScheduleRow): string =>
    `${unit} ${Math.floor(((from ?? 0) - firstDay) / (24 * hour))}`;
  const blocks = [...new Set(schedule.map(blockOf))].map((block) =>
    schedule
      .filter((row) => blockOf(row) === block)
      .sort((a, b) => `${a.variation} ${subjectOf(a)}`.localeCompare(`${b.variation} ${subjectOf(b)}`, 'en')),
  );
  const differenceOf = (salt: number): number => {
    const sums: Record<string, [number, number]> = { control: [0, 0], treat: [0, 0] };
    for (const slots of blocks) {
      const digest = (row: ScheduleRow): string =>
        createHash('md5')
          .update(`${subjectOf(row)}:${salt}`)
          .digest('hex');
      const order = salt === 0 ? slots : [...slots].sort((a, b) => (digest(a) < digest(b) ? -1 : 1));
      order.forEach((row, place) => {
        const [numerator, denominator] = valueOf(row);
        const arm = sums[slots[place]?.variation as string] as [number, number];
        arm[0] += numerator;
        arm[1] += denominator;
      });
    }
    const [c, t] = [sums['control'], sums['treat']] as [[number, number], [number, number]];
    return c[1] === 0 || t[1] === 0 ? Number.NaN : t[0] / t[1] - c[0] / c[1];
  };
  const observed = Math.abs(differenceOf(0));
  const drawn = Array.from({ length: 999 }, (_, i) => Math.abs(differenceOf(i + 1))).filter(
    (one) => !Number.isNaN(one),
  );
  return [drawn.length, drawn.filter((one) => one >= observed * (1 - 1e-9)).length];
};

it('counts the shuffled schedules that differ as much, as the slow reference does', async () => {
  const schedule = scheduleOf(7, 6, 8);
  const below = generator(71);
  const facts = schedule.flatMap((row) =>
    Array.from({ length: below(4) }, () => fact(row, 2 + below(8), 1 + below(90))),
  );
  const factsOf = (row: ScheduleRow): readonly FactRow[] =>
    facts.filter(({ account, at }) => {
      const [from, until] = [(row.from as number) + burn.burnIn, (row.until as number) - burn.burnOut];
      return account === row.unit && at !== null && at >= from && at < until;
    });
  const amountOf = (row: ScheduleRow): number => factsOf(row).reduce((sum, { amount }) => sum + (amount ?? 0), 0);

  const tests = await tested(
    schedule,
    facts,
    slotMetrics.filter(({ id }) => ['sum', 'rate', 'threshold'].includes(id)),
  );

  const expected = {
    sum: slowly(schedule, (row) => [amountOf(row), 1]),
    threshold: slowly(schedule, (row) => [amountOf(row) >= 120 ? 1 : 0, 1]),
    rate: slowly(schedule, (row) => [amountOf(row), factsOf(row).length]),
  };
  expect(Object.fromEntries(tests.map(({ metricId, drawn, atLeast }) => [metricId, [drawn, atLeast]]))).toEqual(
    expected,
  );
  expect(tests.map(({ variation }) => variation)).toEqual(['treat', 'treat', 'treat']);
});

const ofStatus = (status: string): PerSubject & WithId => ({
  ...(metric.parse({
    ...{ kind: 'simple', name: status, entityId: 'account' },
    numerator: {
      ...{ operation: 'sum', factId: 'amount' },
      filters: [{ property: 'Status', operation: 'equals', values: [status] }],
    },
  }) as PerSubject),
  id: status,
});

it('finds nothing in at most 5 in 100 of metrics without an effect, and an effect that was planted', async () => {
  const schedule = inBlocks(11, 6, 8);
  const below = generator(111);
  const names = Array.from({ length: 200 }, (_, i) => `s${i}`);
  const facts = [
    ...schedule.flatMap((row) => names.map((status) => fact(row, 3, below(1_000), status))),
    ...schedule.map((row) => fact(row, 3, 100 + below(20) + (row.variation === 'treat' ? 40 : 0), 'planted')),
  ];

  const tests = await tested(schedule, facts, [...names, 'planted'].map(ofStatus));
  const pOf = ({ drawn, atLeast }: (typeof tests)[number]): number => (1 + atLeast) / (1 + drawn);
  const planted = tests.find(({ metricId }) => metricId === 'planted');
  const share = tests.filter((one) => one !== planted && pOf(one) <= 0.05).length / names.length;

  expect(tests).toHaveLength(201);
  expect(share).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / names.length));
  expect(share).toBeGreaterThan(0);
  expect(planted && pOf(planted)).toBe(0.001);
});

it('deals out day and night only as a schedule in blocks could have', async () => {
  const [first] = scheduleOf(1, 1, 1);
  if (!first) throw new Error('There is no slot.');
  const schedule = ['treat', 'control', 'treat', 'control'].map((variation, i): ScheduleRow => {
    const from = firstDay + i * 12 * hour;
    return { ...first, variation, from, until: from + 12 * hour };
  });
  const facts = schedule.map((row, i) => fact(row, 3, i % 2 === 0 ? 100 : 1));

  const [test] = await tested(
    schedule,
    facts,
    slotMetrics.filter(({ id }) => id === 'sum'),
  );

  // Two blocks have four orders, and two of them differ as much; of the six orders of the whole unit two do.
  expect(test?.drawn).toBe(999);
  expect(Math.abs((test?.atLeast ?? 0) / 999 - 1 / 2)).toBeLessThan(4 * Math.sqrt(0.25 / 999));
});

it('says nothing where fewer units than the minimum contribute', async () => {
  const schedule = scheduleOf(13, 6, 8);
  const facts = schedule.map((row, i) => fact(row, 3, i));
  const sum = slotMetrics.filter(({ id }) => id === 'sum');

  expect(await tested(schedule, facts, sum, 7)).toEqual([
    { metricId: 'sum', variation: 'treat', drawn: 0, atLeast: 0 },
  ]);
  expect((await tested(schedule, facts, sum, 6))[0]?.drawn).toBe(999);
});

it('has no difference to compare where a variation was never served', async () => {
  const schedule = scheduleOf(17, 6, 8).map((row) => ({ ...row, variation: 'control' }));
  const facts = schedule.map((row, i) => fact(row, 3, i));

  const tests = await tested(
    schedule,
    facts,
    slotMetrics.filter(({ id }) => id === 'sum'),
  );

  expect(tests).toEqual([{ metricId: 'sum', variation: 'treat', drawn: 0, atLeast: 0 }]);
});
