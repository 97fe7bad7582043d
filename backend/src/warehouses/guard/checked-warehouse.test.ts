import { describe, expect, it } from '@jest/globals';
import {
  changedDays,
  countsByDay,
  countsByLabel,
  countsByVariation,
  createKept,
  dialectKinds,
  dialects,
  fillKept,
  preview,
  purgeKept,
  type ResultColumn,
  scratchProbe,
  type Statement,
} from '@assay/warehouse-sql';
import { refusalOfAggregate } from './aggregate-check.js';
import { checkedWarehouse } from './checked-warehouse.js';
import type { Warehouse } from '../port.js';
import { refusalOfScratch } from './scratch-check.js';

const scratch = (table: string) => ({ schema: ['assay_scratch'], table });
const kept = {
  ...{ table: scratch('kept'), select: 'SELECT * FROM orders', columns: ['user_id', 'at', 'Order Note'] },
  ...{ timestampColumn: 'at', partitionColumn: 'day', from: '2026-03-01T00:00:00Z', until: '2026-03-04T09:00:00Z' },
};
const days = [
  { fromDay: 20_500, untilDay: 20_513, generation: 1 },
  { fromDay: 20_513, untilDay: 20_514, generation: 2 },
];
const counts = { exposures: scratch('exposure'), variations: ['control', 'treat'], minimumContributors: 5 };

describe.each(dialectKinds)('given statements of ours for %s', (kind) => {
  const d = dialects[kind];

  it('finds counts and sums in all that they return', async () => {
    const labels = { ...counts, propertyValues: scratch('labels'), properties: 2 };
    for (const statement of [countsByVariation(d, counts), countsByDay(d, counts), countsByLabel(d, labels)]) {
      expect([statement.purpose, await refusalOfAggregate(statement)]).toEqual([statement.purpose, null]);
    }
  });

  it('finds no row in what is told of changed history', async () => {
    expect(await refusalOfAggregate(changedDays(d, days, kept))).toBeNull();
  });

  it('finds only declared tables written to', async () => {
    const keeping = [createKept(d, 1, kept), fillKept(d, 2, kept), purgeKept(d, kept.table, days)];
    for (const statement of [...scratchProbe(d, scratch('probe')), ...keeping]) {
      expect([statement.purpose, await refusalOfScratch(statement, 'assay_scratch')]).toEqual([
        statement.purpose,
        null,
      ]);
    }
  });
});

const number = (name: string): ResultColumn => ({ name, type: 'number' });
const key = (name: string): ResultColumn => ({ name, type: 'key', allowed: null });
const aggregate = (text: string, ...columns: ResultColumn[]) => ({ text, dialect: 'duckdb' as const, columns });

it.each([
  aggregate('SELECT SUM(amount) AS s, COUNT(*) AS n FROM t', number('s'), number('n')),
  aggregate(
    'SELECT variation, SUM(a) / NULLIF(COUNT(*), 0) AS m FROM t GROUP BY variation',
    key('variation'),
    number('m'),
  ),
  aggregate(
    'SELECT CASE WHEN n >= 5 THEN s END AS s FROM (SELECT COUNT(*) AS n, SUM(a) AS s FROM t) AS q',
    number('s'),
  ),
  aggregate(
    'WITH q AS (SELECT day, COUNT(*) AS n FROM t GROUP BY day) SELECT day, n FROM q',
    number('day'),
    number('n'),
  ),
])('lets pass: $text', async (statement) => {
  expect(await refusalOfAggregate(statement)).toBeNull();
});

