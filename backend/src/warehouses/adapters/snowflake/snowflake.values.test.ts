import { expect, it } from '@jest/globals';
import type { Column as DriverColumn } from 'snowflake-sdk';
import type { ColumnType } from '../../port.js';
import { snowflakeCell, snowflakeColumn, snowflakeTypeNamed } from './snowflake.values.js';

/** What the driver makes of a timestamp. */
const at = (seconds: number, nanos: number) => ({ getEpochSeconds: () => seconds, getNanoSeconds: () => nanos });

const column = (type: string, scale: number | null): DriverColumn =>
  ({ getName: () => 'X', getType: () => type, getScale: () => scale, isNullable: () => true }) as DriverColumn;

it.each([
  ['integer', '99999999999999999999999999999999999999', 99999999999999999999999999999999999999n],
  ['decimal', '-0.50', '-0.50'],
  ['float', 'inf', Number.POSITIVE_INFINITY],
  ['float', 'NaN', Number.NaN],
  ['float', '1.7976931348623157e308', Number.MAX_VALUE],
  ['timestamp', at(-1, 500_000_000), '1969-12-31T23:59:59.500000'],
  ['timestamp_tz', at(1_772_352_000, 1_999), '2026-03-01T08:00:00.000001Z'], // nanoseconds are cut, not rounded
  ['date', at(-59_011_545_600, 0), '0099-12-31'],
  ['other', '{"a":1}', '{"a":1}'],
  ['text', '', ''],
  ['boolean', false, false],
] as const)('reads a value of the type %s', (type, value, cell) => {
  expect(snowflakeCell(value, type)).toEqual(cell);
});

it.each([
  ['fixed', 0, 'integer'],
  ['fixed', 2, 'decimal'],
  ['real', null, 'float'],
  ['timestamp_ltz', 9, 'timestamp_tz'],
  ['timestamp_tz', 9, 'timestamp_tz'],
  ['timestamp_ntz', 9, 'timestamp'],
  ['variant', null, 'other'],
] as const)('takes the type %s with scale %s as %s', (native, scale, type: ColumnType) => {
  expect(snowflakeColumn(column(native, scale)).type).toBe(type);
});

it.each([
  ['NUMBER(38,0)', 'integer'],
  ['NUMBER(10,2)', 'decimal'],
  ['FLOAT', 'float'],
  ['TEXT', 'text'],
  ['TIMESTAMP_LTZ', 'timestamp_tz'],
  ['VARIANT', 'other'],
] as const)('takes %s of the information schema as %s', (name, type: ColumnType) => {
  expect(snowflakeTypeNamed(name)).toBe(type);
});
