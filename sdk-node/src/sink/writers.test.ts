import { expect, it } from '@jest/globals';
import type { SinkRow } from './rows.js';
import { createTables } from './spelling.js';
import { bigQueryWriter, databricksWriter, postgresWriter, snowflakeWriter } from './writers.js';

const row: SinkRow = {
  experiment: 'checkout-test',
  feature_flag: 'checkout',
  allocation: 'test',
  variation: 'on',
  subject: "o'hara",
  timestamp: '2026-11-20T10:00:00.000Z',
  subject_attributes: '{"country":"DE"}',
  holdout_key: null,
  holdout_variation: null,
};
const columns =
  'experiment, feature_flag, allocation, variation, subject, timestamp, subject_attributes, holdout_key, holdout_variation';

it('binds rows for snowflake-sdk as arrays, in UTC without a zone', async () => {
  const asked: { sqlText: string; binds: unknown[][] }[] = [];
  const writer = snowflakeWriter(
    { execute: ({ complete, ...options }) => (asked.push(options), complete(undefined)) },
    { tables: { assignments: 'analytics.public.assignments' } },
  );

  await writer.write('assignments', [row, row]);

  expect(asked[0]?.sqlText).toBe(
    `INSERT INTO analytics.public.assignments (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  expect(asked[0]?.binds).toHaveLength(2);
  expect(asked[0]?.binds[0]?.slice(4, 6)).toEqual(["o'hara", '2026-11-20 10:00:00.000']);
});

it('rejects when the driver reports an error', async () => {
  const writer = snowflakeWriter({ execute: ({ complete }) => complete(new Error('suspended')) });

  await expect(writer.write('assignments', [row])).rejects.toThrow('suspended');
});

it('streams rows for BigQuery by column, and wants to know the dataset', async () => {
  const asked: unknown[] = [];
  const client = {
    dataset: (dataset: string) => ({
      table: (table: string) => ({ insert: async (rows: object[]) => asked.push([dataset, table, rows]) }),
    }),
  };
  const tables = { assignments: 'logs.assignments', bandit_actions: 'logs.actions' };

  await bigQueryWriter(client, { tables }).write('assignments', [row]);

  expect(asked).toEqual([['logs', 'assignments', [row]]]);
  expect(() => bigQueryWriter(client, {})).toThrow(/Name the dataset/);
});

it('closes each operation of Databricks, and stays below its 256 parameters', async () => {
  const asked: { sql: string; parameters: number; isClosed: boolean }[] = [];
  const writer = databricksWriter({
    executeStatement: async (sql, { ordinalParameters }) => {
      const operation = { sql, parameters: ordinalParameters.length, isClosed: false };
      asked.push(operation);
      return { close: async () => (operation.isClosed = true) };
    },
  });

  await writer.write('bandit_actions', Array<SinkRow>(writer.most).fill({}));

  expect(asked[0]?.isClosed).toBe(true);
  expect(asked[0]?.parameters).toBeLessThanOrEqual(256);
  expect(asked[0]?.sql).toMatch(/^INSERT INTO bandit_actions \(bandit, .*`timestamp`/);
});

it.each(['assignments; DROP TABLE x', '"quoted"', 'a.b.c.d', ''])('refuses the table name %j at once', (name) => {
  const pool = { query: async () => undefined };

  expect(() => postgresWriter(pool, { tables: { assignments: name } })).toThrow(/is not plain/);
  expect(() => createTables('postgres', { assignments: name, bandit_actions: 'b' })).toThrow(/is not plain/);
});
