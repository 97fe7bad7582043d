import type { Cell, Column, ColumnType } from '../../port.js';
import { isoInstant } from '../instants.js';

/** A column of a result (REST reference, TableFieldSchema, November 2026). */
export interface BigQueryField {
  readonly name?: string;
  readonly type?: string;
  readonly mode?: string;
}

/** A value: text or null; a list of such for a repeated field, `{ f }` for a record. */
export interface BigQueryCell {
  readonly v?: string | null | readonly BigQueryCell[] | { readonly f?: readonly BigQueryCell[] };
}

/** The names of the REST service and those of GoogleSQL. */
const types: ReadonlyMap<string, ColumnType> = new Map([
  ['STRING', 'text'],
  ['INTEGER', 'integer'],
  ['INT64', 'integer'],
  ['NUMERIC', 'decimal'],
  ['BIGNUMERIC', 'decimal'],
  ['FLOAT', 'float'],
  ['FLOAT64', 'float'],
  ['BOOLEAN', 'boolean'],
  ['BOOL', 'boolean'],
  ['DATE', 'date'],
  ['DATETIME', 'timestamp'],
  ['TIMESTAMP', 'timestamp_tz'],
]);

/** `NUMERIC(10, 2)` as `NUMERIC`; `ARRAY<INT64>` is no number. */
export const bigqueryColumnTypeNamed = (name: string): ColumnType => types.get(name.replace(/\(.*$/, '')) ?? 'other';

export const bigqueryColumn = ({ name = '', type = '', mode }: BigQueryField): Column => ({
  name,
  type: mode === 'REPEATED' ? 'other' : (types.get(type) ?? 'other'),
  nativeType: mode === 'REPEATED' ? `ARRAY<${type}>` : type,
  isNullable: mode === undefined ? null : mode !== 'REQUIRED',
});

/** One value as a `Cell`. Instants are asked for as whole microseconds. */
export function bigqueryCell({ v = null }: BigQueryCell, type: ColumnType): Cell {
  if (v === null) return null;
  if (typeof v !== 'string') return JSON.stringify(plain({ v }));
  switch (type) {
    case 'integer':
      return BigInt(v);
    case 'float':
      return Number(v.replace(/^([+-]?)inf$/i, '$1Infinity'));
    case 'boolean':
      return v === 'true';
    case 'timestamp':
      return clockTime(v);
    case 'timestamp_tz':
      return isoInstant(BigInt(v), true);
    default:
      return v;
  }
}

/** `2026-03-29T02:30:00.5`, with six digits where there is a fraction. */
const clockTime = (text: string): string => {
  const [whole = '', fraction = ''] = text.split('.');
  return /^0*$/.test(fraction) ? whole : `${whole}.${fraction.padEnd(6, '0')}`;
};

const plain = ({ v = null }: BigQueryCell): unknown => {
  if (v === null || typeof v === 'string') return v;
  return 'f' in v ? (v.f ?? []).map(plain) : (v as readonly BigQueryCell[]).map(plain);
};
