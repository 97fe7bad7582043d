import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, expect, it } from '@jest/globals';
import { accountIn, namedAccounts } from './warehouse.account.js';
import { type CheckedCase, checkWarehouse } from './warehouse.check.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-account-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fileOf = (content: string): string => {
  const file = join(folder, 'connection.json');
  writeFileSync(file, content);
  return file;
};
const checked = async (file: string, secret: string | null): Promise<CheckedCase[]> => {
  const cases: CheckedCase[] = [];
  for await (const one of checkWarehouse(await accountIn(file, secret))) cases.push(one);
  return cases;
};

it('finds the accounts that the environment names, each with its secret', () => {
  const environment = {
    ASSAY_ACCOUNT_DATABRICKS: '/etc/databricks.json',
    ASSAY_ACCOUNT_DATABRICKS_SECRET: 'of databricks',
    ASSAY_ACCOUNT_DUCKDB: 'shop.json',
    ASSAY_ACCOUNT_SNOWFLAKE: '',
    ASSAY_ACCOUNT_SNOWFLAKE_SECRET: 'of nobody',
  };

  expect(namedAccounts(environment)).toEqual([
    { kind: 'duckdb', file: 'shop.json', secret: null },
    { kind: 'databricks', file: '/etc/databricks.json', secret: 'of databricks' },
  ]);
});

it('checks the account that a file describes', async () => {
  const settings = { kind: 'duckdb', path: join(folder, 'shop.duckdb') };
  (await DuckDBInstance.create(settings.path)).closeSync();

  const cases = await checked(fileOf(JSON.stringify({ settings })), null);

  expect(cases.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  expect(cases.length).toBeGreaterThan(30);
});

it.each([
  ['no JSON', 'kind: duckdb', 'is no JSON'],
  ['a field that is wrong', '{"settings": {"kind": "duckdb", "path": ""}}', 'settings.path: Give the path'],
  ['a kind that nobody knows', '{"settings": {"kind": "oracle"}}', 'settings.kind'],
])('refuses a file with %s', async (_, content, why) => {
  await expect(accountIn(fileOf(content), null)).rejects.toThrow(why);
});

// Somebody's own accounts are asked only where their owner says so; without that there is nothing to count or to skip.
for (const { kind, file, secret } of namedAccounts(process.env))
  it(`passes the conformance suite on the ${kind} account of ${file}`, async () => {
    const cases = await checked(file, secret);

    expect(cases.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  }, 1_800_000);
