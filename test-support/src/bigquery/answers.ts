import {
  DuckDBDateValue,
  DuckDBDecimalType,
  DuckDBDecimalValue,
  DuckDBListType,
  DuckDBListValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api';

/** A column of a result, as the service names and types it (REST reference, TableFieldSchema, November 2026). */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly mode: 'NULLABLE' | 'REPEATED';
}

const names: ReadonlyMap<DuckDBTypeId, string> = new Map<DuckDBTypeId, string>([
  [DuckDBTypeId.BOOLEAN, 'BOOLEAN'],
  ...[DuckDBTypeId.TINYINT, DuckDBTypeId.SMALLINT, DuckDBTypeId.INTEGER, DuckDBTypeId.BIGINT, DuckDBTypeId.HUGEINT].map(
    (id): [DuckDBTypeId, string] => [id, 'INTEGER'],
  ),
  [DuckDBTypeId.FLOAT, 'FLOAT'],
  [DuckDBTypeId.DOUBLE, 'FLOAT'],
  [DuckDBTypeId.VARCHAR, 'STRING'],
  [DuckDBTypeId.DATE, 'DATE'],
  [DuckDBTypeId.TIMESTAMP, 'DATETIME'],
  [DuckDBTypeId.TIMESTAMP_TZ, 'TIMESTAMP'],
  [DuckDBTypeId.SQLNULL, 'INTEGER'], // a bare NULL is INT64 (Data types, November 2026)
]);

export const fieldOf = (name: string, type: DuckDBType): Field => {
  if (type instanceof DuckDBListType) return { ...fieldOf(name, type.valueType), mode: 'REPEATED' };
  const decimal = type instanceof DuckDBDecimalType ? (type.scale > 9 ? 'BIGNUMERIC' : 'NUMERIC') : null;
  return { name, type: decimal ?? names.get(type.typeId) ?? 'STRING', mode: 'NULLABLE' };
};

interface WireCell {
  readonly v: string | null | readonly WireCell[];
}

/** A value as the service writes it: everything is text, an instant is whole microseconds. */
export function cellOf(value: DuckDBValue): WireCell {
  if (value === null) return { v: null };
  if (value instanceof DuckDBListValue) return { v: value.items.map(cellOf) };
  return { v: textOf(value) };
}

function textOf(value: DuckDBValue): string {
  if (value instanceof DuckDBTimestampTZValue) return String(value.micros);
  if (value instanceof DuckDBTimestampValue) return clockTime(value.toString());
  if (value instanceof DuckDBDecimalValue) return withoutZeros(value.toString());
  if (value instanceof DuckDBDateValue) return value.toString().padStart(10, '0');
  return String(value);
}

/** `1969-12-31 23:59:59.5` as `1969-12-31T23:59:59.500000`. */
const clockTime = (text: string): string => {
  const [whole = '', fraction] = text.replace(' ', 'T').split('.');
  return fraction === undefined ? whole : `${whole}.${fraction.padEnd(6, '0')}`;
};

/** NUMERIC has no scale of its own: zeros at the end are not written (Data types: decimal, November 2026). */
const withoutZeros = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
