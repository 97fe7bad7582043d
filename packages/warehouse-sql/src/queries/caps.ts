import type { Cap, Winsorization } from '@assay/definitions';
import type { Dialect } from '../dialects/dialect.js';
import { alias, lines, list, sql, type Sql } from '../fragment.js';
import { statement, type ScratchTable, type Statement } from '../statement.js';
import type { CountedBy } from './counted-by.js';
import { tablePath } from './probes.js';

/** A value of the subjects as it is judged: column `v<column>`, capped or not. */
export interface Variable {
  readonly column: number;
  readonly winsorization: Winsorization | null;
  /** 0 and 1 only. */
  readonly isBinary: boolean;
}

export interface CapQuery {
  readonly table: ScratchTable;
  readonly subjects: ScratchTable;
  readonly variables: readonly Variable[];
}

type End = 'upper' | 'lower';
const ends: readonly End[] = ['upper', 'lower'];

export const hasCap = (variable: Variable): boolean =>
  variable.winsorization !== null && (variable.winsorization.upper !== null || variable.winsorization.lower !== null);

const capsOf = (variables: readonly Variable[]): { end: End; at: number; cap: Cap; column: number }[] =>
  variables.flatMap((variable, at) =>
    ends.flatMap((end) => {
      const cap = variable.winsorization?.[end] ?? null;
      return cap ? [{ end, at, cap, column: variable.column }] : [];
    }),
  );

/**
 * One row with the exact caps of all capped variables, `upper<i>` and `lower<i>`: percentiles over all analysed
 * subjects of all variations, zeros included unless the metric leaves them out, interpolated linearly between the
 * two order statistics around p (n − 1). Counting in log-spaced buckets finds the bucket that holds them and only
 * its values are sorted, so that it costs the same everywhere and no engine's own percentile is needed.
 *
 * An upper cap of 0 would turn every value into 0: it is left out (null) and reported.
 */
export const caps = (d: Dialect, q: CapQuery): Statement => {
  const given = capsOf(q.variables);
  const percentiles = given.flatMap((c) => (c.cap.kind === 'percentile' ? [{ ...c, cap: c.cap }] : []));
  const steps = percentiles.flatMap((c, i) => orderStatistics(d, q.subjects, c.column, c.cap, i));
  const columns = given.map((c) => {
    const found = alias(`${c.end}${c.at}`);
    if (c.cap.kind === 'fixed') return sql`${d.double(sql`${c.cap.value}`)} AS ${found}`;
    const i = percentiles.findIndex((p) => p.at === c.at && p.end === c.end);
    const value = sql`${alias(`cap${i}`)}.value`;
    return c.end === 'upper' ? sql`NULLIF(${value}, 0) AS ${found}` : sql`${value} AS ${found}`;
  });
  const from = list(
    percentiles.map((_, i) => sql`${alias(`cap${i}`)}`),
    sql` CROSS JOIN `,
  );
  return statement(d, {
    kind: 'scratch',
    purpose: 'caps',
    writes: { creates: [q.table] },
    sql: d.createTable(
      tablePath(q.table),
      percentiles.length === 0
        ? sql`SELECT ${lines(columns)}`
        : sql`WITH ${list(steps, sql`,\n`)}
SELECT ${lines(columns)}
FROM ${from}`,
    ),
  });
};

const orderStatistics = (
  d: Dialect,
  subjects: ScratchTable,
  column: number,
  cap: Extract<Cap, { kind: 'percentile' }>,
  i: number,
): Sql[] => {
  const [value, bucket, placed, hit, ordered, found] = ['value', 'bucket', 'placed', 'hit', 'ordered', 'cap'].map((n) =>
    alias(`${n}${i}`),
  ) as [Sql, Sql, Sql, Sql, Sql, Sql];
  const read = alias(`v${column}`);
  const nonZero = cap.excludeZeros ? sql` AND ${read} <> 0` : sql``;
  const at = (rank: Sql): Sql => sql`MIN(CASE WHEN first_rank <= ${rank} AND last_rank >= ${rank} THEN v END)`;
  const low = at(sql`FLOOR(rank_at)`);
  const high = at(sql`FLOOR(rank_at) + 1`);
  return [
    sql`${value} AS (
  SELECT ${read} AS v, ${bucketOf(read)} AS bucket_no
  FROM ${tablePath(subjects)}
  WHERE ${read} IS NOT NULL${nonZero}
)`,
    sql`${bucket} AS (
  SELECT bucket_no, COUNT(*) AS n, MIN(v) AS low, MAX(v) AS high
  FROM ${value}
  GROUP BY bucket_no
)`,
    sql`${placed} AS (
  SELECT n, low, high,
    SUM(n) OVER (ORDER BY low ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - n AS before_n,
    ${d.double(sql`${cap.percentile}`)} * (SUM(n) OVER () - 1) AS rank_at
  FROM ${bucket}
)`,
    sql`${hit} AS (
  SELECT n, low, high, before_n, rank_at
  FROM ${placed}
  WHERE before_n <= FLOOR(rank_at) + 1 AND before_n + n > FLOOR(rank_at)
)`,
    sql`${ordered} AS (
  SELECT rank_at, low AS v, before_n AS first_rank, before_n + n - 1 AS last_rank
  FROM ${hit}
  WHERE low = high
  UNION ALL
  SELECT rank_at, v, value_rank AS first_rank, value_rank AS last_rank
  FROM (
    SELECT h.rank_at, a.v, h.before_n + ROW_NUMBER() OVER (PARTITION BY h.before_n ORDER BY a.v) - 1 AS value_rank
    FROM ${hit} AS h
    JOIN ${value} AS a ON a.v >= h.low AND a.v <= h.high
    WHERE h.low < h.high
  ) AS ranked
)`,
    sql`${found} AS (
  SELECT ${low} + (COALESCE(${high}, ${low}) - ${low}) * (MAX(rank_at) - FLOOR(MAX(rank_at))) AS value
  FROM ${ordered}
)`,
  ];
};

