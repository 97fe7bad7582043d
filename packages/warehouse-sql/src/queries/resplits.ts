import type { Dialect } from '../dialects/dialect.js';
import { alias, lines, list, sql, type Sql } from '../fragment.js';
import { statement, type ScratchTable, type Statement } from '../statement.js';
import { judgedValue, withCaps, type Variable } from './caps.js';
import { momentSums, namesOf, usedBy, type MomentQuery } from './moments.js';
import { tablePath } from './probes.js';

/** How often the subjects are split in two. */
export const resplitCount = 200;

/**
 * Subjects that must contribute to every number of a metric (and, of a share, that must not). The sums of the halves are
 * as many linear equations in the values of the subjects; they have no single solution, however sparse, while more
 * values differ from 0 than there are equations. Twice as many are asked for.
 */
export const resplitContributors = 2 * resplitCount;

export interface ResplitQuery extends Omit<MomentQuery, 'properties' | 'minimumContributors'> {
  readonly exposures: ScratchTable;
  /** `resplitContributors`, unless all numbers may leave. */
  readonly contributors: number;
}

/**
 * Sufficient statistics of both halves of `resplitCount` random splits of the same subjects, from one reading of
 * them: subjects are hashed into 4,096 shards, moments are summed per shard, and each split draws its half of the
 * shards with a salt of its own. Rows: `salt_no`, `half_no` (0 or 1) and the columns of moments; null where too few
 * subjects contribute. The same subjects give the same halves every time.
 */
export const resplits = (d: Dialect, q: ResplitQuery): Statement => {
  const used = usedBy(q.metrics);
  const values = used.flatMap((i) => {
    const value = judgedValue(q.variables[i] as Variable, i);
    return [sql`${value} AS ${alias(`y${i}`)}`, sql`${value} - p.${alias(`pivot${i}`)} AS ${alias(`d${i}`)}`];
  });
  const names = q.metrics.map(namesOf);
  const all = names.flat().map((name) => alias(name));
  const counted = q.contributors > 1 ? q.metrics.map((metric) => contributions(q, metric.variables)) : [];
  const guards = counted.flatMap((conditions, j) => conditions.map((_, i) => alias(`g${j}_${i}`)));
  const sums = q.metrics.flatMap((metric, j) =>
    momentSums(metric).map((sum, i) => sql`${sum} AS ${alias(names[j]?.[i] as string)}`),
  );
  const subject = d.rowNumber ? sql`x.subject` : sql`s.subject_key`;
  const named = d.rowNumber ? sql` JOIN ${tablePath(q.exposures)} AS x ON x.subject_key = s.subject_key` : sql``;
  const shown = q.metrics.flatMap((_, j) =>
    (names[j] as readonly string[]).map((name) =>
      guards.length === 0
        ? sql`h.${alias(name)}`
        : sql`CASE WHEN g.${alias(`ok${j}`)} = 1 THEN h.${alias(name)} END AS ${alias(name)}`,
    ),
  );
  return statement(d, {
    kind: 'aggregate',
    purpose: 'moments of random halves',
    columns: [
      { name: 'salt_no', type: 'number' },
      { name: 'half_no', type: 'number' },
      ...names.flat().map((name) => ({ name, type: 'number' as const })),
    ],
    sql: sql`WITH shard AS (
  SELECT ${lines([sql`t.shard_key`, ...sums, ...counted.flat().map((one, i) => sql`SUM(CASE WHEN ${one} THEN 1 ELSE 0 END) AS ${guards[i] as Sql}`)])}
  FROM (
    SELECT ${lines([sql`SUBSTR(${d.md5(subject)}, 1, 3) AS shard_key`, ...values])}
    FROM ${withCaps(q.subjects, q.caps)} JOIN ${tablePath(q.pivots)} AS p ON p.variation = s.variation${named}
  ) AS t
  GROUP BY t.shard_key
),
digit AS (
  ${list(
    Array.from({ length: 10 }, (_, n) => sql`SELECT ${n} AS n`),
    sql` UNION ALL `,
  )}
),
salt AS (
  SELECT a.n + 10 * b.n + 100 * c.n AS salt_no
  FROM digit AS a CROSS JOIN digit AS b CROSS JOIN digit AS c
  WHERE c.n < ${resplitCount / 100}
),
drawn AS (
  SELECT l.salt_no, CASE WHEN ${d.md5(sql`s.shard_key || ':' || ${d.text(sql`l.salt_no`)}`)} < '8' THEN 0 ELSE 1 END AS half_no, ${lines(all.map((name) => sql`s.${name}`))}
  FROM shard AS s CROSS JOIN salt AS l
),
half AS (
  SELECT salt_no, half_no, ${lines(all.map((name) => sql`SUM(${name}) AS ${name}`))}
  FROM drawn
  GROUP BY salt_no, half_no
)${guards.length === 0 ? sql`` : sql`,\n${permission(q, counted)}`}
SELECT ${lines([sql`h.salt_no`, sql`h.half_no`, ...shown])}
FROM half AS h${guards.length === 0 ? sql`` : sql` CROSS JOIN permission AS g`}`,
  });
};

/** What each subject may contribute to a metric: a value or product that is not 0, and of a share also a 0. */
const contributions = (q: ResplitQuery, variables: readonly number[]): Sql[] =>
  variables.flatMap((a, i) => {
    const y = sql`t.${alias(`y${a}`)}`;
    const isBinary = (q.variables[a] as Variable).isBinary;
    return [
      ...variables.slice(i).map((b) => (a === b ? sql`${y} <> 0` : sql`${y} * t.${alias(`y${b}`)} <> 0`)),
      ...(isBinary ? [sql`${y} = 0`] : []),
    ];
  });

/** `ok<j>` is 1 where all numbers of metric j have enough contributors. */
const permission = (q: ResplitQuery, counted: readonly (readonly Sql[])[]): Sql => sql`permission AS (
  SELECT ${lines(
    counted.map(
      (conditions, j) =>
        sql`CASE WHEN ${list(
          conditions.map((_, i) => sql`SUM(${alias(`g${j}_${i}`)}) >= ${q.contributors}`),
          sql` AND `,
        )} THEN 1 ELSE 0 END AS ${alias(`ok${j}`)}`,
    ),
  )}
  FROM shard
)`;
