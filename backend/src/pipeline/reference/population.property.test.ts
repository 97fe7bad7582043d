import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { entryPoint, propertySource, segment } from '@assay/definitions';
import fc from 'fast-check';
import { openDuckDb } from '../../warehouses/adapters/duckdb.adapter.js';
import type { Warehouse } from '../../warehouses/index.js';
import type { AnalysisRequest } from '../planning/analysis-request.js';
import type { Diagnostic, StepFindings } from '../summaries/summary.js';
import { randomRows, type Rows } from './random-rows.js';
import { enteredOf, exposuresOf, type Exposure } from './reference.js';
import { referenceCells } from './reference-cells.js';
import { aAnalysis, analyse, designUnderTest, metricsUnderTest } from './warehouse-fixture.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-population-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const open = (path: string): Promise<Warehouse> =>
  openDuckDb({ path, scratchSchema: 'assay_scratch', threads: 2, memoryLimit: '1GB', tempDirectory: folder });

/** An open order lets a subject in. */
const opened = {
  ...entryPoint.parse({
    name: 'Opened',
    entityId: 'user',
    sql: "SELECT * FROM facts WHERE status = 'open'",
    subjectColumn: 'unit',
    timestampColumn: 'at',
  }),
  id: 'opened',
};
const openedIn = (rows: Rows) => rows.facts.filter(({ status }) => status === 'open');

const west = {
  ...segment.parse({
    name: 'West',
    entityId: 'user',
    conditions: [
      { property: 'Country', operation: 'equals', values: ['US', "l'île", 'BR'] },
      { property: 'Country', operation: 'not_equals', values: ['BR'] },
    ],
  }),
  id: 'west',
};
const elsewhere = {
  ...west,
  conditions: [{ property: 'Country', operation: 'not_equals' as const, values: ['US', 'DE'] }],
};
const isWest = ({ country }: Exposure): boolean => country === 'US' || country === "l'île";
const isElsewhere = ({ country }: Exposure): boolean => country !== 'US' && country !== 'DE';

const near = (ours: number, theirs: number): boolean => Math.abs(ours - theirs) <= 1e-9 * Math.max(1, Math.abs(theirs));

type Narrowing = Pick<AnalysisRequest, 'entryPoint' | 'segment'>;

const found = (rows: Rows, narrowing: Narrowing, minimumContributors = 1, withSeries = false): Promise<StepFindings> =>
  analyse(open, folder, rows, { ...aAnalysis({ minimumContributors }), ...narrowing }, withSeries);

const populationIn = ({ diagnostics }: StepFindings) =>
  diagnostics.find((one): one is Extract<Diagnostic, { kind: 'population' }> => one.kind === 'population');

const cases: readonly [string, Narrowing, (rows: Rows) => (all: readonly Exposure[]) => readonly Exposure[]][] = [
  ['those who entered', { entryPoint: opened }, (rows) => (all) => enteredOf(all, openedIn(rows), designUnderTest)],
  ['a segment', { segment: west }, () => (all) => all.filter(isWest)],
  [
    'a segment of those who entered',
    { entryPoint: opened, segment: elsewhere },
    (rows) => (all) => enteredOf(all.filter(isElsewhere), openedIn(rows), designUnderTest),
  ],
];

describe.each(cases)('given %s', (_, narrowing, narrowed) => {
  it.each([false, true])('agrees with the slow reference on random rows (staged: %s)', async (withSeries) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 30 }), async (seed) => {
        const rows = randomRows(seed);
        const results = await found(rows, narrowing, 1, withSeries);
        const cells = referenceCells(rows, metricsUnderTest, designUnderTest.factsUntil, narrowed(rows));

        expect(cells.some(({ n }) => n > 0)).toBe(true);
        for (const cell of cells) {
          const ours = results.moments.find(
            (m) => m.metricId === cell.metricId && m.variation === cell.variation && m.label === cell.label,
          );
          const what = `${cell.metricId} ${cell.variation} ${cell.label} seed ${seed}`;
          expect([what, ours?.moments.n ?? 0]).toEqual([what, cell.n]);
          if (cell.n === 0 || ours?.moments.outcome !== 'measured') continue;
          const { sums, products } = ours.moments;
          cell.sums.forEach((sum, i) => expect([what, near(sums[i] as number, sum)]).toEqual([what, true]));
          cell.products.forEach((p, i) => expect([what, i, near(products[i] as number, p)]).toEqual([what, i, true]));
        }
      }),
      { numRuns: 2, seed: 20261215 },
    );
  });
});

