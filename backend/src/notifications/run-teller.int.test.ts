import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ChannelCreated, NotificationDeliveryView } from '@assay/api-contract';
import { startBackend, type TestBackend } from '../testing/index.js';
import { Shop } from '../testing/shop.js';

let backend: TestBackend;
let shop: Shop;
let experimentId: string;
let path: string;

/** Nine of ten subjects are controls, where half of them should be. */
beforeAll(async () => {
  backend = await startBackend();
  shop = await Shop.open(backend, [
    "CREATE TABLE assignments AS SELECT 'u' || i AS subject, TIMESTAMP '2026-03-01' AS ts, 'x' AS experiment, CASE WHEN i % 10 > 0 THEN 'control' ELSE 'treatment' END AS variation FROM range(1000) AS r(i)",
    'CREATE TABLE orders AS SELECT subject, ts, 10.0 + random() AS amount FROM assignments',
  ]);
  const revenue = await shop.metric('Revenue', { sql: 'SELECT * FROM orders', column: 'amount' });
  experimentId = await shop.experiment({ key: 'x', metricIds: [revenue] });
  const events = ['experiment.refreshed', 'experiment.refresh_failed', 'experiment.check_failed'];
  const channel = { name: 'Chat', kind: 'slack', url: 'https://chat.invalid/hook', events };
  const { body } = await shop.owner.post<ChannelCreated>('/notification-channels', channel);
  path = `/notification-channels/${body.id}/deliveries`;
});
afterAll(() => backend?.stop());

/** Oldest first, when there are so many. */
const told = async (count: number): Promise<readonly NotificationDeliveryView[]> => {
  for (;;) {
    const { body } = await shop.owner.get<{ items: NotificationDeliveryView[] }>(path);
    if (body.items.length >= count) return body.items.toSorted((a, b) => a.id.localeCompare(b.id));
    await new Promise((done) => setTimeout(done, 20));
  }
};

it('tells of each refresh, of a failing check once, and of a refresh that failed with its reason', async () => {
  await shop.refresh(experimentId);
  const first = await told(2);
  await shop.refresh(experimentId);
  const second = await told(3);
  await shop.inWarehouse('DROP TABLE assignments');
  const { error } = await shop.refresh(experimentId);
  const third = await told(4);

  expect(first.map(({ event }) => event).sort()).toEqual(['experiment.check_failed', 'experiment.refreshed']);
  expect(first.map(({ text }) => text).join()).toContain('(split)');
  expect(second.at(-1)?.event).toBe('experiment.refreshed');
  expect(third.at(-1)).toMatchObject({ event: 'experiment.refresh_failed', text: expect.stringContaining(error!) });
});