/** Sixteen buckets for each factor of e, kept apart by sign. */
export const bucketOf = (v: Sql): Sql =>
  sql`CASE WHEN ${v} > 0 THEN 100000 + FLOOR(16 * LN(${v})) WHEN ${v} < 0 THEN -100000 - FLOOR(16 * LN(-${v})) ELSE 0 END`;

/** A value after the caps of its variable; reads caps as `c`. */
export const capped = (variable: Variable, at: number, v: Sql): Sql => {
  if (!hasCap(variable)) return v;
  const branch = (end: End): Sql => {
    if (!variable.winsorization?.[end]) return sql``;
    const cap = sql`c.${alias(`${end}${at}`)}`;
    return sql` WHEN ${v} ${end === 'upper' ? sql`>` : sql`<`} ${cap} THEN ${cap}`;
  };
  return sql`CASE${branch('upper')}${branch('lower')} ELSE ${v} END`;
};

/** The value of a variable as it is judged; reads subjects as `s`. */
export const judgedValue = (variable: Variable, at: number): Sql =>
  capped(variable, at, sql`s.${alias(`v${variable.column}`)}`);

/** Subjects with their caps beside them, as `s` and `c`. */
export const withCaps = (subjects: ScratchTable, capTable: ScratchTable | null): Sql =>
  capTable ? sql`${tablePath(subjects)} AS s CROSS JOIN ${tablePath(capTable)} AS c` : sql`${tablePath(subjects)} AS s`;

/**
 * One row per variation with `pivot<i>`, the mean of each variable over its analysed subjects: moments are taken of
 * the differences from it, so that no large mean cancels a small variance. Labels of a property use the pivot of
 * their variation.
 */
export const pivots = (d: Dialect, q: CapQuery & { readonly caps: ScratchTable | null }): Statement =>
  statement(d, {
    kind: 'scratch',
    purpose: 'pivots',
    writes: { creates: [q.table] },
    sql: d.createTable(
      tablePath(q.table),
      sql`SELECT ${lines([
        sql`s.variation`,
        ...q.variables.map((v, i) => sql`COALESCE(AVG(${judgedValue(v, i)}), 0) AS ${alias(`pivot${i}`)}`),
      ])}
FROM ${withCaps(q.subjects, q.caps)}
GROUP BY s.variation`,
    ),
  });

/**
 * What of the caps may be kept: per capped variable `upper<i>`, `lower<i>` to 3 significant digits, null where
 * fewer subjects (or clusters, or units) than the minimum lie beyond the cap, and `zeroed<i>`, 1 where a cap of 0 was left out.
 */
export const capReport = (
  d: Dialect,
  q: CapQuery & { readonly caps: ScratchTable; readonly minimumContributors: number; readonly countedBy?: CountedBy },
): Statement => {
  const given = capsOf(q.variables);
  const columns = given.map((c) => {
    const cap = sql`c.${alias(`${c.end}${c.at}`)}`;
    const v = sql`s.${alias(`v${c.column}`)}`;
    const beyond = c.end === 'upper' ? sql`${v} > ${cap}` : sql`${v} < ${cap}`;
    return {
      name: `${c.end}${c.at}`,
      shown: sql`CASE WHEN ${q.countedBy ? sql`COUNT(DISTINCT CASE WHEN ${beyond} THEN s.${alias(q.countedBy)} END)` : sql`SUM(CASE WHEN ${beyond} THEN 1 ELSE 0 END)`} >= ${q.minimumContributors} THEN ${threeDigits(sql`MAX(${cap})`)} END`,
    };
  });
  const zeroed = given
    .filter((c) => c.end === 'upper' && c.cap.kind === 'percentile')
    .map((c) => ({
      name: `zeroed${c.at}`,
      shown: sql`CASE WHEN COUNT(s.${alias(`v${c.column}`)}) > 0 AND MAX(c.${alias(`upper${c.at}`)}) IS NULL THEN 1 ELSE 0 END`,
    }));
  const all = [...columns, ...zeroed];
  return statement(d, {
    kind: 'aggregate',
    purpose: 'caps in use',
    columns: all.map((column) => ({ name: column.name, type: 'number' })),
    sql: sql`SELECT ${lines(all.map((column) => sql`${column.shown} AS ${alias(column.name)}`))}
FROM ${withCaps(q.subjects, q.caps)}`,
  });
};

/** A number to 3 significant digits. */
export const threeDigits = (value: Sql): Sql => {
  const scale = sql`POWER(10, FLOOR(LN(ABS(${value})) / LN(10)) - 2)`;
  return sql`CASE WHEN ${value} = 0 THEN 0 ELSE ROUND(${value} / ${scale}) * ${scale} END`;
};
