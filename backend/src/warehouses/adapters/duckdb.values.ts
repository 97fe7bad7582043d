import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { Cell, ColumnType } from '../port.js';
import { isoDay, isoInstant } from './instants.js';

const typeOf: ReadonlyMap<DuckDBTypeId, ColumnType> = new Map<DuckDBTypeId, ColumnType>([
  [DuckDBTypeId.BOOLEAN, 'boolean'],
  ...[
    DuckDBTypeId.TINYINT,
    DuckDBTypeId.SMALLINT,
    DuckDBTypeId.INTEGER,
    DuckDBTypeId.BIGINT,
    DuckDBTypeId.HUGEINT,
    DuckDBTypeId.UTINYINT,
    DuckDBTypeId.USMALLINT,
    DuckDBTypeId.UINTEGER,
    DuckDBTypeId.UBIGINT,
    DuckDBTypeId.UHUGEINT,
  ].map((id): [DuckDBTypeId, ColumnType] => [id, 'integer']),
  [DuckDBTypeId.DECIMAL, 'decimal'],
  [DuckDBTypeId.FLOAT, 'float'],
  [DuckDBTypeId.DOUBLE, 'float'],
  [DuckDBTypeId.VARCHAR, 'text'],
  [DuckDBTypeId.ENUM, 'text'],
  [DuckDBTypeId.UUID, 'text'],
  [DuckDBTypeId.DATE, 'date'],
  [DuckDBTypeId.TIMESTAMP, 'timestamp'],
  [DuckDBTypeId.TIMESTAMP_S, 'timestamp'],
  [DuckDBTypeId.TIMESTAMP_MS, 'timestamp'],
  [DuckDBTypeId.TIMESTAMP_NS, 'timestamp'],
  [DuckDBTypeId.TIMESTAMP_TZ, 'timestamp_tz'],
]);

export const duckdbColumnType = (type: DuckDBType): ColumnType => typeOf.get(type.typeId) ?? 'other';

/** The name of a type without what stands in brackets: `DECIMAL(18,2)` and `ENUM(…)` alike. */
export const duckdbColumnTypeNamed = (name: string): ColumnType => {
  const id =
    DuckDBTypeId[
      name.replace(/\(.*$/, '').replace('TIMESTAMP WITH TIME ZONE', 'TIMESTAMP_TZ') as keyof typeof DuckDBTypeId
    ];
  return typeOf.get(id) ?? 'other';
};

/** A value of the driver as a `Cell` of its column's type. */
export function duckdbCell(value: DuckDBValue): Cell {
  if (value === null) return null;
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return value;
    case 'number':
      return value;
    default:
  }
  if (value instanceof DuckDBDecimalValue) return value.toString();
  if (value instanceof DuckDBDateValue) return isFiniteDay(value.days) ? isoDay(value.days) : value.toString();
  if (value instanceof DuckDBTimestampTZValue) return instant(value.micros, true, value);
  if (value instanceof DuckDBTimestampValue) return instant(value.micros, false, value);
  if (value instanceof DuckDBTimestampSecondsValue) return instant(value.seconds * 1_000_000n, false, value);
  if (value instanceof DuckDBTimestampMillisecondsValue) return instant(value.millis * 1_000n, false, value);
  if (value instanceof DuckDBTimestampNanosecondsValue) return instant(value.nanos / 1_000n, false, value);
  return String(value);
}

/** Small integers arrive as numbers: a column of integers holds bigints throughout. */
export const integerCell = (cell: Cell): Cell => (typeof cell === 'number' ? BigInt(cell) : cell);

const infinite = 9_223_372_036_854_775_807n;
const isFiniteDay = (days: number): boolean => Math.abs(days) < 2_147_483_647;
const instant = (micros: bigint, isZoned: boolean, value: { toString(): string }): string =>
  micros >= infinite || micros <= -infinite ? value.toString() : isoInstant(micros, isZoned);
