import { sql } from '../fragment.js';
import type { Dialect } from './dialect.js';
import { withoutZone } from './instant.js';
import { reservedSomewhere } from './reserved.js';

export const postgres: Dialect = {
  kind: 'postgres',
  nameQuote: '"',
  plainName: /^[a-z_][a-z0-9_]*$/, // plain names fold to lower case; any other spelling was quoted when it was made
  reservedWords: reservedSomewhere,
  textEscape: 'double', // standard_conforming_strings is on since 9.1
  text: (value) => sql`CAST(${value} AS TEXT)`,
  double: (value) => sql`CAST(${value} AS DOUBLE PRECISION)`,
  utc: (at) => sql`CAST(${at} AS TIMESTAMP)`, // AT TIME ZONE would turn the two timestamp types into each other
  instant: (iso) => sql`CAST(${withoutZone(iso)} AS TIMESTAMP)`,
  // PostgreSQL: EXTRACT returns numeric, so this is exact (Date/Time Functions, from version 14 on, 2026-11)
  micros: (at) => sql`CAST(EXTRACT(EPOCH FROM ${at}) * 1000000 AS BIGINT)`,
  quotient: (dividend, divisor) => sql`(${dividend}) / (${divisor})`, // integers divide to an integer
  byteOrder: (text) => sql`${text} COLLATE "C"`,
  md5: (text) => sql`MD5(${text})`,
  hash: (text) => sql`(HASHTEXTEXTENDED(${text}, 0) % 1000000007)`,
  rowHash: null,
  rowNumber: sql`ROW_NUMBER() OVER ()`,
  runSchema: null,
  createTable: (table, select) => sql`CREATE UNLOGGED TABLE ${table} AS\n${select}`, // scratch needs no crash safety
  createKept: (table, select) => sql`CREATE TABLE ${table} AS\n${select}`, // logged: an unlogged table is empty after a crash
  dropTable: (table) => sql`DROP TABLE IF EXISTS ${table}`,
  createProbe: (table, column) => sql`CREATE TABLE ${table} (${column} TEXT)`,
  // PostgreSQL: 1600 columns in a table, 1664 in a target list (Appendix K, Limits, 2026-11)
  limits: {
    textCharacters: 4_000_000,
    tableColumns: 1_500,
    selectColumns: 1_600,
    groupingSets: 1_000,
    rowBytes: 8_000, // a row of a table is at most one page unless its values are long text
  },
};
