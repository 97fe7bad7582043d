import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dialects, preview, selectOne, type Statement } from '@assay/warehouse-sql';
import { type FakeDatabricks, startDatabricks } from '@assay/test-support';
import { customerTables, expectSameNumbers } from '../../../pipeline/reference/same-numbers.conformance.js';
import type { JobState, TestStep } from '../../port.js';
import { answerOf, conformanceCases, type ConformanceSubject } from '../../warehouse.conformance.js';
import { type DatabricksOptions, openDatabricks } from './databricks.adapter.js';

const dialect = dialects.databricks;
const numbers = ['a', 'b', 'c', 'd'].map((name) => `(SELECT EXPLODE(SEQUENCE(1, 1000)) AS i) AS ${name}`);
const slowSelect = `SELECT COUNT(*) AS n FROM ${numbers.join(' CROSS JOIN ')} WHERE a.i + b.i + c.i + d.i > 5`;

let databricks: FakeDatabricks;
let options: DatabricksOptions;

const subject: ConformanceSubject = {
  dialect,
  scratchSchema: 'assay_scratch',
  open: (limits) => openDatabricks({ ...options, limits }),
  slowSelect,
  table: { schema: 'sales', name: 'orders' },
};

const tag = { organisationId: 'org_test', purpose: 'run', experimentId: 'exp_7', runId: 'run_9' } as const;
const select = (text: string): Statement => preview(dialect, text, 1);

/** Poll until it has ended. */
const ended = async (poll: () => Promise<JobState>): Promise<JobState> => {
  for (;;) {
    const state = await poll();
    if (state.state !== 'running') return state;
  }
};

const stepsOf = async (with_: Partial<DatabricksOptions>): Promise<TestStep[]> => {
  const warehouse = await openDatabricks({ ...options, ...with_ });
  const steps: TestStep[] = [];
  for await (const step of warehouse.test()) steps.push(step);
  await warehouse.close();
  return steps;
};

beforeAll(async () => {
  databricks = await startDatabricks({ closed: ['sales.salaries'] });
  await databricks.load([
    'CREATE SCHEMA sales',
    'CREATE TABLE sales.orders (subject STRING, amount DECIMAL(10, 2))',
    "INSERT INTO sales.orders VALUES ('ann', 12.5)",
    'CREATE TABLE sales.salaries (person STRING)',
    ...customerTables(dialect, 'sales'),
  ]);
  const { clientId, clientSecret } = databricks.tokens;
  options = {
    ...{
      host: 'dbc-test.cloud.databricks.com',
      path: databricks.path,
      catalog: 'shop',
      scratchSchema: 'assay_scratch',
    },
    credentials: { method: 'oauth', clientId, clientSecret },
    ...{ url: databricks.url, authority: databricks.authority },
  };
});
afterAll(() => databricks?.close());

describe('given a principal of Databricks that was granted more than it needs', () => {
  const rights = async () => {
    const warehouse = await openDatabricks(options);
    const found = (await warehouse.rights?.()) ?? null;
    await warehouse.close();
    return found;
  };

  it('names each right with the statement that takes it away, and nothing else', async () => {
    const me = databricks.tokens.clientId;
    await databricks.load([
      `INSERT INTO information_schema.table_privileges VALUES ('sales', 'orders', '${me}', 'SELECT', 'NONE'),
        ('assay_scratch', 'any', '${me}', 'MODIFY', 'SCHEMA'), ('sales', 'salaries', 'somebody else', 'MODIFY', 'NONE')`,
      `INSERT INTO information_schema.schema_privileges VALUES ('sales', '${me}', 'USE_SCHEMA', 'NONE'),
        ('assay_scratch', '${me}', 'CREATE_TABLE', 'NONE')`,
    ]);
    const before = await rights();
    await databricks.load([
      `INSERT INTO information_schema.table_privileges VALUES ('sales', 'orders', '${me}', 'MODIFY', 'NONE'),
        ('sales', 'facts', '${me}', 'CREATE_TABLE', 'SCHEMA')`,
      `INSERT INTO information_schema.schema_privileges VALUES ('sales', 'account users', 'CREATE_TABLE', 'NONE')`,
      `INSERT INTO information_schema.catalog_privileges VALUES ('${me}', 'ALL PRIVILEGES', 'NONE')`,
    ]);

    const found = await rights();

    expect(before).toEqual([]);
    expect(found).toEqual([
      {
        right: 'all privileges on the catalog',
        object: 'shop',
        remedy: `REVOKE ALL PRIVILEGES ON CATALOG shop FROM \`${me}\`;`,
      },
      {
        right: 'create table on the schema',
        object: 'shop.sales',
        remedy: 'REVOKE CREATE TABLE ON SCHEMA shop.sales FROM `account users`;',
      },
      {
        right: 'modify on the table',
        object: 'shop.sales.orders',
        remedy: `REVOKE MODIFY ON TABLE shop.sales.orders FROM \`${me}\`;`,
      },
    ]);
  });
});

