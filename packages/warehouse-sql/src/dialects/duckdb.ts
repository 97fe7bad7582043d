import { list, sql } from '../fragment.js';
import type { Dialect } from './dialect.js';
import { withoutZone } from './instant.js';
import { reservedSomewhere } from './reserved.js';

export const duckdb: Dialect = {
  kind: 'duckdb',
  nameQuote: '"',
  plainName: /^[A-Za-z_][A-Za-z0-9_]*$/, // names are matched without regard to case, quoted or not
  reservedWords: reservedSomewhere,
  textEscape: 'double',
  text: (value) => sql`CAST(${value} AS VARCHAR)`,
  double: (value) => sql`CAST(${value} AS DOUBLE)`,
  utc: (at) => sql`CAST(${at} AS TIMESTAMP)`,
  instant: (iso) => sql`CAST(${withoutZone(iso)} AS TIMESTAMP)`,
  micros: (at) => sql`EPOCH_US(${at})`,
  quotient: (dividend, divisor) => sql`DIVIDE(${dividend}, ${divisor})`, // `/` divides floating numbers
  byteOrder: (text) => text,
  md5: (text) => sql`MD5(${text})`,
  hash: (text) => sql`CAST(HASH(${text}) % 1000000007 AS BIGINT)`,
  rowHash: (values) => sql`CAST(HASH(${list(values)}) % 1000000007 AS BIGINT)`,
  rowNumber: sql`assay_memory.run.next_key()`, // ROW_NUMBER() OVER () runs on one thread, and so does all around it
  runSchema: ['assay_memory', 'run'], // writing to the file takes longer than computing what is written
  createTable: (table, select) => sql`CREATE TABLE ${table} AS\n${select}`,
  createKept: (table, select) => sql`CREATE TABLE ${table} AS\n${select}`,
  dropTable: (table) => sql`DROP TABLE IF EXISTS ${table}`,
  createProbe: (table, column) => sql`CREATE TABLE ${table} (${column} VARCHAR)`,
  limits: { textCharacters: 4_000_000, tableColumns: 2_000, selectColumns: 2_000, groupingSets: 1_000, rowBytes: 1e8 },
};