it.each([
  aggregate('SELECT MAX(email) AS s FROM t', number('s')),
  aggregate('SELECT email AS s FROM t', number('s')),
  aggregate('SELECT email AS s FROM t', key('s')),
  aggregate('SELECT user_id, COUNT(*) AS n FROM t GROUP BY user_id', number('user_id'), number('n')),
  aggregate("SELECT STRING_AGG(email, ',') AS s FROM t", number('s')),
  aggregate('SELECT ANY_VALUE(email) AS s FROM t', number('s')),
  aggregate('SELECT ARG_MIN(email, ts) AS s FROM t', number('s')),
  aggregate('SELECT LIST(email) AS s FROM t', number('s')),
  aggregate('SELECT APPROX_COUNT_DISTINCT(email) AS s FROM t', number('s')),
  aggregate('SELECT HISTOGRAM(email) AS s FROM t', number('s')),
  aggregate('SELECT QUANTILE_CONT(amount, 0.99) AS s FROM t', number('s')),
  aggregate('SELECT AVG(amount) AS s FROM t', number('s')),
  aggregate('SELECT CAST(MAX(email) AS VARCHAR) AS s FROM t', number('s')),
  aggregate('SELECT COALESCE(MAX(amount), 0) AS s FROM t', number('s')),
  aggregate('SELECT SUM(amount) OVER () AS s FROM t', number('s')),
  aggregate('SELECT (SELECT email FROM t LIMIT 1) AS s', number('s')),
  aggregate('SELECT s FROM (SELECT email AS s FROM t) AS q', number('s')),
  aggregate('SELECT * FROM (SELECT * FROM t) AS q', number('s')),
  aggregate('SELECT COUNT(*) AS n UNION ALL SELECT email FROM t', number('n')),
  aggregate('SELECT CASE WHEN COUNT(*) > 0 THEN MIN(email) END AS s FROM t', number('s')),
  aggregate('SELECT COUNT(*) AS n, email FROM t GROUP BY email', number('n')),
  aggregate('SELECT COUNT(*) AS n FROM t; SELECT 1', number('n')),
  aggregate('DELETE FROM t', number('n')),
])('refuses: $text', async (statement) => {
  expect(await refusalOfAggregate(statement)).toMatch(/^\S.*\.$/);
});

const writing = (text: string, creates: string[] = [], drops: string[] = [], fills: string[] = []) => ({
  text,
  dialect: 'duckdb' as const,
  writes: { creates: creates.map(scratch), drops: drops.map(scratch), fills: fills.map(scratch) },
});

it.each([
  writing('CREATE TABLE assay_scratch.other AS SELECT 1 AS x', ['mine']),
  writing('CREATE TABLE main.mine AS SELECT 1 AS x', ['mine']),
  writing('CREATE TABLE mine AS SELECT 1 AS x', ['mine']),
  writing('DROP TABLE main.orders', [], ['mine']),
  writing('DROP TABLE assay_scratch.mine, main.orders', [], ['mine']),
  writing('INSERT INTO main.orders VALUES (1)', [], [], ['orders']),
  writing('INSERT INTO assay_scratch.other VALUES (1)', [], [], ['mine']),
  writing('DELETE FROM assay_scratch.mine'),
  writing('DELETE FROM assay_scratch.mine', [], [], ['mine']),
  writing('DELETE FROM assay_scratch.other WHERE x = 1', [], [], ['mine']),
  writing('DELETE FROM main.orders WHERE x = 1', [], [], ['orders']),
  writing("DELETE FROM assay_scratch.mine WHERE x IN (SELECT y FROM read_csv('/etc/passwd'))", [], [], ['mine']),
  writing('UPDATE assay_scratch.mine SET x = 1', [], [], ['mine']),
  writing('DROP SCHEMA assay_scratch'),
  writing("COPY assay_scratch.mine TO '/tmp/x'"),
  writing("CREATE TABLE assay_scratch.mine AS SELECT * FROM read_csv('/etc/passwd')", ['mine']),
  writing('CREATE TABLE assay_scratch.mine AS SELECT 1 AS x; DROP TABLE main.orders', ['mine']),
])('refuses to write: $text', async (statement) => {
  expect(await refusalOfScratch(statement, 'assay_scratch')).toMatch(/^\S.*\.$/);
});

it('sends nothing that it refuses', async () => {
  const sent: string[] = [];
  const warehouse = { submit: async ({ text }: Statement) => String(sent.push(text)) } as unknown as Warehouse;
  const tag = { organisationId: 'org_1', purpose: 'preview' } as const;
  const checked = checkedWarehouse(warehouse, 'assay_scratch');

  const refusedOne = checked.submit(preview(dialects.duckdb, "SELECT * FROM read_csv('/etc/passwd')", 1), tag);
  await checked.submit(preview(dialects.duckdb, 'SELECT 7 // 2 AS half', 1), tag);

  await expect(refusedOne).rejects.toMatchObject({ reason: 'query', facts: { refused: 'preview' } });
  expect(sent).toHaveLength(1);
});
