import type { Dialect } from '../dialects/dialect.js';
import { alias, lines, list, sql } from '../fragment.js';
import { dayMicros } from '../measures.js';
import { statement, type Statement } from '../statement.js';
import { assignments, otherVariation, type ExposureQuery } from './exposures.js';
import { tablePath } from './probes.js';

export interface SlotQuery extends Omit<ExposureQuery, 'staged'> {
  readonly untilColumn: string;
  /** What is left out at the begin and at the end of each slot, in microseconds. */
  readonly burnIn: number;
  readonly burnOut: number;
  /** Slots count that have ended by then, in microseconds of UTC. */
  readonly endedBy: number;
}

/**
 * One scan of a schedule: the slots that have ended, in the shape of `exposures` with their `unit` and `until_us`
 * beside it. `subject` names unit and begin; `exposed_us` is the begin after burn-in, `until_us` the end before
 * burn-out. A slot is `is_mixed` where the schedule says two things of it: two variations or ends, or an overlap with
 * another slot of its unit. Slots of which nothing is left are out.
 */
export const slots = (d: Dialect, q: SlotQuery): Statement => {
  const p = q.properties.map((_, i) => alias(`p${i}`));
  const declared = list(q.variations.map((key) => sql`${key}`));
  const others = sql`PARTITION BY unit ORDER BY at_us`;
  return statement(d, {
    kind: 'scratch',
    purpose: 'slots',
    writes: { creates: [q.table] },
    sql: d.createTable(
      tablePath(q.table),
      sql`WITH assignment AS (${assignments(d, q, [], q.untilColumn)}),
folded AS (
  SELECT ${lines([
    sql`subject AS unit`,
    sql`at_us`,
    sql`MIN(${d.byteOrder(sql`variation`)}) AS variation`,
    sql`MAX(until_us) AS until_us`,
    sql`CASE WHEN MIN(variation) <> MAX(variation) OR MIN(until_us) <> MAX(until_us) THEN 1 ELSE 0 END AS is_double`,
    sql`COUNT(*) AS assignment_count`,
    ...p.map((column) => sql`MIN(${d.byteOrder(column)}) AS ${column}`),
  ])}
  FROM assignment
  GROUP BY subject, at_us
),
placed AS (
  SELECT f.*,
    MAX(until_us) OVER (${others} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ended_us,
    LEAD(at_us) OVER (${others}) AS next_us
  FROM folded AS f
),
slot AS (
  SELECT ${lines([
    sql`unit || '@' || ${d.text(sql`at_us`)} AS subject`,
    sql`unit`,
    sql`CASE WHEN variation IN (${declared}) THEN variation ELSE ${otherVariation} END AS variation`,
    sql`CASE WHEN is_double = 1 OR ended_us > at_us OR next_us < until_us THEN 1 ELSE 0 END AS is_mixed`,
    sql`at_us + ${q.burnIn} AS exposed_us`,
    sql`until_us - ${q.burnOut} AS until_us`,
    sql`assignment_count`,
    ...p,
  ])}
  FROM placed
  WHERE until_us <= ${q.endedBy}
)
SELECT ${lines([
        sql`${d.rowNumber ?? sql`subject`} AS subject_key`,
        ...['subject', 'unit', 'variation', 'is_mixed', 'exposed_us', 'until_us'].map((column) => alias(column)),
        sql`${d.quotient(sql`exposed_us`, sql`${dayMicros}`)} AS exposed_day`,
        sql`assignment_count`,
        ...p,
      ])}
FROM slot
WHERE exposed_us < until_us`,
    ),
  });
};
