import type { Dialect } from '../dialects/dialect.js';
import { alias, lines, list, sql, type Sql } from '../fragment.js';
import { statement, type ResultColumn, type ScratchTable, type Statement } from '../statement.js';
import { judgedValue, withCaps, type Variable } from './caps.js';
import { tablePath } from './probes.js';

/** The variables of one metric, in order: what is judged, then denominator and covariates as the planner has it. */
export interface MetricBlock {
  /** Indexes into the query's variables. */
  readonly variables: readonly number[];
  /** Indexes of 0/1 variables of which only the sums are wanted: the steps of a funnel. */
  readonly steps?: readonly number[];
}

export interface MomentQuery {
  readonly subjects: ScratchTable;
  readonly caps: ScratchTable | null;
  readonly pivots: ScratchTable;
  readonly variables: readonly Variable[];
  readonly metrics: readonly MetricBlock[];
  readonly variations: readonly string[];
  /** Properties that the moments are split by, besides overall. */
  readonly properties: number;
  readonly minimumContributors: number;
  /** Whom the minimum counts, where a customer has several rows; absent = the rows. */
  readonly countedBy?: 'unit' | null;
}

/** Numeric columns that a metric of so many variables needs: n, sums, differences, their products. */
export const momentColumns = (variables: number, steps = 0): number =>
  1 + 2 * variables + (variables * (variables + 1)) / 2 + steps;

/**
 * Names of the result: metric j has `m<j>_n`, sums `m<j>_s<a>`, differences from the pivot `m<j>_d<a>`, products
 * `m<j>_q<a>_<b>` (b <= a) and sums of steps `m<j>_t<a>`.
 */
export const momentNames = (metric: number, variables: number, steps = 0): readonly string[] => {
  const each = Array.from({ length: variables }, (_, a) => a);
  return [
    `m${metric}_n`,
    ...each.map((a) => `m${metric}_s${a}`),
    ...each.map((a) => `m${metric}_d${a}`),
    ...each.flatMap((a) => each.slice(0, a + 1).map((b) => `m${metric}_q${a}_${b}`)),
    ...Array.from({ length: steps }, (_, a) => `m${metric}_t${a}`),
  ];
};

/** Names of the columns of one metric. */
export const namesOf = ({ variables, steps = [] }: MetricBlock, j: number): readonly string[] =>
  momentNames(j, variables.length, steps.length);

/** Every variable that the metrics need, in ascending order. */
export const usedBy = (metrics: readonly MetricBlock[]): readonly number[] =>
  [...new Set(metrics.flatMap((m) => [...m.variables, ...(m.steps ?? [])]))].sort((a, b) => a - b);

/**
 * Sufficient statistics per variation, overall (`property_no` −1) and per label of each property, one row each.
 * Custody: a numeric sum leaves only where enough subjects contribute to it, 0/1 sums where the cell is large
 * enough; what is withheld is null. Where one label of a property must withhold a metric, all of its labels do, in
 * all variations, so that nothing can be got by subtraction.
 */
export const moments = (d: Dialect, q: MomentQuery): Statement => {
  const groups = Array.from({ length: q.properties }, (_, i) => alias(`g${i}`));
  const used = usedBy(q.metrics);
  const values = used.flatMap((i) => {
    const value = judgedValue(q.variables[i] as Variable, i);
    return [sql`${value} AS ${alias(`y${i}`)}`, sql`${value} - p.${alias(`pivot${i}`)} AS ${alias(`d${i}`)}`];
  });
  const keys = list([sql`t.variation`, ...groups.map((g) => sql`t.${g}`)]);
  const grouping =
    groups.length === 0
      ? sql`GROUP BY t.variation`
      : sql`GROUP BY GROUPING SETS ((t.variation), ${list(groups.map((g) => sql`(t.variation, t.${g})`))})`;
  const aggregated = sql`
  SELECT ${lines([keys, ...q.metrics.flatMap((metric, j) => aggregates(q, metric, j))])}
  FROM (
    SELECT ${lines([sql`s.variation`, ...(q.countedBy ? [sql`s.${alias(q.countedBy)}`] : []), ...groups.map((g) => sql`s.${g}`), ...values])}
    FROM ${withCaps(q.subjects, q.caps)} JOIN ${tablePath(q.pivots)} AS p ON p.variation = s.variation
  ) AS t
  ${grouping}
`;
  const property =
    groups.length === 0
      ? sql`-1`
      : sql`CASE ${list(
          groups.map((g, i) => sql`WHEN ${g} IS NOT NULL THEN ${i}`),
          sql` `,
        )} ELSE -1 END`;
  const label = groups.length === 0 ? d.text(sql`NULL`) : sql`COALESCE(${list([...groups, sql`NULL`])})`;
  return statement(d, {
    kind: 'aggregate',
    purpose: 'moments',
    columns: columnsOf(q),
    sql: sql`SELECT ${lines([sql`variation`, sql`property_no`, sql`label`, ...q.metrics.flatMap((m, j) => guarded(q, m, j))])}
FROM (
  SELECT a.*, ${property} AS property_no, ${label} AS label
  FROM (${aggregated}) AS a
) AS b`,
  });
};

