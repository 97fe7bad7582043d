import { describe, expect, it } from '@jest/globals';
import { asDuckDb, RefusedSql, refusals } from './sql.js';

const refused = [
  'SELECT a::INT64 FROM d.t',
  'SELECT CAST(a AS VARCHAR) FROM d.t',
  "SELECT CAST('2026-01-01' AS TIMESTAMP WITH TIME ZONE)",
  'SELECT DATEADD(day, 1, a) FROM d.t',
  'SELECT * FROM GENERATE_SERIES(1, 3)',
  'SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a) FROM d.t',
  'SELECT PERCENTILE_CONT(a, 0.5) FROM d.t',
  'SELECT COUNT(*) FILTER (WHERE a > 1) FROM d.t',
  'SELECT DISTINCT ON (a) a FROM d.t',
  "SELECT a ILIKE 'x' FROM d.t",
  'SELECT * FROM d.t, LATERAL (SELECT 1) AS b',
  'SELECT EXTRACT(EPOCH FROM a) FROM d.t',
  'SELECT a FROM d.t FOR UPDATE',
  'INSERT INTO d.t (a) VALUES (1) RETURNING a',
];

describe('given what GoogleSQL does not take', () => {
  it.each(refused)('refuses %s', (text) => expect(asDuckDb(text, 'acme-shop')).rejects.toBeInstanceOf(RefusedSql));

  it('has an example for each refusal', () => {
    const unused = refusals.filter(([pattern]) => !refused.some((text) => pattern.test(text)));

    expect(unused.map(([pattern]) => String(pattern))).toEqual([]);
  });

  it.each(['SELEC 1', 'SELECT FROM FROM', 'SELECT 1; SELECT 2', ''])('cannot read %j', (text) =>
    expect(asDuckDb(text, 'acme-shop')).rejects.toThrow('Syntax error'),
  );
});

it('leaves text alone, and reads a backslash in it as an escape', async () => {
  expect(await asDuckDb("SELECT 'generate_series(1) :: it\\'s \\\\new'", 'acme-shop')).toBe(
    "SELECT 'generate_series(1) :: it''s \\new'",
  );
});

it('keeps the width of types that the translation would narrow', async () => {
  const text =
    "SELECT CAST('1' AS NUMERIC), CAST('1' AS NUMERIC(10, 2)), CAST('1' AS BIGNUMERIC), CAST(a AS TIMESTAMP) FROM d.t";

  expect(await asDuckDb(text, 'acme-shop')).toBe(
    "SELECT CAST('1' AS DECIMAL(38, 9)), CAST('1' AS DECIMAL(10, 2)), CAST('1' AS DECIMAL(38, 10)), CAST(a AS TIMESTAMPTZ) FROM d.t",
  );
  expect(await asDuckDb('CREATE TABLE d.t (`at` TIMESTAMP, day DATETIME)', 'acme-shop')).toBe(
    'CREATE TABLE d.t ("at" TIMESTAMPTZ, day TIMESTAMP)',
  );
});

it('divides what the brackets hold, not its last part', async () => {
  expect(await asDuckDb('SELECT DIV(a + b, 7) FROM d.t', 'acme-shop')).toBe('SELECT ASSAY_DIV(a + b, 7) FROM d.t');
});

it('takes a whole path between one pair of ticks', async () => {
  expect(await asDuckDb('SELECT 1 FROM `acme-shop.d.t`', 'acme-shop')).toBe('SELECT 1 FROM "acme-shop"."d"."t"');
});

it('looks the catalogue up in its own views', async () => {
  expect(await asDuckDb('SELECT c.table_name FROM `d`.INFORMATION_SCHEMA.COLUMNS AS c', 'acme-shop')).toBe(
    "SELECT c.table_name FROM (SELECT * FROM assay_catalogue.columns WHERE table_schema = 'd') AS c",
  );
});
