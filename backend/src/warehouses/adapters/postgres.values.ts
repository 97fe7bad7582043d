import type { Cell, ColumnType } from '../port.js';
import { isoOfPostgres } from './instants.js';

/** Object ids of the built-in types (Postgres, src/include/catalog/pg_type.dat). */
const types: ReadonlyMap<number, readonly [native: string, type: ColumnType]> = new Map<
  number,
  readonly [string, ColumnType]
>([
  [16, ['boolean', 'boolean']],
  [20, ['bigint', 'integer']],
  [21, ['smallint', 'integer']],
  [23, ['integer', 'integer']],
  [26, ['oid', 'integer']],
  [25, ['text', 'text']],
  [18, ['"char"', 'text']],
  [19, ['name', 'text']],
  [1042, ['character', 'text']],
  [1043, ['character varying', 'text']],
  [2950, ['uuid', 'text']],
  [705, ['unknown', 'text']],
  [700, ['real', 'float']],
  [701, ['double precision', 'float']],
  [1700, ['numeric', 'decimal']],
  [1082, ['date', 'date']],
  [1114, ['timestamp without time zone', 'timestamp']],
  [1184, ['timestamp with time zone', 'timestamp_tz']],
]);

const byName: ReadonlyMap<string, ColumnType> = new Map([...types.values()]);

export const postgresColumnType = (oid: number): { nativeType: string; type: ColumnType } => {
  const [nativeType, type] = types.get(oid) ?? [`oid ${oid}`, 'other'];
  return { nativeType, type };
};

export const postgresColumnTypeNamed = (name: string): ColumnType => byName.get(name) ?? 'other';

/** The server's text of a value as a `Cell`. */
export function postgresCell(raw: string | null, oid: number): Cell {
  if (raw === null) return null;
  switch (postgresColumnType(oid).type) {
    case 'integer':
      return BigInt(raw);
    case 'float':
      return Number(raw); // NaN, Infinity and -Infinity are spelt as in JavaScript
    case 'boolean':
      return raw === 't';
    case 'timestamp':
      return isoOfPostgres(raw, false);
    case 'timestamp_tz':
      return isoOfPostgres(raw, true);
    default:
      return raw;
  }
}
