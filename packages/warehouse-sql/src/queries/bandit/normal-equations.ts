import type { Dialect } from '../../dialects/dialect.js';
import { alias, lines, list, sql, type Sql } from '../../fragment.js';
import { statement, type ResultColumn, type ScratchTable, type Statement } from '../../statement.js';
import { tablePath } from '../probes.js';
import type { AttributeCounts } from './sample.js';

export interface NormalEquationQuery extends AttributeCounts {
  readonly rows: ScratchTable;
  readonly minimumContributors: number;
  /** Whether the reward is 0 or 1. */
  readonly isBinary: boolean;
}

/** Numeric columns of one statement: results are narrow rows. */
const widest = 40;

interface Sum {
  readonly name: string;
  /** The variables whose product is summed; of a plain sum one. */
  readonly of: readonly number[];
  readonly expression: Sql;
}

const z = (i: number): Sql => sql`r.${alias(`z${i}`)}`;
const diff = (i: number): Sql => sql`r.${alias(`d${i}`)}`;
const t = (i: number): Sql => sql`r.${alias(`t${i}`)}`;
const key = (name: string): ResultColumn => ({ name, type: 'key', allowed: null });
const number = (name: string): ResultColumn => ({ name, type: 'number' });

const sumsOf = (variables: number): readonly Sum[] => {
  const each = Array.from({ length: variables }, (_, i) => i);
  return [
    ...each.flatMap((i) => [
      { name: `s${i}`, of: [i], expression: sql`SUM(${z(i)})` },
      { name: `d${i}`, of: [i], expression: sql`SUM(${diff(i)})` },
    ]),
    ...each.flatMap((a) =>
      each.slice(0, a + 1).map((b) => ({
        name: `q${a}_${b}`,
        of: [a, b],
        expression: sql`SUM(${diff(a)} * ${diff(b)})`,
      })),
    ),
  ];
};

/** Whether enough subjects contribute to a sum; null = nothing more to ask than the size of the action. */
const enough = (q: NormalEquationQuery, of: readonly number[]): Sql | null => {
  if (q.minimumContributors <= 1 || (q.isBinary && of.every((i) => i === 0))) return null;
  const touched = list([...new Set(of)].map(t), sql` * `);
  return sql`SUM(${touched}) >= ${q.minimumContributors}`;
};

/**
 * Per action the number of subjects and, of the reward (variable 0) and the numeric attributes: sums `s`, sums of
 * differences from the mean over all actions `d`, and products of those `q<a>_<b>` (b <= a). One statement for each
 * forty columns. A sum to which too few subjects contribute is null.
 */
export const actionSums = (d: Dialect, q: NormalEquationQuery): readonly Statement[] => {
  const sums = sumsOf(1 + q.numeric);
  const blocks = Array.from({ length: Math.ceil(sums.length / widest) }, (_, at) =>
    sums.slice(at * widest, (at + 1) * widest),
  );
  return blocks.map((block) =>
    statement(d, {
      kind: 'aggregate',
      purpose: 'sums per action',
      columns: [key('action'), number('n'), ...block.map((sum) => number(sum.name))],
      sql: sql`SELECT ${lines([
        sql`r.action`,
        sql`COUNT(*) AS n`,
        ...block.map(({ name, of, expression }) => {
          const condition = enough(q, of);
          const shown = condition === null ? expression : sql`CASE WHEN ${condition} THEN ${expression} END`;
          return sql`${shown} AS ${alias(name)}`;
        }),
      ])}
FROM ${tablePath(q.rows)} AS r
GROUP BY r.action`,
    }),
  );
};

/**
 * Per action, categorical attribute and label: subjects, and the sums of differences `d0 …` of the variables. Where
 * too few contribute in one label, that sum is withheld in all labels of the attribute, so that none can be got by
 * subtraction. Null where there is no categorical attribute.
 */
