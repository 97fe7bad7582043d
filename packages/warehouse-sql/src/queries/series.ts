import type { Dialect } from '../dialects/dialect.js';
import { alias, empty, lines, list, sql, type Sql } from '../fragment.js';
import { dayMicros, type Measure } from '../measures.js';
import { statement, type Statement } from '../statement.js';
import { capped } from './caps.js';
import { dailyChanges } from './daily-changes.js';
import { namesOf, usedBy, type MetricBlock } from './moments.js';
import { tablePath } from './probes.js';
import { reached } from './facts.js';
import type { SeriesQuery, SeriesSource, SeriesVariable } from './series-query.js';
import { completeAt } from './subjects.js';

/**
 * Sufficient statistics at the end of each UTC day, per variation, without a row per subject and day: a subject has
 * a row on the day of its exposure, on days with facts and on the day on which its value is complete; what changed
 * in its contribution is summed by day, and the sums are cumulated. Days without a row repeat the day before.
 * Capped values use the latest caps for all days.
 *
 * Custody: a day is shown only if in every variation enough subjects changed on it, and either nothing changed
 * later or enough changed on some later day, so that no difference of two shown figures is about a few subjects.
 */
export const series = (d: Dialect, q: SeriesQuery): Statement => {
  const used = usedBy(q.metrics);
  const names = q.metrics.map(namesOf);
  const all = names.flat();
  const hasGuard = q.minimumContributors > 1;
  const isClustered = q.countedBy === 'cluster_key';
  const isOfDay = (name: string): boolean =>
    name.endsWith('_changed') || (q.countedBy === 'unit' && name.endsWith('_contributors'));
  const flags = hasGuard ? q.metrics.flatMap((_, j) => [`m${j}_changed`, `m${j}_contributors`]) : [];
  return statement(d, {
    kind: 'aggregate',
    purpose: 'moments by day',
    columns: [
      { name: 'variation', type: 'key', allowed: q.variations },
      { name: 'series_day', type: 'number' },
      ...all.map((column) => ({ name: column, type: 'number' as const })),
    ],
    sql: sql`WITH ${dailyChanges(d, q, used)},
cumulative AS (
  SELECT subject_key, calendar_age, ${lines([
    sql`LAG(calendar_age) OVER (PARTITION BY subject_key ORDER BY calendar_age) AS age_before`,
    ...used.flatMap((i) => [
      sql`${running(i, sql`CURRENT ROW`)} AS ${alias(`r${i}`)}`,
      sql`${running(i, sql`1 PRECEDING`)} AS ${alias(`l${i}`)}`,
    ]),
  ])}
  FROM changed_day
),
stepped AS (
  SELECT ${lines([
    sql`s.variation`,
    ...(q.countedBy ? [sql`s.${alias(q.countedBy)}`] : []),
    sql`s.exposed_day + r.calendar_age AS series_day`,
    ...used.flatMap((i) => [
      sql`${valueOnDay(d, q, i, now)} AS ${alias(`y${i}`)}`,
      sql`CASE WHEN r.age_before IS NOT NULL THEN ${valueOnDay(d, q, i, before)} END AS ${alias(`b${i}`)}`,
    ]),
  ])}
  FROM cumulative AS r
  JOIN ${tablePath(q.subjects)} AS s ON s.subject_key = r.subject_key${q.caps ? sql` CROSS JOIN ${tablePath(q.caps)} AS c` : sql``}
),
${isClustered ? clustered(used) : empty}increment AS (
  SELECT t.variation, t.series_day, ${lines(q.metrics.flatMap((m, j) => increments(q, m, j, hasGuard)))}
  FROM ${isClustered ? alias('cluster_stepped') : alias('stepped')} AS t JOIN ${tablePath(q.pivots)} AS p ON p.variation = t.variation
  GROUP BY t.variation, t.series_day
),
cumulated AS (
  SELECT variation, series_day, ${lines([...all, ...flags].map((n) => (isOfDay(n) ? alias(n) : sql`SUM(${alias(n)}) OVER (PARTITION BY variation ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS ${alias(n)}`)))}
  FROM increment
)${hasGuard ? sql`,\n${leastChanged(q)}` : sql``}
SELECT variation, series_day, ${lines(q.metrics.flatMap((m, j) => shown(q, m, j)))}
FROM ${hasGuard ? alias('guarded') : alias('cumulated')}
ORDER BY series_day, variation`,
  });
};

/** The running total of a variable up to a row of its subject. */
const running = (i: number, until: Sql): Sql =>
  sql`SUM(${alias(`a${i}`)}) OVER (PARTITION BY subject_key ORDER BY calendar_age ROWS BETWEEN UNBOUNDED PRECEDING AND ${until})`;

/** A row of a subject: where its running totals are, and its day, counted from the day of exposure. */
interface RowOfSubject {
  readonly total: 'r' | 'l';
  readonly age: Sql;
}
const now: RowOfSubject = { total: 'r', age: sql`r.calendar_age` };
const before: RowOfSubject = { total: 'l', age: sql`r.age_before` };

/** The same rows for clusters: what changed of the members is summed by cluster and day, and cumulated. */
const clustered = (used: readonly number[]): Sql => {
  const inside = (value: string): Sql => sql`CASE WHEN ${alias(value)} IS NULL THEN 0 ELSE 1 END`;
  const cumulated = (column: string): Sql =>
    sql`SUM(${alias(column)}) OVER (PARTITION BY cluster_key ORDER BY series_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS ${alias(column)}`;
  return sql`cluster_changed AS (
  SELECT variation, cluster_key, series_day, ${lines(
    used.flatMap((i) => [
      sql`SUM(COALESCE(${alias(`y${i}`)}, 0) - COALESCE(${alias(`b${i}`)}, 0)) AS ${alias(`a${i}`)}`,
      sql`SUM(${inside(`y${i}`)} - ${inside(`b${i}`)}) AS ${alias(`n${i}`)}`,
    ]),
  )}
  FROM stepped
  GROUP BY variation, cluster_key, series_day
),
cluster_cumulated AS (
  SELECT variation, cluster_key, series_day, ${lines(used.flatMap((i) => [cumulated(`a${i}`), cumulated(`n${i}`)]))}
  FROM cluster_changed
),
cluster_judged AS (
  SELECT variation, cluster_key, series_day, ${lines(
    used.map((i) => sql`CASE WHEN ${alias(`n${i}`)} > 0 THEN ${alias(`a${i}`)} END AS ${alias(`y${i}`)}`),
  )}
  FROM cluster_cumulated
),
cluster_stepped AS (
  SELECT variation, series_day, ${lines(
    used.flatMap((i) => [
      alias(`y${i}`),
      sql`LAG(${alias(`y${i}`)}) OVER (PARTITION BY cluster_key ORDER BY series_day) AS ${alias(`b${i}`)}`,
    ]),
  )}
  FROM cluster_judged
),
`;
};

/** What the days of a step are: 1 from the day on which it was reached. */
const anyFact: Pick<Measure, 'reduction'> = { reduction: { kind: 'any' } };

/** The value of a variable at the end of the day of a row; null before it is complete. Reads `r`, `s` and `c`. */
const valueOnDay = (d: Dialect, q: SeriesQuery, i: number, row: RowOfSubject): Sql => {
  const variable = q.variables[i] as SeriesVariable;
  if (variable.isMember) return onceComplete(d, q, variable, row, d.double(sql`1`));
  const { reduction } = variable.step
    ? anyFact
    : ((q.sources[variable.source] as SeriesSource).measures[variable.measure] as Measure);
  const total = sql`COALESCE(r.${alias(`${row.total}${i}`)}, 0)`;
  const value =
    reduction.kind === 'any'
      ? sql`CASE WHEN ${total} > 0 THEN 1 ELSE 0 END`
      : reduction.kind === 'threshold'
        ? sql`CASE WHEN ${reached(total, reduction)} THEN 1 ELSE 0 END`
        : total;
  return onceComplete(d, q, variable, row, d.double(capped(variable, i, value)));
};

const onceComplete = (d: Dialect, q: SeriesQuery, variable: SeriesVariable, row: RowOfSubject, judged: Sql): Sql => {
  if (!variable.cutoff) return judged;
  const complete = completeAt(variable.cutoff, 's');
  return sql`CASE WHEN ${complete} <= ${q.untilMicros} AND s.exposed_day + ${row.age} >= ${d.quotient(sql`${complete} - 1`, sql`${dayMicros}`)} THEN ${judged} END`;
};

const increments = (q: SeriesQuery, block: MetricBlock, j: number, hasGuard: boolean): Sql[] => {
  const { variables, steps = [] } = block;
  const y = variables.map((i) => sql`t.${alias(`y${i}`)}`);
  const b = variables.map((i) => sql`t.${alias(`b${i}`)}`);
  const pivot = variables.map((i) => sql`p.${alias(`pivot${i}`)}`);
  const from = (values: readonly Sql[], at: number): Sql => sql`(${values[at] as Sql} - ${pivot[at] as Sql})`;
  const change = (now: Sql, before: Sql): Sql => sql`SUM(COALESCE(${now}, 0) - COALESCE(${before}, 0))`;
  const expressions = [
    change(sql`CASE WHEN ${y[0] as Sql} IS NOT NULL THEN 1 END`, sql`CASE WHEN ${b[0] as Sql} IS NOT NULL THEN 1 END`),
    ...y.map((value, a) => change(value, b[a] as Sql)),
    ...y.map((_, a) => change(from(y, a), from(b, a))),
    ...y.flatMap((_, a) =>
      y.slice(0, a + 1).map((__, e) => change(sql`${from(y, a)} * ${from(y, e)}`, sql`${from(b, a)} * ${from(b, e)}`)),
    ),
    ...steps.map((i) => change(sql`t.${alias(`y${i}`)}`, sql`t.${alias(`b${i}`)}`)),
  ];
  const named = namesOf(block, j).map((n, i) => sql`${expressions[i] as Sql} AS ${alias(n)}`);
  if (!hasGuard) return named;
  const differs = y.map((value, a) => sql`COALESCE(${value}, 0) <> COALESCE(${b[a] as Sql}, 0)`);
  const product = (values: readonly Sql[]): Sql => list(values, sql` * `);
  const isBinary = variables.every((i) => (q.variables[i] as SeriesVariable).isBinary);
  const contributes = (values: readonly Sql[]): Sql =>
    isBinary
      ? sql`CASE WHEN ${values[0] as Sql} IS NOT NULL THEN 1 END`
      : sql`CASE WHEN ${product(values)} <> 0 THEN 1 END`;
  const hasChanged = sql`${list(differs, sql` OR `)} OR (${y[0] as Sql} IS NOT NULL AND ${b[0] as Sql} IS NULL)`;
  if (q.countedBy === 'unit') {
    // Slots of a unit are one customer, and units do not add up over days: each day has enough of them by itself.
    const units = (when: Sql): Sql => sql`COUNT(DISTINCT CASE WHEN ${when} THEN t.unit END)`;
    return [
      ...named,
      sql`${units(hasChanged)} AS ${alias(`m${j}_changed`)}`,
      sql`${units(isBinary ? sql`${y[0] as Sql} IS NOT NULL` : sql`${product(y)} <> 0`)} AS ${alias(`m${j}_contributors`)}`,
    ];
  }
  return [
    ...named,
    sql`SUM(CASE WHEN ${hasChanged} THEN 1 ELSE 0 END) AS ${alias(`m${j}_changed`)}`,
    sql`${change(contributes(y), contributes(b))} AS ${alias(`m${j}_contributors`)}`,
  ];
};

/** Per day the least number of changed subjects among the variations, and the greatest of those least numbers later. */
const leastChanged = (q: SeriesQuery): Sql => {
  const least = q.metrics.map(
    (_, j) => sql`MIN(${alias(`m${j}_changed`)}) OVER (PARTITION BY series_day) AS ${alias(`m${j}_least`)}`,
  );
  const later = q.metrics.map(
    (_, j) =>
      sql`MAX(${alias(`m${j}_least`)}) OVER (PARTITION BY variation ORDER BY series_day DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ${alias(`m${j}_later`)}`,
  );
  return sql`least_changed AS (
  SELECT k.*, ${lines(least)}
  FROM cumulated AS k
),
guarded AS (
  SELECT l.*, ${lines(later)}
  FROM least_changed AS l
)`;
};

const shown = (q: SeriesQuery, block: MetricBlock, j: number): Sql[] => {
  const { variables } = block;
  const names = namesOf(block, j);
  const k = q.minimumContributors;
  if (k <= 1) return names.map((n) => alias(n));
  const column = (suffix: string): Sql => alias(`m${j}_${suffix}`);
  const isShown = sql`${column('least')} >= ${k} AND COALESCE(${column('later')}, ${k}) >= ${k} AND ${column('contributors')} >= ${k} AND ${column('n')} >= ${k + variables.length}`;
  return names.map((n) => sql`CASE WHEN ${isShown} THEN ${alias(n)} END AS ${alias(n)}`);
};
