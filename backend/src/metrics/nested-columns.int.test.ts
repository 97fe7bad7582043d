import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { EntityView, Problem } from '@assay/api-contract';
import { startBackend, type TestBackend } from '../testing/index.js';
import { Shop } from '../testing/shop.js';

let backend: TestBackend;
let shop: Shop;

beforeAll(async () => {
  backend = await startBackend();
  shop = await Shop.open(backend, [
    "CREATE TABLE assignments AS SELECT 'u1' AS subject, TIMESTAMP '2026-03-01' AS ts, 'x' AS experiment, 'control' AS variation",
    "CREATE TABLE orders AS SELECT subject, ts, MAP {'book': 1.5} AS lines, [1, 2] AS amounts, {'paid': 3} AS totals FROM assignments",
  ]);
});
afterAll(() => backend.stop());

it.each(['lines', 'amounts', 'totals'])('refuses to add up “%s”, which holds several values in one', async (column) => {
  const { body } = await shop.factSource(column, 'SELECT * FROM orders', column);
  const { items } = (await shop.owner.get<{ items: EntityView[] }>('/entities')).body;
  const refused = async (operation: string): Promise<Problem> =>
    (
      await shop.owner.post<Problem>('/metrics', {
        ...{ kind: 'simple', name: column, entityId: items[0]?.id },
        numerator: { factId: body.facts[0]?.id, operation },
      })
    ).body;

  const message = expect.stringMatching(/holds several values in one \(.+\): select the one that counts/);
  for (const operation of ['sum', 'count_distinct', 'last_value'])
    expect((await refused(operation)).errors).toEqual([{ path: 'numerator.operation', message }]);
});
