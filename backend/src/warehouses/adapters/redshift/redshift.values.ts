import type { ColumnMetadata, Field } from '@aws-sdk/client-redshift-data';
import type { Cell, Column, ColumnType } from '../../port.js';
import { isoOfPostgres } from '../instants.js';

/** Type names of the Data API's column metadata (Data types, Amazon Redshift developer guide, November 2026). */
const types: ReadonlyMap<string, ColumnType> = new Map([
  ['int2', 'integer'],
  ['int4', 'integer'],
  ['int8', 'integer'],
  ['oid', 'integer'],
  ['numeric', 'decimal'],
  ['float4', 'float'],
  ['float8', 'float'],
  ['bool', 'boolean'],
  ['varchar', 'text'],
  ['bpchar', 'text'],
  ['char', 'text'],
  ['text', 'text'],
  ['name', 'text'],
  ['unknown', 'text'],
  ['date', 'date'],
  ['timestamp', 'timestamp'],
  ['timestamptz', 'timestamp_tz'],
]);

export const redshiftColumn = ({ name, label, typeName, nullable }: ColumnMetadata): Column => ({
  name: label ?? name ?? '',
  type: types.get(typeName ?? '') ?? 'other',
  nativeType: typeName ?? '',
  isNullable: nullable === undefined ? null : nullable !== 0,
});

/**
 * One field as a `Cell`. Whole numbers of 16 and more digits arrive as text: `exactWholeNumbers` has seen to it.
 */
export function redshiftCell(field: Field, type: ColumnType): Cell {
  if (field.isNull === true) return null;
  if (field.booleanValue !== undefined) return field.booleanValue;
  if (field.longValue !== undefined) return BigInt(field.longValue);
  if (field.doubleValue !== undefined) return field.doubleValue;
  const text = field.stringValue ?? '';
  switch (type) {
    case 'integer':
      return BigInt(text);
    case 'float':
      return Number(text);
    case 'timestamp':
      return isoOfPostgres(text, false);
    case 'timestamp_tz':
      return isoOfPostgres(text, true);
    default:
      return text;
  }
}

/**
 * JSON of a result in which long whole numbers stand between quotes, because a JavaScript number keeps 53 bits. A
 * match inside of a text value is impossible: there the quotes around `longValue` are escaped.
 */
export const exactWholeNumbers = (json: string): string =>
  json.replace(/"longValue"\s*:\s*(-?\d{16,})/g, '"longValue":"$1"');
