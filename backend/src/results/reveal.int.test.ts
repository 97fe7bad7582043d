import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Shop, startBackend, type TestBackend } from '../testing/index.js';

let backend: TestBackend;
let shop: Shop;
beforeAll(async () => {
  backend = await startBackend();
  shop = await Shop.open(backend, [
    `CREATE TABLE assignments AS SELECT 'u' || i AS subject, x.experiment,
       CASE WHEN i % 2 = 0 OR (x.experiment = 'uneven' AND i % 4 = 1) THEN 'control' ELSE 'treatment' END AS variation,
       TIMESTAMP '2026-03-01' + INTERVAL (i) MINUTE AS ts FROM range(800) AS r(i), (VALUES ('even'), ('uneven')) AS x(experiment)`,
    `CREATE TABLE orders AS SELECT DISTINCT subject, ts + INTERVAL 1 DAY AS ts, 10.0 AS amount FROM assignments`,
  ]);
});
afterAll(() => backend.stop());

const refreshed = async (key: string): Promise<string> => {
  const revenue = await shop.metric(`Revenue of ${key}`, { sql: 'SELECT * FROM orders', column: 'amount' });
  const id = await shop.experiment({ key, metricIds: [revenue] });
  await shop.refresh(id);
  return id;
};

it('puts on record who looks at numbers although subjects were not split as designed', async () => {
  const id = await refreshed('uneven');
  const viewer = await backend.as('viewer');

  const { status } = await viewer.post(`/experiments/${id}/results/reveal`);

  const { body } = await shop.owner.get<{ items: object[] }>('/audit-events?action=experiment.results_revealed');
  expect(status).toBe(204);
  expect(body.items).toEqual([
    expect.objectContaining({
      actor: expect.objectContaining({ kind: 'api_key', name: expect.stringMatching(/^viewer/) }),
      target: { kind: 'experiment', id, name: 'uneven' },
      after: { runId: expect.any(String), asOf: '2026-03-08T00:00:00.000Z', splitPValue: expect.any(Number) },
    }),
  ]);
});

it('has nothing to reveal where the split is as designed', async () => {
  const id = await refreshed('even');

  const { status, body } = await shop.owner.post(`/experiments/${id}/results/reveal`);

  expect([status, body]).toEqual([
    409,
    expect.objectContaining({ detail: expect.stringContaining('nothing is hidden') }),
  ]);
});
