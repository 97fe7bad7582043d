import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { jointOf } from '@assay/stats';
import fc from 'fast-check';
import { covariateItems, type CovariatesDiagnostic } from '../pipeline/index.js';
import { randomRows } from '../pipeline/reference/random-rows.js';
import { referenceJoint } from '../pipeline/reference/reference-cells.js';
import { aAnalysis, analyse, designUnderTest, metricsUnderTest } from '../pipeline/reference/warehouse-fixture.js';
import { openDuckDb } from '../warehouses/adapters/duckdb.adapter.js';
import type { Warehouse } from '../warehouses/index.js';
import type { MetricSummary } from './metric-summaries.js';
import { withSharedCovariates } from './shared-covariates.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-covariates-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const open = (path: string): Promise<Warehouse> =>
  openDuckDb({ path, scratchSchema: 'assay_scratch', threads: 2, memoryLimit: '1GB', tempDirectory: folder });

const nameOf = (id: string): string => id;
const near = (ours: number, theirs: number): boolean => Math.abs(ours - theirs) <= 1e-9 * Math.max(1, Math.abs(theirs));

/** Without aging, and of different look-backs: each has its number and its look-back. */
const shared = metricsUnderTest.filter(({ id }) =>
  ['sum', 'sum paid', 'sum capped', 'count', 'count distinct', 'unique'].includes(id),
);
const aging = metricsUnderTest.filter(({ id }) => id === 'count aged');

const analysed = async (seed: number, minimumContributors: number) => {
  const analysis = aAnalysis({ minimumContributors, metrics: [...shared, ...aging] });
  const design = { ...analysis.design, sharesCovariates: true };
  const rows = randomRows(seed);
  const { moments, diagnostics } = await analyse(open, folder, rows, { ...analysis, design }, false);
  const overall: readonly MetricSummary[] = moments.filter(({ property }) => property === null);
  return { rows, plain: overall, adjusted: withSharedCovariates(overall, diagnostics, nameOf) };
};

it('adjusts each metric by its own look-back and those of the others, as the slow reference has them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 30 }), async (seed) => {
      const { rows, adjusted } = await analysed(seed, 1);
      for (const variation of designUnderTest.variations) {
        const whole = referenceJoint(rows, shared, variation);
        for (const [at, { id }] of shared.entries()) {
          const ours = adjusted.find((one) => one.metricId === id && one.variation === variation)?.covariates;
          const others = shared.flatMap((_, i) => (i === at ? [] : [2 * i + 1]));
          const places = [2 * at, 2 * at + 1, ...others];
          expect([id, seed, ours?.names.length]).toEqual([id, seed, shared.length]);
          expect(ours?.names[0]).toBe('numerator_covariate');
          expect(ours?.joint.n).toBe(whole.n);
          places.forEach((place, i) => {
            const mean = (whole.sums[place] as number) / whole.n;
            expect([id, i, near(ours?.joint.means[i] as number, mean)]).toEqual([id, i, true]);
            places.slice(0, i + 1).forEach((other, j) => {
              const [row, column] = [Math.max(place, other), Math.min(place, other)];
              const theirs = whole.products[(row * (row + 1)) / 2 + column] as number;
              const found = ours?.joint.products[(i * (i + 1)) / 2 + j] as number;
              expect([id, i, j, seed, near(found, theirs), found, theirs]).toEqual([
                id,
                i,
                j,
                seed,
                true,
                found,
                theirs,
              ]);
            });
          });
        }
      }
    }),
    { numRuns: 4, seed: 20261123 },
  );
});

it('leaves a metric that waits for subjects to age to its own look-back', async () => {
  const { adjusted } = await analysed(2617, 1);
  const own = adjusted.filter(({ metricId }) => metricId === 'count aged');

  expect(own).toHaveLength(2);
  expect(own.every(({ covariates }) => covariates === undefined)).toBe(true);
});

it('shares nothing where nothing may leave', async () => {
  const { plain, adjusted } = await analysed(2618, 10_000);

  expect(adjusted).toHaveLength(plain.length);
  expect(adjusted.filter(({ covariates }) => covariates !== undefined)).toEqual([]);
});

const twoMetrics = (withheld: (variation: string, item: object) => boolean): readonly MetricSummary[] => {
  const rows = Array.from({ length: 40 }, (_, i) => [i % 7, i % 5, i % 3, (i * i) % 11]);
  const variables: CovariatesDiagnostic['variables'] = ['a', 'b'].flatMap((metricId) => [
    { of: [{ metricId, role: 'numerator' as const }] },
    { of: [{ metricId, role: 'numerator_covariate' as const }] },
  ]);
  const items = covariateItems(4, [1, 3]);
  const total = (of: (row: readonly number[]) => number): number => rows.reduce((sum, row) => sum + of(row), 0);
  const valueOf = (item: (typeof items)[number]): number =>
    item.kind === 'product'
      ? total((row) => (row[item.of] as number) * (row[item.by] as number))
      : total((row) => row[item.of] as number);
  const variations = ['control', 'treat'].map((variation) => ({
    ...{ variation, n: 40 },
    values: items.map((item) => (withheld(variation, item) ? null : valueOf(item))),
  }));
  const diagnostic: CovariatesDiagnostic = {
    ...{ kind: 'covariates', from: 0, covariates: [1, 3] },
    ...{ variables, variations },
  };
  const summaries = [0, 2].flatMap((at) =>
    ['control', 'treat'].map((variation): MetricSummary => {
      const { n, means, products } = jointOf(
        rows.map((row) => row.slice(at, at + 2)),
        2,
      );
      return {
        metricId: at === 0 ? 'a' : 'b',
        variation,
        moments: {
          ...{ outcome: 'measured', n, roles: ['numerator', 'numerator_covariate'] },
          ...{ means: [...means], sums: means.map((mean) => mean * n), products: [...products] },
        },
      };
    }),
  );
  return withSharedCovariates(summaries, [diagnostic], nameOf);
};

it('says whose look-back a covariate is', () => {
  const [first] = twoMetrics(() => false);

  expect(first?.covariates?.names).toEqual(['numerator_covariate', 'numerator_covariate of b']);
});

it('leaves a covariate out of every variation when one variation withholds a sum that it needs', () => {
  const found = twoMetrics(
    (variation, item) => variation === 'treat' && JSON.stringify(item) === '{"kind":"product","of":0,"by":3}',
  );

  // Only a itself needs the product of its value and the look-back of b.
  expect(found.map(({ metricId, covariates }) => [metricId, covariates?.names.length ?? 'own'])).toEqual([
    ['a', 'own'],
    ['a', 'own'],
    ['b', 2],
    ['b', 2],
  ]);
});
