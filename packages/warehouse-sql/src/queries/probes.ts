import type { Dialect } from '../dialects/dialect.js';
import { alias, customerSql, path, sql, type Sql } from '../fragment.js';
import { statement, type ScratchTable, type Statement } from '../statement.js';

/** Levels and table as one name. */
export const tablePath = (table: ScratchTable): Sql => path([...table.schema, table.table]);

/** A table that one run makes and drops. */
export const runTable = (d: Dialect, scratchSchema: readonly string[], table: string): ScratchTable => ({
  schema: d.runSchema ?? scratchSchema,
  table,
});

/** Does the warehouse answer at all? */
export const selectOne = (d: Dialect): Statement =>
  statement(d, {
    kind: 'probe',
    purpose: 'reachability',
    sql: sql`SELECT 1 AS answer`,
    columns: [{ name: 'answer', type: 'number' }],
  });

/** May the connection make, fill and drop tables in its scratch schema? Run them in this order. */
export const scratchProbe = (d: Dialect, table: ScratchTable): readonly Statement[] => {
  const at = tablePath(table);
  const value = alias('value');
  return [
    statement(d, {
      kind: 'scratch',
      purpose: 'scratch: create',
      sql: d.createProbe(at, value),
      writes: { creates: [table] },
    }),
    statement(d, {
      kind: 'scratch',
      purpose: 'scratch: insert',
      sql: sql`INSERT INTO ${at} (${value}) VALUES (${'probe'})`,
      writes: { fills: [table] },
    }),
    dropTable(d, table),
  ];
};

/** Remove one scratch table; does nothing when it is not there. */
export const dropTable = (d: Dialect, table: ScratchTable): Statement =>
  statement(d, {
    kind: 'scratch',
    purpose: `drop ${table.table}`,
    sql: d.dropTable(tablePath(table)),
    writes: { drops: [table] },
  });

/** A few rows of a customer's SELECT, for the eyes of its author only. At most 1,000. */
export const preview = (d: Dialect, select: string, rows: number): Statement =>
  statement(d, {
    kind: 'preview',
    purpose: 'preview',
    sql: sql`SELECT p.* FROM ${customerSql(select)} AS p LIMIT ${Math.max(0, Math.min(1000, Math.trunc(rows)))}`,
  });
