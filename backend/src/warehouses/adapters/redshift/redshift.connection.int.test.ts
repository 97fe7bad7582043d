import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import type { ConnectionTest, ConnectionView, Preview, Problem, WarehouseSchema } from '@assay/api-contract';
import { createDatabase, type FakeRedshift, startRedshift, type TestDatabase } from '@assay/test-support';
import { type Browser, startBackend, type TestBackend } from '../../../testing/index.js';

const user = `analyst_${randomBytes(4).toString('hex')}`; // roles belong to the whole server
const role = { arn: 'arn:aws:iam::123456789012:role/assay', externalId: 'org_test-4711' };
const secret = 'AKIAIOSFODNN7EXAMPLE:canaryXUtnFEMIK7MDENGbPxRfiCYEXAMPLE';
const logged: string[] = [];
let database: TestDatabase;
let redshift: FakeRedshift;
let backend: TestBackend;
let owner: Browser;

beforeAll(async () => {
  database = await createDatabase();
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`
    CREATE TABLE orders (subject VARCHAR(64), amount NUMERIC(10, 2));
    INSERT INTO orders VALUES ('ann', 12.5);
    CREATE SCHEMA assay_scratch;
    CREATE ROLE ${user} LOGIN PASSWORD 'open sesame';
    GRANT SELECT ON orders TO ${user};
    GRANT ALL ON SCHEMA assay_scratch TO ${user}`);
  await admin.end();
  const account = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', role };
  redshift = await startRedshift({ databaseUrl: database.url, user, password: 'open sesame', account });
  process.env['AWS_ENDPOINT_URL'] = redshift.endpoint; // as the SDK itself is told to go elsewhere
  backend = await startBackend({ onLog: (line) => logged.push(line) });
  owner = await backend.as('data_owner');
});

afterAll(async () => {
  delete process.env['AWS_ENDPOINT_URL'];
  await backend.stop();
  await redshift.close();
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`DROP OWNED BY ${user}; DROP ROLE ${user}`);
  await admin.end();
  await database.drop();
});

const settings = () => ({
  ...{ kind: 'redshift', region: 'eu-west-1', workgroup: 'analytics' },
  ...{ database: new URL(database.url).pathname.slice(1), roleArn: role.arn, externalId: role.externalId },
});

it('connects a workspace by role and external id, tests it, looks around, previews and lets go', async () => {
  const made = await owner.post<ConnectionView>('/connections', { name: 'Shop', settings: settings(), secret });
  expect(made.status).toBe(201);
  const { id } = made.body;

  const tested = await owner.post<ConnectionTest>(`/connections/${id}/test`);
  const schema = await owner.get<WarehouseSchema>(`/connections/${id}/schema`);
  const preview = await owner.post<Preview>(`/connections/${id}/preview`, {
    sql: 'SELECT subject, amount FROM orders',
  });
  const absent = await owner.post<Problem>(`/connections/${id}/preview`, { sql: 'SELECT 1 FROM absent' });

  expect(tested.body.steps.map(({ name, status }) => `${name} ${status}`)).toEqual([
    ...['secret passed', 'connect passed', 'select passed', 'scratch passed', 'tables passed'],
  ]);
  expect(schema.body.tables.find(({ name }) => name === 'orders')?.columns.map(({ name }) => name)).toEqual([
    ...['subject', 'amount'],
  ]);
  expect(preview.body.rows).toEqual([['ann', '12.50']]);
  expect(absent.body).toMatchObject({
    code: 'warehouse_failed',
    facts: { cause: 'grant_or_object', objects: 'absent' },
  });

  const current = await owner.get<ConnectionView>(`/connections/${id}`);
  await owner.delete(`/connections/${id}`, { 'if-match': `"${current.body.version}"` });
  expect(JSON.stringify([made.body, tested.body, current.body, logged])).not.toContain('canary');
});
