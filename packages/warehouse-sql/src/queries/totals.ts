import type { Dialect } from '../dialects/dialect.js';
import { alias, allOf, customerSql, lines, name, sql } from '../fragment.js';
import type { Measure } from '../measures.js';
import { statement, type Statement } from '../statement.js';
import { threeDigits } from './caps.js';
import { partitionRange } from './exposures.js';
import { stagedColumns, type StagedColumns } from './facts.js';

export interface TotalsQuery {
  readonly select: string;
  readonly subjectColumn: string;
  readonly timestampColumn: string;
  readonly partitionColumn: string | null;
  /** Sums and counts; measure i becomes column `t<i>`. Their windows are of a subject's exposure, and do not count. */
  readonly measures: readonly Measure[];
  /** Half-open range of fact times, ISO 8601 in UTC. */
  readonly from: string;
  readonly until: string;
  readonly minimumContributors: number;
}

/**
 * Totals over everyone, assigned or not: one row, `t0 …`. Custody: a total leaves where enough subjects have a value
 * that is not 0, and to 3 significant digits, so that what two of them differ by says nothing of one subject; where
 * every number leaves, it is exact.
 */
export const totals = (d: Dialect, q: TotalsQuery): Statement => {
  const staged = stagedColumns(d, q.measures);
  const at = d.utc(sql`s.${name(q.timestampColumn)}`);
  const isGuarded = q.minimumContributors > 1;
  const each = q.measures.map((_, i) => alias(`t${i}`));
  return statement(d, {
    kind: 'aggregate',
    purpose: 'totals',
    columns: q.measures.map((_, i) => ({ name: `t${i}`, type: 'number' as const })),
    sql: sql`SELECT ${lines(
      each.map((t, i) =>
        isGuarded ? sql`CASE WHEN ${alias(`n${i}`)} >= ${q.minimumContributors} THEN ${threeDigits(t)} END AS ${t}` : t,
      ),
    )}
FROM (
  SELECT ${lines([
    ...each.map((t, i) => sql`SUM(e.${alias(`v${i}`)}) AS ${t}`),
    ...(isGuarded
      ? each.map(
          (_, i) => sql`COUNT(DISTINCT CASE WHEN e.${alias(`v${i}`)} <> 0 THEN e.subject END) AS ${alias(`n${i}`)}`,
        )
      : []),
  ])}
  FROM (
    SELECT f.subject, ${lines(q.measures.map((m, i) => sql`${valueOf(d, m, staged, i)} AS ${alias(`v${i}`)}`))}
    FROM (
      SELECT ${lines([
        sql`${d.text(sql`s.${name(q.subjectColumn)}`)} AS subject`,
        ...staged.definitions.map((definition, i) => sql`${definition} AS ${alias(`c${i}`)}`),
      ])}
      FROM ${customerSql(q.select)} AS s
      WHERE ${allOf([
        sql`s.${name(q.subjectColumn)} IS NOT NULL`,
        sql`${at} >= ${d.instant(q.from)}`,
        sql`${at} < ${d.instant(q.until)}`,
        ...partitionRange(q.partitionColumn, q.from, q.until),
      ])}
    ) AS f
  ) AS e
) AS summed`,
  });
};

/** What a fact adds to a total; null where it does not count. */
const valueOf = (d: Dialect, { reduction }: Measure, staged: StagedColumns, at: number) => {
  const { value, flag } = staged.ofMeasure[at] as StagedColumns['ofMeasure'][number];
  const isCounted = allOf([
    ...(flag ? [sql`f.${flag} = 1`] : []),
    ...(value ? [sql`f.${value} IS NOT NULL`] : []),
    ...(flag || value ? [] : [sql`f.subject IS NOT NULL`]),
  ]);
  const added = reduction.kind === 'sum' && value ? sql`f.${value}` : d.double(sql`1`);
  return sql`CASE WHEN ${isCounted} THEN ${added} END`;
};
