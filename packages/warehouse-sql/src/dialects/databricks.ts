import { sql } from '../fragment.js';
import type { Dialect } from './dialect.js';
import { withoutZone } from './instant.js';
import { reservedSomewhere } from './reserved.js';

export const databricks: Dialect = {
  kind: 'databricks',
  nameQuote: '`',
  plainName: /^[A-Za-z_][A-Za-z0-9_]*$/, // names are matched without regard to case
  reservedWords: reservedSomewhere,
  textEscape: 'backslash', // Databricks: adjacent literals are joined, so '' is no quote (STRING type, 2026-11)
  text: (value) => sql`CAST(${value} AS STRING)`,
  double: (value) => sql`CAST(${value} AS DOUBLE)`,
  utc: (at) => sql`CAST(${at} AS TIMESTAMP)`,
  instant: (iso) => sql`CAST(${`${withoutZone(iso)}Z`} AS TIMESTAMP)`,
  micros: (at) => sql`UNIX_MICROS(${at})`,
  quotient: (dividend, divisor) => sql`(${dividend}) DIV (${divisor})`,
  byteOrder: (text) => text, // the default collation is UTF8_BINARY
  md5: (text) => sql`MD5(${text})`,
  hash: (text) => sql`(XXHASH64(${text}) % 1000000007)`,
  rowHash: null,
  rowNumber: null, // one window without partition runs on one executor
  runSchema: null,
  createTable: (table, select) => sql`CREATE TABLE ${table} AS\n${select}`,
  createKept: (table, select, key) => sql`CREATE TABLE ${table} CLUSTER BY (${key}) AS\n${select}`,
  dropTable: (table) => sql`DROP TABLE IF EXISTS ${table}`,
  createProbe: (table, column) => sql`CREATE TABLE ${table} (${column} STRING)`,
  limits: { textCharacters: 4_000_000, tableColumns: 1_500, selectColumns: 1_500, groupingSets: 128, rowBytes: 1e7 },
};
