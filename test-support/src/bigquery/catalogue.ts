import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { RefusedSql } from './sql.js';

export interface CatalogueOptions {
  readonly project: string;
  readonly location: string;
  /** Datasets that the account may write to. */
  readonly writable: readonly string[];
  /** Tables (`dataset.table`) that the account may not read. */
  readonly closed: readonly string[];
}

/** BigQuery's names of DuckDB's types. */
const typeName = `CASE
  WHEN data_type IN ('BIGINT', 'INTEGER', 'SMALLINT', 'TINYINT', 'HUGEINT') THEN 'INT64'
  WHEN data_type IN ('DOUBLE', 'FLOAT') THEN 'FLOAT64'
  WHEN data_type = 'VARCHAR' THEN 'STRING' WHEN data_type = 'BOOLEAN' THEN 'BOOL'
  WHEN data_type = 'TIMESTAMP WITH TIME ZONE' THEN 'TIMESTAMP' WHEN data_type = 'TIMESTAMP' THEN 'DATETIME'
  WHEN data_type LIKE 'DECIMAL%' THEN 'NUMERIC' ELSE data_type END`;

/** A project: a database of DuckDB whose schemas are the datasets. */
export class Catalogue {
  readonly project: string;
  readonly location: string;

  constructor(private readonly options: CatalogueOptions) {
    this.project = options.project;
    this.location = options.location;
  }

  async prepare(instance: DuckDBInstance): Promise<void> {
    const connection = await instance.connect();
    await connection.run(`ATTACH ':memory:' AS "${this.project}"`);
    await connection.run(`USE "${this.project}"`);
    for (const dataset of this.options.writable) await connection.run(`CREATE SCHEMA IF NOT EXISTS "${dataset}"`);
    await connection.run('CREATE MACRO assay_div(a, b) AS a // b; CREATE MACRO assay_mod(a, b) AS a % b');
    // Another hash than the real one, with its range: 64 bits with a sign.
    await connection.run('CREATE MACRO farm_fingerprint(a) AS CAST(hash(a)::HUGEINT - 9223372036854775808 AS BIGINT)');
    await connection.run('CREATE SCHEMA assay_catalogue');
    await connection.run(`CREATE VIEW assay_catalogue.columns AS SELECT table_catalog, table_schema, table_name,
      column_name, ordinal_position, is_nullable, ${typeName} AS data_type FROM information_schema.columns`);
    await connection.run(`CREATE VIEW assay_catalogue.tables AS SELECT table_catalog, table_schema, table_name, table_type
      FROM information_schema.tables`);
    connection.closeSync();
  }

  /** A connection that stands in the project, in UTC. */
  async connect(instance: DuckDBInstance): Promise<DuckDBConnection> {
    const connection = await instance.connect();
    await connection.run(`USE "${this.project}"; SET TimeZone = 'UTC'`);
    return connection;
  }

  async datasets(instance: DuckDBInstance): Promise<readonly string[]> {
    const connection = await this.connect(instance);
    const reader = await connection.runAndReadAll(
      `SELECT schema_name FROM information_schema.schemata WHERE catalog_name = '${this.project}'
       AND schema_name NOT IN ('main', 'information_schema', 'pg_catalog', 'assay_catalogue') ORDER BY 1`,
    );
    connection.closeSync();
    return reader.getRows().map(([name]) => String(name));
  }

  /** Throws what the service answers to an account without the right. */
  expectRights(text: string): void {
    const bare = text.replaceAll('`', '');
    for (const table of this.options.closed) {
      if (new RegExp(`\\b${table.replace('.', '\\.')}\\b`, 'i').test(bare)) throw noTable(this.project, table);
    }
    for (const [, path = ''] of bare.matchAll(
      /\b(?:create\s+(?:or\s+replace\s+)?table|insert\s+into|drop\s+table(?:\s+if\s+exists)?)\s+([\w.-]+)/gi,
    )) {
      const dataset = path.split('.').at(-2);
      if (dataset !== undefined && !this.options.writable.includes(dataset)) throw noRight(this.project, dataset);
    }
  }
}

const noTable = (project: string, table: string): RefusedSql =>
  new RefusedSql(
    `Access Denied: Table ${project}:${table}: User does not have permission to query table ${project}:${table}, or perhaps it does not exist.`,
    'accessDenied',
  );
const noRight = (project: string, dataset: string): RefusedSql =>
  new RefusedSql(
    `Access Denied: Dataset ${project}:${dataset}: Permission bigquery.tables.create denied on dataset ${project}:${dataset} (or it may not exist).`,
    'accessDenied',
  );

/** Bytes of the tables that a text names: eight for each value. */
export async function bytesOf(connection: DuckDBConnection, text: string): Promise<number> {
  const reader = await connection.runAndReadAll(
    'SELECT schema_name, table_name, estimated_size * column_count * 8 FROM duckdb_tables()',
  );
  const bare = text.replaceAll('`', '');
  return reader
    .getRows()
    .filter(([schema, table]) => bare.includes(`${String(schema)}.${String(table)}`))
    .reduce((sum, [, , bytes]) => sum + Number(bytes ?? 0), 0);
}
