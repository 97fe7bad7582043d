import type { Dialect } from '../dialects/dialect.js';
import { alias, lines, list, sql, type Sql } from '../fragment.js';
import type { Measure } from '../measures.js';
import { statement, type ScratchTable, type Statement } from '../statement.js';
import { bucketOf } from './caps.js';
import { counts, stagedColumns, type StagedFacts } from './facts.js';
import { tablePath } from './probes.js';
import { otherValue } from './property-values.js';
import { labelJoin } from './subjects.js';

/** The multiplier at which the outer order statistics are taken, whatever the level: no new scan for another one. */
const outerZ = 1.96;

export interface PointQuery {
  readonly table: ScratchTable;
  readonly exposures: ScratchTable;
  readonly propertyValues: ScratchTable | null;
  readonly properties: number;
  readonly staged: StagedFacts;
  readonly measure: Measure;
}

/** One row per fact that counts: `subject_key`, `variation`, its value `v`, `bucket_no` and the labels `g0 …`. */
export const points = (d: Dialect, q: PointQuery): Statement => {
  const at = q.staged.stagedFor.indexOf(q.measure);
  const columns = stagedColumns(d, q.staged.stagedFor);
  const value = columns.ofMeasure[at]?.value;
  if (!value) throw new RangeError('The values of a percentile are staged as numbers.');
  const properties = q.propertyValues ? Array.from({ length: q.properties }, (_, i) => i) : [];
  const labels = properties.map((i) => sql`COALESCE(${alias(`l${i}`)}.label, ${otherValue}) AS ${alias(`g${i}`)}`);
  const joins = properties.map((i) => sql`\n${labelJoin(q.propertyValues as ScratchTable, i)}`);
  return statement(d, {
    kind: 'scratch',
    purpose: 'values of facts',
    writes: { creates: [q.table] },
    sql: d.createTable(
      tablePath(q.table),
      sql`SELECT ${lines([
        sql`e.subject_key`,
        sql`x.variation`,
        sql`e.${value} AS v`,
        sql`${bucketOf(sql`e.${value}`)} AS bucket_no`,
        ...labels,
      ])}
FROM ${tablePath(q.staged.table)} AS e
JOIN ${tablePath(q.exposures)} AS x ON x.subject_key = e.subject_key${list(joins, sql``)}
WHERE ${counts(q.measure, columns, at)}`,
    ),
  });
};

/** A cell is a variation, overall (`property_no` −1, `label` empty) or in one label of a property. */
const cellColumns = ['variation', 'property_no', 'label'] as const;
const cell = list(cellColumns.map((column) => alias(column)));
const cellOf = (table: string): Sql => list(cellColumns.map((column) => sql`${alias(table)}.${alias(column)}`));
const sameCell = (a: string, b: string): Sql =>
  list(
    cellColumns.map((column) => sql`${alias(a)}.${alias(column)} = ${alias(b)}.${alias(column)}`),
    sql` AND `,
  );

/** The points of every cell: those of a property's labels beside those of all subjects. */
const celled = (d: Dialect, table: ScratchTable, properties: number): Sql =>
  list(
    Array.from({ length: properties + 1 }, (_, i) => {
      const label = i === 0 ? d.text(sql`${''}`) : alias(`g${i - 1}`);
      return sql`  SELECT subject_key, variation, ${i - 1} AS property_no, ${label} AS label, v, bucket_no
  FROM ${tablePath(table)}`;
    }),
    sql`\n  UNION ALL\n`,
  );

export interface MarkQuery {
  readonly table: ScratchTable;
  readonly points: ScratchTable;
  readonly properties: number;
  /** As a share, 0 … 1 exclusive. */
  readonly percentile: number;
}

/**
 * One row per cell with the exact `quantile0` at p of its N values and the order statistics `lower0` and `upper0` at
 * p ∓ 1.96 √(p (1 − p)/N), each linear between the two values around share · (N − 1). As for caps, counting in
 * log-spaced buckets finds the buckets that hold them and only the values there are sorted.
 */
