import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  AssignmentSourceView,
  ConnectionView,
  DefinitionUses,
  DefinitionVersion,
  EntityView,
  ExperimentView,
  FactSourceView,
  MetricView,
  Problem,
} from '@assay/api-contract';
import { DuckDBInstance } from '@duckdb/node-api';
import { Database } from '../database/index.js';
import { type Browser, startBackend, type TestBackend } from '../testing/index.js';
import { WarehousePool } from '../warehouses/index.js';
import { DefinitionLookup } from './definition.lookup.js';

let backend: TestBackend;
let owner: Browser;
let path: string;

beforeAll(async () => {
  backend = await startBackend();
  path = join(backend.config.DATA_DIR, 'shop.duckdb');
  const file = await DuckDBInstance.create(path);
  const connection = await file.connect();
  await connection.run('CREATE TABLE orders (subject VARCHAR, ordered_at TIMESTAMP, amount DOUBLE, status VARCHAR)');
  await connection.run(
    'CREATE TABLE assignments (experiment VARCHAR, variation VARCHAR, subject VARCHAR, "timestamp" TIMESTAMP, country VARCHAR)',
  );
  connection.closeSync();
  file.closeSync();
  owner = await backend.as('data_owner');
});
afterAll(() => backend.stop());

const factSource = (entityId: string, more: object = {}) => ({
  name: 'Orders',
  sql: 'SELECT subject, ordered_at, amount, status FROM orders -- every order',
  timestampColumn: 'ordered_at',
  entities: [{ entityId, column: 'subject' }],
  facts: [
    { name: 'Order', column: null },
    { name: 'Order amount', column: 'amount' },
    { name: 'Order status', column: 'status' },
  ],
  properties: [{ name: 'Status', column: 'status' }],
  ...more,
});
const assignmentSource = (entityId: string, more: object = {}) => ({
  name: 'SDK assignments',
  entityId,
  sql: 'SELECT * FROM assignments',
  subjectColumn: 'subject',
  timestampColumn: 'timestamp',
  experimentKeyColumn: 'experiment',
  variationColumn: 'variation',
  properties: [{ name: 'Country', column: 'country' }],
  ...more,
});
const metric = (entityId: string, factId: string, more: object = {}, numerator: object = {}) => ({
  kind: 'simple',
  name: 'Revenue',
  entityId,
  numerator: { factId, operation: 'sum', ...numerator },
  ...more,
});

it('says that a warehouse is needed before a source can be described', async () => {
  const lone = await backend.as('data_owner', await backend.addOrganisation('Lone'));
  const { body: user } = await lone.post<EntityView>('/entities', { name: 'User' });

  const { status, body } = await lone.post<Problem>('/fact-sources', factSource(user.id));

  expect([status, body.detail]).toEqual([409, 'This workspace has no warehouse yet. Connect one first.']);
});

