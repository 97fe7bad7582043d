import { generateKeyPairSync } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dialects, preview, selectOne, type Statement } from '@assay/warehouse-sql';
import { type FakeSnowflake, findSnowflakePython, startSnowflake } from '@assay/test-support';
import { customerTables, expectSameNumbers } from '../../../pipeline/reference/same-numbers.conformance.js';
import type { JobState, TestStep } from '../../port.js';
import { answerOf, conformanceCases, type ConformanceSubject } from '../../warehouse.conformance.js';
import { openSnowflake, type SnowflakeOptions } from './snowflake.adapter.js';

const python = findSnowflakePython();
const pair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
const keys = pair();
const dialect = dialects.snowflake;
const tag = { organisationId: 'org_test', purpose: 'run', experimentId: 'exp_7', runId: 'run_9' } as const;
const slowSelect = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
SELECT COUNT(*) AS n FROM n AS a, n AS b, n AS c, n AS d WHERE a.i + b.i + c.i + d.i > 5`;

let snowflake: FakeSnowflake;
let options: SnowflakeOptions;

const subject: ConformanceSubject = {
  dialect,
  scratchSchema: 'assay_scratch',
  open: (limits) => openSnowflake({ ...options, limits }),
  slowSelect,
  table: { schema: 'PUBLIC', name: 'ORDERS', columns: ['SUBJECT', 'AMOUNT'] },
  unsupported: {},
};

const select = (text: string): Statement => preview(dialect, text, 1);

/** Poll until it has ended. */
const ended = async (poll: () => Promise<JobState>): Promise<JobState> => {
  for (;;) {
    const state = await poll();
    if (state.state !== 'running') return state;
  }
};

const stepsOf = async (with_: Partial<SnowflakeOptions>): Promise<TestStep[]> => {
  const warehouse = await openSnowflake({ ...options, ...with_ });
  const steps: TestStep[] = [];
  for await (const step of warehouse.test()) steps.push(step);
  await warehouse.close();
  return steps;
};

(python === null ? describe.skip : describe)('given Snowflake', () => {
  beforeAll(async () => {
    const reads = ['PUBLIC.ORDERS', 'PUBLIC.ASSIGNMENTS', 'PUBLIC.SCHEDULE', 'PUBLIC.FACTS'];
    const may = { reads, owns: ['ASSAY_SCRATCH'] };
    snowflake = await startSnowflake(python ?? '', {
      database: 'SHOP',
      users: { ASSAY: { ...may, publicKey: keys.publicKey, password: 'open sesame' } },
      clients: { assay: { secret: 'client secret', user: 'ASSAY' } },
    });
    await snowflake.control({
      run: [
        'CREATE TABLE public.orders (subject VARCHAR, amount NUMBER(10, 2))',
        "INSERT INTO public.orders VALUES ('ann', 12.5)",
        'CREATE TABLE public.salaries (person VARCHAR)',
        'CREATE SCHEMA assay_scratch',
        ...customerTables(dialect, 'public'),
      ],
    });
    options = {
      ...{ account: 'acme-shop', database: 'SHOP', warehouse: 'ANALYTICS', role: null },
      credentials: { method: 'key_pair', user: 'assay', privateKey: keys.privateKey },
      ...{ scratchSchema: 'assay_scratch', url: snowflake.url },
    };
  });
  afterAll(() => snowflake?.close());

  it('names what its roles may do beyond need, with the statement that takes it away', async () => {
    const rights = async () => {
      const warehouse = await openSnowflake(options);
      const [[role] = []] = (await answerOf(warehouse, preview(dialect, 'SELECT CURRENT_ROLE() AS role', 1))).rows;
      const found = (await warehouse.rights?.()) ?? null;
      await warehouse.close();
      return { role: String(role), found };
    };
    const { role } = await rights();
    const usual = [
      ['USAGE', 'DATABASE', 'SHOP'],
      ['SELECT', 'TABLE', 'SHOP.PUBLIC.ORDERS'],
      ['OWNERSHIP', 'SCHEMA', 'SHOP.ASSAY_SCRATCH'],
      ['OWNERSHIP', 'TABLE', 'SHOP.ASSAY_SCRATCH.KEPT'],
      ['USAGE', 'ROLE', 'WRITER'],
    ] as const;
    await snowflake.control({ grants: { [role]: usual } });
    const before = (await rights()).found?.filter(({ object }) => object !== role); // the stand-in's own role
    await snowflake.control({
      grants: {
        [role]: [...usual, ['MANAGE GRANTS', 'ACCOUNT', 'ACME']],
        WRITER: [
          ['INSERT', 'TABLE', 'SHOP.PUBLIC.ORDERS'],
          ['OWNERSHIP', 'VIEW', 'SHOP.PUBLIC.DAILY'],
          ['USAGE', 'ROLE', 'SECURITYADMIN'],
        ],
      },
    });

    const found = (await rights()).found?.filter(({ object }) => object !== role);
    await snowflake.control({ grants: { [role]: [], WRITER: [] } });

    expect(before).toEqual([]);
    expect(found).toEqual([
      { right: 'manage grants', object: null, remedy: `REVOKE MANAGE GRANTS ON ACCOUNT FROM ROLE "${role}";` },
      {
        right: 'insert',
        object: 'SHOP.PUBLIC.ORDERS',
        remedy: 'REVOKE INSERT ON TABLE SHOP.PUBLIC.ORDERS FROM ROLE WRITER;',
      },
      {
        right: 'own and drop',
        object: 'SHOP.PUBLIC.DAILY',
        remedy: 'GRANT OWNERSHIP ON VIEW SHOP.PUBLIC.DAILY TO ROLE <another role> COPY CURRENT GRANTS;',
      },
      {
        right: 'use a role that reaches over the account',
        object: 'SECURITYADMIN',
        remedy: `REVOKE ROLE SECURITYADMIN FROM ROLE "${role}"; -- or from the role between them`,
      },
    ]);
  });

  it.each(conformanceCases(subject))('$name', ({ run }) => run());

  it('gives the numbers of the slow reference', () =>
    expectSameNumbers({
      ...{ dialect, schema: 'public', scratchSchema: 'assay_scratch' },
      open: () => openSnowflake(options),
    }));

  it('polls, reads and cancels by the stored reference of a worker that is gone', async () => {
    const [died, next] = [await openSnowflake(options), await openSnowflake(options)];
    const read = await died.submit(select("SELECT 'kept' AS word"), tag);
    const slow = await died.submit(select(slowSelect), tag);

    expect((await ended(() => next.poll(read, 1_000))).state).toBe('done');
    expect((await next.rows(read)).rows).toEqual([['kept']]);
    await next.cancel(slow);
    expect((await ended(() => next.poll(slow, 1_000))).state).toBe('cancelled');
    await Promise.all([died.close(), next.close()]);
  });

  it('tells bytes and time of an ended statement, and the bytes that one would read', async () => {
    const warehouse = await openSnowflake(options);

    const ref = await warehouse.submit(select('SELECT * FROM orders'), tag);
    const state = await ended(() => warehouse.poll(ref, 1_000));

    expect(state).toMatchObject({ cost: { bytesScanned: 4096, milliseconds: expect.any(Number), rows: 1 } });
    expect((await warehouse.estimate(select('SELECT * FROM orders'))).bytesScanned).toBe(1024);
    await warehouse.close();
  });

  it('names who asked in the query tag, and gives each statement its zone and time-out', async () => {
    const warehouse = await openSnowflake({ ...options, limits: { timeoutSeconds: 90 } });

    await answerOf(warehouse, select("SELECT 'tagged' AS word"));

    const sent = (await snowflake.statements()).find(({ text }) => text.includes("'tagged'"));
    expect(sent?.parameters).toMatchObject({
      QUERY_TAG: expect.stringMatching(
        /^assay organisation=org_conformance purpose=test job=\S+ statement=[0-9a-f]{16}$/,
      ),
      ...{ TIMEZONE: 'UTC', STATEMENT_TIMEOUT_IN_SECONDS: 90 },
    });
    await warehouse.close();
  });

  it('uses one session for all statements, and has a new token when it expires between or within two of them', async () => {
    const before = await snowflake.control({});
    const warehouse = await openSnowflake(options);
    const ref = await warehouse.submit(select(slowSelect), tag);
    await answerOf(warehouse, selectOne(dialect));
    const used = await snowflake.control({ expireSessions: true });

    expect((await warehouse.poll(ref)).state).toBe('running');
    await snowflake.control({ expireSessions: true });
    await answerOf(warehouse, selectOne(dialect));

    const after = await snowflake.control({});
    expect([used.logins - before.logins, used.renewals - before.renewals]).toEqual([1, 0]);
    expect([after.logins - used.logins, after.renewals - used.renewals]).toEqual([1, 1]); // the driver renews, or we log in
    await warehouse.close();
  });

  it('logs in again when the service has ended its session, and goes on with the same statement', async () => {
    const warehouse = await openSnowflake(options);
    const ref = await warehouse.submit(select("SELECT 'kept' AS word"), tag);

    await snowflake.control({ endSessions: true });

    expect((await ended(() => warehouse.poll(ref, 1_000))).state).toBe('done');
    expect((await warehouse.rows(ref)).rows).toEqual([['kept']]);
    await warehouse.close();
  });

  it('says lost for a statement that the service has forgotten', async () => {
    const [died, next] = [await openSnowflake(options), await openSnowflake(options)];
    const ref = await died.submit(selectOne(dialect), tag);
    await ended(() => died.poll(ref, 1_000));

    await snowflake.control({ forgetStatements: true });

    expect((await next.poll(ref)).state).toBe('lost');
    await Promise.all([died.close(), next.close()]);
  });

  it('asks for the result again when the link to a part of it has expired', async () => {
    const warehouse = await openSnowflake(options);
    const counting = 'SELECT ROW_NUMBER() OVER (ORDER BY SEQ4()) AS i FROM TABLE(GENERATOR(ROWCOUNT => 900))';
    await snowflake.control({ refuseChunks: 1 });

    const { rows } = await answerOf(warehouse, preview(dialect, counting, 900));

    expect(new Set(rows.map(([i]) => i)).size).toBe(900);
    await warehouse.close();
  });

  it.each([
    ['OAuth', () => ({ method: 'oauth', clientId: 'assay', clientSecret: 'client secret', scope: null }) as const],
    ['a password', () => ({ method: 'password', user: 'assay', password: 'open sesame' }) as const],
  ])('logs in by %s', async (_, make) => {
    const made = make();
    const credentials = made.method === 'oauth' ? { ...made, tokenUrl: snowflake.tokenUrl } : made;

    expect((await stepsOf({ credentials })).map(({ status }) => status)).toEqual(Array(4).fill('passed'));
  });

  it.each([3_600, -3_600])('blames the clock, too, when the key is refused %d seconds ahead', async (clockSeconds) => {
    await snowflake.control({ clockSeconds });

    const [connect] = await stepsOf({});
    await snowflake.control({ clockSeconds: 0 });

    expect(connect).toMatchObject({ name: 'connect', status: 'failed', cause: 'credentials' });
    expect(`${connect?.detail} ${connect?.remedy}`).toMatch(/clock of this machine/);
  });

  it.each([
    ['suspended', '000607', "Warehouse 'ANALYTICS' is suspended.", 'grant_or_object', /OPERATE/],
    ['out of credits', '090073', "Warehouse 'ANALYTICS' cannot be resumed: quota.", 'quota', /credits/],
  ] as const)('says what to do when the warehouse is %s', async (_, code, message, reason, remedy) => {
    const warehouse = await openSnowflake(options);
    await snowflake.control({ refuse: [[code, '57014', message]] });

    const state = await warehouse.poll(await warehouse.submit(selectOne(dialect), tag), 60_000);

    expect(state).toMatchObject({ state: 'failed', failure: { reason } });
    expect((state as Extract<JobState, { state: 'failed' }>).failure.message).toMatch(remedy);
    await warehouse.close();
  });

  it('says at which step the test stopped and why', async () => {
    const key = { method: 'key_pair', user: 'assay', privateKey: pair().privateKey } as const;
    const word = { method: 'password', user: 'assay', password: 'wrong' } as const;
    const rubbish = { ...key, privateKey: 'no key at all' };
    const client = {
      method: 'oauth',
      clientId: 'assay',
      clientSecret: 'no',
      tokenUrl: snowflake.tokenUrl,
      scope: null,
    } as const;

    for (const credentials of [key, word, rubbish, client])
      expect([credentials.method, ...(await stepsOf({ credentials }))]).toMatchObject([
        credentials.method,
        { name: 'connect', status: 'failed', cause: 'credentials' },
        { name: 'select', status: 'skipped' },
        { name: 'scratch', status: 'skipped' },
        { name: 'tables', status: 'skipped' },
      ]);
    expect((await stepsOf({ database: 'ABSENT' }))[0]).toMatchObject({ status: 'failed', cause: 'grant_or_object' });
    expect((await stepsOf({ scratchSchema: 'public' }))[2]).toMatchObject({
      ...{ name: 'scratch', status: 'failed', cause: 'grant_or_object' },
    });
  });

  it.each([
    ['a table without grant', 'SELECT * FROM salaries', 'grant_or_object'],
    ['a number that is none', "SELECT CAST('x' AS INTEGER) AS n", 'query'],
  ])('says why it fails: %s', async (_, text, reason) => {
    const warehouse = await openSnowflake(options);

    const ref = await warehouse.submit(select(text), tag);

    expect(await ended(() => warehouse.poll(ref, 1_000))).toMatchObject({ state: 'failed', failure: { reason } });
    await warehouse.close();
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
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const warehouse = await openSnowflake({ ...options, url, callSeconds: 0.5 });

    await expect(warehouse.submit(selectOne(dialect), tag)).rejects.toMatchObject({ reason: 'timeout' });
    await warehouse.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
