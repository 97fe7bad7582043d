import { rmSync, statSync } from 'node:fs';
import { type DuckDBConnection, DuckDBInstance, type DuckDBPreparedStatement, StatementType } from '@duckdb/node-api';
import type { Statement } from '@assay/warehouse-sql';
import { warehouseFailure } from '../failure-rules.js';
import type {
  Cell,
  Column,
  JobRef,
  JobState,
  QueryTag,
  ReadableTable,
  RowPage,
  StatementEstimate,
  TestStep,
  Warehouse,
} from '../port.js';
import { tagged } from '../statement-tag.js';
import { WarehouseFailure } from '../warehouse-failure.js';
import { duckdbErrorOf, duckdbFailures } from './duckdb.failures.js';
import { estimateOfPlan } from './duckdb.plan.js';
import { duckdbCell, duckdbColumnType, duckdbColumnTypeNamed, integerCell } from './duckdb.values.js';
import {
  defaultJobLimits,
  type LocalJobLimits,
  LocalJobs,
  type LocalResult,
  type LocalWork,
  tooManyRows,
} from './local-jobs.js';
import { probeSteps, type Probes } from './probe-steps.js';
import { quoted, tablesOf } from './tables.js';

export interface DuckDbOptions {
  /** Of a file that exists: a misspelt path must not make an empty one. */
  readonly path: string;
  readonly scratchSchema: string;
  readonly threads: number;
  /** As DuckDB spells it: `2GB`. */
  readonly memoryLimit: string;
  /** Where large statements spill to. */
  readonly tempDirectory: string;
  readonly limits?: Partial<LocalJobLimits>;
}

/** Rows for one table of an embedded file, by column; see `sink`. */
export type SinkRow = Readonly<Record<string, unknown>>;

/** A DuckDB file. Its process owns it: no other process can read or write it while this is open. */
export interface EmbeddedWarehouse extends Warehouse {
  /** Append rows to a table, all or none. Values are cast to the column's type; objects become JSON text. */
  append(table: string, rows: readonly SinkRow[]): Promise<void>;
}

/** Open the file. Rejects with a `WarehouseFailure` when it cannot be. */
export async function openDuckDb(options: DuckDbOptions): Promise<EmbeddedWarehouse> {
  const limits = { ...defaultJobLimits, ...options.limits };
  const instance = await openInstance(options);
  const jobs = new LocalJobs('duckdb', limits);

  const withConnection = async <T>(text: string, use: (connection: DuckDBConnection) => Promise<T>): Promise<T> => {
    try {
      const connection = await instance.connect();
      try {
        return await use(connection);
      } finally {
        connection.closeSync();
      }
    } catch (thrown) {
      throw thrown instanceof WarehouseFailure ? thrown : warehouseFailure(duckdbFailures, duckdbErrorOf(thrown), text);
    }
  };

  const rowsOf = (text: string, values: string[] = []): Promise<Cell[][]> =>
    withConnection(text, async (connection) =>
      (await (await connection.run(text, values)).getRows()).map((row) => row.map(duckdbCell)),
    );

  const describe = async (): Promise<readonly ReadableTable[]> =>
    tablesOf(await rowsOf(describeSql, [options.scratchSchema]), duckdbColumnTypeNamed);

  const scratch = quoted(options.scratchSchema);
  const probes: Probes = {
    connect: async () => `DuckDB ${(await rowsOf('SELECT version()'))[0]?.[0]}`,
    select: async () => void (await rowsOf('SELECT 1')),
    scratch: async (table) => {
      await rowsOf(`CREATE SCHEMA IF NOT EXISTS ${scratch}`);
      await rowsOf(`CREATE TABLE ${scratch}.${table} (value VARCHAR)`);
      await rowsOf(`INSERT INTO ${scratch}.${table} VALUES ('probe')`);
      await rowsOf(`DROP TABLE ${scratch}.${table}`);
    },
    tables: async () => (await describe()).length,
  };

  return {
    submit: async (statement: Statement, tag: QueryTag): Promise<JobRef> =>
      jobs.start((job) => runStatement(instance, statement, tagged(statement, tag, job), limits)),
    poll: (ref: JobRef, waitMs = 0): Promise<JobState> => jobs.poll(ref, waitMs),
    rows: async (ref: JobRef, page: string | null = null): Promise<RowPage> => jobs.page(ref, page),
    cancel: async (ref: JobRef): Promise<void> => void (await jobs.cancel(ref)),
    estimate: async (statement: Statement): Promise<StatementEstimate> =>
      estimateOfPlan(await rowsOf(`EXPLAIN (FORMAT JSON) ${statement.text}`)),
    describe,
    test: (): AsyncIterable<TestStep> => probeSteps(probes, options.scratchSchema),
    append: (table, rows) => withConnection('', (connection) => appendRows(connection, table, rows)),
    close: async (): Promise<void> => {
      await jobs.close();
      instance.closeSync();
    },
  };
}

