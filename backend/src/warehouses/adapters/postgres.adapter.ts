import pg from 'pg';
import type { Statement } from '@assay/warehouse-sql';
import { warehouseFailure } from '../failure-rules.js';
import type {
  Column,
  JobRef,
  JobState,
  QueryTag,
  ReadableTable,
  Row,
  RowPage,
  StatementEstimate,
  TestStep,
  Warehouse,
} from '../port.js';
import type { Network } from '../network/addresses.js';
import { GuardedSocket } from '../network/lookup.js';
import { tagged } from '../statement-tag.js';
import { WarehouseFailure } from '../warehouse-failure.js';
import {
  defaultJobLimits,
  type LocalJobLimits,
  LocalJobs,
  type LocalResult,
  type LocalWork,
  tooManyRows,
} from './local-jobs.js';
import { postgresErrorOf, postgresFailures } from './postgres.failures.js';
import { postgresRights } from './postgres.rights.js';
import { postgresCell, postgresColumnType, postgresColumnTypeNamed } from './postgres.values.js';
import { probeSteps, type Probes } from './probe-steps.js';
import { quoted, tablesOf } from './tables.js';

export interface PostgresOptions {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** null = the server trusts the connection. */
  readonly password: string | null;
  readonly tls: 'disable' | 'require' | 'verify-full';
  readonly scratchSchema: string;
  /** Where the server may be; absent: anywhere. */
  readonly network?: Network;
  readonly limits?: Partial<LocalJobLimits>;
}

/** After its own time-out a statement gets this long to be stopped by the server; then the socket is dropped. */
const graceSeconds = 15;

/** A Postgres server as a warehouse. Nothing is connected until the first call. */
export function openPostgres(options: PostgresOptions): Warehouse {
  const limits = { ...defaultJobLimits, ...options.limits };
  const pool = new pg.Pool({
    host: options.host,
    port: options.port,
    database: options.database,
    user: options.user,
    password: options.password ?? '',
    ssl: sslOf(options),
    stream: () => new GuardedSocket(options.network ?? 'all'),
    max: limits.concurrency + 1, // one for cancelling and look-ups
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    application_name: 'assay',
    options: '-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=iso_8601 -c standard_conforming_strings=on',
  });
  // A broken connection fails the statement on it, if there is one; the next call opens another or says why it cannot.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const jobs = new LocalJobs('postgres', limits);

  const withClient = async <T>(text: string, use: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    let client: pg.PoolClient | null = null;
    try {
      client = await pool.connect();
      return await use(client);
    } catch (thrown) {
      throw thrown instanceof WarehouseFailure
        ? thrown
        : warehouseFailure(postgresFailures, postgresErrorOf(thrown), text);
    } finally {
      client?.release();
    }
  };

  const rowsOf = (text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    withClient(text, async (client) => {
      const query = { text, values: [...values], rowMode: 'array' as const };
      return (await client.query<(string | number | boolean | null)[]>(query)).rows;
    });

  const cancelTagged = async (job: string): Promise<void> => {
    await rowsOf(
      `SELECT pg_cancel_backend(pid) FROM pg_stat_activity
       WHERE pid <> pg_backend_pid() AND state <> 'idle' AND query LIKE $1`,
      [`/* assay %job=${job} %`],
    );
  };

  const describe = async (): Promise<readonly ReadableTable[]> =>
    tablesOf(await rowsOf(describeSql, [options.scratchSchema]), postgresColumnTypeNamed);

  const scratch = quoted(options.scratchSchema);
  const probes: Probes = {
    connect: async () => `Postgres ${(await rowsOf('SHOW server_version'))[0]?.[0]}, role ${options.user}`,
    select: async () => void (await rowsOf('SELECT 1')),
    scratch: async (table) => {
      const has = await rowsOf('SELECT 1 FROM pg_namespace WHERE nspname = $1', [options.scratchSchema]);
      if (has.length === 0) await rowsOf(`CREATE SCHEMA IF NOT EXISTS ${scratch}`);
      await rowsOf(`CREATE TABLE ${scratch}.${table} (value TEXT)`);
      await rowsOf(`INSERT INTO ${scratch}.${table} VALUES ('probe')`);
      await rowsOf(`DROP TABLE ${scratch}.${table}`);
    },
    tables: async () => (await describe()).length,
  };

  return {
    submit: async (statement: Statement, tag: QueryTag): Promise<JobRef> =>
      jobs.start((job) => runStatement(pool, statement, tagged(statement, tag, job), limits, () => cancelTagged(job))),
    poll: async (ref: JobRef, waitMs = 0): Promise<JobState> => jobs.poll(ref, waitMs),
    rows: async (ref: JobRef, page: string | null = null): Promise<RowPage> => jobs.page(ref, page),
    cancel: async (ref: JobRef): Promise<void> => {
      const job = /^postgres:([0-9a-f-]{36})$/.exec(ref)?.[1];
      if (!(await jobs.cancel(ref)) && job !== undefined) await cancelTagged(job);
    },
    estimate: async (statement: Statement): Promise<StatementEstimate> =>
      estimateOf(await rowsOf(`EXPLAIN (FORMAT JSON) ${statement.text}`)),
    describe,
    test: (): AsyncIterable<TestStep> => probeSteps(probes, options.scratchSchema),
    rights: () => postgresRights(rowsOf, options.scratchSchema),
    close: async (): Promise<void> => {
      await jobs.close();
      await pool.end();
    },
  };
}

const sslOf = ({ tls, host }: PostgresOptions): pg.PoolConfig['ssl'] => {
  switch (tls) {
    case 'disable':
      return false;
    case 'require':
      return { rejectUnauthorized: false };
    case 'verify-full':
      return { rejectUnauthorized: true, ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }) };
    default:
      return tls satisfies never;
  }
};

