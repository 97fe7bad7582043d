import { sql } from '../fragment.js';
import type { Dialect } from './dialect.js';
import { withoutZone } from './instant.js';
import { reservedSomewhere } from './reserved.js';

export const bigquery: Dialect = {
  kind: 'bigquery',
  nameQuote: '`',
  plainName: /^[A-Za-z_][A-Za-z0-9_]*$/, // column names are matched without regard to case; table names are always equal in case to ours
  reservedWords: reservedSomewhere,
  textEscape: 'backslash', // BigQuery: '' inside single quotes is no escape (Lexical structure, 2026-11)
  text: (value) => sql`CAST(${value} AS STRING)`,
  double: (value) => sql`CAST(${value} AS FLOAT64)`,
  utc: (at) => sql`TIMESTAMP(${at})`, // takes TIMESTAMP, DATETIME, DATE and text; the default zone is UTC
  instant: (iso) => sql`TIMESTAMP(${`${withoutZone(iso)}+00`})`,
  micros: (at) => sql`UNIX_MICROS(${at})`,
  quotient: (dividend, divisor) => sql`DIV(${dividend}, ${divisor})`,
  byteOrder: (text) => text,
  md5: (text) => sql`TO_HEX(MD5(${text}))`, // MD5 returns bytes
  hash: (text) => sql`MOD(FARM_FINGERPRINT(${text}), 1000000007)`,
  rowHash: null,
  rowNumber: null, // one window without partition runs on one worker
  runSchema: null,
  createTable: (table, select) =>
    sql`CREATE TABLE ${table} OPTIONS (expiration_timestamp = TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL 7 DAY)) AS\n${select}`,
  createKept: (table, select, key) => sql`CREATE TABLE ${table} CLUSTER BY ${key} AS\n${select}`,
  dropTable: (table) => sql`DROP TABLE IF EXISTS ${table}`,
  createProbe: (table, column) => sql`CREATE TABLE ${table} (${column} STRING)`,
  // BigQuery: 1 MB of unresolved text, 10,000 columns in a table or a result (Quotas and limits, 2026-11)
  limits: { textCharacters: 900_000, tableColumns: 5_000, selectColumns: 5_000, groupingSets: 64, rowBytes: 1e8 },
};
