import { sql } from '../fragment.js';
import type { Dialect } from './dialect.js';
import { withoutZone } from './instant.js';
import { reservedInSnowflake } from './reserved.js';

export const snowflake: Dialect = {
  kind: 'snowflake',
  nameQuote: '"',
  // Snowflake: plain names fold to upper case; a name of mixed case exists only if it was quoted (Identifier requirements, 2026-11)
  plainName: /^(?:[A-Z_][A-Z0-9_]*|[a-z_][a-z0-9_]*)$/,
  reservedWords: reservedInSnowflake,
  textEscape: 'backslash', // Snowflake: single-quoted text reads backslash escapes (String & binary data types, 2026-11)
  text: (value) => sql`CAST(${value} AS VARCHAR)`,
  double: (value) => sql`CAST(${value} AS DOUBLE)`,
  // Snowflake: with two arguments a value without zone is read in the session's zone, which is UTC (CONVERT_TIMEZONE, 2026-11)
  utc: (at) => sql`CAST(CONVERT_TIMEZONE('UTC', ${at}) AS TIMESTAMP_NTZ)`,
  instant: (iso) => sql`CAST(${withoutZone(iso)} AS TIMESTAMP_NTZ)`,
  micros: (at) => sql`DATEDIFF(microsecond, CAST('1970-01-01 00:00:00' AS TIMESTAMP_NTZ), ${at})`,
  quotient: (dividend, divisor) => sql`FLOOR((${dividend}) / (${divisor}))`, // `/` keeps decimals
  byteOrder: (text) => text,
  md5: (text) => sql`MD5(${text})`,
  hash: (text) => sql`MOD(HASH(${text}), 1000000007)`,
  rowHash: null,
  rowNumber: null, // one window without partition runs on one node
  runSchema: null,
  createTable: (table, select) => sql`CREATE TRANSIENT TABLE ${table} AS\n${select}`, // no fail-safe storage for scratch
  createKept: (table, select) => sql`CREATE TRANSIENT TABLE ${table} AS\n${select}`,
  dropTable: (table) => sql`DROP TABLE IF EXISTS ${table}`,
  createProbe: (table, column) => sql`CREATE TRANSIENT TABLE ${table} (${column} VARCHAR)`,
  // Snowflake: the text of a statement is at most 1 MB (Query size limits, 2026-11)
  limits: { textCharacters: 900_000, tableColumns: 1_000, selectColumns: 1_000, groupingSets: 128, rowBytes: 1e7 },
};
