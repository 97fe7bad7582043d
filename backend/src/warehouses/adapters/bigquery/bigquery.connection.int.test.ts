import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ConnectionTest, ConnectionView, Preview, Problem, WarehouseSchema } from '@assay/api-contract';
import { type FakeBigQuery, startBigQuery } from '@assay/test-support';
import { type Browser, startBackend, type TestBackend } from '../../../testing/index.js';

const logged: string[] = [];
let bigquery: FakeBigQuery;
let backend: TestBackend;
let owner: Browser;

beforeAll(async () => {
  bigquery = await startBigQuery({ project: 'acme-shop', location: 'EU' });
  await bigquery.load('CREATE SCHEMA shop');
  await bigquery.load('CREATE TABLE shop.orders (subject STRING, amount NUMERIC)');
  await bigquery.load("INSERT INTO shop.orders VALUES ('ann', CAST('12.50' AS NUMERIC))");
  // As Google's own libraries are told to go elsewhere: a machine whose identity is a service account.
  process.env['BIGQUERY_EMULATOR_HOST'] = bigquery.endpoint;
  process.env['GCE_METADATA_HOST'] = bigquery.endpoint.replace('http://', '');
  backend = await startBackend({ onLog: (line) => logged.push(line) });
  owner = await backend.as('data_owner');
});

afterAll(async () => {
  delete process.env['BIGQUERY_EMULATOR_HOST'];
  delete process.env['GCE_METADATA_HOST'];
  await backend.stop();
  await bigquery.close();
});

const settings = { kind: 'bigquery', project: 'acme-shop', location: 'EU' };

it('connects a workspace by the identity of the machine, tests it, looks around, previews and lets go', async () => {
  const made = await owner.post<ConnectionView>('/connections', { name: 'Shop', settings });
  expect(made.status).toBe(201);
  const { id } = made.body;

  const tested = await owner.post<ConnectionTest>(`/connections/${id}/test`);
  const schema = await owner.get<WarehouseSchema>(`/connections/${id}/schema`);
  const preview = await owner.post<Preview>(`/connections/${id}/preview`, {
    sql: 'SELECT subject, amount FROM `acme-shop`.shop.orders',
  });
  const absent = await owner.post<Problem>(`/connections/${id}/preview`, { sql: 'SELECT 1 FROM shop.absent' });

  expect(
    tested.body.steps.map(({ name, status, detail }) =>
      `${name} ${status} ${status === 'failed' ? detail : ''}`.trim(),
    ),
  ).toEqual([...['secret passed', 'connect passed', 'select passed', 'scratch passed', 'tables passed']]);
  expect(schema.body.tables).toEqual([
    {
      ...{ schema: 'shop', name: 'orders' },
      columns: [
        { name: 'subject', type: 'STRING' },
        { name: 'amount', type: 'NUMERIC' },
      ],
    },
  ]);
  expect(preview.body.rows).toEqual([['ann', '12.5']]);
  expect(absent.body).toMatchObject({
    code: 'warehouse_failed',
    facts: { cause: 'grant_or_object', objects: 'shop.absent' },
  });
  const current = await owner.get<ConnectionView>(`/connections/${id}`);
  await owner.delete(`/connections/${id}`, { 'if-match': `"${current.body.version}"` });
});

it('refuses a secret that is no key of a service account, and repeats it nowhere', async () => {
  const federation = JSON.stringify({ type: 'external_account', credential_source: { file: '/etc/canary' } });
  const made = await owner.post<ConnectionView>('/connections', { name: 'Shop 2', settings, secret: federation });

  const tested = await owner.post<ConnectionTest>(`/connections/${made.body.id}/test`);

  expect(tested.body.steps.find(({ status }) => status === 'failed')?.detail).toContain('key of a service account');
  expect(JSON.stringify([made.body, tested.body, logged])).not.toContain('canary');
});

it('does not act as the machine where the operator wants every connection to bring a key', async () => {
  const strict = await startBackend({ settings: { BIGQUERY_NEEDS_KEY: '1' } });
  const person = await strict.as('data_owner');
  const made = await person.post<ConnectionView>('/connections', { name: 'Shop', settings });

  const tested = await person.post<ConnectionTest>(`/connections/${made.body.id}/test`);

  expect(tested.body.steps.find(({ name }) => name === 'connect')).toMatchObject({
    ...{
      status: 'failed',
      detail: 'This installation takes BigQuery by a key only. Enter the key of a service account.',
    },
  });
  await strict.stop();
});