describe('given a workspace with a warehouse, an entity, sources and a metric', () => {
  let user: EntityView;
  let orders: FactSourceView;
  let assignments: AssignmentSourceView;
  let revenue: MetricView;
  const factOf = (name: string): string => orders.facts.find((fact) => fact.name === name)?.id ?? '';

  beforeAll(async () => {
    await owner.post<ConnectionView>('/connections', {
      name: 'Shop',
      settings: { kind: 'duckdb', path: 'shop.duckdb' },
    });
    user = (await owner.post<EntityView>('/entities', { name: 'User' })).body;
    orders = (await owner.post<FactSourceView>('/fact-sources', factSource(user.id))).body;
    assignments = (await owner.post<AssignmentSourceView>('/assignment-sources', assignmentSource(user.id))).body;
    revenue = (await owner.post<MetricView>('/metrics', metric(user.id, factOf('Order amount')))).body;
  });

  it('keeps what was written, with an id on each fact', () => {
    expect(orders).toMatchObject({
      version: 1,
      sql: expect.stringContaining('-- every order'),
      facts: [{ id: expect.stringMatching(/^fct_/) }, {}, {}],
    });
    expect(assignments).toMatchObject({ version: 1, variationColumn: 'variation', partitionColumn: null });
    expect(revenue).toMatchObject({
      version: 1,
      metric: { name: 'Revenue', desiredChange: 'increase', numerator: { aging: false } },
    });
  });

  it.each([
    [
      '/fact-sources',
      () => factSource(user.id, { name: 'X', facts: [{ name: 'F', column: 'Amount' }] }),
      'facts.0.column',
      /no column “Amount”. Did you mean “amount”\? It returns: subject, ordered_at, amount, status/,
    ],
    [
      '/fact-sources',
      () => factSource(user.id, { name: 'X', facts: [{ name: 'F', column: null }], timestampColumn: 'status' }),
      'timestampColumn',
      /“status” is VARCHAR, no time: cast it/,
    ],
    [
      '/fact-sources',
      () =>
        factSource(user.id, {
          name: 'X',
          facts: [
            { name: 'F', column: null },
            { name: 'F', column: null },
          ],
        }),
      'facts',
      /Two facts are called “F”/,
    ],
    [
      '/fact-sources',
      () => factSource(user.id, { name: 'X' }),
      'facts.0.name',
      /“Orders” has a fact of this name already/,
    ],
    [
      '/fact-sources',
      () => factSource('ent_none00', { name: 'X', facts: [{ name: 'F', column: null }] }),
      'entities.0.entityId',
      /no such entity/,
    ],
    [
      '/fact-sources',
      () => factSource(user.id, { name: 'X', facts: [{ name: 'F', column: null }], sql: 'DELETE FROM orders' }),
      'sql',
      /Write one read-only SELECT/,
    ],
    [
      '/fact-sources',
      () => factSource(user.id, { name: 'X', facts: [{ id: 'fct_other00', name: 'F', column: null }] }),
      'facts.0.id',
      /no fact of this id/,
    ],
    [
      '/assignment-sources',
      () => assignmentSource(user.id, { name: 'X', subjectColumn: 'user_id' }),
      'subjectColumn',
      /no column “user_id”/,
    ],
    ['/metrics', () => metric(user.id, 'fct_none00', { name: 'X' }), 'numerator.factId', /no such fact/],
    [
      '/metrics',
      () => metric(user.id, factOf('Order'), { name: 'X' }),
      'numerator.operation',
      /each record, without a value/,
    ],
    [
      '/metrics',
      () => metric(user.id, factOf('Order status'), { name: 'X' }),
      'numerator.operation',
      /no number \(VARCHAR\)/,
    ],
    [
      '/metrics',
      () =>
        metric(
          user.id,
          factOf('Order amount'),
          { name: 'X' },
          { filters: [{ property: 'Colour', operation: 'equals', values: ['red'] }] },
        ),
      'numerator.filters.0.property',
      /no property “Colour”. It has: Status/,
    ],
    [
      '/metrics',
      () => metric(user.id, factOf('Order amount'), { name: 'X', guardrailCutoff: 0.1 }),
      'guardrailCutoff',
      /negative/,
    ],
  ])('refuses with the field and the remedy: %s %#', async (address, input, field, message) => {
    const { status, body } = await owner.post<Problem>(address, input());

    expect(status).toBe(400);
    expect(body.errors).toContainEqual({ path: field, message: expect.stringMatching(message) });
  });

  it('refuses SQL that names a missing table, with the name', async () => {
    const input = factSource(user.id, {
      name: 'X',
      facts: [{ name: 'F', column: null }],
      sql: 'SELECT * FROM absent_table',
    });

    const { status, body } = await owner.post<Problem>('/fact-sources', input);

    expect(status).toBe(502);
    expect(body.detail).toMatch(/nothing was saved.*absent_table/);
    expect(body.facts).toMatchObject({ cause: 'grant_or_object' });
  });

  it('refuses a name that is taken', async () => {
    const { status, body } = await owner.post<Problem>('/metrics', metric(user.id, factOf('Order amount')));

    expect([status, body.detail]).toEqual([409, 'Another metric is called “Revenue”. Choose a different name.']);
  });

  it('refuses to delete what is used, and names the users', async () => {
    const entity = await owner.delete(`/entities/${user.id}`, { 'if-match': '*' });
    const source = await owner.delete(`/fact-sources/${orders.id}`, { 'if-match': '*' });

    expect([entity.status, source.status]).toEqual([409, 409]);
    expect((entity.body as Problem).detail).toBe(
      'The entity “User” is used by assignment source “SDK assignments”, fact source “Orders”, metric “Revenue”. Remove it there first.',
    );
    expect((source.body as Problem).facts).toEqual({ users: 'Revenue', count: 1 });
  });

  it('says what a change of a definition reaches, down to the experiments', async () => {
    const { body: experiment } = await owner.post<ExperimentView>('/experiments', {
      name: 'Checkout',
      plan: {},
      design: {
        experimentKey: 'checkout',
        assignmentSourceId: assignments.id,
        assignmentFrom: '2026-10-01T00:00:00Z',
        variations: [
          { key: 'a', name: 'A', weight: 1, isControl: true },
          { key: 'b', name: 'B', weight: 1, isControl: false },
        ],
        metrics: [{ metricId: revenue.id, role: 'primary' }],
      },
    });
    const reachedBy = async (address: string): Promise<readonly unknown[]> =>
      (await owner.get<DefinitionUses>(`${address}/uses`)).body.items.map((use) => [use.kind, use.name, use.isDirect]);

    expect(await reachedBy(`/fact-sources/${orders.id}`)).toEqual([
      ['metric', 'Revenue', true],
      ['experiment', 'Checkout', false],
    ]);
    expect(await reachedBy(`/metrics/${revenue.id}`)).toEqual([['experiment', 'Checkout', true]]);
    expect(await reachedBy(`/entities/${user.id}`)).toEqual([
      ['assignment_source', 'SDK assignments', true],
      ['fact_source', 'Orders', true],
      ['metric', 'Revenue', true],
      ['experiment', 'Checkout', false],
    ]);
    await owner.delete(`/experiments/${experiment.id}`, { 'if-match': '*' });
    expect(await reachedBy(`/metrics/${revenue.id}`)).toEqual([]);
    expect((await owner.get('/metrics/met_none/uses')).status).toBe(404);
  });

  it('refuses an edit of a source that takes away what a metric needs', async () => {
    const kept = orders.facts.filter(({ name }) => name !== 'Order amount');

    const { status, body } = await owner.put<Problem>(
      `/fact-sources/${orders.id}`,
      { ...factSource(user.id), facts: kept },
      { 'if-match': '*' },
    );

    expect(status).toBe(409);
    expect(body.detail).toMatch(/Metrics need what this change removes: “Revenue”/);
  });

  it('keeps every version with who saved it', async () => {
    const address = `/metrics/${revenue.id}`;
    const edited = await owner.put<MetricView>(
      address,
      metric(user.id, factOf('Order amount'), { description: 'Paid' }),
      { 'if-match': '"1"' },
    );
    const stale = await owner.put<Problem>(address, metric(user.id, factOf('Order amount')), { 'if-match': '"1"' });
    const { body } = await owner.get<{ items: DefinitionVersion[] }>(`${address}/versions`);

    expect(edited.body).toMatchObject({ version: 2, metric: { description: 'Paid' } });
    expect(stale.status).toBe(412);
    expect(
      body.items.map(({ version, by, definition }) => [
        version,
        by,
        (definition as { description: string }).description,
      ]),
    ).toEqual([
      [2, 'data_owner 1', 'Paid'],
      [1, 'data_owner 1', ''],
    ]);
  });

  it('makes one definition of a request that is repeated under its key', async () => {
    const make = () => owner.post<EntityView>('/entities', { name: 'Device' }, { 'idempotency-key': 'device-1' });

    const [first, second] = [await make(), await make()];

    expect(second.body).toEqual(first.body);
    await owner.delete(`/entities/${first.body.id}`, { 'if-match': '*' });
  });

  it('pages through a list by name', async () => {
    for (const name of ['C', 'A', 'B']) await owner.post('/entities', { name });

    const first = await owner.get<{ items: EntityView[]; next: string }>('/entities?limit=3');
    const second = await owner.get<{ items: EntityView[]; next: null }>(`/entities?limit=3&cursor=${first.body.next}`);

    expect([...first.body.items, ...second.body.items].map(({ name }) => name)).toEqual(['A', 'B', 'C', 'User']);
    expect(second.body.next).toBeNull();
    expect((await owner.get('/entities?cursor=rubbish')).status).toBe(400);
  });

  it('lends higher floors the SQL without its comments', async () => {
    const { workspaceId, organisationId } = backend.place;
    const lookup = backend.app.get(DefinitionLookup, { strict: false });

    const [source, metrics] = await backend.app.get(Database).inOrganisation(organisationId, async (tx) => {
      const found = await lookup.listMetrics(tx, workspaceId, [revenue.id, 'met_absent0']);
      const [factSource_] = await lookup.listFactSourcesOf(
        tx,
        workspaceId,
        found.map(({ metric: one }) => one),
      );
      return [factSource_, found] as const;
    });

    expect(metrics.map(({ id }) => id)).toEqual([revenue.id]);
    expect(source).toMatchObject({ id: orders.id, sql: 'SELECT subject, ordered_at, amount, status FROM orders' });
  });

  it('shows another organisation nothing, and viewers no SQL', async () => {
    const other = await backend.as('admin', await backend.addOrganisation('Other'));
    const viewer = await backend.as('viewer');

    expect((await other.get(`/metrics/${revenue.id}`)).status).toBe(404);
    expect((await other.get(`/fact-sources/${orders.id}/versions`)).status).toBe(404);
    expect((await viewer.get(`/fact-sources/${orders.id}`)).status).toBe(403);
    expect((await viewer.get(`/metrics/${revenue.id}`)).status).toBe(200);
    expect((await viewer.post('/metrics', metric(user.id, factOf('Order amount'), { name: 'V' }))).status).toBe(403);
  });

  it('saves nothing while the warehouse is away, but lets a description be edited', async () => {
    const { body: list } = await owner.get<{ items: ConnectionView[] }>('/connections');
    await backend.app.get(WarehousePool, { strict: false }).release(list.items[0]?.id ?? '');
    await rename(path, `${path}.away`);

    const created = await owner.post<Problem>('/assignment-sources', assignmentSource(user.id, { name: 'Later' }));
    const described = await owner.put(
      `/assignment-sources/${assignments.id}`,
      assignmentSource(user.id, { description: 'Ours' }),
      { 'if-match': '*' },
    );
    await rename(`${path}.away`, path);

    expect(created.status).toBe(502);
    expect(created.body.detail).toMatch(/nothing was saved/);
    expect(described.status).toBe(200);
    const { body } = await owner.get<{ items: AssignmentSourceView[] }>('/assignment-sources');
    expect(body.items.map(({ name }) => name)).toEqual(['SDK assignments']);
  });

  it('deletes in the order of use, and records it', async () => {
    for (const address of [
      `/metrics/${revenue.id}`,
      `/fact-sources/${orders.id}`,
      `/assignment-sources/${assignments.id}`,
      `/entities/${user.id}`,
    ]) {
      expect((await owner.delete(address, { 'if-match': '*' })).status).toBe(204);
    }
    const admin = await backend.as('admin');

    const { body } = await admin.get<{ items: { action: string }[] }>('/audit-events');

    const actions = body.items.map(({ action }) => action).filter((action) => action.endsWith('.deleted'));
    expect(actions.slice(0, 4)).toEqual([
      'entity.deleted',
      'assignment_source.deleted',
      'fact_source.deleted',
      'metric.deleted',
    ]);
  });
});
