import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { entryPoint } from '@assay/definitions';
import fc from 'fast-check';
import { openDuckDb } from '../../warehouses/adapters/duckdb.adapter.js';
import type { Warehouse } from '../../warehouses/index.js';
import type { Moments, StepFindings } from '../summaries/summary.js';
import { planAnalysis } from '../planning/planner.js';
import { firstDay, randomRows, type Rows } from './random-rows.js';
import { enteredOf, type AssignmentRow, type FactRow } from './reference.js';
import { referenceClusters, type Cell } from './reference-cells.js';
import { funnelsUnderTest } from './reference-funnels.js';
import { percentilesUnderTest } from './reference-percentiles.js';
import { aAnalysis, analyse, clustered, designUnderTest, metricsUnderTest } from './warehouse-fixture.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-clusters-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const open = (path: string): Promise<Warehouse> =>
  openDuckDb({ path, scratchSchema: 'assay_scratch', threads: 2, memoryLimit: '1GB', tempDirectory: folder });

const found = (rows: Rows, more: object = {}, minimumContributors = 1, withSeries = false): Promise<StepFindings> =>
  analyse(open, folder, rows, { ...clustered(aAnalysis({ minimumContributors })), ...more }, withSeries);

const near = (ours: number | undefined, theirs: number): boolean =>
  ours !== undefined && Math.abs(ours - theirs) <= 1e-9 * Math.max(1, Math.abs(theirs));

/** Cells with other numbers than ours, and how many numbers were held against each other. */
const differences = ({ moments }: Pick<StepFindings, 'moments'>, cells: readonly Cell[]) => {
  let compared = 0;
  const wrong = cells.filter((cell) => {
    const ours = moments.find(
      (m) => m.metricId === cell.metricId && m.variation === cell.variation && m.label === cell.label,
    )?.moments;
    if ((ours?.n ?? 0) !== cell.n) return true;
    if (cell.n === 0) return false;
    if (ours?.outcome !== 'measured') return true;
    const [got, wanted] = [
      [...ours.sums, ...ours.products],
      [...cell.sums, ...cell.products],
    ];
    compared += wanted.length;
    return got.length !== wanted.length || wanted.some((value, i) => !near(got[i], value));
  });
  return { wrong, compared };
};

it.each([false, true])('sums members by cluster as the slow reference does (staged: %s)', async (withSeries) => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 30 }), async (seed) => {
      const rows = randomRows(seed);
      const results = await found(rows, {}, 1, withSeries);
      const { wrong, compared } = differences(results, referenceClusters(rows, metricsUnderTest));

      expect([seed, wrong]).toEqual([seed, []]);
      expect(compared).toBeGreaterThan(500);
    }),
    { numRuns: 3, seed: 20261226 },
  );
});

it('counts the members of clusters that entered from the later of both on', async () => {
  const opened = entryPoint.parse({
    ...{ name: 'Opened', entityId: 'user', sql: "SELECT * FROM facts WHERE status = 'open'" },
    ...{ subjectColumn: 'unit', timestampColumn: 'at' },
  });
  const rows = randomRows(41);
  const events = rows.facts.filter(({ status }) => status === 'open');

  const results = await found(rows, { entryPoint: { ...opened, id: 'opened' } });

  const cells = referenceClusters(rows, metricsUnderTest, designUnderTest.factsUntil, (all) =>
    enteredOf(all, events, designUnderTest),
  );
  const { wrong, compared } = differences(results, cells);
  expect(wrong).toEqual([]);
  expect(compared).toBeGreaterThan(200);
});

const measured = (moments: Moments | undefined): Extract<Moments, { outcome: 'measured' }> => {
  if (moments?.outcome !== 'measured') throw new Error(`not measured: ${JSON.stringify(moments)}`);
  return moments;
};

it('ends the series of every metric at its headline moments', async () => {
  const results = await found(randomRows(555), {}, 1, true);
  const headlines = results.moments.filter((m) => m.property === null && m.moments.n !== 0);

  expect(headlines.length).toBeGreaterThan(30);
  for (const { metricId, variation, moments } of headlines) {
    const last = results.days.filter((d) => d.metricId === metricId && d.variation === variation).at(-1);
    const [ours, theirs] = [measured(last?.moments), measured(moments)];
    expect([metricId, variation, ours.n]).toEqual([metricId, variation, theirs.n]);
    ours.sums.forEach((sum, i) => expect(sum).toBeCloseTo(theirs.sums[i] as number, 6));
    ours.products.forEach((product, i) => expect(product).toBeCloseTo(theirs.products[i] as number, 5));
  }
});

