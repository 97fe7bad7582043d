import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase } from '@assay/test-support';
import { dialects, dropTable, preview, scratchProbe, type Statement } from '@assay/warehouse-sql';
import { DuckDBInstance } from '@duckdb/node-api';
import pg from 'pg';
import { openDuckDb } from '../adapters/duckdb.adapter.js';
import { openPostgres } from '../adapters/postgres.adapter.js';
import { checkedWarehouse } from '../guard/checked-warehouse.js';
import type { JobRef, Row, Warehouse } from '../port.js';
import { recordedWarehouse } from './recorded-warehouse.js';

interface Engine {
  readonly kind: 'duckdb' | 'postgres';
  readonly warehouse: Warehouse;
  readonly close: () => Promise<void>;
}

const limits = { pageRows: 100 };
const scratchSchema = 'assay_scratch';

const duckdb = async (): Promise<Engine> => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-ledger-'));
  const path = join(folder, 'shop.duckdb');
  const made = await DuckDBInstance.create(path);
  made.closeSync();
  const warehouse = await openDuckDb({
    ...{ path, scratchSchema, threads: 1, memoryLimit: '500MB', tempDirectory: folder, limits },
  });
  return {
    kind: 'duckdb',
    warehouse,
    close: async () => {
      await warehouse.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const postgres = async (): Promise<Engine> => {
  const database = await createDatabase();
  const { hostname, port, username, password, pathname } = new URL(database.url);
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`CREATE SCHEMA ${scratchSchema}`);
  await admin.end();
  const warehouse = openPostgres({
    ...{ host: hostname, port: Number(port), database: pathname.slice(1), user: decodeURIComponent(username) },
    ...{ password: decodeURIComponent(password), tls: 'disable', scratchSchema, limits },
  });
  return {
    kind: 'postgres',
    warehouse,
    close: async () => {
      await warehouse.close();
      await database.drop();
    },
  };
};

const tag = { organisationId: 'org_1', purpose: 'run', experimentId: "exp_'1", runId: 'run_1' } as const;
const at = new Date('2026-03-29T00:00:00Z');
const rowsSql = {
  duckdb: 'SELECT i FROM range(250) AS r(i)',
  postgres: 'SELECT i FROM generate_series(0, 249) AS r(i)',
};
const readLedger = `SELECT experiment_id, run_id, purpose, columns_out, rows_out, bytes_out FROM ${scratchSchema}.assay_ledger ORDER BY recorded_at`;

describe.each([
  ['DuckDB', duckdb],
  ['PostgreSQL', postgres],
])('given a ledger on %s', (_, open) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await open();
  });
  afterAll(() => engine.close());

  const recorded = (isOn = true): Warehouse =>
    recordedWarehouse(checkedWarehouse(engine.warehouse, scratchSchema), {
      ...{ isOn, kind: engine.kind, scratchSchema, now: () => at },
    });
  /** Beside the ledger: the adapter alone. */
  const done = async (statement: Statement): Promise<JobRef> => {
    const ref = await engine.warehouse.submit(statement, tag);
    while ((await engine.warehouse.poll(ref, 500)).state === 'running');
    return ref;
  };
  const ledger = async (): Promise<readonly Row[]> =>
    (await engine.warehouse.rows(await done(preview(dialects[engine.kind], readLedger, 1000)))).rows;
  const sent = async (warehouse: Warehouse, select: string = rowsSql[engine.kind], rows = 1000): Promise<JobRef> => {
    const ref = await warehouse.submit(preview(dialects[engine.kind], select, rows), tag);
    while ((await warehouse.poll(ref, 500)).state === 'running');
    return ref;
  };
  const entries = async (): Promise<number> => (await ledger()).length;

  it('writes one row for a statement of several pages, before the first page is handed out', async () => {
    const warehouse = recorded();

    const ref = await sent(warehouse);
    const first = await warehouse.rows(ref);
    const written = await ledger();
    const second = await warehouse.rows(ref, first.next);
    const third = await warehouse.rows(ref, second.next);

    expect(written.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : Number(cell))))).toEqual([
      ["exp_'1", 'run_1', 'preview', engine.kind === 'duckdb' ? 'i BIGINT' : 'i integer', 250, 640],
    ]);
    expect([first.rows.length, second.rows.length, third.rows.length, third.next]).toEqual([100, 100, 50, null]);
    expect(await entries()).toBe(1);
  });

  it('writes the same reading once, even by a worker that knows the statement by its ref alone', async () => {
    const ref = await sent(recorded());
    const before = await entries();

    const [one] = [await recorded().rows(ref), await recorded().rows(ref), await recorded(false).rows(ref)];

    expect(one.rows).toHaveLength(100);
    expect(await entries()).toBe(before + 1);
  });

  it('writes nothing where no row left', async () => {
    const warehouse = recorded();
    const before = await entries();

    await warehouse.rows(await sent(warehouse, rowsSql[engine.kind], 0));

    expect(await entries()).toBe(before);
  });

  it('hands out no row of a statement that was sent before the ledger was switched on', async () => {
    const ref = await sent(recorded(false));

    await expect(recorded().rows(ref)).rejects.toThrow('sent before the ledger was switched on');
  });

  it('leaves statements that write as they are', async () => {
    const warehouse = recorded();
    const before = await entries();
    const probe = scratchProbe(dialects[engine.kind], { schema: [scratchSchema], table: 'assay_probe' });

    for (const statement of probe) {
      const ref = await warehouse.submit(statement, tag);
      expect(await warehouse.poll(ref, 5_000)).toMatchObject({ state: 'done' });
    }

    expect(await entries()).toBe(before);
  });

  it('hands out no row while the ledger cannot be written, and says why', async () => {
    const warehouse = recorded();
    const d = dialects[engine.kind];
    const table = { schema: [scratchSchema], table: 'assay_ledger' };
    await done(dropTable(d, table));
    await done(scratchProbe(d, table)[0] as Statement); // a table of that name which has none of the columns

    const ref = await sent(warehouse);
    const refused = await warehouse.rows(ref).catch((thrown: unknown) => thrown);
    await done(dropTable(d, table));

    expect(refused).toMatchObject({ facts: { ledger: 1 } });
    expect((refused as Error).message).toContain('The rows were dropped');
    expect((await warehouse.rows(ref)).rows).toHaveLength(100);
  });
});
