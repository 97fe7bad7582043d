import type { Dialect } from '../dialects/dialect.js';
import { alias, allOf, customerSql, empty, lines, list, name, sql, type Sql } from '../fragment.js';
import { dayMicros } from '../measures.js';
import { statement, type ScratchTable, type Statement } from '../statement.js';
import { partitionRange } from './exposures.js';
import { tablePath } from './probes.js';

export interface EntryQuery {
  readonly table: ScratchTable;
  /** Everyone who was assigned, as `exposures` makes it. */
  readonly assigned: ScratchTable;
  readonly select: string;
  readonly subjectColumn: string;
  readonly timestampColumn: string;
  readonly partitionColumn: string | null;
  /** Half-open range of the events' times, ISO 8601 in UTC. */
  readonly from: string;
  readonly until: string;
}

/**
 * One scan of an entry point: `subject_key` and `entered_us`, the first qualifying event at or after assignment, of
 * each assigned subject that has one.
 */
export const entries = (d: Dialect, q: EntryQuery): Statement => {
  const at = d.utc(sql`s.${name(q.timestampColumn)}`);
  return statement(d, {
    kind: 'scratch',
    purpose: 'entries',
    writes: { creates: [q.table] },
    sql: d.createTable(
      tablePath(q.table),
      sql`SELECT a.subject_key, MIN(e.at_us) AS entered_us
FROM (
  SELECT ${d.text(sql`s.${name(q.subjectColumn)}`)} AS subject, ${d.micros(at)} AS at_us
  FROM ${customerSql(q.select)} AS s
  WHERE ${allOf([
    sql`s.${name(q.subjectColumn)} IS NOT NULL`,
    sql`${at} >= ${d.instant(q.from)}`,
    sql`${at} < ${d.instant(q.until)}`,
    ...partitionRange(q.partitionColumn, q.from, q.until),
  ])}
) AS e
JOIN ${tablePath(q.assigned)} AS a ON a.subject = e.subject
WHERE e.at_us >= a.exposed_us
GROUP BY a.subject_key`,
    ),
  });
};

/** Kept when property `p<property>` is (`keeps`) or is not one of the values; a missing one is unlike every value. */
export interface PropertyCondition {
  readonly property: number;
  readonly keeps: boolean;
  readonly values: readonly string[];
}

export interface PopulationQuery {
  readonly assigned: ScratchTable;
  /** What `entries` made; null = an exposure is the first assignment. */
  readonly entries: ScratchTable | null;
  /** Properties that the assigned carry: p0, p1, … */
  readonly properties: number;
  readonly conditions: readonly PropertyCondition[];
  readonly variations: readonly string[];
  readonly minimumContributors: number;
}

/**
 * The assigned subjects that are analysed, in the shape of `exposures`: those of the segment that entered, exposed
 * when they entered. Custody: no subject at all where, in some variation, from 1 to k − 1 subjects are inside or
 * outside, since the difference to another analysis would be about those few.
 */
export const population = (d: Dialect, q: PopulationQuery & { readonly table: ScratchTable }): Statement => {
  const isGuarded = q.minimumContributors > 1;
  const refused = sql`
CROSS JOIN (
  SELECT COUNT(*) AS variations
  FROM (${sizes(q)}) AS sizes
  WHERE ${isTooFew(q)}
) AS refused`;
  return statement(d, {
    kind: 'scratch',
    purpose: 'population',
    writes: { creates: [q.table] },
    sql: d.createTable(
      tablePath(q.table),
      sql`SELECT ${lines([
        ...['subject_key', 'subject', 'variation', 'is_mixed'].map((column) => sql`a.${alias(column)}`),
        sql`${q.entries ? sql`n.entered_us` : sql`a.exposed_us`} AS exposed_us`,
        sql`${q.entries ? d.quotient(sql`n.entered_us`, sql`${dayMicros}`) : sql`a.exposed_day`} AS exposed_day`,
        sql`a.assignment_count`,
        ...Array.from({ length: q.properties }, (_, i) => sql`a.${alias(`p${i}`)}`),
      ])}
FROM ${assignedFrom(q)}${isGuarded ? refused : empty}
WHERE ${inside(q)}${isGuarded ? sql` AND refused.variations = 0` : empty}`,
    ),
  });
};

/**
 * Per declared variation, subjects that were `assigned` and those `inside` the population; the latter is null where
 * the population is refused.
 */
export const populationSizes = (d: Dialect, q: PopulationQuery): Statement =>
  statement(d, {
    kind: 'aggregate',
    purpose: 'subjects of the population',
    columns: [
      { name: 'variation', type: 'key', allowed: q.variations },
      { name: 'assigned', type: 'number' },
      { name: 'inside', type: 'number' },
    ],
    sql: sql`SELECT variation, assigned,
  CASE WHEN MAX(CASE WHEN ${isTooFew(q)} THEN 1 ELSE 0 END) OVER () = 0 THEN inside END AS inside
FROM (${sizes(q)}) AS sizes`,
  });

const assignedFrom = (q: PopulationQuery): Sql =>
  q.entries
    ? sql`${tablePath(q.assigned)} AS a LEFT JOIN ${tablePath(q.entries)} AS n ON n.subject_key = a.subject_key`
    : sql`${tablePath(q.assigned)} AS a`;

const inside = (q: PopulationQuery): Sql =>
  allOf([
    ...(q.entries ? [sql`n.entered_us IS NOT NULL`] : []),
    ...q.conditions.map(({ property, keeps, values }) => {
      const read = sql`a.${alias(`p${property}`)}`;
      const given = list(values.map((value) => sql`${value}`));
      return keeps ? sql`${read} IN (${given})` : sql`(${read} IS NULL OR ${read} NOT IN (${given}))`;
    }),
  ]);

const sizes = (q: PopulationQuery): Sql => sql`
  SELECT a.variation, COUNT(*) AS assigned, COUNT(CASE WHEN ${inside(q)} THEN 1 END) AS inside
  FROM ${assignedFrom(q)}
  WHERE a.is_mixed = 0 AND a.variation IN (${list(q.variations.map((key) => sql`${key}`))})
  GROUP BY a.variation
`;

const isTooFew = ({ minimumContributors: k }: PopulationQuery): Sql =>
  sql`(inside > 0 AND inside < ${k}) OR (assigned > inside AND assigned - inside < ${k})`;