it('gives the moments of each day as if the run had been made at its end', async () => {
  const rows = randomRows(77);
  const { days } = await found(rows, {}, 1, true);
  const uncapped = metricsUnderTest.filter((m) => m.numerator.winsorization === null);
  const cells = referenceClusters(rows, uncapped, Date.parse('2026-03-13T00:00:00Z')).filter((c) => c.label === null);

  for (const cell of cells) {
    const upTo = days.filter(
      (d) => d.metricId === cell.metricId && d.variation === cell.variation && d.day <= '2026-03-12',
    );
    const ours = measured(upTo.at(-1)?.moments);
    const what = `${cell.metricId} ${cell.variation}`;
    const outcomes = ours.sums.length;
    expect([what, ours.n]).toEqual([what, cell.n]);
    ours.sums.forEach((sum, i) => expect([what, sum]).toEqual([what, expect.closeTo(cell.sums[i] as number, 6)]));
    ours.products
      .slice(0, (outcomes * (outcomes + 1)) / 2)
      .forEach((p, i) => expect([what, p]).toEqual([what, expect.closeTo(cell.products[i] as number, 5)]));
  }
});

const hour = 3_600_000;
const assigned = (subject: string, account: string | null, hours: number, variation = 'control'): AssignmentRow => ({
  ...{ subject, account, variation, experiment: 'exp', country: null },
  at: firstDay + hours * hour,
});
const spent = (account: string, hours: number, amount: number): FactRow => ({
  ...{ subject: null, account, amount, word: null, status: null },
  at: firstDay + hours * hour,
});
/** Twenty clusters of each variation, of so many members; the members of some clusters each spend 1 before and after. */
const plain = (paying: number, members: number): Rows => {
  const each = ['control', 'treat'].flatMap((variation) =>
    Array.from({ length: 20 * members }, (_, i) => {
      const account = `${variation} of ${i}`;
      const facts = i % 20 < paying ? [spent(account, -5, 1), spent(account, 2, 1)] : [];
      return { row: assigned(`${variation} ${i % 20}`, account, 1, variation), facts };
    }),
  );
  return { assignments: each.map(({ row }) => row), facts: each.flatMap(({ facts }) => facts) };
};
const sum = metricsUnderTest.filter(({ id }) => id === 'sum');
const outcomesOf = async (rows: Rows, minimumContributors: number): Promise<readonly string[]> => {
  const { moments } = await found(rows, { metrics: sum }, minimumContributors);
  return moments.filter(({ label }) => label === null).map((one) => `${one.moments.outcome} ${one.moments.n}`);
};

it('takes a member to be of the cluster that it was first seen with, from then on', async () => {
  const rows = {
    assignments: [
      assigned('acme', 'ann', 0),
      assigned('acme', 'bob', 10),
      assigned('globex', 'bob', 2, 'treat'),
      assigned('globex', 'ann', 3, 'treat'),
      assigned('initech', null, 3, 'treat'),
    ],
    facts: [spent('ann', 1, 1), spent('bob', 1, 10), spent('bob', 3, 100), spent('eve', 3, 1000)],
  };

  const { moments, diagnostics } = await found(rows, { metrics: sum });

  // Of each cluster: the amount, its members, the look-back, its members.
  const sums = moments.flatMap(({ variation, label, moments: one }) =>
    label === null ? [[variation, one.n, measured(one).sums]] : [],
  );
  expect(Object.fromEntries(sums.map(([variation, ...rest]) => [variation, rest]))).toEqual({
    control: [1, [1, 1, 0, 1]],
    treat: [1, [100, 1, 10, 1]],
  });
  expect(diagnostics.find(({ kind }) => kind === 'members')).toEqual({
    kind: 'members',
    variations: expect.arrayContaining([
      { variation: 'control', members: 1 },
      { variation: 'treat', members: 1 },
    ]),
  });
});

it('withholds what few clusters contribute to, however many members they have', async () => {
  expect(await outcomesOf(plain(9, 30), 10)).toEqual(['suppressed 20', 'suppressed 20']);
  expect(await outcomesOf(plain(10, 2), 10)).toEqual(['measured 20', 'measured 20']);
});

it('says of percentiles and funnels that they are not analysed by cluster', () => {
  const metrics = [...sum, ...percentilesUnderTest.slice(0, 1), ...funnelsUnderTest.slice(0, 1)];
  const options = { runId: 'test', asOf: '2026-06-01T00:00:00Z', withSeries: false };

  const { problems } = planAnalysis(clustered(aAnalysis({ minimumContributors: 1, metrics })), options);

  expect(problems.map(({ metricId }) => metricId)).toEqual([percentilesUnderTest[0]?.id, funnelsUnderTest[0]?.id]);
  expect(problems[1]?.message).toContain('is a funnel, which is not analysed by cluster');
});
