import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FactSourceView, MetricExport, MetricSyncView, MetricView, Problem } from '@assay/api-contract';
import { DuckDBInstance } from '@duckdb/node-api';
import { type Browser, startBackend, type TestBackend } from '../../testing/index.js';

let backend: TestBackend;
let owner: Browser;

beforeAll(async () => {
  backend = await startBackend();
  const file = await DuckDBInstance.create(join(backend.config.DATA_DIR, 'shop.duckdb'));
  const connection = await file.connect();
  await connection.run('CREATE TABLE orders (subject VARCHAR, ordered_at TIMESTAMP, amount DOUBLE, status VARCHAR)');
  connection.closeSync();
  file.closeSync();
  owner = await backend.as('data_owner');
  await owner.post('/connections', { name: 'Shop', settings: { kind: 'duckdb', path: 'shop.duckdb' } });
  await owner.post('/entities', { name: 'User' });
});
afterAll(() => backend.stop());

const source = (more: object = {}) => ({
  name: 'Orders',
  sql: 'SELECT * FROM orders',
  timestamp_column: 'ordered_at',
  entities: [{ entity_name: 'User', column: 'subject' }],
  facts: [{ name: 'Order' }, { name: 'Order amount', column: 'amount', desired_change: 'increase' }],
  properties: [{ name: 'Status', column: 'status' }],
  ...more,
});
const revenue = (more: object = {}, numerator: object = {}) => ({
  name: 'Revenue',
  entity: 'User',
  numerator: { fact_name: 'Order amount', operation: 'sum', winsorization_upper_percentile: 0.999, ...numerator },
  ...more,
});
const orders = {
  name: 'Orders per user',
  entity: 'User',
  numerator: {
    fact_name: 'Order',
    operation: 'count',
    filters: [{ fact_property: 'Status', operation: 'equals', values: ['paid'] }],
    aggregation_timeframe_end_value: 7,
    aggregation_timeframe_unit: 'days',
  },
};
const payload = (more: object = {}) => ({
  sync_tag: 'shop',
  reference_url: 'https://git.example.com/shop',
  fact_sources: [source()],
  metrics: [revenue(), orders],
  ...more,
});

/** A sync or, refused, its problem. */
type Answer = Omit<MetricSyncView, 'errors'> & Pick<Problem, 'detail' | 'errors'>;
const sync = (body: object, query = '') => owner.post<Answer>(`/metrics/sync${query}`, body);
const metrics = async (): Promise<MetricView[]> => (await owner.get<{ items: MetricView[] }>('/metrics')).body.items;
const sources = async (): Promise<FactSourceView[]> =>
  (await owner.get<{ items: FactSourceView[] }>('/fact-sources')).body.items;

it('says what a dry run would change, and changes nothing', async () => {
  const { status, body } = await sync(payload(), '?dry_run=true');

  expect(status).toBe(200);
  expect(body).toMatchObject({ id: null, status: 'success' });
  expect(body.changes.map(({ action, kind, name }) => `${action} ${kind} ${name}`)).toEqual([
    'create fact_source Orders',
    'create metric Revenue',
    'create metric Orders per user',
  ]);
  expect([await sources(), await metrics()]).toEqual([[], []]);
});

it.each([
  [
    'a source column that is not there',
    payload({ fact_sources: [source({ timestamp_column: 'paid_at' })] }),
    /^fact_sources\.0\.timestampColumn: The SQL returns no column “paid_at”/,
  ],
  [
    'SQL that is no SELECT',
    payload({ fact_sources: [source({ sql: 'DELETE FROM orders' })] }),
    /^fact_sources\.0\.sql: /,
  ],
  [
    'an entity that is not there',
    payload({ metrics: [revenue({ entity: 'Company' }), orders] }),
    /^metrics\.0\.entity: There is no entity “Company”/,
  ],
  [
    'a fact that is not there',
    payload({ metrics: [revenue({}, { fact_name: 'Refund' })] }),
    /^metrics\.0\.numerator\.fact_name: There is no fact “Refund”/,
  ],
  [
    'a sum of records without a value',
    payload({ metrics: [revenue({}, { fact_name: 'Order' })] }),
    /^metrics\.0\.numerator\.operation: /,
  ],
  ['a misspelt field', payload({ metrics: [revenue({ guardrail: true })] }), /guardrail/],
  [
    'a cap on a conversion',
    payload({ metrics: [revenue({}, { operation: 'conversion', conversion_threshold_days: 3 })] }),
    /^metrics\.0\.numerator\.operation: Winsorization does not apply/,
  ],
])('refuses %s, by its place in the payload, and saves nothing', async (_name, body, message) => {
  const answer = await sync(body);

  expect(answer.status).toBe(400);
  expect(answer.body.detail).toMatch(message);
  expect([await sources(), await metrics()]).toEqual([[], []]);
});

