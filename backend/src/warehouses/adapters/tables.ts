import type { Cell, Column, ColumnType, ReadableTable } from '../port.js';

/** Rows of (schema, table, table type, column, data type, is nullable), sorted by table, as tables. */
export function tablesOf(
  rows: readonly (readonly Cell[])[],
  typeNamed: (name: string) => ColumnType,
): readonly ReadableTable[] {
  const tables = new Map<string, ReadableTable & { columns: Column[] }>();
  for (const [schema, name, kind, column, type, isNullable] of rows.map((row) => row.map(String))) {
    const key = JSON.stringify([schema, name]);
    const table = tables.get(key) ?? {
      schema: schema ?? '',
      name: name ?? '',
      kind: kind === 'VIEW' ? 'view' : 'table',
      columns: [],
    };
    table.columns.push({
      name: column ?? '',
      type: typeNamed(type ?? ''),
      nativeType: type ?? '',
      isNullable: isNullable === 'YES',
    });
    tables.set(key, table);
  }
  return [...tables.values()];
}

/** A name between double quotes; for engines whose quote is `"`. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