/**
 * Where the tables of runs live: beside the file, in memory, from which they go to the temporary directory where they
 * do not fit. Keys come from a sequence, which several threads can draw from.
 */
const runPlace: readonly string[] = [
  "ATTACH ':memory:' AS assay_memory",
  'CREATE SCHEMA assay_memory.run',
  'CREATE SEQUENCE assay_memory.run.key',
  "CREATE MACRO assay_memory.run.next_key() AS nextval('assay_memory.run.key')",
];

/** Settings that close the world outside the file, then the lock that keeps them. */
async function openInstance(options: DuckDbOptions): Promise<DuckDBInstance> {
  const found = fileAt(options.path);
  if (found === null) throw noSuchFile();
  try {
    const instance = await DuckDBInstance.create(options.path, {
      threads: String(options.threads),
      memory_limit: options.memoryLimit,
      temp_directory: options.tempDirectory,
    });
    if (fileAt(options.path) !== found) {
      // It was removed meanwhile, and the engine has made an empty one in its place.
      instance.closeSync();
      rmSync(options.path, { force: true });
      throw noSuchFile();
    }
    const connection = await instance.connect();
    for (const setting of [
      "SET GLOBAL TimeZone = 'UTC'",
      `CREATE SCHEMA IF NOT EXISTS ${quoted(options.scratchSchema)}`,
      ...runPlace,
      'SET GLOBAL autoinstall_known_extensions = false',
      'SET GLOBAL allow_community_extensions = false',
      'SET GLOBAL enable_external_access = false',
      'SET GLOBAL lock_configuration = true',
    ]) {
      await connection.run(setting);
    }
    connection.closeSync();
    return instance;
  } catch (thrown) {
    throw thrown instanceof WarehouseFailure ? thrown : warehouseFailure(duckdbFailures, duckdbErrorOf(thrown));
  }
}

/** Tells a file from another one of the same name; null = there is none. */
const fileAt = (path: string): string | null => {
  const file = statSync(path, { throwIfNoEntry: false, bigint: true });
  return file ? `${file.dev} ${file.ino} ${file.birthtimeNs}` : null;
};

const noSuchFile = (): WarehouseFailure =>
  warehouseFailure(duckdbFailures, { code: 'IO', message: 'IO Error: Cannot open file: No such file' });

