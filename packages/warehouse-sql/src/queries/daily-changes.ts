import type { Dialect } from '../dialects/dialect.js';
import { alias, lines, list, sql, type Sql } from '../fragment.js';
import { dayMicros, type Measure } from '../measures.js';
import { counts, stagedColumns } from './facts.js';
import { tablePath } from './probes.js';
import type { SeriesQuery, SeriesSource, SeriesVariable } from './series-query.js';
import { completeAt } from './subjects.js';

/**
 * The common table `changed_day`: per subject and day on which anything may change, `a<i>`, the amount by which the
 * running total of variable i grows on that day. Days are counted from the subject's exposure day.
 */
export const dailyChanges = (d: Dialect, q: SeriesQuery, used: readonly number[]): Sql => {
  const branches = [
    entered(q, used),
    ...agedIn(d, q, used),
    ...q.sources.flatMap((source, at) => factBranches(d, q, used, source, at)),
    ...stepBranches(q, used),
  ];
  return sql`daily AS (
${list(branches, sql`\n  UNION ALL\n`)}
),
changed_day AS (
  SELECT subject_key, calendar_age, ${lines(used.map((i) => sql`SUM(${alias(`a${i}`)}) AS ${alias(`a${i}`)}`))}
  FROM daily
  GROUP BY subject_key, calendar_age
)`;
};

/** A row of amounts: what `amounts` names, 0 for all other variables. */
const row = (used: readonly number[], amounts: ReadonlyMap<number, Sql>): Sql =>
  lines(used.map((i) => sql`${amounts.get(i) ?? sql`0`} AS ${alias(`a${i}`)}`));

const entered = (q: SeriesQuery, used: readonly number[]): Sql =>
  sql`  SELECT s.subject_key, 0 AS calendar_age, ${row(used, new Map())}
  FROM ${tablePath(q.subjects)} AS s`;

const agedIn = (d: Dialect, q: SeriesQuery, used: readonly number[]): Sql[] => {
  const cutoffs = new Map(
    used.flatMap((i) => {
      const { cutoff } = q.variables[i] as SeriesVariable;
      return cutoff ? [[JSON.stringify(cutoff), cutoff] as const] : [];
    }),
  );
  return [...cutoffs.values()].map((cutoff) => {
    const complete = completeAt(cutoff, 's');
    const day = d.quotient(sql`${complete} - 1`, sql`${dayMicros}`);
    return sql`  SELECT s.subject_key, ${day} - s.exposed_day AS calendar_age, ${row(used, new Map())}
  FROM ${tablePath(q.subjects)} AS s
  WHERE ${complete} <= ${q.untilMicros}`;
  });
};

const factBranches = (d: Dialect, q: SeriesQuery, used: readonly number[], source: SeriesSource, at: number): Sql[] => {
  const staged = stagedColumns(d, source.measures);
  const events = tablePath(source.events);
  const plain = new Map<number, Sql>();
  const others: Sql[] = [];
  for (const i of used) {
    const variable = q.variables[i] as SeriesVariable;
    if (variable.step || variable.isMember || variable.source !== at) continue;
    const m = source.measures[variable.measure] as Measure;
    const when = counts(m, staged, variable.measure);
    const value = sql`e.${staged.ofMeasure[variable.measure]?.value ?? alias('age_us')}`;
    const kind = m.reduction.kind === 'threshold' ? m.reduction.of : m.reduction.kind;
    if (kind === 'sum') plain.set(i, sql`CASE WHEN ${when} THEN ${value} ELSE 0 END`);
    else if (kind === 'count' || kind === 'any') plain.set(i, sql`CASE WHEN ${when} THEN 1 ELSE 0 END`);
    else if (kind === 'count_distinct') others.push(firstSeen(used, i, events, when, value));
    else if (kind === 'first') others.push(firstFact(used, i, events, when, value));
    else others.push(lastFacts(used, i, events, when, value));
  }
  if (plain.size === 0) return others;
  return [
    sql`  SELECT e.subject_key, e.calendar_age, ${row(used, plain)}
  FROM ${events} AS e
  WHERE e.age_us >= 0`,
    ...others,
  ];
};

/** A step counts from the day on which it was reached. */
const stepBranches = (q: SeriesQuery, used: readonly number[]): Sql[] =>
  used.flatMap((i) => {
    const { step } = q.variables[i] as SeriesVariable;
    if (!step) return [];
    return [
      sql`  SELECT f.subject_key, f.${alias(`day${step.at}`)} AS calendar_age, ${row(used, new Map([[i, sql`1`]]))}
  FROM ${tablePath(step.table)} AS f
  WHERE f.${alias(`y${step.at}`)} = 1`,
    ];
  });

/** Each distinct value counts on the day on which it is first seen. */
const firstSeen = (used: readonly number[], i: number, events: Sql, when: Sql, value: Sql): Sql =>
  sql`  SELECT seen.subject_key, seen.calendar_age, ${row(used, new Map([[i, sql`COUNT(*)`]]))}
  FROM (
    SELECT e.subject_key, ${value} AS seen_value, MIN(e.calendar_age) AS calendar_age
    FROM ${events} AS e
    WHERE ${when}
    GROUP BY e.subject_key, ${value}
  ) AS seen
  GROUP BY seen.subject_key, seen.calendar_age`;

/** The value of the first fact, on its day; ties of time go to the least value. */
const firstFact = (used: readonly number[], i: number, events: Sql, when: Sql, value: Sql): Sql =>
  sql`  SELECT ranked.subject_key, ranked.calendar_age, ${row(used, new Map([[i, sql`ranked.fact_value`]]))}
  FROM (
    SELECT e.subject_key, e.calendar_age, ${value} AS fact_value,
      ROW_NUMBER() OVER (PARTITION BY e.subject_key ORDER BY e.age_us, ${value}) AS fact_rank
    FROM ${events} AS e
    WHERE ${when}
  ) AS ranked
  WHERE ranked.fact_rank = 1`;

/** The value of each day's last fact less that of the day before; ties of time go to the greatest value. */
const lastFacts = (used: readonly number[], i: number, events: Sql, when: Sql, value: Sql): Sql =>
  sql`  SELECT last_fact.subject_key, last_fact.calendar_age, ${row(
    used,
    new Map([
      [
        i,
        sql`last_fact.fact_value - COALESCE(LAG(last_fact.fact_value) OVER (PARTITION BY last_fact.subject_key ORDER BY last_fact.calendar_age), 0)`,
      ],
    ]),
  )}
  FROM (
    SELECT e.subject_key, e.calendar_age, ${value} AS fact_value,
      ROW_NUMBER() OVER (PARTITION BY e.subject_key, e.calendar_age ORDER BY e.age_us DESC, ${value} DESC) AS fact_rank
    FROM ${events} AS e
    WHERE ${when}
  ) AS last_fact
  WHERE last_fact.fact_rank = 1`;
