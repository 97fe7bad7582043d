import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { CostsView, Problem, RunView } from '@assay/api-contract';
import { FixedClock } from '../../kernel/index.js';
import { Shop, startBackend, type TestBackend } from '../../testing/index.js';

let backend: TestBackend;
let shop: Shop;
let experimentId: string;

beforeAll(async () => {
  backend = await startBackend({ clock: new FixedClock() });
  shop = await Shop.open(backend, [
    `CREATE TABLE assignments AS SELECT 'u' || i AS subject, 'checkout' AS experiment,
       CASE WHEN i % 2 = 0 THEN 'control' ELSE 'treatment' END AS variation,
       TIMESTAMP '2026-03-01' + INTERVAL (i) MINUTE AS ts FROM range(200) AS r(i)`,
    `CREATE TABLE orders AS SELECT subject, ts + INTERVAL 1 DAY AS ts, 10.0 AS amount FROM assignments`,
  ]);
  // Each refresh reads each source.
  const { name, settings } = shop.connection;
  await shop.owner.put(`/connections/${shop.connection.id}`, { name, settings, keepsRows: false }, { 'if-match': '*' });
  const revenue = await shop.metric('Revenue', { sql: 'SELECT * FROM orders ; ', column: 'amount' });
  experimentId = await shop.experiment({ key: 'checkout', metricIds: [revenue] });
});
afterAll(() => backend.stop());

const address = () => `/connections/${shop.connection.id}`;
const costs = async (): Promise<CostsView> => (await shop.owner.get<CostsView>(`${address()}/costs`)).body;
const setBudget = (dailyBytes: number | null, dailySeconds: number | null) =>
  shop.owner.put<Problem>(`${address()}/budget`, { dailyBytes, dailySeconds });

it('keeps what refreshes cost by day, experiment, metric and source, and learns from it', async () => {
  const runs = [await shop.refresh(experimentId), await shop.refresh(experimentId)];

  const found = await costs();

  expect(runs.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
  const seconds = runs.flatMap(({ statements }) => statements).reduce((sum, one) => sum + (one.milliseconds ?? 0), 0);
  expect(found.today.seconds).toBeCloseTo(seconds / 1000, 6);
  expect(found.days.reduce((sum, day) => sum + day.statements, 0)).toBe(
    runs.flatMap(({ statements }) => statements).length,
  );
  expect(found.experiments).toEqual([
    { experimentId, name: 'checkout', runs: 2, bytes: 0, seconds: expect.closeTo(found.today.seconds, 6) },
  ]);
  expect(found.metrics).toEqual([
    { metricId: expect.any(String), name: 'Revenue', runs: 2, bytes: 0, seconds: expect.any(Number) },
  ]);
  const [revenue] = found.metrics;
  expect(revenue?.seconds).toBeGreaterThan(0);
  expect(revenue?.seconds).toBeLessThan(found.today.seconds);
  expect(found.sources.map(({ name, scans, isPartitioned }) => [name, scans, isPartitioned]).sort()).toEqual([
    ['Assignments', 2, false],
    ['Revenue', 2, false],
  ]);
  expect(found.correction).toEqual({ bytes: null, seconds: { factor: expect.any(Number), statements: 4 } });
});

it('sends nothing once the day’s budget is spent, and says why', async () => {
  await setBudget(null, 1e-9);

  const run = await shop.refresh(experimentId);

  expect([run.status, run.cause]).toEqual(['failed', 'quota']);
  expect(run.error).toMatch(/The day’s budget of time is 1e-9 s: .* are spent.* Raise the budget on the connection/);
  expect(run.statements.filter(({ kind }) => kind === 'aggregate').map(({ status }) => status)).not.toContain(
    'succeeded',
  );
  await setBudget(null, null);
});

it('goes beyond the budget for those who may change it, on record', async () => {
  await setBudget(1, 1e-9);
  const editor = await backend.as('experiment_editor');

  const refused = await editor.post<Problem>(`/experiments/${experimentId}/refresh`, { mayExceedBudget: true });
  const allowed = await shop.owner.post<RunView>(`/experiments/${experimentId}/refresh`, { mayExceedBudget: true });
  const run = await shop.ended(allowed.body.id);

  expect([refused.status, refused.body.facts]).toEqual([403, { field: 'mayExceedBudget' }]);
  expect([run.status, run.error]).toEqual(['succeeded', null]);
  const trail = await shop.owner.get<{ items: { after: object }[] }>(
    '/audit-events?action=experiment.refresh_requested',
  );
  expect(trail.body.items[0]?.after).toEqual({
    runId: run.id,
    origin: 'manual',
    mayExceedBudget: true,
    readsAnew: false,
  });
  await setBudget(null, null);
});

it('takes a budget that makes sense, and puts the change on record', async () => {
  const wrong = await setBudget(-1, 10);
  const right = await setBudget(5e9, null);

  expect([wrong.status, wrong.body.errors]).toEqual([
    400,
    [{ path: 'dailyBytes', message: 'Give more than 0, or nothing for no limit.' }],
  ]);
  expect(right.body).toEqual({ dailyBytes: 5e9, dailySeconds: null });
  expect((await costs()).budget).toEqual({ dailyBytes: 5e9, dailySeconds: null });
  const trail = await shop.owner.get<{ items: object[] }>('/audit-events?action=connection.budget_changed');
  expect(trail.body.items[0]).toMatchObject({
    before: { dailyBytes: null, dailySeconds: null },
    after: { dailyBytes: 5e9, dailySeconds: null },
  });
});

it('shows another workspace nothing of it', async () => {
  const place = await backend.addOrganisation('Other');
  const other = await backend.signIn(place.ownerId, place);

  expect((await other.get(`${address()}/costs`)).status).toBe(404);
  expect((await other.put(`${address()}/budget`, { dailyBytes: 1, dailySeconds: 1 })).status).toBe(404);
});
