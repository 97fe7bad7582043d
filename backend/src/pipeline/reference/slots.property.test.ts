import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openDuckDb } from '../../warehouses/adapters/duckdb.adapter.js';
import type { StepFindings } from '../summaries/summary.js';
import { analysedAt, inFile } from './kept-fixture.js';
import { firstDay, randomRows } from './random-rows.js';
import { slotsOf, type FactRow, type ScheduleRow } from './reference.js';
import { referenceSlots } from './reference-cells.js';
import { burn, randomSchedule, scheduled, scheduleTable, slotMetrics } from './slots-fixture.js';
import { designUnderTest, writeRows } from './warehouse-fixture.js';

let folder: string;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-slots-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const found = async (
  schedule: readonly ScheduleRow[],
  facts: readonly FactRow[],
  request = scheduled(1),
): Promise<StepFindings> => {
  const path = join(folder, `${++files}.duckdb`);
  await writeRows(path, { assignments: randomRows(1).assignments, facts });
  await inFile(path, scheduleTable(schedule));
  const warehouse = await openDuckDb({
    ...{ path, scratchSchema: 'assay_scratch', threads: 2, memoryLimit: '1GB', tempDirectory: folder },
  });
  const findings = await analysedAt(warehouse, request, '2026-06-01T00:00:00Z');
  await warehouse.close();
  return findings;
};

const near = (ours: number | undefined, theirs: number): boolean =>
  ours !== undefined && Math.abs(ours - theirs) <= 1e-9 * Math.max(1, Math.abs(theirs));

it('gives each slot its facts as the slow reference does on random rows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 30 }), async (seed) => {
      const { facts } = randomRows(seed);
      const schedule = randomSchedule(seed);
      const all = slotsOf(schedule, designUnderTest, burn);
      const { moments, diagnostics } = await found(schedule, facts);

      expect(all.filter(({ isMixed }) => isMixed).length).toBeGreaterThan(20);
      for (const cell of referenceSlots(all, facts, slotMetrics)) {
        const ours = moments.find((m) => m.metricId === cell.metricId && m.variation === cell.variation)?.moments;
        const what = `${cell.metricId} ${cell.variation} seed ${seed}`;
        if (ours?.outcome !== 'measured') throw new Error(`${what}: not measured`);
        const [got, wanted] = [
          [...ours.sums, ...ours.products],
          [...cell.sums, ...cell.products],
        ];
        expect([what, ours.n, wanted.filter((value, i) => !near(got[i], value))]).toEqual([what, cell.n, []]);
      }
      const counts = diagnostics.flatMap((one) => (one.kind === 'counts' ? one.variations : []));
      const mixed = counts.reduce((sum, one) => sum + (one.mixed ?? 0), 0);
      expect(mixed).toBe(all.filter((slot) => slot.isMixed).length);
    }),
    { numRuns: 3, seed: 20261226 },
  );
});

it('ends the series of every metric at its headline moments', async () => {
  const { moments, days } = await found(randomSchedule(5), randomRows(5).facts);

  expect(moments.length).toBe(2 * slotMetrics.length);
  for (const { metricId, variation, moments: theirs } of moments) {
    const ours = days.filter((d) => d.metricId === metricId && d.variation === variation).at(-1)?.moments;
    if (ours?.outcome !== 'measured' || theirs.outcome !== 'measured') throw new Error(`${metricId}: not measured`);
    expect([metricId, variation, ours.n]).toEqual([metricId, variation, theirs.n]);
    ours.sums.forEach((sum, i) => expect(sum).toBeCloseTo(theirs.sums[i] as number, 6));
    ours.products.forEach((product, i) => expect(product).toBeCloseTo(theirs.products[i] as number, 5));
  }
});

const hour = 3_600_000;
const slot = (unit: string, from: number, variation = 'control', hours = 12): ScheduleRow => ({
  ...{ unit, variation, experiment: 'exp', from: firstDay + from * hour, until: firstDay + (from + hours) * hour },
});
const spent = (account: string, hours: number, amount: number): FactRow => ({
  ...{ subject: null, account, amount, word: null, status: null, at: firstDay + hours * hour },
});
const sum = slotMetrics.filter(({ id }) => id === 'sum');
const sums = ({ moments }: StepFindings): object =>
  Object.fromEntries(
    moments.map(({ variation, moments: one }) => [
      variation,
      one.outcome === 'measured' ? [one.n, one.sums[0]] : one.outcome,
    ]),
  );

it('leaves out burn-in, burn-out, and slots that have not ended', async () => {
  const schedule = [slot('rome', 0), slot('rome', 12, 'treat'), slot('rome', 18 * 24, 'treat')];
  const facts = [
    ...[spent('rome', 1, 1), spent('rome', 1.5, 10), spent('rome', 11.49, 100), spent('rome', 11.5, 1000)],
    ...[spent('rome', 13.5, 5), spent('oslo', 2, 7), spent('rome', 18 * 24 + 3, 9)],
  ];

  expect(sums(await found(schedule, facts, scheduled(1, sum)))).toEqual({ control: [1, 110], treat: [1, 5] });
});

it('leaves out slots that overlap, or have two variations', async () => {
  const schedule = [
    ...[slot('rome', 0, 'control', 30), slot('rome', 12, 'treat'), slot('rome', 24), slot('rome', 36, 'treat')],
    ...[slot('oslo', 0), slot('oslo', 0, 'treat'), slot('oslo', 12)],
  ];
  const facts = ['rome', 'oslo'].flatMap((unit) => [2, 14, 26, 38].map((at, i) => spent(unit, at, 10 ** i)));

  const findings = await found(schedule, facts, scheduled(1, sum));

  expect(sums(findings)).toEqual({ control: [1, 10], treat: [1, 1000] });
});

it('withholds what few units contribute to, however many slots they have', async () => {
  const of = (units: number): [ScheduleRow[], FactRow[]] => {
    const names = Array.from({ length: units }, (_, i) => `city ${i}`);
    const begins = Array.from({ length: 26 }, (_, i) => 12 * i);
    return [
      names.flatMap((unit) => begins.map((at, i) => slot(unit, at, i % 2 === 0 ? 'control' : 'treat'))),
      names.flatMap((unit) => begins.map((at) => spent(unit, at + 3, 1))),
    ];
  };

  expect(sums(await found(...of(9), scheduled(10, sum)))).toEqual({ control: 'suppressed', treat: 'suppressed' });
  const enough = await found(...of(10), scheduled(10, sum));
  expect(sums(enough)).toEqual({ control: [130, 130], treat: [130, 130] });
  expect(enough.days.filter(({ moments }) => moments.outcome === 'measured').length).toBeGreaterThan(10);
  const few = await found(...of(9), scheduled(10, sum));
  expect(few.days.filter(({ moments }) => moments.outcome === 'measured')).toEqual([]);
});
