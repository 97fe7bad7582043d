import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { dialects, preview, selectOne } from '@assay/warehouse-sql';
import { createDatabase, type TestDatabase } from '@assay/test-support';
import type { TestStep } from '../port.js';
import { answerOf, conformanceCases, type ConformanceSubject } from '../warehouse.conformance.js';
import { openPostgres, type PostgresOptions } from './postgres.adapter.js';

const role = `analyst_${randomBytes(4).toString('hex')}`; // roles belong to the whole server
const dialect = dialects.postgres;
const tag = { organisationId: 'org_test', purpose: 'test' } as const;
const slowSelect = 'SELECT COUNT(*) AS n FROM generate_series(1, 100000000000) AS r(i) WHERE i % 7 = 3';
let database: TestDatabase;
let options: PostgresOptions;
let admin: pg.Client;

beforeAll(async () => {
  database = await createDatabase();
  admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`
    CREATE TABLE orders (subject TEXT, amount NUMERIC(10, 2));
    INSERT INTO orders VALUES ('ann', 12.5);
    CREATE TABLE salaries (person TEXT);
    CREATE SCHEMA assay_scratch;
    CREATE ROLE ${role} LOGIN PASSWORD 'open sesame';
    GRANT USAGE ON SCHEMA public TO ${role};
    GRANT SELECT ON orders TO ${role};
    GRANT ALL ON SCHEMA assay_scratch TO ${role}`);
  const { hostname, port, pathname } = new URL(database.url);
  options = {
    host: hostname,
    port: Number(port),
    database: pathname.slice(1),
    user: role,
    password: 'open sesame',
    tls: 'disable',
    scratchSchema: 'assay_scratch',
  };
});

afterAll(async () => {
  await admin.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  await admin.end();
  await database.drop();
});

const subject: ConformanceSubject = {
  dialect,
  scratchSchema: 'assay_scratch',
  open: async (limits) => openPostgres({ ...options, limits }),
  slowSelect,
  table: { schema: 'public', name: 'orders' },
};

describe('given a role that was granted more than it needs', () => {
  const rights = async () => {
    const warehouse = openPostgres(options);
    try {
      return ((await warehouse.rights?.()) ?? []).map(({ right, object, remedy }) => [right, object, remedy]);
    } finally {
      await warehouse.close();
    }
  };

  it('finds nothing to take away from one that may read and has its scratch schema', async () => {
    expect(await rights()).toEqual([]);
  });

  it('names each right with the statement that takes it away, and then it is gone', async () => {
    await admin.query(`
      ALTER ROLE ${role} CREATEDB;
      GRANT pg_read_server_files TO ${role};
      GRANT INSERT, DELETE ON orders TO ${role};
      GRANT CREATE ON SCHEMA public TO ${role};
      GRANT CREATE ON DATABASE ${options.database} TO ${role}`);

    const found = await rights();
    for (const [, , remedy] of found) await admin.query(String(remedy));

    expect(found.map(([right, object]) => [right, object])).toEqual([
      ['create databases', null],
      ['use a role that reaches further', 'pg_read_server_files'],
      ['insert, delete', 'public.orders'],
      ['create in database', options.database],
      ['create in schema', 'public'],
    ]);
    expect(await rights()).toEqual([]);
  });
});

const running = async (like: string): Promise<number> =>
  (
    await admin.query('SELECT 1 FROM pg_stat_activity WHERE state = $1 AND pid <> pg_backend_pid() AND query LIKE $2', [
      'active',
      like,
    ])
  ).rowCount ?? 0;

const stepsOf = async (with_: Partial<PostgresOptions>): Promise<TestStep[]> => {
  const warehouse = openPostgres({ ...options, ...with_ });
  const steps: TestStep[] = [];
  for await (const step of warehouse.test()) steps.push(step);
  await warehouse.close();
  return steps;
};

