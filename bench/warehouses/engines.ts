import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import pg from 'pg';
import type { DialectKind } from '@assay/warehouse-sql';
import { openDuckDb } from '../../backend/src/warehouses/adapters/duckdb.adapter.js';
import { openPostgres } from '../../backend/src/warehouses/adapters/postgres.adapter.js';
import type { Warehouse } from '../../backend/src/warehouses/port.js';
import { startEmbeddedPostgres } from '../../tools/postgres/embedded-postgres.js';

/** Statements at once. */
export const limit = 8;

/** An engine on this machine, reached in two ways. */
export interface Engine {
  readonly kind: DialectKind;
  /** The adapter alone, without limits and guard. */
  readonly warehouse: Warehouse;
  /** The bare driver, as an application would call it: all rows at once. */
  readonly bare: (text: string) => Promise<unknown>;
  /** A SELECT of one row that takes some tens of milliseconds; `n` makes each text another. */
  readonly busy: (n: number) => string;
  /** A SELECT of so many rows: a group key, a count and four sums. */
  readonly groups: (rows: number, n: number) => string;
  close(): Promise<void>;
}

export const groupsOf =
  (series: (rows: number) => string) =>
  (rows: number, n: number): string => `
    SELECT CASE WHEN i % 2 = 0 THEN 'control' ELSE 'treatment' END AS variation, COUNT(*) AS subjects,
      SUM(i * 0.5e0) AS s1, SUM(i * 0.25e0) AS s2, SUM(i * i * 1e0) AS s3, SUM(i + ${n}) AS s4
    FROM ${series(rows)} GROUP BY i`;

async function duckdb(): Promise<Engine> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-bench-'));
  const instance = await DuckDBInstance.create(join(folder, 'bare.duckdb'), { threads: '2' });
  const connection = await instance.connect();
  const path = join(folder, 'ours.duckdb');
  (await DuckDBInstance.create(path)).closeSync();
  const warehouse = await openDuckDb({
    path,
    scratchSchema: 'scratch',
    threads: 2,
    memoryLimit: '1GB',
    tempDirectory: folder,
    limits: { concurrency: limit },
  });
  return {
    kind: 'duckdb',
    warehouse,
    bare: async (text) => (await connection.runAndReadAll(text)).getRows(),
    busy: (n) => `SELECT SUM(i % 7) AS s FROM range(2000000 + ${n}) AS r(i)`,
    groups: groupsOf((rows) => `range(${rows}) AS r(i)`),
    close: async () => {
      connection.closeSync();
      instance.closeSync();
      await warehouse.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A server of its own, for as long as it is asked. */
export async function inEmbeddedPostgres(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-bench-'));
  const server = await startEmbeddedPostgres({ folder, durable: false });
  return {
    url: server.adminUrl,
    close: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function postgres(): Promise<Engine> {
  const server = await inEmbeddedPostgres();
  const { hostname, port, username, password, pathname } = new URL(server.url);
  const pool = new pg.Pool({ connectionString: server.url, max: 1 });
  pool.on('error', () => undefined); // the server stops first
  const warehouse = openPostgres({
    host: decodeURIComponent(hostname),
    port: Number(port),
    database: pathname.slice(1),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    tls: 'disable',
    scratchSchema: 'scratch',
    limits: { concurrency: limit },
  });
  return {
    kind: 'postgres',
    warehouse,
    bare: (text) => pool.query({ text, rowMode: 'array' }),
    busy: (n) => `SELECT ${n} AS n, pg_sleep(0.05)`,
    groups: groupsOf((rows) => `generate_series(0, ${rows} - 1) AS r(i)`),
    close: async () => {
      await warehouse.close();
      await pool.end();
      await server.close();
    },
  };
}

/** What is measured, one after the other. */
export const engines: readonly (() => Promise<Engine>)[] = [duckdb, postgres];