export const percentileMarks = (d: Dialect, q: MarkQuery): Statement => {
  const p = d.double(sql`${q.percentile}`);
  const reach = sql`${d.double(sql`${outerZ}`)} * SQRT(${p} * (1 - ${p}) / facts_n)`;
  const rank = (share: Sql): Sql => sql`${share} * (facts_n - 1)`;
  const targets = [
    rank(p),
    rank(sql`CASE WHEN ${p} > ${reach} THEN ${p} - ${reach} ELSE 0 END`),
    rank(sql`CASE WHEN ${p} + ${reach} < 1 THEN ${p} + ${reach} ELSE 1 END`),
  ];
  const at = (place: Sql): Sql => sql`MIN(CASE WHEN first_rank <= ${place} AND last_rank >= ${place} THEN v END)`;
  const low = at(sql`FLOOR(rank_at)`);
  const high = at(sql`FLOOR(rank_at) + 1`);
  const mark = (no: number, column: string): Sql =>
    sql`MAX(CASE WHEN mark_no = ${no} THEN mark_v END) AS ${alias(column)}`;
  return statement(d, {
    kind: 'scratch',
    purpose: 'percentiles',
    writes: { creates: [q.table] },
    sql: d.createTable(
      tablePath(q.table),
      sql`WITH point AS (
${celled(d, q.points, q.properties)}
),
bucket AS (
  SELECT ${cell}, bucket_no, COUNT(*) AS n, MIN(v) AS low, MAX(v) AS high
  FROM point
  GROUP BY ${cell}, bucket_no
),
placed AS (
  SELECT ${cell}, n, low, high,
    SUM(n) OVER (PARTITION BY ${cell} ORDER BY low ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - n AS before_n
  FROM bucket
),
total AS (
  SELECT ${cell}, ${d.double(sql`SUM(n)`)} AS facts_n
  FROM bucket
  GROUP BY ${cell}
),
target AS (
${list(
  targets.map((target, no) => sql`  SELECT ${cell}, ${no} AS mark_no, ${target} AS rank_at\n  FROM total`),
  sql`\n  UNION ALL\n`,
)}
),
hit AS (
  SELECT ${cellOf('t')}, t.mark_no, t.rank_at, b.n, b.low, b.high, b.before_n
  FROM target AS t
  JOIN placed AS b ON ${sameCell('b', 't')}
  WHERE b.before_n <= FLOOR(t.rank_at) + 1 AND b.before_n + b.n > FLOOR(t.rank_at)
),
ordered AS (
  SELECT ${cell}, mark_no, rank_at, low AS v, before_n AS first_rank, before_n + n - 1 AS last_rank
  FROM hit
  WHERE low = high
  UNION ALL
  SELECT ${cell}, mark_no, rank_at, v, value_rank AS first_rank, value_rank AS last_rank
  FROM (
    SELECT ${cellOf('h')}, h.mark_no, h.rank_at, a.v,
      h.before_n + ROW_NUMBER() OVER (PARTITION BY ${cellOf('h')}, h.mark_no, h.before_n ORDER BY a.v) - 1 AS value_rank
    FROM hit AS h
    JOIN point AS a ON ${sameCell('a', 'h')} AND a.v >= h.low AND a.v <= h.high
    WHERE h.low < h.high
  ) AS ranked
),
found AS (
  SELECT ${cell}, mark_no,
    ${low} + (COALESCE(${high}, ${low}) - ${low}) * (MAX(rank_at) - FLOOR(MAX(rank_at))) AS mark_v
  FROM ordered
  GROUP BY ${cell}, mark_no
)
SELECT ${cell}, ${lines([mark(0, 'quantile0'), mark(1, 'lower0'), mark(2, 'upper0')])}
FROM found
GROUP BY ${cell}`,
    ),
  });
};

export interface PercentileQuery {
  readonly points: ScratchTable;
  readonly marks: ScratchTable;
  readonly properties: number;
  readonly variations: readonly string[];
  readonly minimumContributors: number;
}

/**
 * Numbers of a percentile's row, as they are returned: subjects with a fact, the quantile and its outer order
 * statistics, sums and products over subjects of S (facts at or below the quantile) and N (facts), and the facts that
 * stand on the quantile and on its two neighbours.
 */
export const percentileNames = [
  'subjects',
  'quantile',
  'lower',
  'upper',
  'sum_s',
  'sum_n',
  'square_s',
  'product',
  'square_n',
  'at_quantile',
  'at_below',
  'at_above',
] as const;

/**
 * Percentile and cluster moments per variation, overall (`property_no` −1) and per label of each property.
 * Custody: all numbers of a cell leave only where at least the minimum of subjects have a value other than 0, have one
 * at or beyond the lower order statistic, and have one at or beyond the upper one; what is withheld is null, in all
 * labels of a property at once.
 */
