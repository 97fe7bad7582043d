import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openDuckDb } from '../../warehouses/adapters/duckdb.adapter.js';
import type { Warehouse } from '../../warehouses/index.js';
import { randomRows } from './random-rows.js';
import { funnelsUnderTest, referenceFunnels } from './reference-funnels.js';
import { aAnalysis, analyse, metricsUnderTest } from './warehouse-fixture.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-funnel-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const open = (path: string): Promise<Warehouse> =>
  openDuckDb({ path, scratchSchema: 'assay_scratch', threads: 2, memoryLimit: '1GB', tempDirectory: folder });

describe.each([
  ['alone', funnelsUnderTest],
  ['beside metrics of the same source', [...metricsUnderTest.slice(0, 3), ...funnelsUnderTest]],
])('given funnels %s', (_, metrics) => {
  it('agrees with trying every chain of facts, overall and per label', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 30 }), async (seed) => {
        const rows = randomRows(seed);
        const { moments } = await analyse(open, folder, rows, aAnalysis({ minimumContributors: 1, metrics }), false);

        const wrong = referenceFunnels(rows, funnelsUnderTest).filter((cell) => {
          const ours = moments.find(
            (m) => m.metricId === cell.metricId && m.variation === cell.variation && m.label === cell.label,
          )?.moments;
          if (ours?.outcome !== 'measured') return cell.n > 0;
          return ours.n !== cell.n || String([...ours.sums, ...(ours.steps ?? [])]) !== String(cell.sums);
        });

        expect([seed, wrong]).toEqual([seed, []]);
      }),
      { numRuns: 6, seed: 20261123 },
    );
  });
});

it('gives the steps of each day as if the run had been made at its end', async () => {
  const rows = randomRows(78);
  const { days } = await analyse(
    open,
    folder,
    rows,
    aAnalysis({ minimumContributors: 1, metrics: funnelsUnderTest }),
    true,
  );
  const cells = referenceFunnels(rows, funnelsUnderTest, Date.parse('2026-03-13T00:00:00Z'));

  for (const { metricId, variation, n, sums } of cells.filter((cell) => cell.label === null)) {
    const upTo = days.filter((d) => d.metricId === metricId && d.variation === variation && d.day <= '2026-03-12');
    const ours = upTo.at(-1)?.moments;
    if (ours?.outcome !== 'measured') throw new Error(`${metricId} ${variation}: not measured`);
    const [last, , ...steps] = sums;
    expect([metricId, variation, ours.n, ours.sums[0], ours.steps]).toEqual([metricId, variation, n, last, steps]);
  }
});
