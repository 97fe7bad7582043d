import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dialects, preview, selectOne, type Statement } from '@assay/warehouse-sql';
import { aServiceAccount, type FakeBigQuery, startBigQuery } from '@assay/test-support';
import type { TestStep } from '../../port.js';
import { answerOf, conformanceCases, type ConformanceSubject } from '../../warehouse.conformance.js';
import { type BigQueryOptions, openBigQuery } from './bigquery.adapter.js';
import { serviceAccountKeyOf } from './bigquery.keys.js';

const dialect = dialects.bigquery;
const tag = { organisationId: 'org_test', purpose: 'run', experimentId: 'exp_7', runId: 'Run 9' } as const;
const numbers = 'UNNEST(GENERATE_ARRAY(1, 3000))';
const slowSelect = `SELECT COUNT(*) AS n FROM ${numbers} AS a, ${numbers} AS b, ${numbers} AS c, ${numbers} AS d WHERE a + b + c + d > 5`;
let bigquery: FakeBigQuery;
let options: BigQueryOptions;

beforeAll(async () => {
  bigquery = await startBigQuery({ project: 'acme-shop', location: 'EU', closed: ['shop.salaries'] });
  for (const text of [
    'CREATE SCHEMA shop',
    'CREATE TABLE shop.orders (subject STRING, amount FLOAT64, placed_at TIMESTAMP)',
    "INSERT INTO shop.orders VALUES ('ann', 12.5, CAST('2026-03-01 10:00:00+00' AS TIMESTAMP))",
    'CREATE TABLE shop.salaries (person STRING)',
  ])
    await bigquery.load(text);
  options = {
    ...{ project: 'acme-shop', location: 'EU', scratchSchema: 'assay_scratch', maximumBytesBilled: null },
    key: serviceAccountKeyOf(bigquery.account.keyFile),
    ...{ endpoint: bigquery.endpoint, tokenEndpoint: bigquery.tokenEndpoint },
  };
});

afterAll(() => bigquery.close());

it('names what the account may do to tables beyond reading, and nothing of its scratch dataset', async () => {
  const rights = async () => {
    const warehouse = await openBigQuery(options);
    const found = (await warehouse.rights?.()) ?? null;
    await warehouse.close();
    return found;
  };
  bigquery.grants.set('assay_scratch.any', ['bigquery.tables.updateData']);
  bigquery.grants.set('shop.orders', ['bigquery.tables.getData']);
  const before = await rights();
  bigquery.grants.set('shop.orders', ['bigquery.tables.updateData', 'bigquery.tables.delete']);

  const found = await rights();
  bigquery.grants.clear();

  expect(before).toEqual([]);
  expect(found?.map(({ right, object }) => [right, object])).toEqual([['change rows, drop', 'shop.orders']]);
  expect(found?.[0]?.remedy).toMatch(
    /^REVOKE `roles\/bigquery.dataEditor` ON TABLE `acme-shop.shop.orders` FROM "serviceAccount:.+@/,
  );
});

const subject: ConformanceSubject = {
  dialect,
  scratchSchema: 'assay_scratch',
  open: (limits) => openBigQuery({ ...options, limits }),
  slowSelect,
  table: { schema: 'shop', name: 'orders' },
};

const select = (text: string): Statement => preview(dialect, text, 1);
const stepsOf = async (with_: Partial<BigQueryOptions>): Promise<TestStep[]> => {
  const warehouse = await openBigQuery({ ...options, ...with_ });
  const steps: TestStep[] = [];
  for await (const step of warehouse.test()) steps.push(step);
  await warehouse.close();
  return steps;
};