/** One statement on a connection of its own; `stop` interrupts until it has ended. */
function runStatement(instance: DuckDBInstance, statement: Statement, text: string, limits: LocalJobLimits): LocalWork {
  let connection: DuckDBConnection | null = null;
  let isStopped = false;
  const interrupt = (): void => {
    if (connection === null) return;
    connection.interrupt();
    setTimeout(interrupt, 20).unref(); // an interrupt before the engine has begun is lost
  };
  const run = async (): Promise<LocalResult> => {
    try {
      connection = await instance.connect();
      const prepared = await (await onlyStatement(connection, text)).prepare(0);
      if (statement.kind !== 'scratch' && prepared.statementType !== StatementType.SELECT) {
        throw new WarehouseFailure('query', `A ${statement.kind} statement may only read.`, { cause: 'query' });
      }
      if (isStopped) throw new WarehouseFailure('cancelled', 'The statement was cancelled.', { cause: 'cancelled' });
      const stream = await prepared.startStream().getResult();
      const types = stream.columnTypes();
      const columns = stream.columnNames().map((name, at): Column => {
        const type = types[at];
        return { name, type: type ? duckdbColumnType(type) : 'other', nativeType: String(type), isNullable: null };
      });
      const rows: Cell[][] = [];
      for (let chunk = await stream.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await stream.fetchChunk()) {
        for (const row of chunk.getRows()) {
          rows.push(
            row.map((value, at) =>
              columns[at]?.type === 'integer' ? integerCell(duckdbCell(value)) : duckdbCell(value),
            ),
          );
        }
        if (rows.length > limits.maxRows) throw tooManyRows(limits.maxRows);
      }
      return statement.kind === 'scratch' ? { columns: [], rows: [] } : { columns, rows };
    } catch (thrown) {
      throw thrown instanceof WarehouseFailure ? thrown : warehouseFailure(duckdbFailures, duckdbErrorOf(thrown), text);
    } finally {
      connection?.closeSync();
      connection = null;
    }
  };
  return {
    result: run(),
    stop: () => {
      isStopped = true;
      interrupt();
    },
  };
}

async function onlyStatement(
  connection: DuckDBConnection,
  text: string,
): ReturnType<DuckDBConnection['extractStatements']> {
  const statements = await connection.extractStatements(text);
  if (statements.count === 1) return statements;
  throw new WarehouseFailure('query', `The text holds ${statements.count} statements where there is one.`, {
    cause: 'query',
  });
}

async function appendRows(connection: DuckDBConnection, table: string, rows: readonly SinkRow[]): Promise<void> {
  const types = await columnTypesOf(connection, table);
  const inserts = new Map<string, DuckDBPreparedStatement>();
  await connection.run('BEGIN TRANSACTION');
  try {
    for (const row of rows) {
      const names = Object.keys(row);
      const key = JSON.stringify(names);
      const insert = inserts.get(key) ?? (await connection.prepare(insertOf(table, names, types)));
      inserts.set(key, insert);
      insert.bind(names.map((name) => textOf(row[name])));
      await insert.run();
    }
    await connection.run('COMMIT');
  } catch (thrown) {
    await connection.run('ROLLBACK').catch(() => undefined); // the first failure is the one to tell
    throw thrown;
  }
}

async function columnTypesOf(connection: DuckDBConnection, table: string): Promise<ReadonlyMap<string, string>> {
  const found = await connection.run(
    'SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2',
    ['main', table],
  );
  const types = new Map((await found.getRows()).map(([name, type]): [string, string] => [String(name), String(type)]));
  if (types.size > 0) return types;
  const facts = { cause: 'grant_or_object', objects: table };
  throw new WarehouseFailure('grant_or_object', `There is no table ${table}.`, facts);
}

function insertOf(table: string, names: readonly string[], types: ReadonlyMap<string, string>): string {
  const unknown = names.find((name) => !types.has(name));
  if (unknown !== undefined || names.length === 0) {
    const message = `Table ${table} has no column ${unknown ?? ''}. It has: ${[...types.keys()].join(', ')}.`;
    throw new WarehouseFailure('grant_or_object', message, { cause: 'grant_or_object' });
  }
  const marks = names.map((name, at) => `CAST($${at + 1} AS ${types.get(name)})`);
  return `INSERT INTO main.${quoted(table)} (${names.map(quoted).join(', ')}) VALUES (${marks.join(', ')})`;
}

const textOf = (value: unknown): string | null =>
  value === null || value === undefined
    ? null
    : typeof value === 'string'
      ? value
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value);

const describeSql = `
SELECT c.table_schema, c.table_name, t.table_type, c.column_name, c.data_type, c.is_nullable
FROM information_schema.columns AS c
JOIN information_schema.tables AS t
  ON t.table_catalog = c.table_catalog AND t.table_schema = c.table_schema AND t.table_name = c.table_name
WHERE c.table_catalog = current_database() AND c.table_schema NOT IN ('information_schema', 'pg_catalog', $1)
ORDER BY c.table_schema, c.table_name, c.ordinal_position
LIMIT 20000`;
