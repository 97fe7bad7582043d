import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DuckDBInstance } from '@duckdb/node-api';
import { dialects, preview } from '@assay/warehouse-sql';
import { answerOf, conformanceCases, type ConformanceSubject } from '../warehouse.conformance.js';
import { type DuckDbOptions, openDuckDb } from './duckdb.adapter.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-duckdb-'));
const options: DuckDbOptions = {
  path: join(folder, 'shop.duckdb'),
  scratchSchema: 'assay_scratch',
  threads: 2,
  memoryLimit: '500MB',
  tempDirectory: join(folder, 'spill'),
};

const subject: ConformanceSubject = {
  dialect: dialects.duckdb,
  scratchSchema: options.scratchSchema,
  open: (limits) => openDuckDb({ ...options, limits }),
  slowSelect: 'SELECT COUNT(*) AS n FROM range(100000000000) AS r(i) WHERE i % 7 = 3',
  table: { schema: 'main', name: 'orders' },
};

beforeAll(async () => {
  const file = await DuckDBInstance.create(options.path);
  const connection = await file.connect();
  await connection.run(
    'CREATE TABLE orders (subject VARCHAR, amount DECIMAL(10, 2), paid_at TIMESTAMPTZ, detail JSON)',
  );
  connection.closeSync();
  file.closeSync();
  const order = { subject: 'ann', amount: 12.5, paid_at: '2026-03-01T09:00:00Z', detail: { paid: true } };
  const warehouse = await openDuckDb(options);
  await warehouse.append('orders', [order]);
  await warehouse.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('given a DuckDB file', () => {
  it.each(conformanceCases(subject))('$name', ({ run }) => run());

  it('keeps appended rows in the types of their columns', async () => {
    const warehouse = await openDuckDb(options);

    const { rows } = await answerOf(warehouse, preview(dialects.duckdb, 'SELECT * FROM orders', 1));

    expect(rows).toEqual([['ann', '12.50', '2026-03-01T09:00:00Z', '{"paid":true}']]);
    await warehouse.close();
  });

  it('makes no empty file in the place of one that is removed while it is opened', async () => {
    const path = join(folder, 'gone.duckdb');
    (await DuckDBInstance.create(path)).closeSync();

    const opening = openDuckDb({ ...options, path });
    rmSync(path);

    await expect(opening).rejects.toThrow('The database file cannot be opened');
    expect(existsSync(path)).toBe(false);
  });

  it('appends all rows or none', async () => {
    const warehouse = await openDuckDb(options);

    const bad = warehouse.append('orders', [
      { subject: 'bob', amount: 1 },
      { subject: 'cid', amount: 'much' },
    ]);

    await expect(bad).rejects.toMatchObject({ reason: 'query' });
    const { rows } = await answerOf(
      warehouse,
      preview(dialects.duckdb, "SELECT subject FROM orders WHERE subject = 'bob'", 1),
    );
    expect(rows).toEqual([]);
    await warehouse.close();
  });

  it('refuses a row with an unknown column and names those that exist', async () => {
    const warehouse = await openDuckDb(options);

    await expect(warehouse.append('orders', [{ subjekt: 'x' }])).rejects.toThrow(
      /no column subjekt.*subject, amount, paid_at, detail/,
    );
    await warehouse.close();
  });

  it.each([
    ["SELECT * FROM read_csv('/etc/hostname')"],
    ["SELECT * FROM read_text('/etc/hostname')"],
    ["SELECT * FROM '/etc/hostname.csv'"],
  ])('reaches no file outside: %s', async (select) => {
    const warehouse = await openDuckDb(options);

    await expect(answerOf(warehouse, preview(dialects.duckdb, select, 1))).rejects.toThrow();
    await warehouse.close();
  });

  it('says that a file is missing instead of making one', async () => {
    const absent = { ...options, path: join(folder, 'absent.duckdb') };

    await expect(openDuckDb(absent)).rejects.toMatchObject({ reason: 'grant_or_object' });
  });
});
