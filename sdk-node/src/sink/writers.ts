import { type SinkRow, sinkColumns, type SinkTable } from './rows.js';
import { defaultTables, insertText, tableName, type TableNames, valuesOf } from './spelling.js';

/** Writes rows of one table, all or none as far as the warehouse can; rejects when they are not there. */
export interface SinkWriter {
  /** Rows that one call takes at most. */
  readonly most: number;
  write(table: SinkTable, rows: readonly SinkRow[]): Promise<void>;
}

type Value = string | number | null;

export interface TableOptions {
  /** Names that differ from `assignments` and `bandit_actions`. */
  readonly tables?: Partial<TableNames>;
}

/** Names are read once, so that a wrong one is told where the sink is made and not where it is used. */
const namesOf = ({ tables = {} }: TableOptions): TableNames => {
  const names = { ...defaultTables, ...tables };
  return { assignments: tableName(names.assignments), bandit_actions: tableName(names.bandit_actions) };
};

/** What is used of a `pg` Pool or Client. */
export interface PgLike {
  query(text: string, values: unknown[]): Promise<unknown>;
}

/** Postgres, by a `pg` Pool. */
export const postgresWriter = (pool: PgLike, options: TableOptions = {}): SinkWriter =>
  pgWriter('postgres', pool, options);

/** Redshift over its Postgres protocol, by a `pg` Pool. */
export const redshiftWriter = (pool: PgLike, options: TableOptions = {}): SinkWriter =>
  pgWriter('redshift', pool, options);

function pgWriter(kind: 'postgres' | 'redshift', pool: PgLike, options: TableOptions): SinkWriter {
  const tables = namesOf(options);
  return {
    most: 1_000, // 10 columns: well below 32,767 bound values, the lower of the two engines' limits
    async write(table, rows) {
      const text = insertText(kind, tables[table], table, rows.length, (n) => `$${n}`);
      await pool.query(
        text,
        rows.flatMap((row) => valuesOf(kind, table, row)),
      );
    },
  };
}

/** What is used of a `@duckdb/node-api` connection. */
export interface DuckDbLike {
  run(sql: string, values: Value[]): Promise<unknown>;
}

/** A DuckDB file that this process may open; one that the product holds open takes rows by `collectorWriter`. */
export function duckDbWriter(connection: DuckDbLike, options: TableOptions = {}): SinkWriter {
  const tables = namesOf(options);
  return {
    most: 500,
    async write(table, rows) {
      const text = insertText('duckdb', tables[table], table, rows.length, (n) => `$${n}`);
      await connection.run(
        text,
        rows.flatMap((row) => valuesOf('duckdb', table, row)),
      );
    },
  };
}

/** What is used of a `snowflake-sdk` connection. */
export interface SnowflakeLike {
  execute(options: {
    sqlText: string;
    binds: Value[][];
    complete: (error: Error | undefined, ...rest: never[]) => void;
  }): unknown;
}

/** Snowflake, by `snowflake-sdk`: rows are bound as arrays, so that one statement serves any number. */
export function snowflakeWriter(connection: SnowflakeLike, options: TableOptions = {}): SinkWriter {
  const tables = namesOf(options);
  return {
    most: 1_000,
    write: (table, rows) =>
      new Promise((resolve, reject) => {
        connection.execute({
          sqlText: insertText('snowflake', tables[table], table, 1, () => '?'),
          binds: rows.map((row) => valuesOf('snowflake', table, row)),
          complete: (error) => (error ? reject(error) : resolve()),
        });
      }),
  };
}

/** What is used of a `@google-cloud/bigquery` client. */
export interface BigQueryLike {
  dataset(id: string): { table(id: string): { insert(rows: object[]): Promise<unknown> } };
}

/** BigQuery, by `@google-cloud/bigquery`: streamed, visible within seconds. Name tables `dataset.table`. */
export function bigQueryWriter(client: BigQueryLike, options: TableOptions): SinkWriter {
  const tables = namesOf(options);
  const place = (table: SinkTable): readonly [string, string] => {
    const parts = tables[table].split('.');
    const [name = '', dataset] = parts.toReversed();
    if (dataset === undefined) throw new RangeError(`Name the dataset too: ${table}: 'dataset.${name}'.`);
    return [dataset, name];
  };
  const places = { assignments: place('assignments'), bandit_actions: place('bandit_actions') };
  return {
    most: 500,
    async write(table, rows) {
      const [dataset, name] = places[table];
      const columns = Object.keys(sinkColumns[table]);
      await client
        .dataset(dataset)
        .table(name)
        .insert(rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column] ?? null]))));
    },
  };
}

/** What is used of a `@databricks/sql` session. */
export interface DatabricksLike {
  executeStatement(sql: string, options: { ordinalParameters: Value[] }): Promise<{ close(): Promise<unknown> }>;
}

/** Databricks, by a session of `@databricks/sql`. */
export function databricksWriter(session: DatabricksLike, options: TableOptions = {}): SinkWriter {
  const tables = namesOf(options);
  return {
    most: 25, // Databricks: at most 256 parameters in a statement (databricks-sql-nodejs, issue 308, read 2026-11)
    async write(table, rows) {
      const text = insertText('databricks', tables[table], table, rows.length, () => '?');
      const ordinalParameters = rows.flatMap((row) => valuesOf('databricks', table, row));
      const operation = await session.executeStatement(text, { ordinalParameters });
      await operation.close();
    },
  };
}

/** The collector of an Assay installation, which writes to its embedded warehouse. */
export function collectorWriter(options: {
  /** Where the installation is, such as `https://assay.example.com`. */
  readonly url: string;
  readonly sdkKey: string;
  /** Milliseconds for one exchange, 10,000 unless given. */
  readonly timeoutMs?: number;
}): SinkWriter {
  const { url, sdkKey, timeoutMs = 10_000 } = options;
  const address = `${url.replace(/\/+$/, '')}/v1/assignments`;
  return {
    most: 500,
    async write(table, rows) {
      const response = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${sdkKey}` },
        body: JSON.stringify({ [table]: rows }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (response.ok) return;
      throw new Error(`The collector answered ${response.status}: ${(await response.text()).slice(0, 200)}`);
    },
  };
}
