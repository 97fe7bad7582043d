import { afterEach, expect, it } from '@jest/globals';
import { demoEffects } from '@assay/demo-data';
import { DuckDBInstance } from '@duckdb/node-api';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDemoWarehouse } from './seed-warehouse.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-demo-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('writes the shop and the published experiment into one file', async () => {
  const path = join(folder, 'warehouse.duckdb');
  const csv = join(process.cwd(), 'packages/demo-data/datasets/legislator-emails.csv');

  await writeDemoWarehouse(
    path,
    {
      seed: 1,
      visitors: 200,
      from: '2026-03-01T00:00:00Z',
      days: 7,
      historyDays: 7,
      control: 'three-pages',
      treatment: 'one-page',
      effects: demoEffects,
      assign: () => ({ experiment: 'e', featureFlag: 'f', allocation: 'a', variation: 'one-page' }),
    },
    csv,
  );

  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(`
    SELECT (SELECT count(*) FROM legislator_emails)::INT, (SELECT sum(responded) FROM legislator_emails)::INT,
           (SELECT count(DISTINCT subject) FROM assignments)::INT, (SELECT min("timestamp") >= '2026-03-01' FROM assignments),
           (SELECT count(*) > 200 FROM page_views)`);
  expect(reader.getRows()).toEqual([[5593, 2365, 200, true, true]]);
  connection.closeSync();
  instance.closeSync();
});
