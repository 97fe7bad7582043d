import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ConnectionTest, ConnectionView, Preview, Problem, WarehouseSchema } from '@assay/api-contract';
import { type FakeDatabricks, startDatabricks } from '@assay/test-support';
import { type Browser, startBackend, type TestBackend } from '../../../testing/index.js';

const trusted = getCACertificates('default');
const logged: string[] = [];
let databricks: FakeDatabricks;
let backend: TestBackend;
let owner: Browser;

beforeAll(async () => {
  databricks = await startDatabricks();
  await databricks.load([
    'CREATE SCHEMA sales',
    'CREATE TABLE sales.orders (subject STRING, amount DECIMAL(10, 2))',
    "INSERT INTO sales.orders VALUES ('ann', 12.5)",
  ]);
  setDefaultCACertificates([...trusted, databricks.authority]); // as NODE_EXTRA_CA_CERTS does at a start
  backend = await startBackend({ settings: { DATABRICKS_URL: databricks.url }, onLog: (line) => logged.push(line) });
  owner = await backend.as('data_owner');
});

afterAll(async () => {
  setDefaultCACertificates(trusted);
  await backend.stop();
  await databricks.close();
});

it('connects a workspace by a service principal, tests it, looks around, previews and lets go', async () => {
  const { clientId, clientSecret: secret } = databricks.tokens;
  const settings = {
    ...{ kind: 'databricks', host: 'dbc-test.cloud.databricks.com', path: databricks.path },
    ...{ catalog: 'shop', method: 'oauth', clientId },
  };
  const made = await owner.post<ConnectionView>('/connections', { name: 'Shop', settings, secret });
  expect(made.status).toBe(201);
  const { id } = made.body;

  const tested = await owner.post<ConnectionTest>(`/connections/${id}/test`);
  const schema = await owner.get<WarehouseSchema>(`/connections/${id}/schema`);
  const preview = await owner.post<Preview>(`/connections/${id}/preview`, {
    sql: 'SELECT subject, amount FROM sales.orders',
  });
  const absent = await owner.post<Problem>(`/connections/${id}/preview`, { sql: 'SELECT 1 AS one FROM sales.absent' });

  expect(tested.body.steps.map(({ name, status }) => `${name} ${status}`)).toEqual([
    ...['secret passed', 'connect passed', 'select passed', 'scratch passed', 'tables passed'],
  ]);
  expect(schema.body.tables.find(({ name }) => name === 'orders')?.columns.map(({ name }) => name)).toEqual([
    ...['subject', 'amount'],
  ]);
  expect(preview.body.rows).toEqual([['ann', '12.50']]);
  expect(absent.body).toMatchObject({
    code: 'warehouse_failed',
    facts: { cause: 'grant_or_object', objects: expect.stringContaining('absent') },
  });

  const current = await owner.get<ConnectionView>(`/connections/${id}`);
  await owner.delete(`/connections/${id}`, { 'if-match': `"${current.body.version}"` });
  expect(JSON.stringify([made.body, tested.body, current.body, logged])).not.toContain(secret);
});
