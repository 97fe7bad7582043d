import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { weightEpochs } from '@assay/definitions';
import fc from 'fast-check';
import { openDuckDb } from '../../warehouses/adapters/duckdb.adapter.js';
import type { Warehouse } from '../../warehouses/index.js';
import { exposureEpoch, type StepFindings } from '../summaries/summary.js';
import { randomRows, type Rows } from './random-rows.js';
import { referenceCells } from './reference-cells.js';
import { aAnalysis, analyse, designUnderTest, metricsUnderTest } from './warehouse-fixture.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-pipeline-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const open = (path: string): Promise<Warehouse> =>
  openDuckDb({ path, scratchSchema: 'assay_scratch', threads: 2, memoryLimit: '1GB', tempDirectory: folder });

const found = (rows: Rows, minimumContributors: number, withSeries: boolean): Promise<StepFindings> =>
  analyse(open, folder, rows, aAnalysis({ minimumContributors }), withSeries);

const near = (ours: number, theirs: number): boolean => Math.abs(ours - theirs) <= 1e-9 * Math.max(1, Math.abs(theirs));

describe.each([
  ['with facts read straight from the source', false],
  ['with staged facts', true],
])('%s', (_, withSeries) => {
  it('agrees with the slow reference on random rows, for every operation', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 30 }), async (seed) => {
        const rows = randomRows(seed);
        const results = await found(rows, 1, withSeries);
        const cells = referenceCells(rows, metricsUnderTest);

        for (const cell of cells) {
          const ours = results.moments.find(
            (m) => m.metricId === cell.metricId && m.variation === cell.variation && m.label === cell.label,
          );
          const what = `${cell.metricId} ${cell.variation} ${cell.label} seed ${seed}`;
          expect([what, ours?.moments.n ?? 0]).toEqual([what, cell.n]);
          if (cell.n === 0 || ours?.moments.outcome !== 'measured') continue;
          const { sums, products } = ours.moments;
          cell.sums.forEach((sum, i) =>
            expect([what, near(sums[i] as number, sum), sums[i], sum]).toEqual([what, true, sums[i], sum]),
          );
          cell.products.forEach((p, i) =>
            expect([what, i, near(products[i] as number, p), products[i], p]).toEqual([what, i, true, products[i], p]),
          );
        }
      }),
      { numRuns: 6, seed: 20261118 },
    );
  });
});

it('keeps moments of each period of constant weights, by when a subject was first assigned', async () => {
  const uncapped = metricsUnderTest.filter((m) => m.numerator.winsorization === null);
  const analysis = aAnalysis({ minimumContributors: 1, metrics: uncapped });
  const changes = ['2026-03-05T00:00:00.000Z', '2026-03-08T13:00:00.000Z'];
  const design = { ...analysis.design, weightChanges: changes.map((at) => ({ at, weights: [1, 3] })) };
  const bounds = [-Infinity, ...changes.map((at) => Date.parse(at)), Infinity];
  const rows = randomRows(2611);
  const results = await analyse(open, folder, rows, { ...analysis, design }, false);
  const epochs = weightEpochs(design);

  expect(epochs.map(({ label }) => label)).toEqual([
    `../${changes[0]}`,
    `${changes[0]}/${changes[1]}`,
    `${changes[1]}/..`,
  ]);
  epochs.forEach(({ label }, e) => {
    const inside = (x: { at: number }) => x.at >= (bounds[e] as number) && x.at < (bounds[e + 1] as number);
    const cells = referenceCells(rows, uncapped, undefined, (all) => all.filter(inside)).filter(
      (c) => c.label === null,
    );
    for (const cell of cells) {
      const ours = results.moments.find(
        (m) =>
          m.property === exposureEpoch &&
          m.label === label &&
          m.metricId === cell.metricId &&
          m.variation === cell.variation,
      );
      const what = `${cell.metricId} ${cell.variation} ${label}`;
      expect([what, ours?.moments.n ?? 0]).toEqual([what, cell.n]);
      if (ours?.moments.outcome !== 'measured') continue;
      expect([what, near(ours.moments.sums[0] as number, cell.sums[0] as number)]).toEqual([what, true]);
      expect([what, near(ours.moments.products[0] as number, cell.products[0] as number)]).toEqual([what, true]);
    }
    expect(cells.filter(({ n }) => n > 0).length).toBeGreaterThan(10);
  });
});