export const labelSums = (d: Dialect, q: NormalEquationQuery): Statement | null => {
  if (q.categorical === 0) return null;
  const labels = Array.from({ length: q.categorical }, (_, i) => alias(`g${i}`));
  const variables = Array.from({ length: 1 + q.numeric }, (_, i) => i);
  const conditions = variables.map((i) => enough(q, [i]));
  const attribute = sql`CASE ${list(
    labels.map((g, i) => sql`WHEN ${g} IS NOT NULL THEN ${i}`),
    sql` `,
  )} END`;
  return statement(d, {
    kind: 'aggregate',
    purpose: 'sums per category',
    columns: [
      key('action'),
      number('attribute_no'),
      key('label'),
      number('n'),
      ...variables.map((i) => number(`d${i}`)),
    ],
    sql: sql`SELECT ${lines([
      ...[sql`action`, sql`attribute_no`, sql`label`, sql`n`],
      ...variables.map((i) =>
        conditions[i] === null
          ? alias(`d${i}`)
          : sql`CASE WHEN MIN(${alias(`ok${i}`)}) OVER (PARTITION BY action, attribute_no) = 1 THEN ${alias(`d${i}`)} END AS ${alias(`d${i}`)}`,
      ),
    ])}
FROM (
  SELECT a.*, ${attribute} AS attribute_no, COALESCE(${list([...labels, sql`NULL`])}) AS label
  FROM (
    SELECT ${lines([
      sql`r.action`,
      ...labels.map((g) => sql`r.${g}`),
      sql`COUNT(*) AS n`,
      ...variables.map((i) => sql`SUM(${diff(i)}) AS ${alias(`d${i}`)}`),
      ...conditions.flatMap((condition, i) =>
        condition === null ? [] : [sql`CASE WHEN ${condition} THEN 1 ELSE 0 END AS ${alias(`ok${i}`)}`],
      ),
    ])}
    FROM ${tablePath(q.rows)} AS r
    GROUP BY GROUPING SETS (${list(labels.map((g) => sql`(r.action, r.${g})`))})
  ) AS a
) AS b`,
  });
};

/** The pairs of categorical attributes in the order in which `pair_no` counts them. */
export const pairsOf = (categorical: number): readonly (readonly [number, number])[] =>
  Array.from({ length: categorical }, (_, a) => a).flatMap((a) =>
    Array.from({ length: categorical - a - 1 }, (_, i) => [a, a + 1 + i] as const),
  );

/**
 * Per action, pair of categorical attributes and pair of labels: subjects. Where one combination has too few, no row
 * of that pair of attributes is returned for the action. Null with fewer than two categorical attributes.
 */
export const pairCounts = (d: Dialect, q: NormalEquationQuery): Statement | null => {
  const pairs = pairsOf(q.categorical);
  if (pairs.length === 0) return null;
  const labels = Array.from({ length: q.categorical }, (_, i) => alias(`g${i}`));
  const g = (i: number): Sql => labels[i] as Sql;
  const pair = sql`CASE ${list(
    pairs.map(([a, b], i) => sql`WHEN ${g(a)} IS NOT NULL AND ${g(b)} IS NOT NULL THEN ${i}`),
    sql` `,
  )} END`;
  const least = sql`MIN(n) OVER (PARTITION BY action, pair_no)`;
  return statement(d, {
    kind: 'aggregate',
    purpose: 'subjects per pair of categories',
    columns: [key('action'), number('pair_no'), key('label_a'), key('label_b'), number('n')],
    sql: sql`SELECT action, pair_no, label_a, label_b, n
FROM (
  SELECT action, pair_no, label_a, label_b, n, ${least} AS least
  FROM (
    SELECT action, ${pair} AS pair_no, COALESCE(${list(labels)}) AS label_a,
      COALESCE(${list([...labels].reverse())}) AS label_b, n
    FROM (
      SELECT ${lines([sql`r.action`, ...labels.map((one) => sql`r.${one}`), sql`COUNT(*) AS n`])}
      FROM ${tablePath(q.rows)} AS r
      GROUP BY GROUPING SETS (${list(pairs.map(([a, b]) => sql`(r.action, r.${g(a)}, r.${g(b)})`))})
    ) AS a
  ) AS b
) AS c
WHERE least >= ${Math.max(1, q.minimumContributors)}`,
  });
};