describe('given Databricks', () => {
  it.each(conformanceCases(subject))('$name', ({ run }) => run());

  it('gives the numbers of the slow reference', () =>
    expectSameNumbers({
      ...{ dialect, schema: 'sales', scratchSchema: 'assay_scratch' },
      open: () => openDatabricks(options),
    }));

  it('polls, reads and cancels by the stored reference of a worker that is gone', async () => {
    const [died, next] = [await openDatabricks(options), await openDatabricks(options)];
    const read = await died.submit(select("SELECT 'kept' AS word"), tag);
    const slow = await died.submit(select(slowSelect), tag);

    expect((await ended(() => next.poll(read, 1_000))).state).toBe('done');
    expect((await next.rows(read)).rows).toEqual([['kept']]);
    await next.cancel(slow);
    expect((await ended(() => next.poll(slow, 1_000))).state).toBe('cancelled');
    await Promise.all([died.close(), next.close()]);
  });

  it('opens a new session when the service has ended the last one, and says lost for what ran in it', async () => {
    const warehouse = await openDatabricks(options);
    const ref = await warehouse.submit(select(slowSelect), tag);

    databricks.endSessions();

    expect((await warehouse.poll(ref)).state).toBe('lost');
    expect((await answerOf(warehouse, selectOne(dialect))).rows).toHaveLength(1);
    await warehouse.close();
  });

  it('has a new token when the last one has expired, in the middle of a poll too', async () => {
    databricks.tokens.expiresInSeconds = 31; // used for one second of them
    const before = databricks.tokens.given;
    const warehouse = await openDatabricks(options);

    const ref = await warehouse.submit(select(slowSelect), tag);
    const { state } = await warehouse.poll(ref, 1_500);
    databricks.tokens.forget();
    const after = await warehouse.poll(ref);

    expect([state, after.state]).toEqual(['running', 'running']);
    expect(databricks.tokens.given - before).toBeGreaterThan(2);
    databricks.tokens.expiresInSeconds = 3600;
    await warehouse.close();
  });

  it('names who asked in the text, and gives the session its zone and time-out', async () => {
    const warehouse = await openDatabricks({ ...options, limits: { timeoutSeconds: 90 } });

    await ended(async () => warehouse.poll(await warehouse.submit(select("SELECT 'tagged' AS word"), tag), 60_000));

    const sent = databricks.operations.all.map(({ text }) => text).find((text) => text.includes("'tagged'"));
    expect(sent).toMatch(
      /^\/\* assay organisation=org_test purpose=run experiment=exp_7 run=run_9 job=\S+ statement=\w{16} \*\//,
    );
    expect(databricks.sessions.at(-1)).toEqual({ TIMEZONE: 'UTC', ANSI_MODE: 'true', STATEMENT_TIMEOUT: '90' });
    await warehouse.close();
  });

  it('reads a result again when a part of it is missing, and fails rather than leave rows out', async () => {
    const warehouse = await openDatabricks({ ...options, limits: { pageRows: 100 } });
    const counting = preview(dialect, 'SELECT EXPLODE(SEQUENCE(1, 950)) AS i', 950);

    databricks.loseParts(1);
    const { rows } = await answerOf(warehouse, counting);
    databricks.loseParts(2);
    const failing = warehouse.submit(counting, tag).then((ref) => ended(() => warehouse.poll(ref, 1_000)));

    expect(new Set(rows.map(([i]) => i)).size).toBe(950);
    await expect(failing).rejects.toMatchObject({
      reason: 'network',
      message: expect.stringMatching(/part of the result/),
    });
    databricks.loseParts(0);
    await warehouse.close();
  });

  it('waits for a warehouse that starts, and says so when it does not', async () => {
    const patient = await openDatabricks(options);
    databricks.refuse(503, 1, 'TEMPORARILY_UNAVAILABLE: the warehouse is starting');
    expect((await answerOf(patient, selectOne(dialect))).rows).toHaveLength(1);
    await patient.close();

    const hasty = await openDatabricks({ ...options, startSeconds: 0 });
    databricks.refuse(503, 1, 'TEMPORARILY_UNAVAILABLE: the warehouse is stopped');
    await expect(hasty.submit(selectOne(dialect), tag)).rejects.toMatchObject({
      reason: 'network',
      message: expect.stringMatching(/stopped or still starting/),
    });
    databricks.refuse(429, 1);
    await expect(hasty.submit(selectOne(dialect), tag)).rejects.toMatchObject({ reason: 'quota' });
    await hasty.close();
  });

  it('logs in by a personal token', async () => {
    const credentials = { method: 'token', token: databricks.tokens.personal } as const;
    databricks.tokens.restore();

    expect((await stepsOf({ credentials })).map(({ status }) => status)).toEqual(Array(4).fill('passed'));
  });

  it('says at which step the test stopped and why', async () => {
    const { clientId } = databricks.tokens;
    const strange = { method: 'oauth', clientId, clientSecret: 'no' } as const;
    const revoked = { method: 'token', token: 'dapi0' } as const;

    for (const credentials of [strange, revoked])
      expect(await stepsOf({ credentials })).toMatchObject([
        { name: 'connect', status: 'failed', cause: 'credentials' },
        { name: 'select', status: 'skipped' },
        { name: 'scratch', status: 'skipped' },
        { name: 'tables', status: 'skipped' },
      ]);
    expect((await stepsOf({ catalog: 'absent' }))[0]).toMatchObject({ status: 'failed', cause: 'grant_or_object' });
    expect((await stepsOf({ path: '/sql/1.0/warehouses/other' }))[0]).toMatchObject({
      status: 'failed',
      cause: 'network',
    });
    expect((await stepsOf({ url: 'https://127.0.0.1:1' }))[0]).toMatchObject({ status: 'failed', cause: 'network' });
    expect((await stepsOf({ scratchSchema: 'sales' }))[2]).toMatchObject({
      status: 'failed',
      cause: 'grant_or_object',
    });
  });

  it('sends no token to a host whose certificate nobody vouches for', async () => {
    const { authority: _, ...unvouched } = options;
    const given = databricks.tokens.given;
    const credentials = { method: 'token', token: databricks.tokens.personal } as const;

    for (const proof of [options.credentials, credentials]) {
      const warehouse = await openDatabricks({ ...unvouched, credentials: proof });
      await expect(warehouse.submit(selectOne(dialect), tag)).rejects.toMatchObject({
        ...{ reason: 'network', message: expect.stringMatching(/certificate .* cannot be trusted/) },
      });
      await warehouse.close();
    }
    expect(databricks.tokens.given).toBe(given);
  });

  it.each([
    ['a table without grant', 'SELECT * FROM sales.salaries', 'grant_or_object'],
    ['a number that is none', "SELECT CAST('x' AS INT) AS n", 'query'],
    ['what Databricks does not know', 'SELECT DISTINCT ON (a) a FROM (SELECT 1 AS a) AS t', 'query'],
  ])('says why it fails: %s', async (_, text, reason) => {
    const warehouse = await openDatabricks(options);

    const ref = await warehouse.submit(select(text), tag);

    expect(await ended(() => warehouse.poll(ref, 1_000))).toMatchObject({ state: 'failed', failure: { reason } });
    await warehouse.close();
  });

  it('says that a table is gone which was renamed between plan and run', async () => {
    await databricks.load(['CREATE TABLE sales.moved (subject STRING)']);
    const warehouse = await openDatabricks(options);
    const statement = select('SELECT subject FROM sales.moved');
    await warehouse.estimate(statement);

    await databricks.load(['ALTER TABLE sales.moved RENAME TO moved_on']);
    const ref = await warehouse.submit(statement, tag);

    expect(await ended(() => warehouse.poll(ref, 1_000))).toMatchObject({
      failure: { reason: 'grant_or_object', message: expect.stringMatching(/moved/) },
    });
    await warehouse.close();
  });

  it('tells time of an ended statement, and the bytes that one would read', async () => {
    const warehouse = await openDatabricks(options);

    const ref = await warehouse.submit(select('SELECT * FROM sales.orders'), tag);

    expect(await ended(() => warehouse.poll(ref, 1_000))).toMatchObject({
      cost: { milliseconds: expect.any(Number), bytesScanned: null, rows: 1 },
    });
    expect((await warehouse.estimate(select('SELECT * FROM sales.orders'))).bytesScanned).toBe(16);
    await warehouse.close();
  });

  it.each([
    ['come a byte at a time', 'drip', 'timeout'],
    ['break off in the middle', 'break', 'network'],
  ] as const)('fails with cause and remedy when answers %s', async (_, how, reason) => {
    const warehouse = await openDatabricks({ ...options, callSeconds: how === 'drip' ? 1 : 20 });
    await answerOf(warehouse, selectOne(dialect));

    databricks.spoil(how, 1);
    const failing = warehouse.submit(selectOne(dialect), tag);

    await expect(failing).rejects.toMatchObject({ reason, message: expect.stringMatching(/Run it again/) });
    expect((await answerOf(warehouse, selectOne(dialect))).rows).toHaveLength(1);
    await warehouse.close();
  });

  it('asks again where the answer to a look at a statement broke off', async () => {
    const warehouse = await openDatabricks(options);
    const ref = await warehouse.submit(select("SELECT 'kept' AS word"), tag);

    databricks.spoil('break', 1);

    expect((await ended(() => warehouse.poll(ref, 1_000))).state).toBe('done');
    expect((await warehouse.rows(ref)).rows).toEqual([['kept']]);
    await warehouse.close();
  });

  it('gives up on a service that takes connections and never answers', async () => {
    const held: Socket[] = [];
    const server: Server = createServer((socket) => void held.push(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const warehouse = await openDatabricks({ ...options, url, callSeconds: 0.5 });

    await expect(warehouse.submit(selectOne(dialect), tag)).rejects.toMatchObject({ reason: 'timeout' });
    await warehouse.close();
    for (const socket of held) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
});
