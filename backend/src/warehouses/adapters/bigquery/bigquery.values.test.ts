import { expect, it } from '@jest/globals';
import type { Cell } from '../../port.js';
import { type BigQueryCell, bigqueryCell, bigqueryColumn, bigqueryColumnTypeNamed } from './bigquery.values.js';

const cases: readonly (readonly [type: string, cell: BigQueryCell, wanted: Cell])[] = [
  ['INTEGER', { v: '9007199254740993' }, 9007199254740993n],
  ['INTEGER', { v: '-9223372036854775808' }, -9223372036854775808n],
  ['NUMERIC', { v: '99999999999999999999999999999.999999999' }, '99999999999999999999999999999.999999999'],
  ['BIGNUMERIC', { v: `${'9'.repeat(38)}.5` }, `${'9'.repeat(38)}.5`],
  ['FLOAT', { v: '1.7723592E9' }, 1772359200],
  ['FLOAT', { v: 'NaN' }, Number.NaN],
  ['FLOAT', { v: '-Infinity' }, Number.NEGATIVE_INFINITY],
  ['FLOAT', { v: 'inf' }, Number.POSITIVE_INFINITY],
  ['BOOLEAN', { v: 'false' }, false],
  ['STRING', { v: '' }, ''],
  ['DATE', { v: '0099-12-31' }, '0099-12-31'],
  ['DATETIME', { v: '2026-03-29T02:30:00' }, '2026-03-29T02:30:00'],
  ['DATETIME', { v: '1969-12-31T23:59:59.5' }, '1969-12-31T23:59:59.500000'],
  ['TIMESTAMP', { v: '-500000' }, '1969-12-31T23:59:59.500000Z'],
  ['TIMESTAMP', { v: '1772352000000001' }, '2026-03-01T08:00:00.000001Z'],
  ['JSON', { v: '{"a":1}' }, '{"a":1}'],
  ['RECORD', { v: { f: [{ v: '1' }, { v: null }, { v: [{ v: 'x' }] }] } }, '["1",null,["x"]]'],
  ['INTEGER', { v: null }, null],
];

it.each(cases)('reads %s %j as %p', (type, cell, wanted) => {
  expect(bigqueryCell(cell, bigqueryColumn({ name: 'x', type }).type)).toEqual(wanted);
});

it('takes a repeated field for a list, whatever it holds', () => {
  const column = bigqueryColumn({ name: 'x', type: 'INTEGER', mode: 'REPEATED' });

  expect(column).toMatchObject({ type: 'other', nativeType: 'ARRAY<INTEGER>' });
  expect(bigqueryCell({ v: [{ v: '1' }, { v: '2' }] }, column.type)).toBe('["1","2"]');
});

it('knows the types of a table by their names in SQL', () => {
  expect(
    ['INT64', 'NUMERIC(10, 2)', 'BIGNUMERIC', 'DATETIME', 'ARRAY<INT64>', 'STRUCT<a INT64>'].map(
      bigqueryColumnTypeNamed,
    ),
  ).toEqual(['integer', 'decimal', 'decimal', 'timestamp', 'other', 'other']);
});
