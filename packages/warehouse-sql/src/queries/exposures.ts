import type { Dialect } from '../dialects/dialect.js';
import { alias, allOf, customerSql, empty, list, lines, name, sql, type Sql } from '../fragment.js';
import { dayMicros } from '../measures.js';
import { statement, type ScratchTable, type Statement } from '../statement.js';
import { tablePath } from './probes.js';

/** The label of subjects whose variation the experiment does not declare. */
export const otherVariation = '__other__';

/** Which period the first assignment falls into: the name of the last one that had begun. */
export interface Periods {
  /** Of what comes before all of them. */
  readonly first: string;
  /** In the order of time; instants are ISO 8601 in UTC. */
  readonly later: readonly { readonly from: string; readonly name: string }[];
}

export interface ExposureQuery {
  readonly table: ScratchTable;
  readonly select: string;
  readonly subjectColumn: string;
  readonly timestampColumn: string;
  readonly experimentKeyColumn: string;
  readonly variationColumn: string;
  readonly partitionColumn: string | null;
  /** null = everyone in the source, in the one variation that is named. */
  readonly experimentKey: string | null;
  /** Keys of the declared variations. */
  readonly variations: readonly string[];
  /** What to freeze at exposure: columns, or periods; they become p0, p1, … */
  readonly properties: readonly (string | Periods)[];
  /** Half-open range of assignment times, ISO 8601 in UTC. */
  readonly from: string;
  readonly until: string;
  /** What `stageAssignments` made of all of the above; absent or null = the source is scanned. */
  readonly staged?: ScratchTable | null;
}

/**
 * One scan of the assignment source: one row per subject of the experiment.
 *
 * - `subject_key` names the row in all later tables, `subject` is the customer's key as text;
 * - `variation` is that of the first assignment, or `__other__`; `is_mixed` is 1 when the subject was seen in more
 *   than one; ties of time go to the first variation, then the first property values, in byte order;
 * - `exposed_us` is the first assignment in microseconds of UTC, `exposed_day` its UTC day since 1970-01-01;
 * - `assignment_count` counts the rows that were folded; `p0 …` are the property values of the first row.
 *
 * Rows without subject or variation are no assignments.
 */
export const exposures = (d: Dialect, q: ExposureQuery): Statement => {
  const p = q.properties.map((_, i) => alias(`p${i}`));
  const declared = list(q.variations.map((key) => sql`${key}`));
  const folded = p.length === 0 ? foldedByGroup(d) : foldedByRank(d, p);
  return statement(d, {
    kind: 'scratch',
    purpose: 'exposures',
    writes: { creates: [q.table] },
    sql: d.createTable(
      tablePath(q.table),
      sql`WITH assignment AS (${q.staged ? sql`SELECT * FROM ${tablePath(q.staged)}` : assignments(d, q)}),
folded AS (${folded})
SELECT ${d.rowNumber ?? sql`subject`} AS subject_key, subject,
  CASE WHEN variation IN (${declared}) THEN variation ELSE ${otherVariation} END AS variation,
  is_mixed, exposed_us, ${d.quotient(sql`exposed_us`, sql`${dayMicros}`)} AS exposed_day, assignment_count${prefixed(p)}
FROM folded`,
    ),
  });
};

const prefixed = (columns: readonly Sql[]): Sql => (columns.length === 0 ? empty : sql`, ${list(columns)}`);

/**
 * Assignment rows of the range, half-open: a row at `until` belongs to the next period. Columns: `subject`,
 * `variation`, `at_us`, `p0 …`, and `id0 …` of the secondary ids.
 */
