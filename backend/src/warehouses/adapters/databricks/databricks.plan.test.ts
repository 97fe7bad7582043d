import { expect, it } from '@jest/globals';
import { estimateFrom } from './databricks.plan.js';

const plan = (...lines: readonly string[]): string =>
  [
    '== Optimized Logical Plan ==',
    ...lines,
    '',
    '== Physical Plan ==',
    '*(1) Scan, Statistics(sizeInBytes=9.0 TiB)',
  ].join('\n');

it('adds the bytes of the relations that are read, and tells the rows of the root', () => {
  const told = plan(
    'Aggregate [a], [sum(b)], Statistics(sizeInBytes=80.0 B, rowCount=4)',
    '+- Join Inner, Statistics(sizeInBytes=8.0 EiB)',
    '   :- Relation shop.sales.orders[a#1,b#2] parquet, Statistics(sizeInBytes=1.5 GiB, rowCount=1.20E+7)',
    '   +- Relation shop.sales.assignments[a#3] parquet, Statistics(sizeInBytes=2.0 MiB)',
  );

  expect(estimateFrom(told)).toEqual({
    ...{ basis: 'plan', planCost: null, rowsReturned: 4 },
    bytesScanned: 1.5 * 2 ** 30 + 2 * 2 ** 20,
  });
});

it('tells no bytes where one relation was never measured', () => {
  const told = plan('Relation shop.sales.orders[a#1] parquet, Statistics(sizeInBytes=8.0 EiB)');

  expect(estimateFrom(told).bytesScanned).toBeNull();
});

it('tells zero bytes of a statement that reads no relation', () => {
  expect(estimateFrom(plan('OneRowRelation, Statistics(sizeInBytes=1.0 B)')).bytesScanned).toBe(0);
});
