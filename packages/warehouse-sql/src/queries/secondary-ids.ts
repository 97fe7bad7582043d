import type { Dialect } from '../dialects/dialect.js';
import { alias, sql, type Sql } from '../fragment.js';
import { statement, type ScratchTable, type Statement } from '../statement.js';
import { assignments, type ExposureQuery } from './exposures.js';
import { tablePath } from './probes.js';

/**
 * One scan of the assignment source, kept for two readers: `exposures` folds the subjects from it, `secondaryIds`
 * whom each secondary id belongs to.
 *
 * @param columns of the secondary ids; they become `id0 …`.
 */
export const stageAssignments = (
  d: Dialect,
  table: ScratchTable,
  q: ExposureQuery,
  columns: readonly string[],
): Statement =>
  statement(d, {
    kind: 'scratch',
    purpose: 'assignments',
    writes: { creates: [table] },
    sql: d.createTable(tablePath(table), assignments(d, q, columns)),
  });

export interface SecondaryIdQuery {
  readonly table: ScratchTable;
  /** What `stageAssignments` made. */
  readonly assignments: ScratchTable;
  readonly exposures: ScratchTable;
  /** Which of the staged secondary ids. */
  readonly at: number;
}

/**
 * One row per secondary id, `secondary_id` and `subject_key`: each belongs to the subject that it was first seen with
 * in any assignment row, also one after the subject's exposure; ties of time go to the first subject in byte order. One
 * whose subject is not among the exposures belongs to nobody.
 */
export const secondaryIds = (d: Dialect, q: SecondaryIdQuery): Statement =>
  statement(d, {
    kind: 'scratch',
    purpose: 'secondary ids',
    writes: { creates: [q.table] },
    sql: d.createTable(tablePath(q.table), sql`SELECT i.secondary_id, x.subject_key\nFROM ${belongsTo(d, q)}`),
  });

/** The secondary ids `i`, with the time at which each was first seen, and the exposures `x` that they belong to. */
export const belongsTo = (d: Dialect, q: SecondaryIdQuery): Sql => {
  const id = sql`a.${alias(`id${q.at}`)}`;
  return sql`(
  SELECT ${id} AS secondary_id, a.subject, a.at_us,
    ROW_NUMBER() OVER (PARTITION BY ${id} ORDER BY a.at_us, ${d.byteOrder(sql`a.subject`)}) AS row_rank
  FROM ${tablePath(q.assignments)} AS a
  WHERE ${id} IS NOT NULL
) AS i
JOIN ${tablePath(q.exposures)} AS x ON x.subject = i.subject
WHERE i.row_rank = 1`;
};
