import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConnectionTest, ConnectionView, Preview, Problem, WarehouseSchema } from '@assay/api-contract';
import { DuckDBInstance } from '@duckdb/node-api';
import pg from 'pg';
import { type Browser, startBackend, type TestBackend } from '../../testing/index.js';
import { INTERNAL_TOKEN } from '../worker/internal-token.js';

let backend: TestBackend;
let owner: Browser;
let path: string;
const logged: string[] = [];

const makeFile = async (at: string): Promise<void> => {
  const file = await DuckDBInstance.create(at);
  const connection = await file.connect();
  await connection.run('CREATE TABLE orders (order_id VARCHAR, subject VARCHAR, ordered_at TIMESTAMP, amount DOUBLE)');
  await connection.run(
    "INSERT INTO orders VALUES ('o1', 'canary-subject', TIMESTAMP '2026-03-01 09:00:00', 9007199254740993)",
  );
  connection.closeSync();
  file.closeSync();
};

beforeAll(async () => {
  backend = await startBackend({ onLog: (line) => logged.push(line) });
  path = join(backend.config.DATA_DIR, 'shop.duckdb');
  await makeFile(path);
  owner = await backend.as('data_owner');
});
afterAll(() => backend.stop());

const input = () => ({ name: 'Shop', settings: { kind: 'duckdb', path: 'shop.duckdb' } });
const connect = async (who = owner): Promise<ConnectionView> => {
  const made = await who.post<ConnectionView>('/connections', input());
  expect(made.status).toBe(201);
  return made.body;
};
const disconnect = ({ id, version }: ConnectionView) =>
  owner.delete(`/connections/${id}`, { 'if-match': `"${version}"` });