const columnsOf = (q: MomentQuery): readonly ResultColumn[] => [
  { name: 'variation', type: 'key', allowed: q.variations },
  { name: 'property_no', type: 'number' },
  { name: 'label', type: 'key', allowed: null },
  ...q.metrics.flatMap((m, j) => namesOf(m, j).map((n) => ({ name: n, type: 'number' as const }))),
];

/** The sums of a metric over values `t.y<i>` and their differences from the pivot `t.d<i>`, in the order of its names. */
export const momentSums = (metric: MetricBlock): readonly Sql[] => {
  const y = metric.variables.map((i) => sql`t.${alias(`y${i}`)}`);
  const dif = metric.variables.map((i) => sql`t.${alias(`d${i}`)}`);
  return [
    sql`COUNT(${y[0] as Sql})`,
    ...y.map((value) => sql`SUM(${value})`),
    ...dif.map((value) => sql`SUM(${value})`),
    ...dif.flatMap((a, i) => dif.slice(0, i + 1).map((b) => sql`SUM(${a} * ${b})`)),
    ...(metric.steps ?? []).map((i) => sql`SUM(t.${alias(`y${i}`)})`),
  ];
};

const aggregates = (q: MomentQuery, metric: MetricBlock, j: number): Sql[] => {
  const sums = momentSums(metric);
  const named = namesOf(metric, j).map((n, i) => sql`${sums[i] as Sql} AS ${alias(n)}`);
  return q.minimumContributors <= 1 ? named : [...named, sql`${mayLeave(q, metric)} AS ${alias(`m${j}_ok`)}`];
};

/** 1 where every sum and product of the metric has enough contributors. */
const mayLeave = (q: MomentQuery, { variables }: MetricBlock): Sql => {
  const k = q.minimumContributors;
  const contributors = variables.flatMap((a, i) =>
    variables.slice(i).flatMap((b) => {
      if (isBinaryPair(q, a, b)) return [];
      const product = a === b ? sql`t.${alias(`y${a}`)}` : sql`t.${alias(`y${a}`)} * t.${alias(`y${b}`)}`;
      return [
        q.countedBy
          ? sql`COUNT(DISTINCT CASE WHEN ${product} <> 0 THEN t.${alias(q.countedBy)} END) >= ${k}`
          : sql`SUM(CASE WHEN ${product} <> 0 THEN 1 ELSE 0 END) >= ${k}`,
      ];
    }),
  );
  const first = sql`t.${alias(`y${variables[0] as number}`)}`;
  const enough = [
    sql`COUNT(${first}) >= ${k + variables.length}`,
    ...(q.countedBy
      ? [sql`COUNT(DISTINCT CASE WHEN ${first} IS NOT NULL THEN t.${alias(q.countedBy)} END) >= ${k}`]
      : []),
  ];
  return sql`CASE WHEN ${list([...enough, ...contributors], sql` AND `)} THEN 1 ELSE 0 END`;
};

const isBinaryPair = (q: MomentQuery, a: number, b: number): boolean =>
  (q.variables[a] as Variable).isBinary && (q.variables[b] as Variable).isBinary;

const guarded = (q: MomentQuery, metric: MetricBlock, j: number): Sql[] => {
  const names = namesOf(metric, j);
  const k = q.minimumContributors;
  if (k <= 1) return names.map((n) => alias(n));
  const ok = alias(`m${j}_ok`);
  const all = sql`CASE WHEN property_no = -1 THEN ${ok} ELSE MIN(${ok}) OVER (PARTITION BY property_no) END = 1`;
  return names.map((n, i) => {
    const column = alias(n);
    if (i > 0) return sql`CASE WHEN ${all} THEN ${column} END AS ${column}`;
    return sql`CASE WHEN property_no = -1 OR ${column} >= ${k} OR ${column} = 0 THEN ${column} END AS ${column}`;
  });
};
