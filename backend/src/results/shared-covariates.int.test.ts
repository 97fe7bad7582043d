import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ExperimentView, MetricResult, ResultsView, VerificationView } from '@assay/api-contract';
import { startBackend, type TestBackend } from '../testing/backend.js';
import { Shop } from '../testing/shop.js';

// 2,000 subjects. What one pays follows how often they visited before, not what they paid before. Treated pay 1 more.
const tables = [
  `CREATE TABLE assignments AS
   SELECT 's' || i AS subject, TIMESTAMP '2026-03-02 00:00:00' AS ts, 'exp' AS experiment,
     CASE WHEN hash(i) % 2 = 0 THEN 'control' ELSE 'treatment' END AS variation
   FROM range(2000) AS t(i)`,
  `CREATE TABLE visits AS
   SELECT 's' || i AS subject, TIMESTAMP '2026-02-20 00:00:00' AS ts
   FROM range(2000) AS t(i), range(10) AS v(n) WHERE n <= hash(i * 3) % 10`,
  `CREATE TABLE payments AS
   SELECT 's' || i AS subject, TIMESTAMP '2026-03-03 00:00:00' AS ts,
     10.0 * (1 + hash(i * 3) % 10) + hash(i * 5) % 7 + CASE WHEN hash(i) % 2 = 0 THEN 0 ELSE 1 END AS amount
   FROM range(2000) AS t(i)
   UNION ALL
   SELECT 's' || i, TIMESTAMP '2026-02-21 00:00:00', hash(i * 11) % 20 FROM range(2000) AS t(i)`,
];

let backend: TestBackend;
let shop: Shop;
let experimentId: string;
let revenue: string;

beforeAll(async () => {
  backend = await startBackend();
  await backend.listen();
  shop = await Shop.open(backend, tables);
  revenue = await shop.metric('Revenue', { sql: 'SELECT * FROM payments', column: 'amount' });
  const visits = await shop.metric('Visits', { sql: 'SELECT * FROM visits', column: null }, { operation: 'count' });
  experimentId = await shop.experiment({ key: 'exp', metricIds: [revenue, visits], lookbackDays: 30 });
});
afterAll(() => backend?.stop());

const changed = async (change: Partial<ExperimentView['design']>) => {
  const { body } = await shop.owner.get<ExperimentView>(`/experiments/${experimentId}`);
  return shop.owner.put<{ errors?: readonly { path: string; message: string }[] }>(
    `/experiments/${experimentId}`,
    { ...body, design: { ...body.design, ...change } },
    { 'if-match': '*' },
  );
};

const revenueIn = async () => {
  const path = `/experiments/${experimentId}/results?effect=absolute&method=fixed&cuped=true`;
  const { metrics } = (await shop.owner.get<ResultsView>(path)).body;
  const { arms } = metrics.find(({ metricId }) => metricId === revenue) as MetricResult;
  const estimate = arms[1]?.estimate;
  if (estimate?.kind !== 'estimate') throw new Error(JSON.stringify(arms));
  return estimate;
};

it('narrows an interval by what other metrics were before exposure, where its own past says little', async () => {
  await shop.refresh(experimentId);
  const alone = await revenueIn();
  expect((await changed({ sharesCovariates: true })).status).toBe(200);

  const before = await revenueIn();
  const run = await shop.refresh(experimentId);
  const together = await revenueIn();

  expect([run.status, run.error]).toEqual(['succeeded', null]);
  expect([alone.covariates, before.covariates, together.covariates]).toEqual([1, 1, 2]);
  expect(alone.varianceReduction).toBeLessThan(0.02);
  expect(together.varianceReduction).toBeGreaterThan(0.98);
  expect(Math.abs(together.lift - 1)).toBeLessThan(3 * together.standardError);
  expect(together.standardError).toBeLessThan(0.15 * alone.standardError);
});

it('hands the covariates on to whoever makes the numbers again', async () => {
  const path = `/experiments/${experimentId}/verification?effect=absolute&method=fixed&cuped=true`;
  const { document } = (await shop.owner.get<VerificationView>(path)).body;

  expect(JSON.stringify(document)).toContain('numerator_covariate of Visits');
});

it.each([
  ['no look-back', { lookbackDays: 0 }, 'There are no covariates to share'],
  ['changed weights', { weightChanges: [{ at: '2026-03-04T00:00:00Z', weights: [1, 3] }] }, 'Where weights change'],
])('refuses to share covariates with %s', async (_, change, why) => {
  const { status, body } = await changed({ ...change, sharesCovariates: true });

  expect(status).toBe(400);
  expect(JSON.stringify(body)).toContain(why);
});