/** One statement in a transaction of its own, read-only unless it writes to scratch. */
function runStatement(
  pool: pg.Pool,
  statement: Statement,
  text: string,
  limits: LocalJobLimits,
  cancel: () => Promise<void>,
): LocalWork {
  let isStopped = false;
  let hasEnded = false;
  const run = async (): Promise<LocalResult> => {
    let client: pg.PoolClient | null = null;
    let isBroken = false;
    try {
      client = await pool.connect();
      await client.query(statement.kind === 'scratch' ? 'BEGIN' : 'BEGIN READ ONLY');
      await client.query(`SET LOCAL statement_timeout = ${limits.timeoutSeconds * 1000}`);
      if (isStopped) throw new WarehouseFailure('cancelled', 'The statement was cancelled.', { cause: 'cancelled' });
      const result = await readRows(client, text, limits);
      await client.query('COMMIT');
      return statement.kind === 'scratch' ? { columns: [], rows: [] } : result;
    } catch (thrown) {
      await client?.query('ROLLBACK').catch(() => (isBroken = true));
      throw thrown instanceof WarehouseFailure
        ? thrown
        : warehouseFailure(postgresFailures, postgresErrorOf(thrown), text);
    } finally {
      hasEnded = true;
      client?.release(isBroken);
    }
  };
  return {
    result: run(),
    stop: async () => {
      isStopped = true;
      await cancel();
      const again = (): void => {
        if (!hasEnded)
          void cancel()
            .catch(() => undefined)
            .then(() => setTimeout(again, 200).unref());
      };
      setTimeout(again, 100).unref(); // the statement may have been between BEGIN and its own text
    },
  };
}

/** Read row by row, so that a result beyond the limit never fills memory. */
function readRows(client: pg.PoolClient, text: string, limits: LocalJobLimits): Promise<LocalResult> {
  return new Promise((resolve, reject) => {
    const query = new pg.Query<string[]>({
      text,
      rowMode: 'array',
      types: { getTypeParser: () => (raw: string) => raw },
    } as never);
    const rows: Row[] = [];
    let columns: Column[] = [];
    let types: number[] = [];
    let isTooMany = false;
    const hang = setTimeout(
      () => {
        reject(
          new WarehouseFailure('timeout', 'The server stopped answering. Check that it runs.', { cause: 'timeout' }),
        );
        (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
      },
      (limits.timeoutSeconds + graceSeconds) * 1000,
    );
    query.on('row', (row: (string | null)[], result) => {
      if (columns.length === 0 && result) {
        columns = columnsOf(result.fields);
        types = result.fields.map((field) => field.dataTypeID);
      }
      if (rows.length > limits.maxRows) isTooMany = true;
      else rows.push(row.map((cell, at) => postgresCell(cell, types[at] ?? 0)));
    });
    query.on('error', (error) => {
      clearTimeout(hang);
      reject(error);
    });
    query.on('end', (result) => {
      clearTimeout(hang);
      if (isTooMany || rows.length > limits.maxRows) reject(tooManyRows(limits.maxRows));
      else resolve({ columns: columns.length > 0 ? columns : columnsOf(lastOf(result).fields), rows });
    });
    client.query(query);
  });
}

const lastOf = <T>(result: T | readonly T[]): T => (Array.isArray(result) ? result.at(-1) : result) as T;

const columnsOf = (fields: readonly pg.FieldDef[]): Column[] =>
  fields.map(({ name, dataTypeID }) => ({ name, ...postgresColumnType(dataTypeID), isNullable: null }));

function estimateOf(rows: readonly Row[]): StatementEstimate {
  const raw: unknown = rows[0]?.[0];
  const plans = (typeof raw === 'string' ? JSON.parse(raw) : raw) as readonly { Plan?: Record<string, number> }[];
  const plan = plans[0]?.Plan;
  return {
    basis: 'plan',
    bytesScanned: null,
    rowsReturned: plan?.['Plan Rows'] ?? null,
    planCost: plan?.['Total Cost'] ?? null,
  };
}

const describeSql = `
SELECT c.table_schema, c.table_name, t.table_type, c.column_name, c.data_type, c.is_nullable
FROM information_schema.columns AS c
JOIN information_schema.tables AS t USING (table_catalog, table_schema, table_name)
WHERE c.table_schema NOT IN ('information_schema', 'pg_catalog', $1)
  AND has_table_privilege(quote_ident(c.table_schema) || '.' || quote_ident(c.table_name), 'SELECT')
ORDER BY c.table_schema, c.table_name, c.ordinal_position
LIMIT 20000`;