describe('given a payload that was synced', () => {
  const made = new Map<string, string>();

  beforeAll(async () => {
    const { status, body } = await sync(payload());
    expect([status, body.errors]).toEqual([200, []]);
    for (const { id, metric } of await metrics()) made.set(metric.name, id);
  });

  it('has certified definitions that carry where they are kept', async () => {
    const [source] = await sources();

    expect(source).toMatchObject({ certified: { syncTag: 'shop', referenceUrl: 'https://git.example.com/shop' } });
    expect((await metrics()).map(({ certified }) => certified?.syncTag)).toEqual(['shop', 'shop']);
  });

  it('does not let people edit or delete them', async () => {
    const [metric] = await metrics();
    if (!metric) throw new Error('no metric');

    const edited = await owner.put<Problem>(`/metrics/${metric.id}`, metric.metric, { 'if-match': '"1"' });
    const deleted = await owner.delete<Problem>(`/metrics/${metric.id}`, { 'if-match': '"1"' });

    expect([edited.status, deleted.status]).toEqual([409, 409]);
    expect(edited.body.detail).toContain('change it at https://git.example.com/shop');
  });

  it('changes only what differs, and keeps ids', async () => {
    const { body } = await sync(payload({ metrics: [revenue({ minimum_detectable_effect: 0.02 }), orders] }));

    expect(body.changes).toEqual([{ action: 'update', kind: 'metric', name: 'Revenue', fields: ['precision'] }]);
    expect((await metrics()).map(({ id }) => id).toSorted()).toEqual([...made.values()].toSorted());
  });

  it('removes what the payload no longer names', async () => {
    const { body } = await sync(payload({ metrics: [orders] }));

    expect(body.changes).toEqual([{ action: 'remove', kind: 'metric', name: 'Revenue', fields: [] }]);
    expect((await metrics()).map(({ metric }) => metric.name)).toEqual(['Orders per user']);
  });

  it('does not let another tag take them over', async () => {
    const { status, body } = await sync(payload({ sync_tag: 'other' }));

    expect([status, body.errors.map(({ path }) => path)]).toEqual([400, ['fact_sources.0.name', 'metrics.1.name']]);
    expect(body.detail).toContain('managed by the sync tag “shop”');
  });

  it('refuses to take a fact from under a metric that people made', async () => {
    const [{ facts } = { facts: [] }] = await sources();
    const [{ id: entityId = '' } = {}] = (await owner.get<{ items: { id: string }[] }>('/entities')).body.items;
    const factId = facts.find(({ name }) => name === 'Order amount')?.id;
    await owner.post('/metrics', { kind: 'simple', name: 'Mine', entityId, numerator: { factId, operation: 'sum' } });

    const { status, body } = await sync(
      payload({ fact_sources: [source({ facts: [{ name: 'Order' }] })], metrics: [] }),
    );

    expect([status, body.detail]).toEqual([400, expect.stringContaining('“Mine”')]);
  });

  it('takes over what people made only when that is allowed', async () => {
    const taking = payload({
      metrics: [orders, revenue({ name: 'Mine' }, { winsorization_upper_percentile: undefined })],
    });

    const refused = await sync(taking);
    const taken = await sync(taking, '?allow_upgrades=true');

    expect([refused.status, refused.body.detail]).toEqual([400, expect.stringContaining('allow_upgrades=true')]);
    expect(taken.body.changes).toEqual([expect.objectContaining({ action: 'upgrade', name: 'Mine' })]);
  });

  it('writes out a payload that changes nothing when it comes back', async () => {
    const { body } = await owner.get<MetricExport>('/metrics/export');

    const { fact_sources, metrics, skipped } = body;
    const again = await sync({ ...payload(), fact_sources, metrics });

    expect(skipped).toEqual([]);
    expect(metrics.map(({ name }) => name)).toEqual(['Mine', 'Orders per user']);
    expect(again.body.changes).toEqual([]);
  });

  it('releases to people what it no longer names and something still uses', async () => {
    const { body } = await sync(payload({ fact_sources: [], metrics: [orders] }));
    expect(body.errors).not.toEqual([]); // its fact is gone from the payload

    const emptied = await sync(payload({ fact_sources: [], metrics: [] }));

    expect(emptied.body.changes.map(({ action, name }) => `${action} ${name}`)).toEqual([
      'remove Mine',
      'remove Orders per user',
      'remove Orders',
    ]);
  });

  it('keeps a log of every delivery, with what was wrong', async () => {
    const { body } = await owner.get<{ items: MetricSyncView[] }>('/metrics/sync');

    expect(body.items[0]).toMatchObject({ status: 'success', sync_tag: 'shop' });
    expect(body.items.filter(({ status }) => status === 'failed').length).toBeGreaterThan(5);
    expect(body.items.find(({ status }) => status === 'failed')?.errors).not.toEqual([]);
    expect(body.items.filter(({ status }) => status === 'pending')).toEqual([]);
  });

  it('is closed to those who may not certify', async () => {
    const editor = await backend.as('experiment_editor');

    expect((await editor.post('/metrics/sync', payload())).status).toBe(403);
  });
});