describe('given a workspace with an embedded warehouse', () => {
  let connection: ConnectionView;
  beforeAll(async () => {
    connection = await connect();
  });
  afterAll(() => disconnect(connection));

  it('tests it step by step and remembers how it went', async () => {
    const { body } = await owner.post<ConnectionTest>(`/connections/${connection.id}/test`);

    expect(body.steps.map(({ name, status }) => [name, status])).toEqual([
      ['secret', 'passed'],
      ['connect', 'passed'],
      ['select', 'passed'],
      ['scratch', 'passed'],
      ['tables', 'passed'],
    ]);
    expect((await owner.get<ConnectionView>(`/connections/${connection.id}`)).body.lastTest).toMatchObject({
      passed: true,
    });
  });

  it('lists readable tables with their columns', async () => {
    const { body } = await owner.get<WarehouseSchema>(`/connections/${connection.id}/schema`);

    expect(body.tables).toEqual([
      {
        schema: 'main',
        name: 'orders',
        columns: [
          { name: 'order_id', type: 'VARCHAR' },
          { name: 'subject', type: 'VARCHAR' },
          { name: 'ordered_at', type: 'TIMESTAMP' },
          { name: 'amount', type: 'DOUBLE' },
        ],
      },
    ]);
  });

  it('shows a few rows to the person who asks, and keeps them nowhere', async () => {
    const sql =
      "SELECT subject, CAST(9007199254740993 AS BIGINT) AS big FROM orders WHERE ordered_at < '{{analysis_end_timestamp}}' -- all";

    const { body, headers } = await owner.post<Preview>(
      `/connections/${connection.id}/preview`,
      { sql },
      { 'idempotency-key': 'preview-1' },
    );

    expect(body).toMatchObject({
      columns: [{ name: 'subject' }, { name: 'big' }],
      rows: [['canary-subject', '9007199254740993']],
    });
    expect(headers['cache-control']).toBe('no-store');
    expect(logged.join('')).not.toContain('canary-subject');
    expect(await databaseText()).not.toContain('canary-subject');
  });

  it('asks for names and types alone when rows are not wanted', async () => {
    const { body } = await owner.post<Preview>(`/connections/${connection.id}/preview`, {
      sql: 'SELECT subject FROM orders',
      typesOnly: true,
    });

    expect(body).toMatchObject({ columns: [{ name: 'subject', type: 'VARCHAR' }], rows: [] });
  });

  it('shows no row to anybody once the organisation decides so', async () => {
    const admin = await backend.signIn();
    await admin.patch('/organisation', { previewRows: false }, { 'if-match': '*' });

    const { body } = await owner.post<Preview>(`/connections/${connection.id}/preview`, {
      sql: 'SELECT subject FROM orders',
    });

    expect(body).toMatchObject({ columns: [{ name: 'subject', type: 'VARCHAR' }], rows: [], isWithheld: true });
    await admin.patch('/organisation', { previewRows: true }, { 'if-match': '*' });
  });

  it('refuses what is not one read-only SELECT, and says where', async () => {
    const { status, body } = await owner.post<Problem>(`/connections/${connection.id}/preview`, {
      sql: 'SELECT 1; DROP TABLE orders',
    });

    expect(status).toBe(400);
    expect(body.errors).toEqual([{ path: 'sql', message: 'There are 2 statements. Write one read-only SELECT.' }]);
  });

  it('tells the author what the warehouse said, and the log only what is safe', async () => {
    const sql = 'SELECT CAST(subject AS INTEGER) AS n FROM orders';

    const { status, body } = await owner.post<Problem>(`/connections/${connection.id}/preview`, { sql });

    expect(status).toBe(502);
    expect(body).toMatchObject({ code: 'warehouse_failed', facts: { cause: 'query', driverCode: 'Conversion' } });
    expect(body.detail).not.toContain('canary-subject');
    expect(body.errors[0]).toMatchObject({ path: 'sql', message: expect.stringContaining('canary-subject') });
    expect(logged.join('')).not.toContain('canary-subject');
  });

  it('refuses a second warehouse for the workspace', async () => {
    const { status, body } = await owner.post<Problem>('/connections', input());

    expect([status, body.code]).toEqual([409, 'conflict']);
  });

  it('refuses an edit of a version that is no longer the current one', async () => {
    const address = `/connections/${connection.id}`;
    const edited = await owner.put<ConnectionView>(address, { ...input(), name: 'Shop 2' }, { 'if-match': '"1"' });
    expect(edited).toMatchObject({ status: 200, body: { name: 'Shop 2', version: 2 } });

    expect((await owner.put(address, input(), { 'if-match': '"1"' })).status).toBe(412);
    expect((await owner.put(address, input())).status).toBe(428);
    connection = edited.body;
  });

  it('is invisible to another organisation', async () => {
    const other = await backend.as('data_owner', await backend.addOrganisation('Other'));

    expect((await other.get(`/connections/${connection.id}`)).status).toBe(404);
    expect((await other.post(`/connections/${connection.id}/preview`, { sql: 'SELECT 1 AS x' })).status).toBe(404);
    expect((await other.get<{ items: unknown[] }>('/connections')).body.items).toEqual([]);
  });

  it('keeps viewers out', async () => {
    const viewer = await backend.as('viewer');

    expect((await viewer.post(`/connections/${connection.id}/preview`, { sql: 'SELECT 1 AS x' })).status).toBe(403);
    expect((await viewer.get('/connections')).status).toBe(403);
  });

  it('takes rows for demo tables from processes of the installation', async () => {
    const token = backend.app.get<string>(INTERNAL_TOKEN, { strict: false });
    const address = `//internal/v1/sink/${connection.id}`;
    const rows = [{ order_id: 'o2', subject: 'bob', ordered_at: '2026-03-02T10:00:00Z', amount: 5 }];
    const headers = { authorization: `Bearer ${token}` };

    const appended = await owner.post(`${address}/orders`, { rows }, headers);

    expect([appended.status, appended.body]).toEqual([200, { appended: 1 }]);
    const counted = await owner.post<Preview>(`/connections/${connection.id}/preview`, {
      sql: 'SELECT COUNT(*) AS n FROM orders',
    });
    expect(counted.body.rows).toEqual([[2]]);
    expect((await owner.post(`${address}/orders`, { rows }, { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await owner.post(`${address}/salaries`, { rows }, headers)).status).toBe(404);
    expect((await owner.post(`${address}/orders`, { rows: [] }, headers)).status).toBe(400);
    expect((await owner.post(`${address}/orders`, { rows: [{ nope: 1 }] }, headers)).status).toBe(502);
  });

  it('records each change in the audit trail', async () => {
    const admin = await backend.as('admin');
    const { body } = await admin.get<{ items: { action: string }[] }>('/audit-events');

    const actions = body.items.map(({ action }) => action);
    expect(actions).toEqual(
      expect.arrayContaining(['connection.created', 'connection.updated', 'connection.tested', 'connection.previewed']),
    );
  });
});

it('fails a preview with its cause while the warehouse is away, and works again after', async () => {
  const made = await owner.post<ConnectionView>('/connections', {
    ...input(),
    settings: { kind: 'duckdb', path: 'gone.duckdb' },
  });

  const failed = await owner.post<Problem>(`/connections/${made.body.id}/preview`, { sql: 'SELECT 1 AS x' });
  const tested = await owner.post<ConnectionTest>(`/connections/${made.body.id}/test`);
  await makeFile(join(backend.config.DATA_DIR, 'gone.duckdb'));
  const again = await owner.post<Preview>(`/connections/${made.body.id}/preview`, { sql: 'SELECT 1 AS x' });

  expect(failed).toMatchObject({
    status: 502,
    body: { code: 'warehouse_failed', facts: { cause: 'grant_or_object' } },
  });
  expect(tested.body).toMatchObject({
    passed: false,
    steps: [{ status: 'passed' }, { status: 'failed' }, { status: 'skipped' }, {}, {}],
  });
  expect(again.body.rows).toEqual([[1]]);
  await disconnect(made.body);
});

describe('given a Postgres server', () => {
  const connectTo = async (): Promise<ConnectionView> => {
    const { hostname, port, pathname, username, password } = new URL(backend.databaseUrl);
    const place = { host: hostname, port: Number(port), database: pathname.slice(1), user: username };
    const settings = { kind: 'postgres', ...place, tls: 'disable' };
    const secret = password === '' ? {} : { secret: decodeURIComponent(password) };
    return (await owner.post<ConnectionView>('/connections', { name: 'Remote', settings, ...secret })).body;
  };
  const slow = 'SELECT COUNT(*) AS n FROM generate_series(1, 100000000000) AS r(i) WHERE i % 7 = 3';

  it('tells what the account may do beyond need', async () => {
    const connection = await connectTo();

    const { body } = await owner.post<ConnectionTest>(`/connections/${connection.id}/test`);

    expect(body.passed).toBe(true);
    expect(body.excessRights).toContainEqual({
      right: 'be superuser',
      object: null,
      remedy: expect.stringMatching(/^ALTER ROLE ".*" NOSUPERUSER;$/),
    });
    await disconnect(connection);
  });

  it('stops what runs there, and forgets the secret, as soon as it is disconnected', async () => {
    const connection = await connectTo();
    const client = new pg.Client({ connectionString: backend.databaseUrl });
    await client.connect();
    const isRunning = async (): Promise<boolean> => {
      const like = `/* assay organisation=${backend.place.organisationId} %100000000000%`;
      const { rows } = await client.query("SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE $1", [
        like,
      ]);
      return rows.length > 0;
    };
    const until = async (state: boolean): Promise<void> => {
      while ((await isRunning()) !== state) await new Promise((resolve) => setTimeout(resolve, 20));
    };

    const preview = owner.post<Problem>(`/connections/${connection.id}/preview`, { sql: slow });
    await until(true);
    const removed = await disconnect(connection);
    await until(false);

    expect(removed.status).toBe(204);
    expect((await preview).status).toBe(502);
    await client.end();
  });
});

it('never gives a secret back, and destroys it on disconnecting', async () => {
  const secret = 'canary-password-7301';
  const settings = { kind: 'postgres', host: '127.0.0.1', port: 1, database: 'shop', user: 'assay', tls: 'disable' };

  const made = await owner.post<ConnectionView>('/connections', { name: 'Remote', settings, secret });
  const tested = await owner.post<ConnectionTest>(`/connections/${made.body.id}/test`);
  const removed = await disconnect(made.body);

  expect(made.body).toMatchObject({ hasSecret: true });
  expect(tested.body.steps[1]).toMatchObject({
    name: 'connect',
    status: 'failed',
    detail: expect.stringContaining('ECONNREFUSED'),
  });
  expect(removed.status).toBe(204);
  expect([made.text, tested.text, logged.join(''), await databaseText()].join('')).not.toContain(secret);
});

it('connects to no address where clouds hand out credentials', async () => {
  const settings = { kind: 'postgres', host: '169.254.169.254', database: 'shop', user: 'assay', tls: 'disable' };
  const made = await owner.post<ConnectionView>('/connections', { name: 'Sly', settings, secret: 'one' });

  const { body } = await owner.post<ConnectionTest>(`/connections/${made.body.id}/test`);

  expect(body.steps[1]).toMatchObject({
    name: 'connect',
    status: 'failed',
    detail: expect.stringContaining('where no warehouse may be'),
  });
  await disconnect(made.body);
});

describe('given an installation that takes Redshift by a role only', () => {
  let strict: TestBackend;
  beforeAll(async () => {
    strict = await startBackend({ settings: { REDSHIFT_NEEDS_ROLE: '1' } });
  });
  afterAll(() => strict.stop());

  it('refuses a connection without one, and takes one that has it', async () => {
    const who = await strict.as('data_owner');
    const settings = { kind: 'redshift', region: 'eu-west-1', workgroup: 'shop', database: 'shop' };
    const role = { roleArn: 'arn:aws:iam::123456789012:role/assay', externalId: 'a-long-one' };

    const bare = await who.post<Problem>('/connections', { name: 'Bare', settings });
    const made = await who.post('/connections', { name: 'Role', settings: { ...settings, ...role } });

    expect([bare.status, bare.body.errors]).toEqual([
      400,
      [{ path: 'settings.roleArn', message: expect.stringMatching(/by a role only\. Give the ARN/) }],
    ]);
    expect(made.status).toBe(201);
  });
});

it('drops a stored secret when the address changes', async () => {
  const settings = { kind: 'postgres', host: '127.0.0.1', port: 1, database: 'shop', user: 'assay', tls: 'disable' };
  const made = await owner.post<ConnectionView>('/connections', { name: 'Remote', settings, secret: 'one' });
  const address = `/connections/${made.body.id}`;

  const renamed = await owner.put<ConnectionView>(address, { name: 'Renamed', settings }, { 'if-match': '*' });
  const moved = await owner.put<ConnectionView>(
    address,
    { name: 'Moved', settings: { ...settings, host: 'elsewhere' } },
    { 'if-match': '*' },
  );

  expect([renamed.body.hasSecret, moved.body.hasSecret]).toEqual([true, false]);
  await disconnect(moved.body);
});

/** Everything that our own database holds, as text. */
async function databaseText(): Promise<string> {
  const client = new pg.Client({ connectionString: backend.databaseUrl });
  await client.connect();
  const { rows: tables } = await client.query<{ name: string }>(
    "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')",
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    await client.query('SET row_security = off');
    texts.push(JSON.stringify((await client.query(`SELECT t::text FROM ${name} AS t`)).rows));
  }
  await client.end();
  return texts.join('\n');
}
