import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type {
  DefinitionUses,
  DefinitionVersion,
  EntityView,
  ExperimentView,
  MetricCollectionView,
  MetricView,
  Problem,
} from '@assay/api-contract';
import { type Browser, Shop, startBackend, type TestBackend } from '../testing/index.js';

let backend: TestBackend;
let owner: Browser;
let shop: Shop;
let revenue: string;
let orders: string;
let visits: string;
let entityId: string;
const any = { 'if-match': '*' };

beforeAll(async () => {
  backend = await startBackend();
  shop = await Shop.open(backend, [
    `CREATE TABLE assignments AS SELECT 'u' AS subject, 'x' AS experiment, 'control' AS variation, TIMESTAMP '2026-03-01' AS ts`,
    `CREATE TABLE orders AS SELECT subject, ts, 10.0 AS amount FROM assignments`,
  ]);
  owner = shop.owner;
  const fact = { sql: 'SELECT * FROM orders', column: 'amount' };
  [revenue, orders, visits] = [
    await shop.metric('Revenue', fact),
    await shop.metric('Orders', fact, { operation: 'count' }),
    await shop.metric('Visits', fact, { operation: 'count' }),
  ];
  entityId = (await owner.get<MetricView>(`/metrics/${revenue}`)).body.metric.entityId;
});
afterAll(() => backend?.stop());

const core = (change: object = {}) => ({
  name: 'Core',
  entityId,
  metrics: [
    { metricId: revenue, role: 'primary' },
    { metricId: orders, role: 'guardrail' },
  ],
  ...change,
});
const create = async (change: object) =>
  owner.post<MetricCollectionView & Problem>('/metric-collections', core(change));

it('copies its metrics into an experiment, and reaches it no more', async () => {
  const { body: collection } = await create({ name: 'Copied' });
  const id = await shop.experiment({ key: 'copied', metricIds: [visits] });

  const copy = () => owner.post<ExperimentView>(`/experiments/${id}/collections`, { collectionId: collection.id });
  const { status, body } = await copy();
  const again = await copy();
  await owner.put(
    `/metric-collections/${collection.id}`,
    core({ name: 'Copied', metrics: [{ metricId: visits, role: 'secondary' }] }),
    any,
  );
  const later = await owner.get<ExperimentView>(`/experiments/${id}`);
  await owner.delete(`/metric-collections/${collection.id}`, any);

  const expected = [
    { metricId: visits, role: 'primary' },
    { metricId: revenue, role: 'secondary' },
    { metricId: orders, role: 'guardrail' },
  ];
  expect([status, body.design.metrics]).toEqual([200, expected]);
  expect(again.body.design.metrics).toEqual(expected);
  expect(later.body.design.metrics).toEqual(expected);
});

it('is refused by an experiment that is concluded, and where there is none of that id', async () => {
  const { body: collection } = await create({ name: 'Late' });
  const id = await shop.experiment({ key: 'late', metricIds: [visits] });
  const none = await owner.post<Problem>(`/experiments/${id}/collections`, { collectionId: 'mcl_none' });
  const decided = await owner.post(`/experiments/${id}/conclude`, { outcome: 'neutral', rolledOut: null, notes: '' });

  const late = await owner.post<Problem>(`/experiments/${id}/collections`, { collectionId: collection.id });
  await owner.delete(`/metric-collections/${collection.id}`, any);

  expect([none.status, none.body.errors[0]?.path]).toEqual([400, 'collectionId']);
  expect([decided.status, late.status]).toEqual([200, 409]);
});

it('keeps its metrics from being deleted, and says so on their pages', async () => {
  const { body: collection } = await create({ name: 'Weekly' });

  const uses = await owner.get<DefinitionUses>(`/metrics/${orders}/uses`);
  const refused = await owner.delete<Problem>(`/metrics/${orders}`, any);
  await owner.delete(`/metric-collections/${collection.id}`, any);
  const freed = await owner.get<DefinitionUses>(`/metrics/${orders}/uses`);

  const use = { kind: 'metric_collection', id: collection.id, name: 'Weekly', isDirect: true };
  expect(uses.body.items).toContainEqual(use);
  expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('metric collection “Weekly”')]);
  expect(freed.body.items).not.toContainEqual(use);
});

it('keeps every version with who saved it', async () => {
  const { body } = await create({ name: 'Kept' });
  await owner.put(`/metric-collections/${body.id}`, core({ name: 'Kept anew' }), any);

  const { body: history } = await owner.get<{ items: DefinitionVersion[] }>(`/metric-collections/${body.id}/versions`);

  expect(history.items.map(({ version, definition }) => [version, (definition as { name: string }).name])).toEqual([
    [2, 'Kept anew'],
    [1, 'Kept'],
  ]);
});

it('refuses a metric of another entity, one that is not there, and a taken name, naming the field', async () => {
  const { body: device } = await owner.post<EntityView>('/entities', { name: 'Device' });
  await create({ name: 'Taken' });

  const elsewhere = await create({ name: 'Other', entityId: device.id });
  const unknown = await create({ name: 'Other', metrics: [{ metricId: 'met_none', role: 'primary' }] });
  const taken = await create({ name: 'Taken' });

  expect(elsewhere.body.errors.map(({ path }) => path)).toEqual(['metrics.0.metricId', 'metrics.1.metricId']);
  expect([unknown.status, unknown.body.errors[0]?.path]).toEqual([400, 'metrics.0.metricId']);
  expect([taken.status, taken.body.detail]).toEqual([409, expect.stringContaining('Choose a different name')]);
});

it('is shown to whoever sees metrics, edited by whoever edits them, and unknown to another organisation', async () => {
  const { body } = await create({ name: 'Ours' });
  const [viewer, editor] = [await backend.as('viewer'), await backend.as('experiment_editor')];
  const stranger = await backend.as('admin', await backend.addOrganisation('Elsewhere'));
  const path = `/metric-collections/${body.id}`;

  expect((await viewer.get(path)).status).toBe(200);
  expect((await editor.put(path, core({ name: 'Ours' }), any)).status).toBe(403);
  expect((await stranger.get(path)).status).toBe(404);
  expect((await stranger.get<{ items: unknown[] }>('/metric-collections')).body.items).toEqual([]);
});
