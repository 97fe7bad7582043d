import type { Dialect } from '../dialects/dialect.js';
import { alias, customerSql, lines, list, name, sql } from '../fragment.js';
import { statement, type ScratchTable, type Statement } from '../statement.js';
import { tablePath } from './probes.js';

export interface EntityPropertyQuery {
  readonly table: ScratchTable;
  /** Everyone who was assigned, as `exposures` makes it. */
  readonly assigned: ScratchTable;
  readonly select: string;
  readonly subjectColumn: string;
  /** Columns of the properties; they become v0, v1, … */
  readonly columns: readonly string[];
}

/**
 * One scan of a property source: `subject_key` and `v0 …` of each assigned subject that it has. Of several rows of a
 * subject, the least value of each column in byte order; a missing value only where all are missing.
 */
export const entityProperties = (d: Dialect, q: EntityPropertyQuery): Statement => {
  const values = q.columns.map((_, i) => alias(`v${i}`));
  return statement(d, {
    kind: 'scratch',
    purpose: 'entity properties',
    writes: { creates: [q.table] },
    sql: d.createTable(
      tablePath(q.table),
      sql`SELECT ${lines([
        sql`a.subject_key`,
        ...values.map((value) => sql`MIN(${d.byteOrder(sql`e.${value}`)}) AS ${value}`),
      ])}
FROM (
  SELECT ${lines([
    sql`${d.text(sql`s.${name(q.subjectColumn)}`)} AS subject`,
    ...q.columns.map((column, i) => sql`${d.text(sql`s.${name(column)}`)} AS ${values[i] ?? alias('v')}`),
  ])}
  FROM ${customerSql(q.select)} AS s
  WHERE s.${name(q.subjectColumn)} IS NOT NULL
) AS e
JOIN ${tablePath(q.assigned)} AS a ON a.subject = e.subject
GROUP BY a.subject_key`,
    ),
  });
};

/**
 * The variation of another experiment, of each assigned subject that is in it and not mixed there: `subject_key`, `v0`.
 * Both tables are as `exposures` makes them.
 */
export const otherVariations = (
  d: Dialect,
  q: { readonly table: ScratchTable; readonly assigned: ScratchTable; readonly other: ScratchTable },
): Statement =>
  statement(d, {
    kind: 'scratch',
    purpose: 'variations of another experiment',
    writes: { creates: [q.table] },
    sql: d.createTable(
      tablePath(q.table),
      sql`SELECT a.subject_key, o.variation AS v0
FROM ${tablePath(q.other)} AS o
JOIN ${tablePath(q.assigned)} AS a ON a.subject = o.subject
WHERE o.is_mixed = 0`,
    ),
  });

/** Where a property of `describedExposures` comes from: those at assignment, or the n-th table of entity properties. */
export type DescribedBy = { readonly assigned: number } | { readonly table: number; readonly value: number };

export interface DescribedQuery {
  readonly table: ScratchTable;
  readonly assigned: ScratchTable;
  /** What `entityProperties` made. */
  readonly tables: readonly ScratchTable[];
  /** Become p0, p1, … */
  readonly properties: readonly DescribedBy[];
}

/** The assigned subjects in the shape of `exposures`, with properties of their entity beside those at assignment. */
export const describedExposures = (d: Dialect, q: DescribedQuery): Statement =>
  statement(d, {
    kind: 'scratch',
    purpose: 'described exposures',
    writes: { creates: [q.table] },
    sql: d.createTable(
      tablePath(q.table),
      sql`SELECT ${lines([
        ...['subject_key', 'subject', 'variation', 'is_mixed', 'exposed_us', 'exposed_day', 'assignment_count'].map(
          (column) => sql`a.${alias(column)}`,
        ),
        ...q.properties.map((by, i) =>
          'assigned' in by
            ? sql`a.${alias(`p${by.assigned}`)} AS ${alias(`p${i}`)}`
            : sql`${alias(`e${by.table}`)}.${alias(`v${by.value}`)} AS ${alias(`p${i}`)}`,
        ),
      ])}
FROM ${tablePath(q.assigned)} AS a
${list(
  q.tables.map((table, i) => {
    const e = alias(`e${i}`);
    return sql`LEFT JOIN ${tablePath(table)} AS ${e} ON ${e}.subject_key = a.subject_key`;
  }),
  sql`\n`,
)}`,
    ),
  });