describe('given BigQuery', () => {
  it.each(conformanceCases(subject))('$name', ({ run }) => run());

  it('polls, reads and cancels by the stored reference of a worker that is gone', async () => {
    const [died, next] = [await openBigQuery(options), await openBigQuery(options)];
    const read = await died.submit(select("SELECT 'kept' AS word"), tag);
    const slow = await died.submit(select(slowSelect), tag);

    expect((await next.poll(read, 60_000)).state).toBe('done');
    expect((await next.rows(read)).rows).toEqual([['kept']]);
    await next.cancel(slow);
    expect((await next.poll(slow, 60_000)).state).toBe('cancelled');
    await Promise.all([died.close(), next.close()]);
  });

  it('says lost for a job that BigQuery keeps no longer', async () => {
    const warehouse = await openBigQuery(options);
    const ref = await warehouse.submit(selectOne(dialect), tag);
    await warehouse.poll(ref, 60_000);

    bigquery.jobs.forget();

    expect((await warehouse.poll(ref, 1_000)).state).toBe('lost');
    await expect(warehouse.rows(ref)).rejects.toMatchObject({ name: 'WarehouseFailure' });
    await warehouse.close();
  });

  it('names who asked in text and labels, and sets zone, time-out and limit for each statement', async () => {
    const warehouse = await openBigQuery({ ...options, maximumBytesBilled: 2e9 });
    await answerOf(warehouse, selectOne(dialect));
    await warehouse.submit(selectOne(dialect), tag);

    const { configuration } = bigquery.jobs.all.at(-1) ?? {};
    expect(configuration?.query.query).toMatch(
      /^\/\* assay organisation=org_test purpose=run experiment=exp_7 run=Run9 job=[0-9a-f-]{36} statement=[0-9a-f]{16} \*\/ SELECT 1/,
    );
    expect(configuration?.labels).toEqual({
      ...{ application: 'assay', organisation: 'org_test', purpose: 'run', experiment: 'exp_7', run: 'run_9' },
      statement: selectOne(dialect).digest.slice(0, 16),
    });
    expect(configuration).toMatchObject({
      jobTimeoutMs: '1800000',
      query: {
        ...{ useLegacySql: false, maximumBytesBilled: '2000000000' },
        connectionProperties: [{ key: 'time_zone', value: 'UTC' }],
      },
    });
    await warehouse.close();
  });

  it('tells bytes and time of a statement, and the bytes before it runs', async () => {
    const warehouse = await openBigQuery(options);
    const statement = select('SELECT subject FROM shop.orders');
    const before = bigquery.jobs.all.length;

    const estimate = await warehouse.estimate(statement);
    const estimated = bigquery.jobs.all.length;
    const state = await warehouse.poll(await warehouse.submit(statement, tag), 60_000);

    expect(estimate).toEqual({ basis: 'dry_run', bytesScanned: 24, rowsReturned: null, planCost: null });
    expect(estimated).toBe(before); // nothing ran
    expect(state).toMatchObject({ state: 'done', cost: { bytesScanned: 24, rows: 1 } });
    expect(state.state === 'done' && state.cost.milliseconds).toBeGreaterThanOrEqual(0);
    await warehouse.close();
  });

  it('renews its token in the middle of a poll', async () => {
    bigquery.tokens.expiresInSeconds = 1;
    const warehouse = await openBigQuery(options);
    const ref = await warehouse.submit(select(slowSelect), tag);
    const before = bigquery.tokens.given;

    const states = [await warehouse.poll(ref, 50), await warehouse.poll(ref, 50)];

    expect(states.map(({ state }) => state)).toEqual(['running', 'running']);
    expect(bigquery.tokens.given - before).toBeGreaterThan(1);
    await warehouse.close();
    bigquery.tokens.expiresInSeconds = 3600;
  });

  it('runs a statement once though the answer to its submission is lost', async () => {
    const warehouse = await openBigQuery(options);
    await answerOf(warehouse, selectOne(dialect)); // the token is there
    const before = bigquery.jobs.all.length;
    bigquery.loseAnswers(1);

    const { rows } = await answerOf(warehouse, selectOne(dialect));

    expect(rows).toEqual([[1n]]);
    expect(bigquery.jobs.all.length - before).toBe(1);
    await warehouse.close();
  });

  it.each([
    ['are refused as too many', 'rateLimitExceeded'],
    ['fail in BigQuery', 'backendError'],
  ])('goes on when calls %s', async (_, reason) => {
    const warehouse = await openBigQuery(options);
    bigquery.refuse({ reason, message: 'Exceeded rate limits: too many api requests per user per method' }, 2);

    const { rows } = await answerOf(warehouse, selectOne(dialect));

    expect(rows).toEqual([[1n]]);
    await warehouse.close();
  });

  it.each([
    ['a table without grant', 'SELECT * FROM shop.salaries', 'grant_or_object'],
    ['a dataset that is elsewhere', 'SELECT * FROM absent.orders', 'grant_or_object'],
    ['a table without its dataset', 'SELECT * FROM orders', 'grant_or_object'],
    [
      'a division by zero',
      "SELECT CAST('9223372036854775807' AS INT64) + amount_of FROM (SELECT CAST(subject AS INT64) AS amount_of FROM shop.orders) AS q",
      'query',
    ],
    ['what BigQuery does not support', 'SELECT x FROM generate_series(1, 2) AS x', 'query'],
  ])('says why it fails: %s', async (_, text, reason) => {
    const warehouse = await openBigQuery(options);

    const state = await warehouse.poll(await warehouse.submit(select(text), tag), 60_000);

    expect(state).toMatchObject({ state: 'failed', failure: { reason } });
    await warehouse.close();
  });

  it.each([7_200, -7_200])('says that the clock is wrong when Google is %d seconds ahead', async (clockSeconds) => {
    bigquery.tokens.clockSeconds = clockSeconds;

    const [connect] = await stepsOf({});
    bigquery.tokens.clockSeconds = 0;

    expect(connect).toMatchObject({ name: 'connect', status: 'failed', cause: 'credentials' });
    expect(`${connect?.detail} ${connect?.remedy}`).toMatch(/clock of this machine differs.*Set the clock/);
  });

  it('says that the quota of the project is used up, and when there will be more', async () => {
    const warehouse = await openBigQuery(options);
    const message = 'Quota exceeded: Your usage exceeded the custom quota for QueryUsagePerUserPerDay.';
    bigquery.refuse({ reason: 'quotaExceeded', message }, 1);

    await expect(warehouse.submit(selectOne(dialect), tag)).rejects.toMatchObject({
      ...{ reason: 'quota', message: expect.stringMatching(/used up.*Wait for the next day/) },
    });
    await warehouse.close();
  });

  it('does not read more than the connection allows', async () => {
    const warehouse = await openBigQuery({ ...options, maximumBytesBilled: 1000 });

    const state = await warehouse.poll(await warehouse.submit(select('SELECT subject FROM shop.orders'), tag), 60_000);

    expect(state).toMatchObject({ state: 'failed', failure: { reason: 'quota' } });
    await warehouse.close();
  });

  it('says at which step the test stopped and why', async () => {
    const stranger = serviceAccountKeyOf(aServiceAccount('acme-shop').keyFile);
    const unreadable = { email: bigquery.account.email, privateKey: '-----BEGIN PRIVATE KEY-----\nx\n-----END' };

    expect(await stepsOf({ key: stranger })).toMatchObject([
      { name: 'connect', status: 'failed', cause: 'credentials' },
      { name: 'select', status: 'skipped' },
      { name: 'scratch', status: 'skipped' },
      { name: 'tables', status: 'skipped' },
    ]);
    expect((await stepsOf({ key: unreadable }))[0]).toMatchObject({ status: 'failed', cause: 'credentials' });
    expect((await stepsOf({ project: 'absent' }))[0]).toMatchObject({ status: 'failed', cause: 'grant_or_object' });
    expect((await stepsOf({ location: 'US' }))[0]).toMatchObject({ status: 'failed', cause: 'grant_or_object' });
    expect((await stepsOf({ scratchSchema: 'shop' }))[2]).toMatchObject({
      ...{ name: 'scratch', status: 'failed', cause: 'grant_or_object' },
    });
  });

  it('says network when nobody listens', async () => {
    expect((await stepsOf({ endpoint: 'http://127.0.0.1:1' }))[0]).toMatchObject({
      status: 'failed',
      cause: 'network',
    });
  });

  it.each([
    ['never answers', () => undefined],
    [
      'answers a byte at a time without end',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const drip = setInterval(() => response.write(' '), 50);
        response.on('close', () => clearInterval(drip));
      },
    ],
  ])('gives up on a service that %s', async (_, answer) => {
    const server = createServer((_request, response) => answer(response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const warehouse = await openBigQuery({ ...options, endpoint, callSeconds: 0.5 });

    await expect(warehouse.submit(selectOne(dialect), tag)).rejects.toMatchObject({ reason: 'timeout' });
    await warehouse.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
