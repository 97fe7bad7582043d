import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, startBackend, type TestBackend } from '../testing/index.js';
import { Database } from './database.service.js';
import { migrate, readMigrations, revert } from './migrations.js';

let backend: TestBackend;
let database: Database;
let owner: pg.Client;
beforeAll(async () => {
  backend = await startBackend();
  database = backend.app.get(Database);
  owner = new pg.Client({ connectionString: backend.databaseUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await backend.stop();
});

const columns = async <T>(sql: string): Promise<T[]> =>
  (await owner.query<{ value: T }>(sql)).rows.map(({ value }) => value);

describe('given the catalogue of a migrated database', () => {
  it('forces row security, with a policy, on every table of a tenant', async () => {
    const open = await columns<string>(`
      SELECT c.relname AS value FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
        AND (c.relname = 'organisation' OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organisation_id'))
        AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))`);
    const closed = await columns<number>('SELECT count(*)::int AS value FROM pg_class WHERE relforcerowsecurity');

    expect(open).toEqual([]);
    expect(closed[0]).toBeGreaterThanOrEqual(9);
  });

  it('has no table of people’s data without an organisation, but for the list', async () => {
    const tables = await columns<string>(`
      SELECT c.relname AS value FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
        AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organisation_id') ORDER BY 1`);

    // A person may belong to several organisations, and is found through membership only.
    expect(tables).toEqual(['migration', 'organisation', 'person']);
  });

  it('has no tenant table whose application role owns it or goes past row security', async () => {
    const owned = await columns<string>(`SELECT relname AS value FROM pg_class WHERE relowner = 'assay_app'::regrole`);
    const powers = await columns<boolean>(
      `SELECT rolsuper OR rolbypassrls AS value FROM pg_roles WHERE rolname = 'assay_app'`,
    );

    expect(owned).toEqual([]);
    expect(powers).toEqual([false]);
  });

  it('stores text, instants with a zone and binary JSON only', async () => {
    const kinds = await columns<string>(`SELECT DISTINCT udt_name AS value FROM information_schema.columns
      WHERE table_schema = 'public' AND udt_name IN ('varchar', 'timestamp', 'json', 'bpchar')`);

    expect(kinds).toEqual([]);
  });
});

it('sees nothing and writes nothing outside an organisation', async () => {
  const seen = await database.inOrganisation('org_nobody', (tx) => tx.query<unknown[]>('SELECT * FROM workspace'));
  const foreign = database.inOrganisation('org_nobody', (tx) =>
    tx.query(`INSERT INTO workspace (id, organisation_id, name) VALUES ('wsp_x', $1, 'x')`, [
      backend.place.organisationId,
    ]),
  );

  expect(seen).toEqual([]);
  await expect(foreign).rejects.toThrow('row-level security');
});

it('does not leak the organisation of one transaction into the next on the same connection', async () => {
  const { organisationId } = backend.place;
  await database.inOrganisation(organisationId, (tx) => tx.query('SELECT 1'));

  const counts = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      database.inOrganisation(index % 2 === 0 ? organisationId : 'org_nobody', async (tx) => {
        const rows = await tx.query<unknown[]>('SELECT pg_sleep(0.005) FROM workspace');
        return rows.length;
      }),
    ),
  );

  expect(counts).toEqual(Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? 1 : 0)));
});

it('rolls back what was begun when the work throws', async () => {
  const { organisationId } = backend.place;
  const failing = database.inOrganisation(organisationId, async (tx) => {
    await tx.query(`INSERT INTO workspace (id, organisation_id, name) VALUES ('wsp_half', $1, 'half')`, [
      organisationId,
    ]);
    throw new Error('no');
  });

  await expect(failing).rejects.toThrow('no');
  const rows = await database.inOrganisation(organisationId, (tx) =>
    tx.query<unknown[]>(`SELECT FROM workspace WHERE name = 'half'`),
  );
  expect(rows).toEqual([]);
});

it('hears of a NOTIFY, and again after its connection was cut', async () => {
  const heard: string[] = [];
  await database.listen('test_news', (payload) => heard.push(payload));
  const until = async (isTrue: () => boolean): Promise<void> => {
    for (let tries = 0; !isTrue() && tries < 24_000; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
  };

  await owner.query(`SELECT pg_notify('test_news', 'one')`);
  await until(() => heard.includes('one'));
  await owner.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'assay listen test_news'`,
  );
  await until(() => heard.filter((payload) => payload === '').length === 2);
  await owner.query(`SELECT pg_notify('test_news', 'two')`);
  await until(() => heard.includes('two'));

  expect(heard).toEqual(['', 'one', '', 'two']);
});

describe('given migrations', () => {
  const shapeOf = async (url: string): Promise<unknown> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query(`
      SELECT table_schema, table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
      WHERE table_schema IN ('public', 'job_queue') AND table_name <> 'migration' ORDER BY 1, 2, 3`);
    const { rows: rest } = await client.query(`
      SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        AND conrelid::regclass::text <> 'migration'
      UNION ALL SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'migration' ORDER BY 1, 2`);
    await client.end();
    return { rows, rest };
  };

  it('can undo each and do it again, to the same tables', async () => {
    const { url, drop } = await createTestDatabase();
    const all = await readMigrations();
    const before = await shapeOf(url);

    const undone = await revert(url, all.length);
    const empty = await shapeOf(url);
    const redone = await migrate(url);

    expect(undone).toEqual(all.map(({ name }) => name).reverse());
    expect(empty).toEqual({ rows: [], rest: [] });
    expect(redone).toEqual(all.map(({ name }) => name));
    expect(await shapeOf(url)).toEqual(before);
    await drop();
  });

  it('applies each once when two processes start together', async () => {
    const { url, drop } = await createTestDatabase();
    const extra = { name: '20990101000000-extra', up: 'CREATE TABLE extra (id text)', down: 'DROP TABLE extra' };
    const migrations = [...(await readMigrations()), extra];

    const applied = await Promise.all([migrate(url, migrations), migrate(url, migrations)]);

    expect(applied.flat()).toEqual([extra.name]);
    await drop();
  });

  it('leaves nothing half done, and names the one that failed', async () => {
    const { url, drop } = await createTestDatabase();
    const bad = { name: '20990101000000-bad', up: 'CREATE TABLE half (id text); SELECT nonsense', down: '' };
    const before = await shapeOf(url);

    await expect(migrate(url, [...(await readMigrations()), bad])).rejects.toThrow('20990101000000-bad failed');

    expect(await shapeOf(url)).toEqual(before);
    await drop();
  });

  it('does not start an older program on a newer database', async () => {
    const { url, drop } = await createTestDatabase();

    await expect(migrate(url, (await readMigrations()).slice(0, -1))).rejects.toThrow('newer than this program');

    await drop();
  });
});