export const assignments = (
  d: Dialect,
  q: Omit<ExposureQuery, 'table'>,
  secondaryIds: readonly string[] = [],
  until: string | null = null,
): Sql => {
  const column = (spelled: string): Sql => sql`s.${name(spelled)}`;
  const at = d.utc(column(q.timestampColumn));
  return sql`
SELECT ${lines([
    sql`${d.text(column(q.subjectColumn))} AS subject`,
    q.experimentKey === null
      ? sql`${d.text(sql`${q.variations[0] ?? ''}`)} AS variation`
      : sql`${d.text(column(q.variationColumn))} AS variation`,
    sql`${d.micros(at)} AS at_us`,
    ...q.properties.map(
      (property, i) =>
        sql`${typeof property === 'string' ? d.text(column(property)) : periodOf(d, property, at)} AS ${alias(`p${i}`)}`,
    ),
    ...(until === null ? [] : [sql`${d.micros(d.utc(column(until)))} AS until_us`]),
    ...secondaryIds.map((id, i) => sql`${d.text(column(id))} AS ${alias(`id${i}`)}`),
  ])}
FROM ${customerSql(q.select)} AS s
WHERE ${allOf([
    ...(q.experimentKey === null
      ? []
      : [
          sql`${d.text(column(q.experimentKeyColumn))} = ${q.experimentKey}`,
          sql`${column(q.variationColumn)} IS NOT NULL`,
        ]),
    sql`${column(q.subjectColumn)} IS NOT NULL`,
    ...(until === null ? [] : [sql`${column(until)} IS NOT NULL`]),
    sql`${at} >= ${d.instant(q.from)}`,
    sql`${at} < ${d.instant(q.until)}`,
    ...partitionRange(q.partitionColumn, q.from, q.until),
  ])}
`;
};

const periodOf = (d: Dialect, { first, later }: Periods, at: Sql): Sql =>
  later.reduce(
    (before, { from, name: period }) =>
      sql`CASE WHEN ${at} >= ${d.instant(from)} THEN ${d.text(sql`${period}`)} ELSE ${before} END`,
    d.text(sql`${first}`),
  );

/**
 * Whole days around the range, one day wider for zones. Plain text takes the type of the column that it is compared
 * with (date or timestamp), so that the engine can skip partitions. `daysLater`: how much later than its time a row
 * may lie, in a table that is partitioned by the day of arrival.
 */
export const partitionRange = (column: string | null, from: string, until: string, daysLater = 1): readonly Sql[] => {
  if (column === null) return [];
  const day = (iso: string, shift: number): string =>
    new Date(Date.parse(iso) + (shift * dayMicros) / 1000).toISOString().slice(0, 10);
  return [sql`s.${name(column)} >= ${day(from, -1)}`, sql`s.${name(column)} < ${day(until, 1 + daysLater)}`];
};

const mixed = (least: Sql, greatest: Sql): Sql => sql`CASE WHEN ${least} <> ${greatest} THEN 1 ELSE 0 END AS is_mixed`;

/** Without properties a subject that is not mixed has one variation, and a mixed one is never analysed. */
const foldedByGroup = (d: Dialect): Sql => sql`
SELECT subject, MIN(${d.byteOrder(sql`variation`)}) AS variation, MIN(at_us) AS exposed_us, COUNT(*) AS assignment_count,
  ${mixed(sql`MIN(variation)`, sql`MAX(variation)`)}
FROM assignment
GROUP BY subject
`;

const foldedByRank = (d: Dialect, properties: readonly Sql[]): Sql => {
  const order = list([
    sql`at_us`,
    d.byteOrder(sql`variation`),
    ...properties.map((p) => d.byteOrder(sql`COALESCE(${p}, '')`)),
  ]);
  return sql`
SELECT subject, variation, at_us AS exposed_us, assignment_count, ${mixed(sql`least_variation`, sql`greatest_variation`)}, ${list(properties)}
FROM (
  SELECT subject, variation, at_us, ${list(properties)},
    MIN(variation) OVER (PARTITION BY subject) AS least_variation,
    MAX(variation) OVER (PARTITION BY subject) AS greatest_variation,
    COUNT(*) OVER (PARTITION BY subject) AS assignment_count,
    ROW_NUMBER() OVER (PARTITION BY subject ORDER BY ${order}) AS row_rank
  FROM assignment
) AS ranked
WHERE row_rank = 1
`;
};
