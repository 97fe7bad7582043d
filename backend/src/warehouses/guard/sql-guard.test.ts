import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dialectKinds, type DialectKind, dialects, preview } from '@assay/warehouse-sql';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { judgeCustomerSql } from './sql-guard.js';

const everywhere = [
  'SELECT user_id, ts FROM events',
  'SELECT user_id, ts FROM events;',
  "SELECT ';' AS semicolon, '-- no comment' AS dashes FROM events -- a remark",
  'WITH e AS (SELECT * FROM events) SELECT user_id, COUNT(*) AS n FROM e GROUP BY user_id HAVING COUNT(*) > 1',
  'SELECT a.x FROM a LEFT JOIN b ON a.id = b.id WHERE a.x IN (SELECT x FROM c) UNION ALL SELECT x FROM d',
  "SELECT CASE WHEN update_count > 0 THEN 'insert' ELSE 'delete' END AS drop_reason FROM events",
  "SELECT user_id FROM events WHERE ts >= '{{analysis_start_timestamp}}'",
  'SELECT user_id, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY ts) AS copy FROM events',
  '(SELECT 1 AS x)',
];

const engineOwn: readonly (readonly [DialectKind, string])[] = [
  ['duckdb', 'FROM events SELECT user_id'],
  ['duckdb', 'SELECT * EXCLUDE (x), list_filter(l, i -> i > 1) FROM events, unnest([1, 2]) AS u(v)'],
  [
    'postgres',
    "SELECT DISTINCT ON (user_id) user_id, payload ->> 'a', ts::date FROM public.events ORDER BY user_id, ts",
  ],
  ['postgres', 'SELECT $$; DROP TABLE x$$ AS text'],
  [
    'snowflake',
    'SELECT v:a.b::string AS s FROM db.raw.events, LATERAL FLATTEN(input => v:items) f QUALIFY ROW_NUMBER() OVER (ORDER BY ts) = 1',
  ],
  [
    'bigquery',
    "SELECT user_id, TIMESTAMP_TRUNC(ts, DAY) AS d FROM `p-1.d.events` WHERE _PARTITIONDATE >= '2026-01-01'",
  ],
  ['redshift', 'SELECT user_id, DATEADD(day, 1, ts) AS t FROM spectrum.events'],
  ['databricks', 'SELECT user_id, payload FROM main.raw.events WHERE ts >= current_date() - INTERVAL 7 DAYS'],
];

/** Refused on every engine. */
const hostile = [
  '',
  '-- nothing',
  'SELECT 1; DROP TABLE canary',
  'SELECT 1;; SELECT 2',
  'DROP TABLE canary',
  'DELETE FROM canary',
  'UPDATE canary SET x = 1',
  'INSERT INTO canary VALUES (1)',
  'TRUNCATE TABLE canary',
  'CREATE TABLE z AS SELECT 1',
  'ALTER TABLE canary ADD COLUMN y INT',
  'MERGE INTO canary USING s ON canary.x = s.x WHEN MATCHED THEN DELETE',
  'WITH gone AS (DELETE FROM canary RETURNING *) SELECT * FROM gone',
  'SELECT * FROM (INSERT INTO canary VALUES (1) RETURNING x) AS q',
  'SELECT * INTO stolen FROM canary',
  'SELECT * FROM canary FOR UPDATE',
  "COPY canary TO '/tmp/x'",
  "COPY (SELECT * FROM canary) TO '/tmp/x'",
  "UNLOAD ('SELECT 1') TO 's3://x' IAM_ROLE 'y'",
  "EXPORT DATA OPTIONS (uri = 'gs://x/*') AS SELECT 1",
  'CALL do_it()',
  "EXECUTE IMMEDIATE 'DROP TABLE canary'",
  'SET x = 1',
  'USE other',
  'GRANT ALL ON canary TO public',
  'BEGIN',
  'EXPLAIN ANALYZE SELECT 1',
  'VACUUM',
  'SHOW TABLES',
  'VALUES (1)',
  'SELECT 1) UNION (SELECT 2',
  'SELECT 1) AS q; DROP TABLE canary; --',
  'SELECT 1 /* open',
  "SELECT 'open",
  'SELECT pg_sleep(10)',
  'CREATE FUNCTION f() RETURNS INT LANGUAGE SQL AS $$ SELECT 1 $$',
  'CREATE TEMP FUNCTION f(x INT64) AS (x); SELECT f(1)',
  'CREATE OR REPLACE VIEW canary AS SELECT 1',
  "SET search_path = 'x'; SELECT 1",
  'RESET ALL',
  "COPY INTO 's3://x' FROM canary",
  'PUT file:///etc/passwd @stage',
  'ROLLBACK; DROP TABLE canary',
  'SELECT 1 -- a remark\n; DROP TABLE canary',
  'SELECT 1 /* a remark */; /* hidden */ DROP TABLE canary',
  'WITH a AS (SELECT 1 AS x), gone AS (UPDATE canary SET x = 1 RETURNING x) SELECT * FROM a',
  'SELECT PG_SLEEP (10)',
  'SELECT pg_catalog.pg_read_file($$/etc/passwd$$)',
  'SELECT "pg_sleep"(10)',
  "SELECT nextval('s')",
  'SELECT s.nextval FROM s',
  "SELECT set_config('a', 'b', false)",
  "SELECT dblink('host=x', 'DROP TABLE canary')",
  "SELECT lo_import('/etc/passwd')",
  'SELECT ? AS x',
  "SELECT 'x{{analysis_start_timestamp}}' AS x",
  "SELECT '{{no_such_word}}' AS x",
  'SELECT {{experiment_key}} AS x',
  'SELECT 1 AS "a\u0000b"',
  `SELECT ${'('.repeat(2_000)}1${')'.repeat(2_000)}`,
];

