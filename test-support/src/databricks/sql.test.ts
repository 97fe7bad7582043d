import { expect, it } from '@jest/globals';
import { asDuckDb, refusals, RefusedSql } from './sql.js';

const refused: readonly string[] = [
  'SELECT DISTINCT ON (a) a FROM t',
  'SELECT CAST(a AS TIMESTAMP WITH TIME ZONE) FROM t',
  'SELECT CAST(a AS DOUBLE PRECISION) FROM t',
  'SELECT CAST(a AS VARCHAR) FROM t',
  'SELECT CAST(a AS TEXT) FROM t',
  'INSERT INTO t VALUES (1) RETURNING a',
  'INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING',
  'SELECT * FROM t FOR UPDATE',
  'WITH a AS MATERIALIZED (SELECT 1) SELECT * FROM a',
  'SELECT * FROM f() WITH ORDINALITY',
  'SELECT * FROM t USING SAMPLE 10',
  "SELECT a AT TIME ZONE 'UTC' FROM t",
  'SELECT 7 // 2',
  'CREATE TEMP TABLE t AS SELECT 1',
  'SELECT EXTRACT(EPOCH FROM a) FROM t',
  'SELECT * FROM generate_series(1, 3)',
  'SELECT list_sum(a) FROM t',
];

it.each(refused)('refuses, as Databricks does: %s', (text) => {
  expect(() => asDuckDb(text)).toThrow(RefusedSql);
});

it('has a case for each refusal', () => {
  const unused = refusals.filter(([pattern]) => !refused.some((text) => pattern.test(text)));

  expect(unused.map(([pattern]) => String(pattern))).toEqual([]);
});

it('leaves texts and comments alone, whichever quotes they stand in', () => {
  expect(asDuckDb(`SELECT 'DISTINCT ON', "it's" /* RETURNING */`)).toBe(
    `SELECT 'DISTINCT ON', 'it''s' /* RETURNING */`,
  );
});

it('reads backslashes in texts, and back ticks around names', () => {
  expect(asDuckDb("SELECT 'née \\'x\\' \\\\' AS `Größe \"x\"`")).toBe(`SELECT 'née ''x'' \\' AS "Größe ""x"""`);
});

it('spells types and functions for DuckDB', () => {
  expect(asDuckDb('SELECT CAST(a AS TIMESTAMP_NTZ), CAST(b AS TIMESTAMP), (c) DIV (2), CAST(d AS STRING) FROM t')).toBe(
    'SELECT CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMPTZ), (c) // (2), CAST(d AS VARCHAR) FROM t',
  );
  expect(asDuckDb('CREATE TABLE s.t (value STRING, at TIMESTAMP)')).toBe(
    'CREATE TABLE s.t (value VARCHAR, at TIMESTAMPTZ)',
  );
  expect(asDuckDb('CREATE TABLE s.t CLUSTER BY (k) AS SELECT EXPLODE(SEQUENCE(1, 3)) AS k').replace(/\s+/g, ' ')).toBe(
    'CREATE TABLE s.t AS SELECT unnest(generate_series(1, 3)) AS k',
  );
});