describe('given totals over everyone that are wanted', () => {
  const wanted = (minimumContributors: number) => {
    const analysis = aAnalysis({ minimumContributors });
    return { ...analysis, design: { ...analysis.design, globalLift: { isWanted: true, exposure: 1 } } };
  };
  const totalsIn = (results: StepFindings) =>
    new Map(
      results.diagnostics.flatMap((one) =>
        one.kind === 'totals'
          ? one.totals.map(({ metricId, total }): [string, number | null] => [metricId, total])
          : [],
      ),
    );
  const { from, factsUntil } = designUnderTest;

  it('sums and counts the facts of assigned and others, and nothing that a window or a cap is about', async () => {
    const rows = randomRows(2613);
    const all = rows.facts.filter(({ subject, at }) => subject !== null && at >= from && at < factsUntil);
    const paid = all.filter(({ status }) => status === 'paid' || status === 'it\'s "odd"');

    const totals = totalsIn(await analyse(open, folder, rows, wanted(1), false));

    const sum = (facts: typeof all): number => facts.reduce((total, { amount }) => total + (amount ?? 0), 0);
    expect([...totals.keys()].sort()).toEqual(['count', 'sum', 'sum paid']);
    expect(totals.get('sum')).toBeCloseTo(sum(all), 6);
    expect(totals.get('sum paid')).toBeCloseTo(sum(paid), 6);
    expect(totals.get('count')).toBe(all.filter(({ status }) => status !== 'paid').length);
  });

  it('shows them to 3 digits, from enough contributors on', async () => {
    const rows = randomRows(2613);
    const exact = totalsIn(await analyse(open, folder, rows, wanted(1), false));

    const rounded = totalsIn(await analyse(open, folder, rows, wanted(5), false));
    const withheld = totalsIn(await analyse(open, folder, rows, wanted(10_000), false));

    for (const [metricId, total] of exact) expect(rounded.get(metricId)).toBe(Number(total?.toPrecision(3)));
    expect([...withheld.values()]).toEqual([null, null, null]);
  });
});

it('ends the series of every metric at its headline moments', async () => {
  for (const seed of [3, 44, 555]) {
    const rows = randomRows(seed);
    const results = await found(rows, 1, true);
    for (const headline of results.moments.filter((m) => m.property === null && m.moments.n !== 0)) {
      const last = results.days
        .filter((d) => d.metricId === headline.metricId && d.variation === headline.variation)
        .at(-1);
      const what = `${headline.metricId} ${headline.variation} seed ${seed}`;
      const [ours, theirs] = [last?.moments, headline.moments];
      if (ours?.outcome !== 'measured' || theirs.outcome !== 'measured') throw new Error(`${what}: not measured`);
      expect([what, ours.n]).toEqual([what, theirs.n]);
      ours.sums.forEach((sum, i) => expect([what, sum]).toEqual([what, expect.closeTo(theirs.sums[i] as number, 6)]));
      ours.products.forEach((p, i) =>
        expect([what, p]).toEqual([what, expect.closeTo(theirs.products[i] as number, 5)]),
      );
    }
  }
});

it('gives the moments of each day as if the run had been made at its end', async () => {
  const rows = randomRows(77);
  const results = await found(rows, 1, true);
  const day = '2026-03-12';
  const uncapped = metricsUnderTest.filter((m) => m.numerator.winsorization === null);
  const cells = referenceCells(rows, uncapped, Date.parse('2026-03-13T00:00:00Z')).filter((c) => c.label === null);

  for (const cell of cells) {
    const upTo = results.days.filter(
      (d) => d.metricId === cell.metricId && d.variation === cell.variation && d.day <= day,
    );
    const ours = upTo.at(-1)?.moments;
    const what = `${cell.metricId} ${cell.variation}`;
    expect([what, ours?.n ?? 0]).toEqual([what, cell.n]);
    if (ours?.outcome !== 'measured') continue;
    expect([what, ours.sums[0]]).toEqual([what, expect.closeTo(cell.sums[0] as number, 6)]);
    expect([what, ours.products[0]]).toEqual([what, expect.closeTo(cell.products[0] as number, 5)]);
  }
});

it('withholds what fewer than the minimum contribute to, in all labels of a property at once', async () => {
  const results = await found(randomRows(9), 40, true);
  const revenue = results.moments.filter((m) => m.metricId === 'sum');
  const outcomes = (property: string | null): string[] => [
    ...new Set(revenue.filter((m) => m.property === property).map((m) => m.moments.outcome)),
  ];

  expect(outcomes('Country')).toHaveLength(1);
  const shown = results.moments.filter((m) => m.property === 'Country' && m.moments.n !== null && m.moments.n > 0);
  for (const one of shown) expect(one.moments.n).toBeGreaterThanOrEqual(40);
  for (const one of results.days)
    if (one.moments.outcome === 'measured') expect(one.moments.n).toBeGreaterThanOrEqual(40);
});

it('keeps the variance of amounts that lie a billion away from zero', async () => {
  const { assignments, facts } = randomRows(12);
  const [, first] = [...new Set(facts.map((fact) => fact.subject))];
  const shifted = facts
    .filter((fact) => fact.subject === first || fact.amount !== null)
    .map((fact) => ({ ...fact, amount: fact.amount === null ? null : 1e9 + (fact.amount % 7) }));
  const rows = { assignments, facts: shifted };
  const results = await found(rows, 1, false);
  const exact = referenceCells(
    rows,
    metricsUnderTest.filter((m) => m.id === 'first'),
  );

  for (const cell of exact.filter((c) => c.label === null)) {
    const ours = results.moments.find((m) => m.metricId === 'first' && m.variation === cell.variation && !m.property);
    if (ours?.moments.outcome !== 'measured') throw new Error('not measured');
    const [m2, wanted] = [ours.moments.products[0] as number, cell.products[0] as number];
    expect(Math.abs(m2 - wanted) / wanted).toBeLessThan(1e-9);
  }
});
