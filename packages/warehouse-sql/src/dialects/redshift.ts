import { sql } from '../fragment.js';
import type { Dialect } from './dialect.js';
import { withoutZone } from './instant.js';
import { reservedSomewhere } from './reserved.js';

export const redshift: Dialect = {
  kind: 'redshift',
  nameQuote: '"',
  plainName: /^[a-z_][a-z0-9_]*$/, // names fold to lower case, quoted or not, unless the cluster is told otherwise
  reservedWords: reservedSomewhere,
  // Redshift: a backslash in text is an escape, in its PostgreSQL look-alikes it is not: CHR(92) is the same in both
  textEscape: 'double_chr',
  text: (value) => sql`CAST(${value} AS VARCHAR(1024))`, // Redshift: VARCHAR without a length is 256 bytes (Character types, 2026-11)
  double: (value) => sql`CAST(${value} AS DOUBLE PRECISION)`,
  utc: (at) => sql`CAST(${at} AS TIMESTAMP)`,
  instant: (iso) => sql`CAST(${withoutZone(iso)} AS TIMESTAMP)`,
  // Redshift: EXTRACT(EPOCH …) drops the fraction of a second (EXTRACT function, 2026-11)
  micros: (at) => sql`DATEDIFF(microsecond, CAST('1970-01-01 00:00:00' AS TIMESTAMP), ${at})`,
  quotient: (dividend, divisor) => sql`(${dividend}) / (${divisor})`, // integers divide to an integer
  byteOrder: (text) => text, // the default collation is binary
  md5: (text) => sql`MD5(${text})`,
  hash: (text) => sql`(FNV_HASH(${text}) % 1000000007)`,
  rowHash: null,
  rowNumber: null, // one window without partition runs on one slice
  runSchema: null,
  createTable: (table, select) => sql`CREATE TABLE ${table} AS\n${select}`,
  createKept: (table, select, key) => sql`CREATE TABLE ${table} SORTKEY (${key}) AS\n${select}`,
  dropTable: (table) => sql`DROP TABLE IF EXISTS ${table}`,
  createProbe: (table, column) => sql`CREATE TABLE ${table} (${column} VARCHAR(64))`,
  // Redshift: Data API statements have at most 100 KB, its rows 64 KB; 1,600 columns in a table (Data API limits; Quotas, 2026-11)
  limits: { textCharacters: 95_000, tableColumns: 1_500, selectColumns: 1_500, groupingSets: 31, rowBytes: 64_000 },
};