describe('given a Postgres server', () => {
  it.each(conformanceCases(subject))('$name', ({ run }) => run());

  it('leaves nothing running in the server after a cancel', async () => {
    const warehouse = openPostgres(options);
    const ref = await warehouse.submit(preview(dialect, slowSelect, 1), tag);
    await warehouse.poll(ref, 300);
    const before = await running('/* assay %');

    await warehouse.cancel(ref);

    expect([before, await running('/* assay %')]).toEqual([1, 0]);
    await warehouse.close();
  });

  it('cancels a statement whose worker is gone by its stored reference', async () => {
    const [died, next] = [openPostgres(options), openPostgres(options)];
    const ref = await died.submit(preview(dialect, slowSelect, 1), tag);
    await died.poll(ref, 300);

    await next.cancel(ref);

    expect((await died.poll(ref, 60_000)).state).toBe('cancelled');
    await Promise.all([died.close(), next.close()]);
  });

  it('tags each statement for the query history of its owner', async () => {
    const warehouse = openPostgres(options);
    const ref = await warehouse.submit(preview(dialect, slowSelect, 1), {
      ...tag,
      purpose: 'run',
      experimentId: 'exp_7',
      runId: 'run_9',
    });
    await warehouse.poll(ref, 300);

    expect(await running('/* assay organisation=org_test purpose=run experiment=exp_7 run=run_9 job=%')).toBe(1);
    await warehouse.close();
  });

  it('shows no table that the role may not read', async () => {
    const warehouse = openPostgres(options);

    expect((await warehouse.describe()).map(({ name }) => name)).toEqual(['orders']);
    const state = await warehouse.poll(
      await warehouse.submit(preview(dialect, 'SELECT * FROM salaries', 1), tag),
      60_000,
    );
    expect(state).toMatchObject({
      state: 'failed',
      failure: { reason: 'grant_or_object', facts: { driverCode: '42501' } },
    });
    await warehouse.close();
  });

  it('writes nothing from a statement that may only read', async () => {
    await admin.query(
      'CREATE FUNCTION add_order() RETURNS INT LANGUAGE SQL AS $$ INSERT INTO orders VALUES (1, 1); SELECT 1 $$',
    );
    await admin.query(`GRANT INSERT ON orders TO ${role}`);
    const warehouse = openPostgres(options);

    const state = await warehouse.poll(await warehouse.submit(preview(dialect, 'SELECT add_order()', 1), tag), 60_000);

    expect(state).toMatchObject({ state: 'failed', failure: { reason: 'query', facts: { driverCode: '25006' } } });
    await admin.query(`REVOKE INSERT ON orders FROM ${role}`);
    await warehouse.close();
  });

  it('goes on after the server has dropped its connections', async () => {
    const warehouse = openPostgres(options);
    await answerOf(warehouse, selectOne(dialect));
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [role]);

    const state = async () => (await warehouse.poll(await warehouse.submit(selectOne(dialect), tag), 60_000)).state;

    expect([await state(), await state(), await state()]).toContain('done');
    await warehouse.close();
  });

  it('says at which step the test stopped and why', async () => {
    expect(await stepsOf({ password: 'wrong' })).toMatchObject([
      { name: 'connect', status: 'failed', cause: 'credentials' },
      { name: 'select', status: 'skipped' },
      { name: 'scratch', status: 'skipped' },
      { name: 'tables', status: 'skipped' },
    ]);
    expect((await stepsOf({ port: 1 }))[0]).toMatchObject({ status: 'failed', cause: 'network' });
    expect((await stepsOf({ database: 'absent' }))[0]).toMatchObject({ status: 'failed', cause: 'grant_or_object' });
    expect((await stepsOf({ tls: 'require' }))[0]).toMatchObject({ status: 'failed', cause: 'network' });
    expect((await stepsOf({ scratchSchema: 'public' }))[2]).toMatchObject({
      name: 'scratch',
      status: 'failed',
      cause: 'grant_or_object',
    });
  });
});
