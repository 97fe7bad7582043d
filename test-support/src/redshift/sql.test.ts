import { expect, it } from '@jest/globals';
import { asPostgres, RefusedSql } from './sql.js';

const refused = [
  'SELECT * FROM a, LATERAL (SELECT 1) AS b',
  'SELECT DISTINCT ON (a) a FROM t',
  'SELECT COUNT(*) FILTER (WHERE a > 1) FROM t',
  'INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING',
  'INSERT INTO t VALUES (1) RETURNING a',
  'WITH a AS MATERIALIZED (SELECT 1) SELECT * FROM a',
  'SELECT * FROM f() WITH ORDINALITY',
  'CREATE UNLOGGED TABLE t AS SELECT 1',
  'SELECT a COLLATE "C" FROM t',
  'SELECT * FROM generate_series(1, 3)',
  'SELECT CORR(a, b) FROM t',
  'SELECT WIDTH_BUCKET(a, 0, 1, 2) FROM t',
  'SELECT CAST(a AS JSONB) FROM t',
  'SELECT * FROM t TABLESAMPLE SYSTEM (1)',
  'SELECT * FROM t FOR UPDATE',
  "SELECT 'a\\b'",
];

it.each(refused)('refuses, as Redshift does: %s', (text) => {
  expect(() => asPostgres(text)).toThrow(RefusedSql);
});

it('leaves text and comments alone', () => {
  const text = "SELECT 'generate_series(1)' /* LATERAL */ -- RETURNING";

  expect(asPostgres(text)).toBe(text);
});

it('folds quoted names to lower case', () => {
  expect(asPostgres('SELECT "UserId" FROM "T"')).toBe('SELECT "userid" FROM "t"');
});

it('spells date parts and storage for PostgreSQL', () => {
  expect(asPostgres('SELECT DATEDIFF(microsecond, a, b), DATEADD(d, 1, a) FROM t')).toBe(
    "SELECT DATEDIFF('microsecond', a, b), DATEADD('day', 1, a) FROM t",
  );
  expect(asPostgres('CREATE TABLE t DISTKEY(a) SORTKEY(b) AS SELECT 1').replace(/\s+/g, ' ')).toBe(
    'CREATE TABLE t AS SELECT 1',
  );
});
