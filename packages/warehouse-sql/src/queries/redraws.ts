import type { Dialect } from '../dialects/dialect.js';
import { alias, lines, list, sql, type Sql } from '../fragment.js';
import { statement, type ScratchTable, type Statement } from '../statement.js';
import { judgedValue, withCaps, type Variable } from './caps.js';
import type { MomentQuery } from './moments.js';
import { tablePath } from './probes.js';

/** Slots of all drawn schedules together; of a longer schedule fewer are drawn. */
const drawnSlots = 20_000_000;
/** Differences that are equal but for rounding count as at least as large. */
const rounding = 1e-9;

/** A number per slot, and what it is per: null = the slot. */
export interface RedrawnMetric {
  readonly numerator: number;
  readonly denominator: number | null;
}

export interface RedrawQuery extends Pick<MomentQuery, 'subjects' | 'caps' | 'variables' | 'minimumContributors'> {
  readonly exposures: ScratchTable;
  readonly metrics: readonly RedrawnMetric[];
  readonly control: string;
  readonly treatment: string;
  /** What is left out of each slot at both ends together, in microseconds. */
  readonly burn: number;
}

/** Names of the result for a metric. */
export const redrawNames = (metric: number): readonly [drawn: string, atLeast: string] => [
  `r${metric}_drawn`,
  `r${metric}_least`,
];

/**
 * The randomisation test of a schedule: the slots of the treatment and of control are shuffled within each block of each
 * unit, up to 999 times, and compared as they were. Blocks are times, from the begin of the first slot on, as long as one
 * slot of each variation: the schedules of our flags are drawn by them, and of any schedule that is drawn slot by slot, or
 * within units, each order within a block is as likely too. One row: of each metric, how many drawn schedules gave a difference
 * from control, and how many of them one at least as large. No value of a slot leaves. The same slots give the same
 * draws every time. Custody: nothing is told where fewer units than the minimum contribute in either arm.
 */
