import type { Dialect } from '../../dialects/dialect.js';
import { alias, allOf, customerSql, lines, list, name, sql, type Sql } from '../../fragment.js';
import { dayMicros } from '../../measures.js';
import { statement, type ScratchTable, type Statement } from '../../statement.js';
import { partitionRange } from '../exposures.js';
import { tablePath } from '../probes.js';

/** The one variation under which all decisions stand, so that facts are joined to them as to exposures. */
export const everyDecision = 'decision';

/** Assignments whose subjects are evaluated, and so must not be learned from. */
export interface Evaluated {
  readonly select: string;
  readonly subjectColumn: string;
  readonly timestampColumn: string;
  readonly experimentKeyColumn: string;
  readonly partitionColumn: string | null;
  /** At least one. */
  readonly experimentKeys: readonly string[];
  /** Half-open range of assignment times, ISO 8601 in UTC. */
  readonly from: string;
  readonly until: string;
}

export interface DecisionQuery {
  readonly table: ScratchTable;
  readonly select: string;
  readonly subjectColumn: string;
  readonly timestampColumn: string;
  readonly banditKeyColumn: string;
  readonly actionColumn: string;
  readonly partitionColumn: string | null;
  readonly banditKey: string;
  /** Columns of numeric attributes, which become x0, x1, … and of categorical ones, which become c0, c1, … */
  readonly numeric: readonly string[];
  readonly categorical: readonly string[];
  /** Half-open range of decision times, ISO 8601 in UTC. */
  readonly from: string;
  readonly until: string;
  /** null = nobody is evaluated. */
  readonly evaluated: Evaluated | null;
}

/**
 * One scan of the log of actions: one row per subject and action, of the first time that it was chosen. A repeat is
 * the same draw again, so a subject has the same weight however often it came; and a number over the rows of an
 * action is a number over as many subjects. Subjects who are evaluated are left out.
 *
 * The table has the columns of exposures besides `action`, `x0 …` and `c0 …`, so that facts are read for it as ever.
 */
export const decisions = (d: Dialect, q: DecisionQuery): Statement => {
  const attributes = [...q.numeric.map((_, i) => alias(`x${i}`)), ...q.categorical.map((_, i) => alias(`c${i}`))];
  const order = list([sql`at_us`, ...attributes.map((a) => d.byteOrder(sql`COALESCE(${d.text(a)}, '')`))]);
  const own = attributes.map((a) => sql`r.${a}`);
  const kept = q.evaluated === null ? [] : [sql`e.subject IS NULL`];
  const evaluated = q.evaluated === null ? [] : [sql`evaluated AS (${evaluatedSubjects(d, q.evaluated)})`];
  const ranked = sql`ranked AS (
SELECT ${lines([
    ...[sql`subject`, sql`action`, sql`at_us`],
    ...attributes,
    sql`ROW_NUMBER() OVER (PARTITION BY subject, action ORDER BY ${order}) AS row_rank`,
  ])}
FROM chosen
)`;
  return statement(d, {
    kind: 'scratch',
    purpose: 'decisions',
    writes: { creates: [q.table] },
    sql: d.createTable(
      tablePath(q.table),
      sql`WITH ${list([sql`chosen AS (${chosen(d, q)})`, ranked, ...evaluated], sql`,\n`)}
SELECT ${lines([
        sql`${d.rowNumber ?? keyOf(d)} AS subject_key`,
        sql`r.subject`,
        sql`${d.text(sql`${everyDecision}`)} AS variation`,
        sql`0 AS is_mixed`,
        sql`r.at_us AS exposed_us`,
        sql`${d.quotient(sql`r.at_us`, sql`${dayMicros}`)} AS exposed_day`,
        sql`r.action`,
        ...own,
      ])}
FROM ranked AS r${q.evaluated === null ? sql`` : sql`\nLEFT JOIN evaluated AS e ON e.subject = r.subject`}
WHERE ${allOf([sql`r.row_rank = 1`, ...kept])}`,
    ),
  });
};

/** Action and subject as one text that no other pair has: the length says where the action ends. */
const keyOf = (d: Dialect): Sql =>
  sql`CONCAT(CONCAT(${d.text(sql`LENGTH(r.action)`)}, ':'), CONCAT(r.action, r.subject))`;

const chosen = (d: Dialect, q: DecisionQuery): Sql => {
  const column = (spelled: string): Sql => sql`s.${name(spelled)}`;
  const at = d.utc(column(q.timestampColumn));
  return sql`
SELECT ${lines([
    sql`${d.text(column(q.subjectColumn))} AS subject`,
    sql`${d.text(column(q.actionColumn))} AS action`,
    sql`${d.micros(at)} AS at_us`,
    ...q.numeric.map((spelled, i) => sql`${d.double(column(spelled))} AS ${alias(`x${i}`)}`),
    ...q.categorical.map((spelled, i) => sql`${d.text(column(spelled))} AS ${alias(`c${i}`)}`),
  ])}
FROM ${customerSql(q.select)} AS s
WHERE ${allOf([
    sql`${d.text(column(q.banditKeyColumn))} = ${q.banditKey}`,
    sql`${column(q.subjectColumn)} IS NOT NULL`,
    sql`${column(q.actionColumn)} IS NOT NULL`,
    sql`${at} >= ${d.instant(q.from)}`,
    sql`${at} < ${d.instant(q.until)}`,
    ...partitionRange(q.partitionColumn, q.from, q.until),
  ])}
`;
};

const evaluatedSubjects = (d: Dialect, q: Evaluated): Sql => {
  const column = (spelled: string): Sql => sql`s.${name(spelled)}`;
  const at = d.utc(column(q.timestampColumn));
  return sql`
SELECT DISTINCT ${d.text(column(q.subjectColumn))} AS subject
FROM ${customerSql(q.select)} AS s
WHERE ${allOf([
    sql`${d.text(column(q.experimentKeyColumn))} IN (${list(q.experimentKeys.map((key) => sql`${key}`))})`,
    sql`${column(q.subjectColumn)} IS NOT NULL`,
    sql`${at} >= ${d.instant(q.from)}`,
    sql`${at} < ${d.instant(q.until)}`,
    ...partitionRange(q.partitionColumn, q.from, q.until),
  ])}
`;
};
