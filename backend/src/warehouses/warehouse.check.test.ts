import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DuckDBInstance } from '@duckdb/node-api';
import { openDuckDb } from './adapters/duckdb.adapter.js';
import type { Warehouse } from './port.js';
import { type CheckedCase, checkWarehouse, type CheckRequest } from './warehouse.check.js';
import { WarehouseFailure } from './warehouse-failure.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-check-'));
const scratchSchema = 'assay_scratch';

beforeAll(async () => {
  const file = await DuckDBInstance.create(join(folder, 'shop.duckdb'));
  const connection = await file.connect();
  await connection.run("CREATE TABLE visits (visitor VARCHAR, pages INTEGER); INSERT INTO visits VALUES ('ann', 3)");
  connection.closeSync();
  file.closeSync();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open: CheckRequest['open'] = (limits) =>
  openDuckDb({
    ...{ path: join(folder, 'shop.duckdb'), scratchSchema, threads: 2, memoryLimit: '500MB' },
    ...{ tempDirectory: join(folder, 'spill'), limits },
  });

const checked = async (openAs: CheckRequest['open']): Promise<CheckedCase[]> => {
  const cases: CheckedCase[] = [];
  for await (const one of checkWarehouse({ kind: 'duckdb', scratchSchema, open: openAs })) cases.push(one);
  return cases;
};

it('runs the whole suite on an account with tables of its own', async () => {
  const cases = await checked(open);

  expect(cases.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
  expect(cases.length).toBeGreaterThan(30);
});

it('says what failed and what it could not ask', async () => {
  const estimate: Warehouse['estimate'] = () =>
    Promise.reject(new WarehouseFailure('grant_or_object', 'The account may not do this.'));

  const cases = await checked(async (limits) => ({ ...(await open(limits)), estimate, describe: async () => [] }));

  expect(cases.filter(({ outcome }) => outcome === 'failed').map(({ name, detail }) => [name, detail])).toEqual([
    ['estimates a statement without running it', 'The account may not do this.'],
  ]);
  expect(cases.filter(({ outcome }) => outcome === 'skipped').map(({ name }) => name)).toEqual([
    'names a missing table and a missing column',
    'describes readable tables with their columns and leaves its scratch schema out',
  ]);
});
