import { describe, expect, it } from '@jest/globals';
import { dialects } from './dialects/registry.js';
import { alias, customerSql, list, name, render, sql } from './fragment.js';
import { sha256 } from './digest.js';

const { duckdb, snowflake, bigquery, redshift, postgres, databricks } = dialects;

describe('a fragment', () => {
  it('keeps a literal a literal, whatever it holds', () => {
    const hostile = "x'; DROP TABLE t; --\\";

    expect(render(sql`SELECT ${hostile}`, duckdb)).toBe("SELECT 'x''; DROP TABLE t; --\\'");
    expect(render(sql`SELECT ${hostile}`, bigquery)).toBe("SELECT 'x\\'; DROP TABLE t; --\\\\'");
    expect(render(sql`SELECT ${hostile}`, redshift)).toBe("SELECT ('x''; DROP TABLE t; --' || CHR(92) || '')");
  });

  it('brackets a negative number so that it cannot start a comment', () => {
    expect(render(sql`a -${-5}`, duckdb)).toBe('a -(-5)');
  });

  it('refuses a number that is not finite and a text with NUL', () => {
    expect(() => render(sql`${Number.NaN}`, duckdb)).toThrow('finite');
    expect(() => render(sql`${'a\u0000b'}`, duckdb)).toThrow('NUL');
  });

  it('quotes a name only where the engine must see quotes', () => {
    expect(render(name('unit_id'), snowflake)).toBe('unit_id');
    expect(render(name('UNIT_ID'), snowflake)).toBe('UNIT_ID');
    expect(render(name('unitId'), snowflake)).toBe('"unitId"');
    expect(render(name('unitId'), postgres)).toBe('"unitId"');
    expect(render(name('order'), snowflake)).toBe('"order"');
    expect(render(name('date'), snowflake)).toBe('date');
    expect(render(name('my "col"'), duckdb)).toBe('"my ""col"""');
    expect(render(name('my col'), databricks)).toBe('`my col`');
  });

  it('refuses a name that a backtick engine cannot quote', () => {
    expect(() => render(name('a`b'), bigquery)).toThrow('cannot be quoted');
  });

  it('takes only plain lower-case names as its own', () => {
    expect(() => alias('a b')).toThrow('plain lower-case');
    expect(render(list([alias('a'), alias('b_1')]), duckdb)).toBe('a, b_1');
  });

  it('brackets customer SQL so that a trailing comment or semicolon ends inside', () => {
    expect(render(customerSql('SELECT 1 -- end ;\n ; '), duckdb)).toBe('(\nSELECT 1 -- end\n)');
  });
});

it('digests text as SHA-256', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256('é€😀'.repeat(40))).toHaveLength(64);
  expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});
