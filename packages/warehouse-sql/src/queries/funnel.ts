import type { Dialect } from '../dialects/dialect.js';
import { alias, lines, list, sql, type Sql } from '../fragment.js';
import { measureKey, type Measure, type StepLimit } from '../measures.js';
import { statement, type ScratchTable, type Statement } from '../statement.js';
import { counts, stagedColumns, type StagedFacts } from './facts.js';
import { tablePath } from './probes.js';

/** The facts of one step, and the table in which they are staged. */
export interface StepFacts {
  readonly staged: StagedFacts;
  readonly measure: Measure;
}

export interface FunnelQuery {
  readonly table: ScratchTable;
  readonly steps: readonly StepFacts[];
  readonly within: StepLimit | null;
  /** Keep the day on which each step was reached, counted from the day of exposure: the time series needs it. */
  readonly withCalendarAge: boolean;
}

/**
 * One row per subject that reached the first step: `subject_key`, `y0 …`, 1 for each step that was reached, and
 * `day0 …`. A step is reached by the earliest of its facts at or after the time of the step before; taking the
 * earliest leaves the most time for the steps that follow, so no other choice reaches more of them.
 */
export const funnels = (d: Dialect, q: FunnelQuery): Statement => {
  const reached = q.steps.map((_, i) => alias(`r${i}`));
  const columns = reached.flatMap((r, i) => [
    sql`CASE WHEN ${r}.subject_key IS NULL THEN 0 ELSE 1 END AS ${alias(`y${i}`)}`,
    ...(q.withCalendarAge ? [sql`${r}.reached_day AS ${alias(`day${i}`)}`] : []),
  ]);
  const joins = q.steps.slice(1).map((_, i) => {
    const r = alias(`r${i + 1}`);
    return sql`\nLEFT JOIN ${alias(`step${i + 1}`)} AS ${r} ON ${r}.subject_key = r0.subject_key`;
  });
  return statement(d, {
    kind: 'scratch',
    purpose: 'funnel',
    writes: { creates: [q.table] },
    sql: d.createTable(
      tablePath(q.table),
      sql`WITH ${list(
        q.steps.map((_, i) => stepOf(d, q, i)),
        sql`,\n`,
      )}
SELECT ${lines([sql`r0.subject_key`, ...columns])}
FROM step0 AS r0${list(joins, sql``)}`,
    ),
  });
};

const stepOf = (d: Dialect, q: FunnelQuery, i: number): Sql => {
  const { staged, measure } = q.steps[i] as StepFacts;
  const columns = stagedColumns(d, staged.stagedFor);
  const place = staged.stagedFor.findIndex((m) => measureKey(m) === measureKey(measure));
  if (place < 0) throw new RangeError('A step was not staged.');
  const conditions = [counts(measure, columns, place)];
  if (q.within?.of === 'exposure') conditions.push(sql`e.age_us < ${q.within.micros}`);
  if (i > 0) conditions.push(sql`e.age_us >= p.reached_us`);
  if (i > 0 && q.within?.of === 'first_step') conditions.push(sql`e.age_us < p.first_us + ${q.within.micros}`);
  const before = i === 0 ? sql`` : sql`\n  JOIN ${alias(`step${i - 1}`)} AS p ON p.subject_key = e.subject_key`;
  return sql`${alias(`step${i}`)} AS (
  SELECT ${lines([
    sql`e.subject_key`,
    sql`MIN(e.age_us) AS reached_us`,
    sql`${i === 0 ? sql`MIN(e.age_us)` : sql`MIN(p.first_us)`} AS first_us`,
    ...(q.withCalendarAge ? [sql`MIN(e.calendar_age) AS reached_day`] : []),
  ])}
  FROM ${tablePath(staged.table)} AS e${before}
  WHERE ${list(conditions, sql` AND `)}
  GROUP BY e.subject_key
)`;
};
