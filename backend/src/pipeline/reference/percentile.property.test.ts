import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openDuckDb } from '../../warehouses/adapters/duckdb.adapter.js';
import type { Warehouse } from '../../warehouses/index.js';
import { randomRows, type Rows } from './random-rows.js';
import { numbersOf, percentilesUnderTest, referencePercentiles } from './reference-percentiles.js';
import { aAnalysis, analyse, metricsUnderTest } from './warehouse-fixture.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-percentile-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const open = (path: string): Promise<Warehouse> =>
  openDuckDb({ path, scratchSchema: 'assay_scratch', threads: 2, memoryLimit: '1GB', tempDirectory: folder });

/** Amounts that differ in every row, beside the few equal ones of the generator. */
const spread = (rows: Rows, seed: number): Rows => ({
  ...rows,
  facts: rows.facts.map((fact, i) => ({
    ...fact,
    amount: fact.amount === null || (i + seed) % 3 === 0 ? fact.amount : fact.amount + Math.sin(i * seed) * 50,
  })),
});

it('agrees with the slow reference on random rows, overall and per label, beside metrics per subject', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 30 }), async (seed) => {
      const rows = spread(randomRows(seed), seed);
      const metrics = [...metricsUnderTest.slice(0, 2), ...percentilesUnderTest];
      const { moments } = await analyse(open, folder, rows, aAnalysis({ minimumContributors: 1, metrics }), false);
      const cells = referencePercentiles(rows, percentilesUnderTest);

      for (const cell of cells) {
        const ours = moments.find(
          (m) => m.metricId === cell.metricId && m.variation === cell.variation && m.label === cell.label,
        )?.moments;
        const what = `${cell.metricId} ${cell.variation} ${cell.label} seed ${seed}`;
        expect([what, ours?.n ?? 0]).toEqual([what, cell.n]);
        const found = numbersOf(ours);
        expect([what, found.length]).toEqual([what, cell.numbers.length]);
        // Both sides double precision, same operations; products are centred in another order.
        cell.numbers.forEach((value, i) => expect([what, i, found[i]]).toEqual([what, i, expect.closeTo(value, 8)]));
      }
    }),
    { numRuns: 6, seed: 20261122 },
  );
});

it('withholds a percentile where fewer subjects than the minimum stand at or beyond its outer order statistics', async () => {
  const rows = spread(randomRows(5), 5);
  const minimumContributors = 8;
  const { moments } = await analyse(
    open,
    folder,
    rows,
    aAnalysis({ minimumContributors, metrics: percentilesUnderTest }),
    false,
  );
  const overall = referencePercentiles(rows, percentilesUnderTest).filter((cell) => cell.label === null);
  const outcomeOf = ({ metricId, variation }: { metricId: string; variation: string }): string | undefined =>
    moments.find((m) => m.metricId === metricId && m.variation === variation && m.label === null)?.moments.outcome;

  expect(overall.map(outcomeOf)).toEqual(
    overall.map(({ n, contributors }) =>
      n >= minimumContributors + 2 && contributors.every((count) => count >= minimumContributors)
        ? 'percentile'
        : 'suppressed',
    ),
  );
  expect(new Set(overall.map(outcomeOf))).toEqual(new Set(['percentile', 'suppressed']));
  for (const { id } of percentilesUnderTest) {
    const labels = moments.filter((m) => m.metricId === id && m.label !== null).map((m) => m.moments.outcome);
    expect(new Set(labels).size).toBeLessThanOrEqual(1);
  }
});

it('reads a source for a percentile alone, and says how recent its facts are', async () => {
  const { moments, diagnostics } = await analyse(
    open,
    folder,
    randomRows(3),
    aAnalysis({ minimumContributors: 1, metrics: percentilesUnderTest.slice(0, 1) }),
    false,
  );

  expect(moments.filter((m) => m.label === null).map((m) => m.moments.outcome)).toEqual(['percentile', 'percentile']);
  expect(diagnostics.some((one) => one.kind === 'freshness' && one.latestDay !== null)).toBe(true);
});
