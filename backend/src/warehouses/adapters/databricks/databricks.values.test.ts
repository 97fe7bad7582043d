import { expect, it } from '@jest/globals';
import Int64 from 'node-int64';
import type { ColumnType } from '../../port.js';
import { databricksCells, databricksTypeNamed } from './databricks.values.js';

const bits = (...bytes: readonly number[]): Buffer => Buffer.from(bytes);

it('keeps 64 bits, and the nulls between them', () => {
  const values = [new Int64('7fffffffffffffff'), new Int64(0), new Int64(-2), new Int64('0020000000000001')];

  expect(databricksCells({ i64Val: { values, nulls: bits(0b10) } }, 'integer')).toEqual([
    ...[9223372036854775807n, null, -2n, 9007199254740993n],
  ]);
});

it.each([
  ['2026-03-01 09:30:00.12', 'timestamp_tz', '2026-03-01T09:30:00.120000Z'],
  ['2026-03-01 09:30:00', 'timestamp', '2026-03-01T09:30:00'],
  ['1969-12-31 23:59:59.999999', 'timestamp', '1969-12-31T23:59:59.999999'],
  ['1000000000000000000000000000000.00', 'decimal', '1000000000000000000000000000000.00'],
  ['', 'text', ''],
  ['{"a":1}', 'other', '{"a":1}'],
] as const)('reads %s of the type %s', (value, type, cell) => {
  expect(databricksCells({ stringVal: { values: [value], nulls: bits(0) } }, type)).toEqual([cell]);
});

it('finds the null of the ninth row in the second byte', () => {
  const values = Array.from({ length: 9 }, (_, at) => `v${at}`);

  expect(databricksCells({ stringVal: { values, nulls: bits(0, 1) } }, 'text').at(-1)).toBeNull();
});

it.each([
  ['decimal(38,10)', 'decimal'],
  ['timestamp_ntz', 'timestamp'],
  ['timestamp', 'timestamp_tz'],
  ['string', 'text'],
  ['bigint', 'integer'],
  ['struct<a:int>', 'other'],
] as const)('takes %s as %s', (name, type: ColumnType) => {
  expect(databricksTypeNamed(name)).toBe(type);
});
