import type { TColumn, TColumnDesc, TTypeEntry } from '@databricks/sql/thrift/TCLIService_types.js';
import type Int64 from 'node-int64';
import type { Cell, Column, ColumnType } from '../../port.js';

/** Names of the service's type ids (TCLIService, TTypeId), in their order. */
const typeNames = [
  ...['BOOLEAN', 'TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'FLOAT', 'DOUBLE', 'STRING', 'TIMESTAMP', 'BINARY'],
  ...['ARRAY', 'MAP', 'STRUCT', 'UNION', 'USER_DEFINED', 'DECIMAL', 'VOID', 'DATE', 'VARCHAR', 'CHAR'],
];

const types: ReadonlyMap<string, ColumnType> = new Map([
  ...['TINYINT', 'SMALLINT', 'INT', 'BIGINT'].map((name): [string, ColumnType] => [name, 'integer']),
  ...['FLOAT', 'DOUBLE'].map((name): [string, ColumnType] => [name, 'float']),
  ...['STRING', 'VARCHAR', 'CHAR'].map((name): [string, ColumnType] => [name, 'text']),
  ['BOOLEAN', 'boolean'],
  ['DECIMAL', 'decimal'],
  ['DATE', 'date'],
  ['TIMESTAMP', 'timestamp_tz'],
  ['TIMESTAMP_NTZ', 'timestamp'],
]);

/** A type as SQL spells it: `decimal(10,2)`, `timestamp_ntz`. */
export const databricksTypeNamed = (name: string): ColumnType =>
  types.get((/^\w+/.exec(name)?.[0] ?? '').toUpperCase()) ?? 'other';

/**
 * A column of a result. The service gives both kinds of timestamp one type id: `declared`, the type as
 * `DESCRIBE QUERY` names it, tells them apart.
 */
export function databricksColumn({ columnName, typeDesc }: TColumnDesc, declared: string | null): Column {
  const entry: TTypeEntry | undefined = typeDesc.types[0];
  const nativeType = declared ?? typeNames[entry?.primitiveEntry?.type ?? -1] ?? '';
  return { name: columnName, type: databricksTypeNamed(nativeType), nativeType, isNullable: null };
}

/** Whether only `DESCRIBE QUERY` knows its type. */
export const isTimestamp = ({ typeDesc }: TColumnDesc): boolean =>
  typeNames[typeDesc.types[0]?.primitiveEntry?.type ?? -1] === 'TIMESTAMP';

type Values = { readonly values: readonly unknown[]; readonly nulls: Buffer };

/** The values of one column of a page. */
export function databricksCells(column: TColumn, type: ColumnType): readonly Cell[] {
  const held = [column.boolVal, column.byteVal, column.i16Val, column.i32Val, column.i64Val, column.doubleVal].find(
    (one) => one !== undefined && one !== null,
  );
  const { values, nulls }: Values = held ?? column.stringVal ?? column.binaryVal ?? { values: [], nulls: Buffer.of() };
  return values.map((value, at) => (isNull(nulls, at) ? null : cellOf(value, type)));
}

const isNull = (nulls: Buffer, at: number): boolean => ((nulls[at >> 3] ?? 0) & (1 << (at & 7))) !== 0;

function cellOf(value: unknown, type: ColumnType): Cell {
  switch (type) {
    case 'integer':
      return wholeOf(value);
    case 'float':
      return Number(value);
    case 'boolean':
      return Boolean(value);
    case 'timestamp':
    case 'timestamp_tz':
      return isoOf(String(value), type === 'timestamp_tz');
    default:
      return Buffer.isBuffer(value) ? value.toString('hex') : String(value);
  }
}

/** 64 bits arrive as eight bytes: a JavaScript number would keep 53 of them. */
const wholeOf = (value: unknown): bigint =>
  typeof value === 'object' && value !== null && 'toBuffer' in value
    ? (value as Int64).toBuffer().readBigInt64BE()
    : BigInt(value as number);

/** `2026-03-01 09:30:00.12`, in the session's zone, which is UTC. */
function isoOf(text: string, isZoned: boolean): string {
  const [, day, time, fraction = ''] =
    /^([+-]?\d{4,6}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?$/.exec(text) ?? [];
  if (day === undefined || time === undefined) return text;
  const digits = Number(fraction) === 0 ? '' : `.${fraction.padEnd(6, '0').slice(0, 6)}`;
  return `${day}T${time}${digits}${isZoned ? 'Z' : ''}`;
}