const hostileOwn: readonly (readonly [DialectKind, string])[] = [
  ['duckdb', "SELECT * FROM read_csv('/etc/passwd')"],
  ['duckdb', "SELECT * FROM 'canary.parquet'"],
  ['duckdb', "SELECT * FROM query('DROP TABLE canary')"],
  ['duckdb', 'SELECT * FROM "query"(\'SELECT 1\')'],
  ['duckdb', "SELECT getenv('HOME')"],
  ['duckdb', 'SELECT * FROM duckdb_secrets()'],
  ['duckdb', "ATTACH 'other.duckdb'"],
  ['duckdb', 'INSTALL httpfs'],
  ['duckdb', 'PRAGMA database_list'],
  ['duckdb', 'SUMMARIZE canary'],
  ['postgres', 'SELECT U&"pg_sl\\0065ep"(10)'],
  ['postgres', "SELECT '\\'' ; DROP TABLE canary; --'"],
  ['postgres', "SELECT query_to_xml('DROP TABLE canary', true, true, '')"],
  ['postgres', 'DO $$ BEGIN DELETE FROM canary; END $$'],
  ['postgres', 'TABLE canary'],
  ['postgres', 'LOCK TABLE canary'],
  ['snowflake', 'SELECT system$wait(10)'],
  ['snowflake', 'SELECT * FROM @stage/x.csv'],
  ['snowflake', "SELECT * FROM TABLE(RESULT_SCAN('x'))"],
  ['bigquery', "SELECT * FROM EXTERNAL_QUERY('c', 'DROP TABLE canary')"],
  ['bigquery', 'SELECT * FROM ML.PREDICT(MODEL m, TABLE t)'],
  ['databricks', "SELECT ai_query('m', email) FROM canary"],
  ['databricks', "SELECT reflect('java.lang.System', 'exit', 0)"],
  ['databricks', "SELECT java_method('java.lang.System', 'exit', 0)"],
  ['databricks', "SELECT * FROM read_files('/x')"],
  ['databricks', 'SELECT * FROM csv.`/etc/passwd`'],
];

const on = (sql: string): (readonly [DialectKind, string])[] => dialectKinds.map((kind) => [kind, sql]);

it.each([...everywhere.flatMap(on), ...engineOwn])('accepts on %s: %s', async (kind, sql) => {
  expect(await judgeCustomerSql(sql, kind)).toMatchObject({ outcome: 'accepted' });
});

it.each([...hostile.flatMap(on), ...hostileOwn])('refuses on %s: %s', async (kind, sql) => {
  const verdict = await judgeCustomerSql(sql, kind);

  expect(verdict).toMatchObject({ outcome: 'refused', message: expect.stringMatching(/\S{3}.*[.:]/) });
});

it('leaves comments and the closing semicolon out of what may be bracketed', async () => {
  const verdict = await judgeCustomerSql("SELECT /* ) */ 1 AS é, -- it's\n  2 AS b ; -- end", 'postgres');

  expect(verdict).toEqual({ outcome: 'accepted', sql: 'SELECT 1 AS é,\n2 AS b' });
});

it.each(
  [
    'SELECT 1 AS x /*! ; DROP TABLE canary */',
    'SELECT 1 AS x -- ; DROP TABLE canary',
    'SELECT 1 AS x /* /* ; DROP TABLE canary */ */',
    '/*+ hint; DROP TABLE canary */ SELECT 1 AS x',
  ].flatMap(on),
)('sends on %s nothing of what a comment hides: %s', async (kind, sql) => {
  const verdict = await judgeCustomerSql(sql, kind);

  if (verdict.outcome === 'accepted') expect(verdict.sql).not.toMatch(/DROP|--|\/\*/);
  else expect(verdict.message).toMatch(/\S{3}/);
});

it('says where the text cannot be read', async () => {
  const verdict = await judgeCustomerSql('SELECT a\nFROM t\nWHERE (x > 1', 'duckdb');

  expect(verdict).toMatchObject({ outcome: 'refused', line: 3 });
});

describe('given a database with a canary', () => {
  let instance: DuckDBInstance;
  let connection: DuckDBConnection;
  beforeAll(async () => {
    instance = await DuckDBInstance.create(':memory:');
    connection = await instance.connect();
    await connection.run("CREATE TABLE canary AS SELECT 'alive' AS x");
  });
  afterAll(() => {
    connection.closeSync();
    instance.closeSync();
  });

  it('keeps it alive through the whole corpus, whatever the guard lets pass', async () => {
    const texts = [...hostile, ...hostileOwn.map(([, sql]) => sql), ...everywhere];
    for (const sql of texts) {
      const verdict = await judgeCustomerSql(sql, 'duckdb');
      if (verdict.outcome === 'accepted') {
        await connection.run(preview(dialects.duckdb, verdict.sql, 5).text).catch(() => undefined); // missing tables are fine
      }
    }

    const { rowCount } = await connection.run("SELECT * FROM canary WHERE x = 'alive'");

    expect(rowCount).toBe(1);
  });
});
