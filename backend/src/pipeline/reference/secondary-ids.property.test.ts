import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openDuckDb } from '../../warehouses/adapters/duckdb.adapter.js';
import type { Warehouse } from '../../warehouses/index.js';
import { planAnalysis } from '../planning/planner.js';
import { firstDay, randomRows, type Rows } from './random-rows.js';
import { factsByAccount, type AssignmentRow, type FactRow } from './reference.js';
import { funnelsUnderTest } from './reference-funnels.js';
import { referenceCells } from './reference-cells.js';
import { numbersOf, percentilesUnderTest, referencePercentiles } from './reference-percentiles.js';
import {
  aAnalysis,
  analyse,
  byAccount,
  designUnderTest,
  metricsUnderTest,
  type PerSubject,
} from './warehouse-fixture.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-secondary-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const open = (path: string): Promise<Warehouse> =>
  openDuckDb({ path, scratchSchema: 'assay_scratch', threads: 2, memoryLimit: '1GB', tempDirectory: folder });

const isLinkable = ({ numerator }: PerSubject): boolean => numerator.operation !== 'count_distinct';
const metrics = metricsUnderTest.filter(isLinkable);
const near = (ours: number | undefined, theirs: number): boolean =>
  ours !== undefined && Math.abs(ours - theirs) <= 1e-9 * Math.max(1, Math.abs(theirs));

const credited = (rows: Rows): Rows => ({
  ...rows,
  facts: factsByAccount(rows.facts, rows.assignments, designUnderTest),
});

it.each([false, true])('credits facts as the slow reference does on random rows (staged: %s)', async (withSeries) => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 30 }), async (seed) => {
      const rows = randomRows(seed);
      const request = byAccount(aAnalysis({ minimumContributors: 1, metrics: [...metrics, ...percentilesUnderTest] }));
      const { moments } = await analyse(open, folder, rows, request, withSeries);
      const ours = (cell: { metricId: string; variation: string; label: string | null }) =>
        moments.find((m) => m.metricId === cell.metricId && m.variation === cell.variation && m.label === cell.label)
          ?.moments;
      const cells = referenceCells(credited(rows), metrics);

      expect(cells.some(({ sums }) => (sums[0] ?? 0) > 0)).toBe(true);
      for (const cell of cells) {
        const what = `${cell.metricId} ${cell.variation} ${cell.label} seed ${seed}`;
        const found = ours(cell);
        expect([what, found?.n ?? 0]).toEqual([what, cell.n]);
        if (cell.n === 0 || found?.outcome !== 'measured') continue;
        const [got, wanted] = [
          [...found.sums, ...found.products],
          [...cell.sums, ...cell.products],
        ];
        expect([what, wanted.filter((value, i) => !near(got[i], value))]).toEqual([what, []]);
      }
      for (const cell of referencePercentiles(credited(rows), percentilesUnderTest)) {
        const got = numbersOf(ours(cell));
        expect([cell, cell.numbers.filter((value, i) => !near(got[i], value))]).toEqual([cell, []]);
      }
    }),
    { numRuns: 3, seed: 20261225 },
  );
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

const [sum] = metricsUnderTest.filter(({ id }) => id === 'sum');
const sumsOf = async (rows: Rows): Promise<Readonly<Record<string, readonly [n: number, sum: number | undefined]>>> => {
  const request = byAccount(aAnalysis({ minimumContributors: 1, metrics: sum ? [sum] : [] }));
  const { moments } = await analyse(open, folder, rows, request, false);
  return Object.fromEntries(
    moments.flatMap(({ variation, label, moments: one }) =>
      label === null && one.outcome === 'measured' ? [[variation, [one.n, one.sums[0]]]] : [],
    ),
  );
};

it('credits an account to the subject that it was first seen with, also after that subject’s exposure', async () => {
  const rows = {
    assignments: [
      assigned('laptop', null, 0),
      assigned('laptop', 'ann', 5),
      assigned('phone', 'ann', 9, 'treat'),
      assigned('tablet', null, 1, 'treat'),
    ],
    facts: [spent('ann', 2, 1), spent('ann', 6, 10), spent('ann', 20, 100), spent('bob', 20, 1000)],
  };

  expect(await sumsOf(rows)).toEqual({ control: [1, 111], treat: [2, 0] });
});

it('gives an account that was seen with two subjects at once to the first in byte order', async () => {
  const rows = {
    assignments: [assigned('b', 'ann', 3, 'treat'), assigned('a', 'ann', 3), assigned('Z', null, 3, 'treat')],
    facts: [spent('ann', 4, 7)],
  };

  expect(await sumsOf(rows)).toEqual({ control: [1, 7], treat: [2, 0] });
});

it('counts no fact before its subject was exposed, nor any of a mixed subject', async () => {
  const rows = {
    assignments: [
      assigned('early', 'ann', 4),
      assigned('mixed', 'bob', 1),
      assigned('mixed', 'bob', 2, 'treat'),
      assigned('later', 'bob', 3, 'treat'),
      assigned('plain', 'eve', 3, 'treat'),
    ],
    facts: [spent('ann', 3, 1), spent('ann', 4, 10), spent('bob', 9, 100), spent('eve', 9, 1000)],
  };

  expect(await sumsOf(rows)).toEqual({ control: [1, 10], treat: [2, 1000] });
});

it('scans the assignment source once, for subjects and accounts', () => {
  const { steps, scans } = planAnalysis(byAccount(aAnalysis({ minimumContributors: 1, metrics })), {
    ...{ runId: 'test', asOf: '2026-06-01T00:00:00Z', withSeries: false },
  });

  expect(steps.filter(({ statement }) => statement.text.includes('FROM assignments')).map(({ id }) => id)).toEqual([
    'assignments',
  ]);
  expect(scans.assignmentSource).toBe(1);
});

it('reads facts that know the subject itself by that', () => {
  const request = aAnalysis({ minimumContributors: 1, metrics: [...metricsUnderTest, ...funnelsUnderTest] });
  const linked = byAccount(request);
  const both = {
    ...linked,
    factSources: linked.factSources.map((source) => ({
      ...source,
      entities: [...source.entities, { entityId: 'user', column: 'unit' }],
    })),
  };
  const options = { runId: 'test', asOf: '2026-06-01T00:00:00Z', withSeries: true };

  expect(planAnalysis(both, options).steps.map(({ statement }) => statement.text)).toEqual(
    planAnalysis(request, options).steps.map(({ statement }) => statement.text),
  );
});

it('says of a funnel and of a count of distinct values that no secondary id brings their facts', () => {
  const request = byAccount(
    aAnalysis({ minimumContributors: 1, metrics: [...metricsUnderTest, ...funnelsUnderTest.slice(0, 1)] }),
  );
  const { problems } = planAnalysis(request, { runId: 'test', asOf: '2026-06-01T00:00:00Z', withSeries: false });

  expect(problems.map(({ metricId }) => metricId)).toEqual(['count distinct', funnelsUnderTest[0]?.id]);
  expect(problems[0]?.message).toBe(
    "“count distinct” reads “Facts” by a secondary id, and a count of distinct values needs the subject's own: add the entity that is assigned to that source, or choose another metric.",
  );
});
