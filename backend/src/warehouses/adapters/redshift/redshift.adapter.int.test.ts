import { randomBytes } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { dialects, preview, selectOne, type Statement } from '@assay/warehouse-sql';
import { createDatabase, type FakeRedshift, startRedshift, type TestDatabase } from '@assay/test-support';
import type { TestStep } from '../../port.js';
import { answerOf, conformanceCases, type ConformanceSubject } from '../../warehouse.conformance.js';
import { openRedshift, type RedshiftOptions } from './redshift.adapter.js';

const user = `analyst_${randomBytes(4).toString('hex')}`; // roles belong to the whole server
const dialect = dialects.redshift;
const tag = { organisationId: 'org_test', purpose: 'run', experimentId: 'exp_7', runId: 'run_9' } as const;
const slowSelect = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
SELECT COUNT(*) AS n FROM n AS a, n AS b, n AS c, n AS d WHERE a.i + b.i + c.i + d.i > 5`;
const account = {
  accessKeyId: 'AKIATEST',
  role: { arn: 'arn:aws:iam::123456789012:role/assay', externalId: 'org_test-4711' },
};
let database: TestDatabase;
let redshift: FakeRedshift;
let options: RedshiftOptions;
let admin: pg.Client;

beforeAll(async () => {
  database = await createDatabase();
  admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`
    CREATE TABLE orders (subject VARCHAR(64), amount NUMERIC(10, 2));
    INSERT INTO orders VALUES ('ann', 12.5);
    CREATE TABLE salaries (person VARCHAR(64));
    CREATE SCHEMA assay_scratch;
    CREATE ROLE ${user} LOGIN PASSWORD 'open sesame';
    GRANT USAGE ON SCHEMA public TO ${user};
    GRANT SELECT ON orders TO ${user};
    GRANT ALL ON SCHEMA assay_scratch TO ${user}`);
  redshift = await startRedshift({ databaseUrl: database.url, user, password: 'open sesame', account, pageRows: 300 });
  options = {
    ...{ region: 'eu-west-1', cluster: null, workgroup: 'analytics', user: null, role: null },
    database: new URL(database.url).pathname.slice(1),
    keys: { accessKeyId: account.accessKeyId, secretAccessKey: 'secret' },
    scratchSchema: 'assay_scratch',
    endpoint: redshift.endpoint,
  };
});

afterAll(async () => {
  await redshift.close();
  await admin.query(`DROP OWNED BY ${user}; DROP ROLE ${user}`);
  await admin.end();
  await database.drop();
});

const subject: ConformanceSubject = {
  dialect,
  scratchSchema: 'assay_scratch',
  open: (limits) => openRedshift({ ...options, limits }),
  slowSelect,
  table: { schema: 'public', name: 'orders' },
};

const select = (text: string): Statement => preview(dialect, text, 1);
const stepsOf = async (with_: Partial<RedshiftOptions>): Promise<TestStep[]> => {
  const warehouse = await openRedshift({ ...options, ...with_ });
  const steps: TestStep[] = [];
  for await (const step of warehouse.test()) steps.push(step);
  await warehouse.close();
  return steps;
};

describe('given a user of Redshift that was granted more than it needs', () => {
  const rights = async () => {
    const warehouse = await openRedshift(options);
    const found = (await warehouse.rights?.()) ?? null;
    await warehouse.close();
    return found;
  };

  it('names each right with the statement that takes it away, and nothing else', async () => {
    expect(await rights()).toEqual([]);
    await admin.query(`
      ALTER ROLE ${user} CREATEDB;
      GRANT INSERT, DELETE ON salaries TO ${user};
      GRANT CREATE ON SCHEMA public TO ${user}`);

    const found = await rights();
    for (const { remedy } of found ?? []) await admin.query(remedy);

    expect(found?.map(({ right, object, remedy }) => [right, object, remedy.split(';')[0]])).toEqual([
      ['create databases', null, `ALTER USER "${user}" NOCREATEDB`],
      ['insert, delete', 'public.salaries', `REVOKE INSERT, DELETE ON "public"."salaries" FROM "${user}"`],
      ['create in schema', 'public', `REVOKE CREATE ON SCHEMA "public" FROM "${user}"`],
    ]);
    expect(await rights()).toEqual([]);
  });
});

describe('given Redshift behind its Data API', () => {
  it.each(conformanceCases(subject))('$name', ({ run }) => run());

  it('polls, reads and cancels by the stored reference of a worker that is gone', async () => {
    const [died, next] = [await openRedshift(options), await openRedshift(options)];
    const read = await died.submit(select("SELECT 'kept' AS word"), tag);
    const slow = await died.submit(select(slowSelect), tag);

    expect((await next.poll(read, 60_000)).state).toBe('done');
    expect((await next.rows(read)).rows).toEqual([['kept']]);
    await next.cancel(slow);
    expect((await next.poll(slow, 60_000)).state).toBe('cancelled');
    await Promise.all([died.close(), next.close()]);
  });

  it('says lost for a statement whose result has expired', async () => {
    const warehouse = await openRedshift(options);
    const ref = await warehouse.submit(selectOne(dialect), tag);
    await warehouse.poll(ref, 60_000);

    redshift.statements.forget();

    expect((await warehouse.poll(ref)).state).toBe('lost');
    await warehouse.close();
  });

  it('names who asked in the text, and sets zone and time-out for each statement', async () => {
    const warehouse = await openRedshift(options);
    const ref = await warehouse.submit(select("SELECT CURRENT_SETTING('TimeZone') AS zone"), tag);
    await warehouse.poll(ref, 60_000);

    expect((await warehouse.rows(ref)).rows).toEqual([['UTC']]);
    expect(redshift.statements.all.at(-1)?.parts.map(({ text }) => text.split(' job=')[0])).toEqual([
      "SET timezone TO 'UTC'",
      'SET statement_timeout TO 1800000',
      '/* assay organisation=org_test purpose=run experiment=exp_7 run=run_9',
    ]);
    await warehouse.close();
  });

  it('takes a role by its external id, and takes it again when its session ends', async () => {
    const before = redshift.identities.given;
    redshift.identities.sessionSeconds = 1;
    const warehouse = await openRedshift({ ...options, role: account.role });

    const { state } = await warehouse.poll(await warehouse.submit(select(slowSelect), tag), 2_500);

    expect(state).toBe('running');
    expect(redshift.identities.given - before).toBeGreaterThan(1);
    await warehouse.close();
    redshift.identities.sessionSeconds = 3600;
  });

  it('goes on when calls are refused as too many', async () => {
    const warehouse = await openRedshift(options);
    redshift.throttle(2);

    const { rows } = await answerOf(warehouse, selectOne(dialect));

    expect(rows).toEqual([[1n]]);
    await warehouse.close();
  });

  it.each([
    ['a table without grant', 'SELECT * FROM salaries', 'grant_or_object'],
    ['a division by zero', 'SELECT 1 / 0 AS x', 'query'],
    ['what Redshift does not support', 'SELECT x FROM generate_series(1, 2) AS g(x)', 'query'],
    ['a row of more than 64 KB', `SELECT '${'x'.repeat(70_000)}' AS wide`, 'quota'],
    ['a statement of more than 100 KB', `SELECT '${'é'.repeat(60_000)}' AS long`, 'quota'],
  ])('says why it fails: %s', async (_, text, reason) => {
    const warehouse = await openRedshift(options);

    const cause = await warehouse.submit(select(text), tag).then(
      async (ref) => (await warehouse.poll(ref, 60_000)) as { failure?: { reason: string } },
      (failure: { reason: string }) => ({ failure }),
    );

    expect(cause.failure?.reason).toBe(reason);
    await warehouse.close();
  });

  it.each([
    [
      'signed too late',
      'InvalidSignatureException',
      'Signature expired: 20261101T000000Z is now earlier than',
      /Set the clock/,
    ],
    [
      'signed too early',
      'InvalidSignatureException',
      'Signature not yet current: 20261101T000000Z is',
      /Set the clock/,
    ],
    ['of a paused cluster', 'ValidationException', 'Cluster is paused', /Resume it/],
    ['over the usage limit', 'ValidationException', 'The usage limit of this workgroup was reached', /next period/],
  ] as const)('says what to do about a call %s', async (_, type, message, remedy) => {
    const warehouse = await openRedshift(options);
    redshift.refuse(type, message, 10);

    const thrown: unknown = await warehouse.submit(selectOne(dialect), tag).catch((failure: unknown) => failure);
    redshift.refuse('', '', 0);

    expect((thrown as Error).message).toMatch(remedy);
    await warehouse.close();
  });

  it('says at which step the test stopped and why', async () => {
    const wrongRole = { ...account.role, externalId: 'another' };
    const strangeKeys = { accessKeyId: 'AKIAOTHER', secretAccessKey: 'x' };

    expect(await stepsOf({ keys: strangeKeys })).toMatchObject([
      { name: 'connect', status: 'failed', cause: 'credentials' },
      { name: 'select', status: 'skipped' },
      { name: 'scratch', status: 'skipped' },
      { name: 'tables', status: 'skipped' },
    ]);
    expect((await stepsOf({ role: wrongRole }))[0]).toMatchObject({ status: 'failed', cause: 'credentials' });
    expect((await stepsOf({ database: 'absent' }))[0]).toMatchObject({ status: 'failed', cause: 'grant_or_object' });
    expect((await stepsOf({ endpoint: 'http://127.0.0.1:1' }))[0]).toMatchObject({
      status: 'failed',
      cause: 'network',
    });
    expect((await stepsOf({ scratchSchema: 'public' }))[2]).toMatchObject({
      ...{ name: 'scratch', status: 'failed', cause: 'grant_or_object' },
    });
  });

  it.each([
    ['never answers', () => undefined],
    [
      'answers a byte at a time without end',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
        const drip = setInterval(() => response.write(' '), 50);
        response.on('close', () => clearInterval(drip));
      },
    ],
  ])('gives up on a service that %s', async (_, answer) => {
    const server = createServer((_request, response) => answer(response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const warehouse = await openRedshift({ ...options, endpoint, callSeconds: 0.5 });

    await expect(warehouse.submit(selectOne(dialect), tag)).rejects.toMatchObject({ reason: 'timeout' });
    await warehouse.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('reaches a cluster as the user that is named', async () => {
    const warehouse = await openRedshift({ ...options, workgroup: null, cluster: 'shop', user: 'assay' });

    expect((await answerOf(warehouse, selectOne(dialect))).rows).toEqual([[1n]]);
    await warehouse.close();
  });
});
