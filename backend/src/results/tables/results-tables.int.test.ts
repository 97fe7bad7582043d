import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ResultsTablesView, ResultsView } from '@assay/api-contract';
import { startBackend, type TestBackend } from '../../testing/index.js';
import { Shop } from '../../testing/shop.js';

let backend: TestBackend;
let shop: Shop;
let experimentId: string;

beforeAll(async () => {
  backend = await startBackend();
  shop = await Shop.open(backend, [
    "CREATE TABLE assignments AS SELECT 'u' || i AS subject, TIMESTAMP '2026-03-01' AS ts, 'x' AS experiment, CASE WHEN i % 2 = 0 THEN 'control' ELSE 'treatment' END AS variation FROM range(1000) AS r(i)",
    "CREATE TABLE orders AS SELECT subject, ts, 10.0 + (CASE WHEN variation = 'treatment' THEN 1 ELSE 0 END) + random() AS amount FROM assignments",
  ]);
  const revenue = await shop.metric("Revenue's", { sql: 'SELECT * FROM orders', column: 'amount' });
  experimentId = await shop.experiment({ key: 'x', metricIds: [revenue] });
});
afterAll(() => backend.stop());

const state = async (): Promise<ResultsTablesView> =>
  (await shop.owner.get<ResultsTablesView>('/workspace/results-tables')).body;
/** Refreshes, and waits until what it found is written. */
const refreshed = async (): Promise<void> => {
  const before = (await state()).writtenAt;
  await shop.refresh(experimentId);
  while ((await state()).writtenAt === before) await new Promise((done) => setTimeout(done, 50));
};

it('writes nothing until it is switched on', async () => {
  await shop.refresh(experimentId);

  expect(await state()).toMatchObject({ isOn: false, writtenAt: null, version: 0 });
  expect(
    await shop.inWarehouse("SELECT table_name FROM information_schema.tables WHERE table_name = 'assay_estimates'"),
  ).toEqual([]);
});

it('writes what each refresh found, once per as-of, for whoever reads the warehouse', async () => {
  const on = await shop.owner.put('/workspace/results-tables', { isOn: true }, { 'if-match': '"0"' });
  expect(on.status).toBe(200);
  await refreshed();
  await refreshed();

  const { tables } = await state();
  const [estimates = '', verdicts = ''] = tables;
  const rows = await shop.inWarehouse(
    `SELECT metric_name, variation, outcome, evidence, subjects, value, lift FROM ${estimates} ORDER BY variation`,
  );
  const { body } = await shop.owner.get<ResultsView>(`/experiments/${experimentId}/results`);
  const [control, treatment] = body.metrics[0]?.arms ?? [];
  const lift = treatment?.estimate?.kind === 'estimate' ? treatment.estimate.lift : null;
  const near = (value: number | null | undefined): unknown => expect.closeTo(value ?? NaN, 12);
  expect(rows).toEqual([
    ["Revenue's", 'control', 'control', null, 500, near(control?.value), null],
    ["Revenue's", 'treatment', 'estimate', 'better', 500, near(treatment?.value), near(lift)],
  ]);
  expect(await shop.inWarehouse(`SELECT experiment_key, as_of, verdict, decision FROM ${verdicts}`)).toEqual([
    ['x', '2026-03-08T00:00:00.000Z', body.verdict.headline, null],
  ]);
});

it('makes a table again that somebody dropped, and is switched by the version that was read', async () => {
  const [estimates = ''] = (await state()).tables;
  await shop.inWarehouse(`DROP TABLE ${estimates}`);
  await refreshed();

  expect(await shop.inWarehouse(`SELECT COUNT(*) FROM ${estimates}`)).toEqual([[2n]]);
  expect((await shop.owner.put('/workspace/results-tables', { isOn: false }, { 'if-match': '"0"' })).status).toBe(412);
  expect((await state()).problem).toBeNull();
});