describe('given properties of the entity', () => {
  /** Who pays how, from the facts themselves: some subjects have several rows, some none. */
  const accounts = {
    ...propertySource.parse({
      name: 'Accounts',
      entityId: 'user',
      sql: 'SELECT unit, status AS "select" FROM facts',
      subjectColumn: 'unit',
      properties: [{ name: 'Status', column: 'select' }],
    }),
    id: 'accounts',
  };
  const bytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
  const statusOf = ({ facts }: Rows, subject: string): string | null =>
    facts.flatMap((fact) => (fact.subject === subject && fact.status !== null ? [fact.status] : [])).sort(bytes)[0] ??
    null;
  const payers = {
    ...west,
    conditions: [
      { property: 'Status', operation: 'equals' as const, values: ['it\'s "odd"', 'open'] },
      { property: 'Country', operation: 'not_equals' as const, values: ['DE'] },
    ],
  };

  it.each([
    ['splits by them', null],
    ['splits by them inside of a segment of both kinds', payers],
  ])('%s, as the slow reference does', async (_, within) => {
    const rows = randomRows(2612);
    const analysis = aAnalysis({ minimumContributors: 1 });
    const request = {
      ...analysis,
      ...{ propertySources: [accounts], segment: within },
      design: { ...analysis.design, splitBy: ['Status', 'Country'] },
    };
    const results = await analyse(open, folder, rows, request, false);
    const cells = referenceCells(rows, metricsUnderTest, designUnderTest.factsUntil, (all) =>
      all
        .map((x) => ({ ...x, status: statusOf(rows, x.subject) }))
        .filter((x) => within === null || (x.country !== 'DE' && ['it\'s "odd"', 'open'].includes(x.status ?? '')))
        .map(({ status, ...x }) => ({ ...x, country: status })),
    );

    expect(new Set(cells.map(({ label }) => label)).size).toBeGreaterThan(2);
    for (const cell of cells) {
      const property = cell.label === null ? null : 'Status';
      const ours = results.moments.find(
        (m) =>
          m.metricId === cell.metricId &&
          m.variation === cell.variation &&
          m.property === property &&
          m.label === cell.label,
      );
      const what = `${cell.metricId} ${cell.variation} ${cell.label}`;
      expect([what, ours?.moments.n ?? 0]).toEqual([what, cell.n]);
      if (cell.n === 0 || ours?.moments.outcome !== 'measured') continue;
      const { sums } = ours.moments;
      cell.sums.forEach((sum, i) => expect([what, near(sums[i] as number, sum)]).toEqual([what, true]));
    }
    expect(results.moments.some(({ property }) => property === 'Country')).toBe(true);
  });
});

it('counts per variation who is assigned and who is inside', async () => {
  const rows = randomRows(21);
  const all = exposuresOf(rows.assignments, designUnderTest).filter((x) => !x.isMixed);
  const entered = enteredOf(all, openedIn(rows), designUnderTest);
  const of = (some: readonly Exposure[], variation: string) => some.filter((x) => x.variation === variation).length;

  const population = populationIn(await found(rows, { entryPoint: opened }));

  expect(population?.variations).toEqual(
    expect.arrayContaining(
      designUnderTest.variations.map((variation) => ({
        variation,
        assigned: of(all, variation),
        inside: of(entered, variation),
      })),
    ),
  );
});

it('analyses nobody where so few are outside that the difference to everybody would be about them', async () => {
  const rows = randomRows(21);
  const all = exposuresOf(rows.assignments, designUnderTest).filter((x) => !x.isMixed);
  const outside = (variation: string) => all.filter((x) => x.variation === variation && x.country === 'BR').length;
  const most = Math.max(...designUnderTest.variations.map(outside));
  const notBrazil = {
    ...west,
    conditions: [{ property: 'Country', operation: 'not_equals' as const, values: ['BR'] }],
  };

  const refused = await found(rows, { segment: notBrazil }, most + 1);

  expect(most).toBeGreaterThan(0);
  expect(populationIn(refused)?.variations.map(({ inside }) => inside)).toEqual([null, null]);
  expect(refused.moments.every(({ moments }) => moments.n === 0)).toBe(true);
});
