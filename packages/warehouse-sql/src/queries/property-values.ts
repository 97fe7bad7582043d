import type { Dialect } from '../dialects/dialect.js';
import { alias, list, sql, type Sql } from '../fragment.js';
import { statement, type ScratchTable, type Statement } from '../statement.js';
import { tablePath } from './probes.js';

/** The label of values that are too rare to stand alone, and of missing values. */
export const otherValue = '(other)';
export const noValue = '(none)';

export interface PropertyValueQuery {
  readonly table: ScratchTable;
  readonly exposures: ScratchTable;
  readonly variations: readonly string[];
  /** How many properties the exposures hold: p0, p1, … */
  readonly properties: number;
  /** A value stands alone with at least so many subjects in every variation; 1 = every value does. */
  readonly minimumContributors: number;
  /** Values that stand alone, per property. */
  readonly topValues: number;
}

/**
 * Which value of a property gets which label: `property_no`, `value`, `label`. Rare values are merged into
 * `(other)` until each label has enough subjects in every variation: when the rest would be too small, the least
 * frequent value joins it. A property whose top values cover under half of the subjects is not split at all.
 */
export const propertyValues = (d: Dialect, q: PropertyValueQuery): Statement => {
  const included = sql`is_mixed = 0 AND variation IN (${list(q.variations.map((key) => sql`${key}`))})`;
  const perArm = list(
    Array.from({ length: q.properties }, (_, i) => countedByArm(q, i, included)),
    sql`
  UNION ALL
`,
  );
  const k = q.minimumContributors;
  const arms = q.variations.length;
  const isFrequent = k <= 1 ? sql`1` : sql`CASE WHEN COUNT(*) = ${arms} AND MIN(n) >= ${k} THEN 1 ELSE 0 END`;
  const restIsSmall = k <= 1 ? sql`0` : sql`CASE WHEN COUNT(*) < ${arms} OR MIN(n) < ${k} THEN 1 ELSE 0 END`;
  return statement(d, {
    kind: 'scratch',
    purpose: 'property values',
    writes: { creates: [q.table] },
    sql: d.createTable(
      tablePath(q.table),
      sql`WITH per_arm AS (
${perArm}
),
counted AS (
  SELECT property_no, value, SUM(n) AS total, ${isFrequent} AS is_frequent
  FROM per_arm
  GROUP BY property_no, value
),
ranked AS (
  SELECT property_no, value, total, is_frequent,
    ROW_NUMBER() OVER (PARTITION BY property_no ORDER BY is_frequent DESC, total DESC, ${d.byteOrder(sql`value`)}) AS volume_rank
  FROM counted
),
kept AS (
  SELECT property_no, value, total, volume_rank,
    CASE WHEN is_frequent = 1 AND volume_rank <= ${q.topValues} THEN 1 ELSE 0 END AS is_kept
  FROM ranked
),
rest AS (
  SELECT property_no, ${restIsSmall} AS is_small
  FROM (
    SELECT a.property_no, a.variation, SUM(a.n) AS n
    FROM per_arm AS a
    JOIN kept AS v ON v.property_no = a.property_no AND v.value = a.value
    WHERE v.is_kept = 0
    GROUP BY a.property_no, a.variation
  ) AS by_arm
  GROUP BY property_no
),
judged AS (
  SELECT property_no, MAX(CASE WHEN is_kept = 1 THEN volume_rank ELSE 0 END) AS last_rank,
    CASE WHEN 2 * SUM(is_kept * total) < SUM(total) THEN 1 ELSE 0 END AS is_scattered
  FROM kept
  GROUP BY property_no
)
SELECT v.property_no, v.value,
  CASE
    WHEN v.is_kept = 0 OR j.is_scattered = 1 THEN ${otherValue}
    WHEN COALESCE(r.is_small, 0) = 1 AND v.volume_rank = j.last_rank THEN ${otherValue}
    ELSE v.value
  END AS label
FROM kept AS v
JOIN judged AS j ON j.property_no = v.property_no
LEFT JOIN rest AS r ON r.property_no = v.property_no`,
    ),
  });
};

const countedByArm = (q: PropertyValueQuery, at: number, included: Sql): Sql => {
  const value = sql`COALESCE(${alias(`p${at}`)}, ${noValue})`;
  return sql`  SELECT ${at} AS property_no, ${value} AS value, variation, COUNT(*) AS n
  FROM ${tablePath(q.exposures)}
  WHERE ${included}
  GROUP BY ${value}, variation`;
};
