import type { Dialect } from '../dialects/dialect.js';
import { alias, allOf, customerSql, list, lines, name, render, sql, type Sql } from '../fragment.js';
import { dayMicros } from '../measures.js';
import { statement, type ScratchTable, type Statement } from '../statement.js';
import { partitionRange } from './exposures.js';
import { tablePath } from './probes.js';

/** The one column of a kept table that is ours: names the rows of one UTC day that one statement wrote. */
export const trancheColumn = 'assay_tranche';
const tranche = alias(trancheColumn);

/** A tranche is generation · 100,000 + day, so that the days of one generation are one range of numbers. */
const daysPerGeneration = 100_000;

/** Rows are looked for in partitions up to so many days later than their time. */
const latestPartition = 7;

/** UTC days, counted from 1970-01-01, whose rows of one generation count: half-open. */
export interface KeptDays {
  readonly fromDay: number;
  readonly untilDay: number;
  readonly generation: number;
}

/** What is kept of a source: some of its columns, in a range of time. */
export interface KeptRows {
  readonly table: ScratchTable;
  readonly select: string;
  /** As the customer spells them; without repeats. */
  readonly columns: readonly string[];
  readonly timestampColumn: string;
  readonly partitionColumn: string | null;
  /** Half-open range, ISO 8601 in UTC. */
  readonly from: string;
  readonly until: string;
}

/** Make a kept table of the rows of a range. */
export const createKept = (d: Dialect, generation: number, q: KeptRows): Statement =>
  statement(d, {
    kind: 'scratch',
    purpose: 'kept rows: create',
    writes: { creates: [q.table] },
    sql: d.createKept(tablePath(q.table), rowsOf(d, generation, q), tranche),
  });

/** Add the rows of a range under another generation. They count once their days are said to be of that generation. */
export const fillKept = (d: Dialect, generation: number, q: KeptRows): Statement =>
  statement(d, {
    kind: 'scratch',
    purpose: 'kept rows: add',
    writes: { fills: [q.table] },
    sql: sql`INSERT INTO ${tablePath(q.table)} (${list([...q.columns.map(name), tranche])})
${rowsOf(d, generation, q)}`,
  });

/** Remove the rows that no longer count, or never did. */
export const purgeKept = (d: Dialect, table: ScratchTable, days: readonly KeptDays[]): Statement =>
  statement(d, {
    kind: 'scratch',
    purpose: 'kept rows: purge',
    writes: { fills: [table] },
    sql: sql`DELETE FROM ${tablePath(table)} WHERE NOT (${isIn(days)})`,
  });

/** A SELECT of the rows that count, to stand wherever the source's own SELECT would. */
export const keptSelect = (d: Dialect, table: ScratchTable, days: readonly KeptDays[]): string =>
  render(sql`SELECT * FROM ${tablePath(table)} WHERE ${isIn(days)}`, d);

/**
 * Days of the range on which the source's rows are no longer those that are kept. Both sides are counted and their
 * rows' hashes summed in the warehouse; only the days leave.
 */
export const changedDays = (d: Dialect, days: readonly KeptDays[], q: KeptRows): Statement => {
  const kept = customerSql(keptSelect(d, q.table, days));
  return statement(d, {
    kind: 'aggregate',
    purpose: 'changed history',
    columns: [
      { name: 'changed_day', type: 'number' },
      { name: 'differences', type: 'number' },
    ],
    sql: sql`SELECT c.changed_day, COUNT(*) AS differences
FROM (
  SELECT b.changed_day
  FROM (
${fingerprints(d, customerSql(q.select), q, q.partitionColumn, sql`1`)}
    UNION ALL
${fingerprints(d, kept, q, null, sql`(-1)`)}
  ) AS b
  GROUP BY b.changed_day
  HAVING SUM(b.rows_n) <> 0 OR SUM(b.hash_sum) <> 0
) AS c
GROUP BY c.changed_day
ORDER BY changed_day`,
  });
};

const at = (d: Dialect, q: KeptRows): Sql => d.utc(sql`s.${name(q.timestampColumn)}`);
const dayOf = (d: Dialect, q: KeptRows): Sql => d.quotient(d.micros(at(d, q)), sql`${dayMicros}`);

const inRange = (d: Dialect, q: KeptRows, partitionColumn: string | null): Sql =>
  allOf([
    sql`${at(d, q)} >= ${d.instant(q.from)}`,
    sql`${at(d, q)} < ${d.instant(q.until)}`,
    ...partitionRange(partitionColumn, q.from, q.until, latestPartition),
  ]);

const rowsOf = (d: Dialect, generation: number, q: KeptRows): Sql => sql`SELECT ${lines([
  ...q.columns.map((column) => sql`s.${name(column)}`),
  sql`${generation * daysPerGeneration} + ${dayOf(d, q)} AS ${tranche}`,
])}
FROM ${customerSql(q.select)} AS s
WHERE ${inRange(d, q, q.partitionColumn)}`;

const fingerprints = (d: Dialect, from: Sql, q: KeptRows, partitionColumn: string | null, sign: Sql): Sql => {
  const cells = q.columns.map((column) => sql`s.${name(column)}`);
  return sql`    SELECT r.changed_day, ${sign} * COUNT(*) AS rows_n, ${sign} * SUM(r.row_hash) AS hash_sum
    FROM (
      SELECT ${dayOf(d, q)} AS changed_day,
        ${d.rowHash?.(cells) ?? d.hash(textOf(d, cells))} AS row_hash
      FROM ${from} AS s
      WHERE ${inRange(d, q, partitionColumn)}
    ) AS r
    GROUP BY r.changed_day`;
};

const textOf = (d: Dialect, cells: readonly Sql[]): Sql =>
  list(
    cells.map((cell) => sql`CASE WHEN ${cell} IS NULL THEN '-' ELSE '+' || ${d.text(cell)} END`),
    sql` || '|' || `,
  );

/** Whether a row counts. Single days are listed, several days of one generation are a range. */
const isIn = (days: readonly KeptDays[]): Sql => {
  const first = ({ generation, fromDay }: KeptDays): number => generation * daysPerGeneration + fromDay;
  const last = ({ generation, untilDay }: KeptDays): number => generation * daysPerGeneration + untilDay;
  const singles = days.filter((one) => one.untilDay - one.fromDay === 1);
  const ranges = days.filter((one) => one.untilDay - one.fromDay > 1);
  const parts = ranges.map((one) => sql`(${tranche} >= ${first(one)} AND ${tranche} < ${last(one)})`);
  if (singles.length > 0) parts.push(sql`${tranche} IN (${list(singles.map((one) => sql`${first(one)}`))})`);
  return parts.length === 0 ? sql`1 = 0` : list(parts, sql` OR `);
};
