import type { Dialect } from '../dialects/dialect.js';
import { alias, lines, list, sql } from '../fragment.js';
import { dayMicros } from '../measures.js';
import { statement, type ScratchTable, type Statement } from '../statement.js';
import { otherVariation } from './exposures.js';
import { tablePath } from './probes.js';

export interface CountQuery {
  readonly exposures: ScratchTable;
  readonly variations: readonly string[];
  readonly minimumContributors: number;
}

/**
 * Subjects per variation: `subjects` that are analysed (always shown for declared variations), `mixed` ones by their
 * first variation and `assignments` rows; the last two and undeclared variations only from the minimum on.
 */
export const countsByVariation = (d: Dialect, q: CountQuery): Statement => {
  const k = q.minimumContributors;
  const shown = (sum: string): ReturnType<typeof sql> =>
    sql`CASE WHEN ${alias(sum)} >= ${k} OR ${alias(sum)} = 0 THEN ${alias(sum)} END AS ${alias(sum)}`;
  return statement(d, {
    kind: 'aggregate',
    purpose: 'subjects per variation',
    columns: [
      { name: 'variation', type: 'key', allowed: [...q.variations, otherVariation] },
      { name: 'subjects', type: 'number' },
      { name: 'mixed', type: 'number' },
      { name: 'assignments', type: 'number' },
    ],
    sql: sql`SELECT variation,
  CASE WHEN variation <> ${otherVariation} OR subjects >= ${k} OR subjects = 0 THEN subjects END AS subjects,
  ${shown('mixed')},
  CASE WHEN subjects + mixed >= ${k} THEN assignments END AS assignments
FROM (
  SELECT variation, SUM(1 - is_mixed) AS subjects, SUM(is_mixed) AS mixed, SUM(assignment_count) AS assignments
  FROM ${tablePath(q.exposures)}
  GROUP BY variation
) AS counted`,
  });
};

/**
 * Subjects by UTC day of exposure and declared variation, for the traffic chart. A day on which some variation has
 * between 1 and k − 1 subjects shows null for all variations.
 */
export const countsByDay = (d: Dialect, q: CountQuery): Statement =>
  statement(d, {
    kind: 'aggregate',
    purpose: 'subjects per day',
    columns: [
      { name: 'exposed_day', type: 'number' },
      { name: 'variation', type: 'key', allowed: q.variations },
      { name: 'subjects', type: 'number' },
    ],
    sql: sql`SELECT exposed_day, variation,
  CASE WHEN MIN(n) OVER (PARTITION BY exposed_day) >= ${q.minimumContributors} THEN n END AS subjects
FROM (
  SELECT exposed_day, variation, COUNT(*) AS n
  FROM ${tablePath(q.exposures)}
  WHERE is_mixed = 0 AND variation IN (${list(q.variations.map((key) => sql`${key}`))})
  GROUP BY exposed_day, variation
) AS counted
ORDER BY exposed_day, variation`,
  });

/** Analysed subjects by label of each property and variation, for the imbalance test of each property. */
export const countsByLabel = (
  d: Dialect,
  q: CountQuery & { readonly propertyValues: ScratchTable; readonly properties: number },
): Statement => {
  const each = Array.from(
    { length: q.properties },
    (_, i) => sql`SELECT ${i} AS property_no, l.label, x.variation, COUNT(*) AS subjects
FROM ${tablePath(q.exposures)} AS x
JOIN ${tablePath(q.propertyValues)} AS l ON l.property_no = ${i} AND l.value = COALESCE(x.${alias(`p${i}`)}, '(none)')
WHERE x.is_mixed = 0 AND x.variation IN (${list(q.variations.map((key) => sql`${key}`))})
GROUP BY l.label, x.variation`,
  );
  return statement(d, {
    kind: 'aggregate',
    purpose: 'subjects per property value',
    columns: [
      { name: 'property_no', type: 'number' },
      { name: 'label', type: 'key', allowed: null },
      { name: 'variation', type: 'key', allowed: q.variations },
      { name: 'subjects', type: 'number' },
    ],
    sql: list(each, sql`\nUNION ALL\n`),
  });
};

/** Freshness of a fact source: UTC days on which at least the minimum of subjects had their latest fact. */
export const latestFacts = (
  d: Dialect,
  q: {
    readonly exposures: ScratchTable;
    /** A table per subject with the age of its latest fact: of facts, or of subjects. */
    readonly facts: ScratchTable;
    readonly ageColumn?: string;
    readonly minimumContributors: number;
  },
): Statement => {
  const age = sql`f.${alias(q.ageColumn ?? 'last_age_us')}`;
  const day = d.quotient(sql`x.exposed_us + ${age}`, sql`${dayMicros}`);
  return statement(d, {
    kind: 'aggregate',
    purpose: 'latest facts',
    columns: [
      { name: 'fact_day', type: 'number' },
      { name: 'subjects', type: 'number' },
    ],
    sql: sql`SELECT ${lines([sql`${day} AS fact_day`, sql`COUNT(*) AS subjects`])}
FROM ${tablePath(q.facts)} AS f
JOIN ${tablePath(q.exposures)} AS x ON x.subject_key = f.subject_key
WHERE ${age} IS NOT NULL
GROUP BY ${day}
HAVING COUNT(*) >= ${q.minimumContributors}
ORDER BY fact_day`,
  });
};
