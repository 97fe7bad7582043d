import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { RefusedSql } from './sql.js';

/** What the principal may do in the one catalog. */
export interface CatalogueOptions {
  readonly catalog: string;
  readonly principal: string;
  /** Schemas that it owns. */
  readonly owns: readonly string[];
  /** Tables (`schema.table`) that it may not read. */
  readonly closed: readonly string[];
}

/** Databricks' names of DuckDB's types. */
const typeName = `CASE
  WHEN data_type = 'INTEGER' THEN 'int' WHEN data_type = 'VARCHAR' THEN 'string'
  WHEN data_type = 'TIMESTAMP WITH TIME ZONE' THEN 'timestamp' WHEN data_type = 'TIMESTAMP' THEN 'timestamp_ntz'
  ELSE lower(data_type) END`;

/** A catalog: a database of DuckDB. */
export class Catalogue {
  constructor(readonly options: CatalogueOptions) {}

  async prepare(instance: DuckDBInstance): Promise<void> {
    const { catalog, owns, closed, principal } = this.options;
    const connection = await instance.connect();
    await connection.run(`ATTACH ':memory:' AS "${catalog}"`);
    await connection.run(`USE "${catalog}"`);
    for (const schema of owns) await connection.run(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
    await connection.run(`CREATE MACRO assay_principal() AS '${principal}'`);
    await connection.run("CREATE MACRO assay_is_member(a) AS a = 'account users'");
    // Microseconds since 1970 of an instant; of another type the real function refuses (unix_micros, November 2026).
    await connection.run('CREATE MACRO unix_micros(a) AS epoch_us(CAST(a AS TIMESTAMPTZ))');
    // Another hash than the real one, with its range: 64 bits with a sign.
    await connection.run('CREATE MACRO xxhash64(a) AS CAST(hash(a)::HUGEINT - 9223372036854775808 AS BIGINT)');
    await connection.run('CREATE SCHEMA assay_catalogue');
    const owned = owns.map((schema) => `'${schema}'`).join(', ') || "''";
    // What an administrator has granted.
    const granted = 'grantee VARCHAR, privilege_type VARCHAR, inherited_from VARCHAR';
    for (const [of, at] of [
      ['table', 'table_schema VARCHAR, table_name VARCHAR,'],
      ['schema', 'schema_name VARCHAR,'],
      ['catalog', ''],
    ])
      await connection.run(`CREATE TABLE assay_catalogue.${of}_privileges (${at} ${granted})`);
    const hidden = closed.map((table) => `'${table}'`).join(', ') || "''";
    const shown = `table_catalog = '${catalog}' AND table_schema <> 'assay_catalogue' AND table_schema || '.' || table_name NOT IN (${hidden})`;
    await connection.run(`CREATE VIEW assay_catalogue.columns AS SELECT table_catalog, table_schema, table_name, column_name,
      ordinal_position, is_nullable, ${typeName} AS full_data_type FROM information_schema.columns WHERE ${shown}`);
    await connection.run(`CREATE VIEW assay_catalogue.tables AS SELECT table_catalog, table_schema, table_name,
      CASE WHEN table_type = 'VIEW' THEN 'VIEW' ELSE 'MANAGED' END AS table_type, 'admin' AS table_owner FROM information_schema.tables WHERE ${shown}`);
    await connection.run(`CREATE VIEW assay_catalogue.schemata AS SELECT schema_name,
      CASE WHEN schema_name IN (${owned}) THEN assay_principal() ELSE 'admin' END AS schema_owner FROM information_schema.schemata
      WHERE catalog_name = '${catalog}'`);
    connection.closeSync();
  }

  /** A connection that stands in the catalog, in UTC. */
  async connect(instance: DuckDBInstance): Promise<DuckDBConnection> {
    const connection = await instance.connect();
    await connection.run(`USE "${this.options.catalog}"; SET TimeZone = 'UTC'; SET ieee_floating_point_ops = false`);
    return connection;
  }

  /** Throws what Unity Catalog answers to a principal without the right. */
  expectRights(text: string): void {
    const bare = text.replaceAll('`', '');
    const { catalog, closed, owns } = this.options;
    for (const table of closed) {
      if (new RegExp(`\\b${table.replace('.', '\\.')}\\b`, 'i').test(bare)) {
        throw noRight(`User does not have SELECT on Table '${catalog}.${table}'.`);
      }
    }
    const changes =
      /\b(?:create\s+(?:or\s+replace\s+)?(?:table|schema)(?:\s+if\s+not\s+exists)?|insert\s+into|delete\s+from|drop\s+table(?:\s+if\s+exists)?)\s+([\w.]+)/gi;
    for (const [verb, at = ''] of bare.matchAll(changes)) {
      const schema = /schema/i.test(verb) ? at : (at.split('.').at(-2) ?? 'default');
      if (!owns.includes(schema)) throw noRight(`User does not have CREATE TABLE on Schema '${catalog}.${schema}'.`);
    }
  }
}

const noRight = (what: string): RefusedSql =>
  new RefusedSql('INSUFFICIENT_PERMISSIONS', `Insufficient privileges:\n${what}`, '42501');

/** Bytes of the tables that a text names: eight for each value. */
export async function bytesByTable(
  connection: DuckDBConnection,
  text: string,
): Promise<readonly (readonly [table: string, bytes: number])[]> {
  const reader = await connection.runAndReadAll(
    'SELECT schema_name, table_name, estimated_size * column_count * 8 FROM duckdb_tables()',
  );
  const bare = text.replaceAll('`', '');
  return reader
    .getRows()
    .map(([schema, table, bytes]): [string, number] => [`${String(schema)}.${String(table)}`, Number(bytes ?? 0)])
    .filter(([table]) => bare.includes(table));
}