export const redraws = (d: Dialect, q: RedrawQuery): Statement => {
  const used = [
    ...new Set(q.metrics.flatMap((one) => [one.numerator, ...(one.denominator === null ? [] : [one.denominator])])),
  ];
  const y = used.map((i) => alias(`y${i}`));
  const difference = (j: number): Sql => alias(`x${j}`);
  const salt = sql`a.n + 10 * b.n + 100 * c.n`;
  return statement(d, {
    kind: 'aggregate',
    purpose: 'schedules drawn again',
    columns: q.metrics.flatMap((_, j) => redrawNames(j).map((name) => ({ name, type: 'number' as const }))),
    sql: sql`WITH clock AS (
  SELECT MIN(exposed_us) AS first_us, MAX(CASE WHEN is_mixed = 0 THEN until_us - exposed_us END) + ${q.burn} AS length_us
  FROM ${tablePath(q.exposures)}
),
served AS (
  SELECT COUNT(DISTINCT variation) AS variations_n
  FROM ${tablePath(q.subjects)}
),
timed AS (
  SELECT ${lines([
    sql`x.subject`,
    sql`s.unit`,
    sql`s.variation`,
    ...used.map((i) => sql`${judgedValue(q.variables[i] as Variable, i)} AS ${alias(`y${i}`)}`),
    sql`${d.quotient(sql`(s.exposed_us - k.first_us)`, sql`(k.length_us * v.variations_n)`)} AS block_no`,
  ])}
  FROM ${withCaps(q.subjects, q.caps)} JOIN ${tablePath(q.exposures)} AS x ON x.subject_key = s.subject_key CROSS JOIN clock AS k CROSS JOIN served AS v
  WHERE s.variation IN (${q.control}, ${q.treatment})
),
slot AS (
  SELECT t.*, ROW_NUMBER() OVER (PARTITION BY unit, block_no ORDER BY variation, subject) AS place_no
  FROM timed AS t
),
digit AS (
  ${list(
    Array.from({ length: 10 }, (_, n) => sql`SELECT ${n} AS n`),
    sql` UNION ALL `,
  )}
),
salt AS (
  SELECT ${salt} AS salt_no
  FROM digit AS a CROSS JOIN digit AS b CROSS JOIN digit AS c CROSS JOIN (SELECT COUNT(*) AS slots_n FROM slot) AS t
  WHERE (${salt}) * t.slots_n <= ${drawnSlots}
),
shuffled AS (
  SELECT l.salt_no, s.unit, s.block_no, ${lines(y.map((value) => sql`s.${value}`))},
    CASE WHEN l.salt_no = 0 THEN s.place_no ELSE ROW_NUMBER() OVER (PARTITION BY l.salt_no, s.unit, s.block_no ORDER BY ${d.md5(sql`s.subject || ':' || ${d.text(sql`l.salt_no`)}`)}) END AS place_no
  FROM slot AS s CROSS JOIN salt AS l
),
drawn AS (
  SELECT h.salt_no, o.variation, COUNT(*) AS slots_n, ${lines(y.map((value) => sql`SUM(h.${value}) AS ${value}`))}
  FROM shuffled AS h
  JOIN slot AS o ON o.unit = h.unit AND o.block_no = h.block_no AND o.place_no = h.place_no
  GROUP BY h.salt_no, o.variation
),
difference AS (
  SELECT ${lines([
    sql`salt_no`,
    ...q.metrics.map(
      (metric, j) => sql`${valueIn(metric, q.treatment)} - ${valueIn(metric, q.control)} AS ${difference(j)}`,
    ),
  ])}
  FROM drawn
  GROUP BY salt_no
),
permission AS (
  SELECT ${lines(q.metrics.map((metric, j) => sql`${mayLeave(q, metric)} AS ${alias(`ok${j}`)}`))}
  FROM slot
)
SELECT ${lines(
      q.metrics.flatMap((_, j) => {
        const [drawn, least] = redrawNames(j);
        const isThere = sql`g.${alias(`ok${j}`)} = 1 AND h.salt_no > 0 AND h.${difference(j)} IS NOT NULL AND o.${difference(j)} IS NOT NULL`;
        const isLarge = sql`ABS(h.${difference(j)}) >= ABS(o.${difference(j)}) * ${1 - rounding}`;
        return [
          sql`SUM(CASE WHEN ${isThere} THEN 1 ELSE 0 END) AS ${alias(drawn)}`,
          sql`SUM(CASE WHEN ${isThere} AND ${isLarge} THEN 1 ELSE 0 END) AS ${alias(least)}`,
        ];
      }),
    )}
FROM difference AS h CROSS JOIN (SELECT * FROM difference WHERE salt_no = 0) AS o CROSS JOIN permission AS g`,
  });
};

/** The value of a metric in a variation of a drawn schedule; null where it has none. */
const valueIn = ({ numerator, denominator }: RedrawnMetric, variation: string): Sql => {
  const total = (column: Sql): Sql => sql`SUM(CASE WHEN variation = ${variation} THEN ${column} END)`;
  const per = denominator === null ? alias('slots_n') : alias(`y${denominator}`);
  return sql`${total(alias(`y${numerator}`))} / NULLIF(${total(per)}, 0)`;
};

/** 1 where enough units contribute to the metric in the treatment and in control. */
const mayLeave = (q: RedrawQuery, { numerator, denominator }: RedrawnMetric): Sql => {
  if (q.minimumContributors <= 1) return sql`MAX(1)`;
  const enough = [q.treatment, q.control].flatMap((variation) =>
    [numerator, ...(denominator === null ? [] : [denominator])].map(
      (i) =>
        sql`COUNT(DISTINCT CASE WHEN variation = ${variation} AND ${alias(`y${i}`)} <> 0 THEN unit END) >= ${q.minimumContributors}`,
    ),
  );
  return sql`CASE WHEN ${list(enough, sql` AND `)} THEN 1 ELSE 0 END`;
};