export const percentiles = (d: Dialect, q: PercentileQuery): Statement => {
  const k = q.minimumContributors;
  const ifAny = (condition: Sql): Sql => sql`MAX(CASE WHEN ${condition} THEN 1 ELSE 0 END)`;
  const number = (condition: Sql): Sql => sql`SUM(CASE WHEN ${condition} THEN 1 ELSE 0 END)`;
  const product = (a: string, b: string): Sql => sql`SUM(${d.double(sql`c.${alias(a)}`)} * c.${alias(b)})`;
  const values: readonly Sql[] = [
    sql`COUNT(*)`,
    ...['quantile0', 'lower0', 'upper0'].map((column) => sql`MAX(m.${alias(column)})`),
    sql`SUM(c.below_n)`,
    sql`SUM(c.facts_n)`,
    product('below_n', 'below_n'),
    product('facts_n', 'below_n'),
    product('facts_n', 'facts_n'),
    ...['at_quantile_n', 'at_below_n', 'at_above_n'].map((column) => sql`SUM(c.${alias(column)})`),
  ];
  const enough = [
    sql`COUNT(*) >= ${k + 2}`,
    ...['is_nonzero', 'is_low', 'is_high'].map((flag) => sql`SUM(c.${alias(flag)}) >= ${k}`),
  ];
  const all = sql`CASE WHEN property_no = -1 THEN may_leave ELSE MIN(may_leave) OVER (PARTITION BY property_no) END = 1`;
  const shown = percentileNames.map((name, i) => {
    const column = alias(name);
    if (k <= 1) return column;
    if (i === 0) return sql`CASE WHEN ${column} >= ${k} THEN ${column} END AS ${column}`;
    return sql`CASE WHEN ${all} THEN ${column} END AS ${column}`;
  });
  return statement(d, {
    kind: 'aggregate',
    purpose: 'percentiles and their cluster moments',
    columns: [
      { name: 'variation', type: 'key', allowed: q.variations },
      { name: 'property_no', type: 'number' },
      { name: 'label', type: 'key', allowed: null },
      ...percentileNames.map((name) => ({ name, type: 'number' as const })),
    ],
    sql: sql`WITH point AS (
${celled(d, q.points, q.properties)}
),
near AS (
  SELECT ${cellOf('p')}, MAX(CASE WHEN p.v < m.quantile0 THEN p.v END) AS below_v, MIN(CASE WHEN p.v > m.quantile0 THEN p.v END) AS above_v
  FROM point AS p
  JOIN ${tablePath(q.marks)} AS m ON ${sameCell('m', 'p')}
  GROUP BY ${cellOf('p')}
),
counted AS (
  SELECT ${cellOf('p')}, p.subject_key, ${lines([
    sql`COUNT(*) AS facts_n`,
    sql`${number(sql`p.v <= m.quantile0`)} AS below_n`,
    sql`${number(sql`p.v = m.quantile0`)} AS at_quantile_n`,
    sql`${number(sql`p.v = n.below_v`)} AS at_below_n`,
    sql`${number(sql`p.v = n.above_v`)} AS at_above_n`,
    sql`${ifAny(sql`p.v <> 0`)} AS is_nonzero`,
    sql`${ifAny(sql`p.v <= m.lower0`)} AS is_low`,
    sql`${ifAny(sql`p.v >= m.upper0`)} AS is_high`,
  ])}
  FROM point AS p
  JOIN ${tablePath(q.marks)} AS m ON ${sameCell('m', 'p')}
  JOIN near AS n ON ${sameCell('n', 'p')}
  GROUP BY ${cellOf('p')}, p.subject_key
),
summed AS (
  SELECT ${cellOf('c')}, ${lines([
    ...percentileNames.map((name, i) => sql`${values[i] as Sql} AS ${alias(name)}`),
    sql`CASE WHEN ${list(enough, sql` AND `)} THEN 1 ELSE 0 END AS may_leave`,
  ])}
  FROM counted AS c
  JOIN ${tablePath(q.marks)} AS m ON ${sameCell('m', 'c')}
  GROUP BY ${cellOf('c')}
)
SELECT variation, property_no, CASE WHEN property_no >= 0 THEN label END AS label, ${lines(shown)}
FROM summed`,
  });
};
