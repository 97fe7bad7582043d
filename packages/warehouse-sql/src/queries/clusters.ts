import type { Dialect } from '../dialects/dialect.js';
import { alias, lines, list, sql } from '../fragment.js';
import { dayMicros } from '../measures.js';
import { statement, type ScratchTable, type Statement } from '../statement.js';
import { judgedValue, withCaps, type Variable } from './caps.js';
import { tablePath } from './probes.js';
import { belongsTo, type SecondaryIdQuery } from './secondary-ids.js';

export interface MemberQuery extends SecondaryIdQuery {
  /** Properties that the exposures carry: p0, p1, … */
  readonly properties: number;
}

/**
 * The members of assigned clusters, in the shape of `exposures` with `cluster_key` beside it: one row per secondary id
 * whose cluster is among the exposures. A member is of the cluster that it was first seen with, and exposed when it was
 * first seen there, but not before its cluster; variation and properties are the cluster's.
 */
export const members = (d: Dialect, q: MemberQuery): Statement => {
  const inherited = ['variation', 'is_mixed', ...Array.from({ length: q.properties }, (_, i) => `p${i}`)];
  return statement(d, {
    kind: 'scratch',
    purpose: 'members',
    writes: { creates: [q.table] },
    sql: d.createTable(
      tablePath(q.table),
      sql`SELECT ${lines([
        sql`${d.rowNumber ?? sql`m.subject`} AS subject_key`,
        sql`m.subject`,
        sql`m.cluster_key`,
        sql`m.exposed_us`,
        sql`${d.quotient(sql`m.exposed_us`, sql`${dayMicros}`)} AS exposed_day`,
        sql`1 AS assignment_count`,
        ...inherited.map((column) => sql`m.${alias(column)}`),
      ])}
FROM (
  SELECT ${lines([
    sql`i.secondary_id AS subject`,
    sql`x.subject_key AS cluster_key`,
    sql`CASE WHEN i.at_us > x.exposed_us THEN i.at_us ELSE x.exposed_us END AS exposed_us`,
    ...inherited.map((column) => sql`x.${alias(column)}`),
  ])}
  FROM ${belongsTo(d, q)}
) AS m`,
    ),
  });
};

export interface MemberCountQuery {
  readonly members: ScratchTable;
  readonly variations: readonly string[];
  readonly minimumContributors: number;
}

/** Members of analysed clusters per declared variation; null where they are of fewer clusters than the minimum. */
export const countsOfMembers = (d: Dialect, q: MemberCountQuery): Statement =>
  statement(d, {
    kind: 'aggregate',
    purpose: 'members per variation',
    columns: [
      { name: 'variation', type: 'key', allowed: q.variations },
      { name: 'members', type: 'number' },
    ],
    sql: sql`SELECT variation, CASE WHEN clusters >= ${q.minimumContributors} THEN n END AS members
FROM (
  SELECT variation, COUNT(*) AS n, COUNT(DISTINCT cluster_key) AS clusters
  FROM ${tablePath(q.members)}
  WHERE is_mixed = 0 AND variation IN (${list(q.variations.map((key) => sql`${key}`))})
  GROUP BY variation
) AS counted`,
  });

export interface ClusterQuery {
  readonly table: ScratchTable;
  /** Of members, with their `cluster_key`. */
  readonly subjects: ScratchTable;
  readonly caps: ScratchTable | null;
  /** Become v0, v1, …: sums over members of what is judged of each. */
  readonly variables: readonly Variable[];
  readonly properties: number;
}

/**
 * One row per cluster in the shape of `subjects`: a value is the sum of its members' values, each capped before; null
 * where no member is in the value's population.
 */
export const clusters = (d: Dialect, q: ClusterQuery): Statement => {
  const keys = ['variation', ...Array.from({ length: q.properties }, (_, i) => `g${i}`)].map(
    (column) => sql`s.${alias(column)}`,
  );
  return statement(d, {
    kind: 'scratch',
    purpose: 'clusters',
    writes: { creates: [q.table] },
    sql: d.createTable(
      tablePath(q.table),
      sql`SELECT ${lines([
        sql`s.cluster_key AS subject_key`,
        ...keys,
        ...q.variables.map((variable, i) => sql`SUM(${judgedValue(variable, i)}) AS ${alias(`v${i}`)}`),
      ])}
FROM ${withCaps(q.subjects, q.caps)}
GROUP BY ${list([sql`s.cluster_key`, ...keys])}`,
    ),
  });
};
