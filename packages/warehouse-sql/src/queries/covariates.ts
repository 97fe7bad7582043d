import type { Dialect } from '../dialects/dialect.js';
import { alias, list, lines, sql, type Sql } from '../fragment.js';
import { statement, type Statement } from '../statement.js';
import { judgedValue, withCaps, type Variable } from './caps.js';
import type { MomentQuery } from './moments.js';
import { tablePath } from './probes.js';

/** A sum over the subjects of a variation: of a number, of its difference from the pivot, or of a product of two differences. */
export type CovariateSum =
  | { readonly kind: 'sum'; readonly of: number }
  | { readonly kind: 'difference'; readonly of: number }
  | { readonly kind: 'product'; readonly of: number; readonly by: number };

export type CovariateTable = Pick<MomentQuery, 'subjects' | 'caps' | 'pivots' | 'variables'>;

export interface CovariateQuery extends Pick<MomentQuery, 'variations' | 'minimumContributors'> {
  /** Of the same subjects. */
  readonly tables: readonly CovariateTable[];
  /** Numbers per subject: where each is found. */
  readonly numbers: readonly { readonly table: number; readonly variable: number }[];
  /** In the order of the result's columns `e0 …`; they name the numbers. */
  readonly sums: readonly CovariateSum[];
  /** Covariates of the whole block, of which this may be a part: so many more subjects are asked for. */
  readonly covariates: number;
}

/**
 * A part of the block of sums and products by which metrics are adjusted by covariates of each other: one row per
 * variation, `n` and a column per sum. Custody as for moments, but by column: what has too few contributors is null and
 * the rest leaves.
 */
export const covariateSums = (d: Dialect, q: CovariateQuery): Statement => {
  const guards = q.minimumContributors > 1 ? guardsOf(q) : new Map<string, Sql>();
  const columns = q.sums.map((_, i) => alias(`e${i}`));
  const [first, ...others] = tablesOf(q);
  if (first === undefined) throw new RangeError('A block of covariates has sums.');
  return statement(d, {
    kind: 'aggregate',
    purpose: 'sums of covariates',
    columns: [
      { name: 'variation', type: 'key', allowed: q.variations },
      { name: 'n', type: 'number' },
      ...q.sums.map((_, i) => ({ name: `e${i}`, type: 'number' as const })),
    ],
    sql: sql`SELECT ${lines([
      sql`variation`,
      sql`n`,
      ...q.sums.map((one, i) => guarded(q, one, columns[i] as Sql, guards.has(guardOf(one)))),
    ])}
FROM (
  SELECT ${lines([
    sql`${tableAlias(first)}.variation`,
    sql`COUNT(*) AS n`,
    ...q.sums.map((one, i) => sql`${sumOf(q, one)} AS ${columns[i] as Sql}`),
    ...[...guards].map(([name, count]) => sql`${count} AS ${alias(name)}`),
  ])}
  FROM ${valuesOf(q, first)}${list(
    others.map(
      (table) =>
        sql`\n  JOIN ${valuesOf(q, table)} ON ${tableAlias(table)}.subject_key = ${tableAlias(first)}.subject_key`,
    ),
    sql``,
  )}
  GROUP BY ${tableAlias(first)}.variation
) AS a`,
  });
};

const numbersOf = (q: CovariateQuery): readonly number[] =>
  [...new Set(q.sums.flatMap((one) => variablesOf(one)))].sort((a, b) => a - b);

const placeOf = (q: CovariateQuery, number: number): CovariateQuery['numbers'][number] =>
  q.numbers[number] as CovariateQuery['numbers'][number];

/** Tables that hold one of the numbers, in ascending order. */
const tablesOf = (q: CovariateQuery): readonly number[] =>
  [...new Set(numbersOf(q).map((number) => placeOf(q, number).table))].sort((a, b) => a - b);

const tableAlias = (table: number): Sql => alias(`t${table}`);

/** The numbers of one table, `y<number>` and their differences from the pivot `d<number>`, by subject. */
const valuesOf = (q: CovariateQuery, at: number): Sql => {
  const table = q.tables[at] as CovariateTable;
  const values = numbersOf(q).flatMap((number) => {
    const place = placeOf(q, number);
    if (place.table !== at) return [];
    const value = judgedValue(variableOf(q, number), place.variable);
    const pivot = alias(`pivot${place.variable}`);
    return [sql`${value} AS ${alias(`y${number}`)}`, sql`${value} - p.${pivot} AS ${alias(`d${number}`)}`];
  });
  return sql`(
    SELECT ${lines([sql`s.subject_key`, sql`s.variation`, ...values])}
    FROM ${withCaps(table.subjects, table.caps)} JOIN ${tablePath(table.pivots)} AS p ON p.variation = s.variation
  ) AS ${tableAlias(at)}`;
};

const variableOf = (q: CovariateQuery, number: number): Variable => {
  const { table, variable } = placeOf(q, number);
  return q.tables[table]?.variables[variable] as Variable;
};

const columnOf = (q: CovariateQuery, kind: 'y' | 'd', number: number): Sql =>
  sql`${tableAlias(placeOf(q, number).table)}.${alias(`${kind}${number}`)}`;

const variablesOf = (one: CovariateSum): readonly number[] => (one.kind === 'product' ? [one.of, one.by] : [one.of]);

const sumOf = (q: CovariateQuery, one: CovariateSum): Sql => {
  switch (one.kind) {
    case 'sum':
      return sql`SUM(${columnOf(q, 'y', one.of)})`;
    case 'difference':
      return sql`SUM(${columnOf(q, 'd', one.of)})`;
    case 'product':
      return sql`SUM(${columnOf(q, 'd', one.of)} * ${columnOf(q, 'd', one.by)})`;
    default:
      return one satisfies never;
  }
};

/** The column that counts who contributes; the sums of one variable share it with its square. */
const guardOf = (one: CovariateSum): string => {
  const [a, b = a] = variablesOf(one) as [number, number?];
  return `k${Math.max(a, b)}_${Math.min(a, b)}`;
};

/** Counts of subjects whose product is not 0, where the numbers are more than shares. */
const guardsOf = (q: CovariateQuery): Map<string, Sql> => {
  const guards = new Map<string, Sql>();
  for (const one of q.sums) {
    const [a, b = a] = variablesOf(one) as [number, number?];
    if ([a, b].every((number) => variableOf(q, number).isBinary)) continue;
    const product = a === b ? columnOf(q, 'y', a) : sql`${columnOf(q, 'y', a)} * ${columnOf(q, 'y', b)}`;
    guards.set(guardOf(one), sql`SUM(CASE WHEN ${product} <> 0 THEN 1 ELSE 0 END)`);
  }
  return guards;
};

const guarded = (q: CovariateQuery, one: CovariateSum, column: Sql, isCounted: boolean): Sql => {
  const k = q.minimumContributors;
  if (k <= 1) return column;
  const enough = [sql`n >= ${k + q.covariates}`, ...(isCounted ? [sql`${alias(guardOf(one))} >= ${k}`] : [])];
  return sql`CASE WHEN ${list(enough, sql` AND `)} THEN ${column} END AS ${column}`;
};
