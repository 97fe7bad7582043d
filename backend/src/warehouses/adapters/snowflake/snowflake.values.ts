import type { Column as DriverColumn } from 'snowflake-sdk';
import type { Cell, Column, ColumnType } from '../../port.js';
import { isoDay, isoInstant } from '../instants.js';

/** Types of Snowflake's row metadata; numbers are told apart by their scale. */
const types: ReadonlyMap<string, ColumnType> = new Map([
  ['real', 'float'],
  ['text', 'text'],
  ['boolean', 'boolean'],
  ['date', 'date'],
  ['timestamp_ntz', 'timestamp'],
  ['timestamp_ltz', 'timestamp_tz'],
  ['timestamp_tz', 'timestamp_tz'],
]);

export const snowflakeColumn = (column: DriverColumn): Column => {
  const native = column.getType();
  const isWhole = (column.getScale() ?? 0) === 0;
  const type = native === 'fixed' ? (isWhole ? 'integer' : 'decimal') : (types.get(native) ?? 'other');
  return { name: column.getName(), type, nativeType: native, isNullable: column.isNullable() };
};

/** Types as the information schema names them, numbers with their scale: `NUMBER(38,0)`. */
export function snowflakeTypeNamed(name: string): ColumnType {
  if (name.startsWith('NUMBER')) return name.endsWith(',0)') ? 'integer' : 'decimal';
  if (name === 'FLOAT') return 'float';
  return types.get(name.toLowerCase()) ?? 'other';
}

/** What the driver makes of dates and timestamps; exact, unlike the `Date` that it also is. */
interface SnowflakeDate {
  getEpochSeconds(): number;
  getNanoSeconds(): number;
}

/** One value of the driver as a `Cell`. Numbers arrive as text, because a JavaScript number keeps 53 bits. */
export function snowflakeCell(value: unknown, type: ColumnType): Cell {
  if (value === null || value === undefined) return null;
  switch (type) {
    case 'integer':
      return BigInt(String(value));
    case 'float':
      return doubleOf(String(value));
    case 'boolean':
      return value === true;
    case 'date':
      return isoDay(Math.floor((value as SnowflakeDate).getEpochSeconds() / 86_400));
    case 'timestamp':
    case 'timestamp_tz': {
      const at = value as SnowflakeDate;
      const micros = BigInt(at.getEpochSeconds()) * 1_000_000n + BigInt(Math.floor(at.getNanoSeconds() / 1000));
      return isoInstant(micros, type === 'timestamp_tz');
    }
    default:
      return String(value);
  }
}

const doubleOf = (text: string): number => {
  if (text === 'inf') return Number.POSITIVE_INFINITY;
  if (text === '-inf') return Number.NEGATIVE_INFINITY;
  return Number(text);
};
