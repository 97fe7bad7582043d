import type { Dialect } from '../dialects/dialect.js';
import { alias, lines, list, sql, type Sql } from '../fragment.js';
import { dayMicros, type Cutoff } from '../measures.js';
import { statement, type ScratchTable, type Statement } from '../statement.js';
import type { CountedBy } from './counted-by.js';
import { factsPerSubject, type FactScan, type StagedFacts } from './facts.js';
import { noValue, otherValue } from './property-values.js';
import { tablePath } from './probes.js';

/** One number per subject: column `y<column>` of the n-th facts table, for the subjects of a population. */
export interface SubjectValue {
  /** null = 1 for every subject of the population. */
  readonly facts: number | null;
  readonly column: number;
  readonly cutoff: Cutoff | null;
}

/** Facts per subject that are not kept as a table, because only one table of subjects reads them. */
export interface InlineFacts {
  readonly scan: FactScan;
  readonly stagedIn: StagedFacts | null;
}

export interface SubjectQuery {
  readonly table: ScratchTable;
  readonly exposures: ScratchTable;
  /** A column of the exposures that is kept; absent = none. */
  readonly countedBy?: CountedBy;
  readonly propertyValues: ScratchTable | null;
  readonly properties: number;
  readonly variations: readonly string[];
  readonly facts: readonly (ScratchTable | InlineFacts)[];
  /** Become v0, v1, … */
  readonly values: readonly SubjectValue[];
  /** The instant up to which facts were read, in microseconds of UTC: what ages are judged by. */
  readonly untilMicros: number;
}

/**
 * One row per analysed subject: `subject_key`, `variation`, `exposed_day`, labels `g0 …` of its properties and
 * values `v0 …`: 0 without facts, null outside of the value's population. Facts that are not kept leave the age of
 * the subject's latest one as `last_age_us<n>`.
 */
export const subjects = (d: Dialect, q: SubjectQuery): Statement => {
  const properties = q.propertyValues ? Array.from({ length: q.properties }, (_, i) => i) : [];
  const labels = properties.map((i) => sql`COALESCE(${alias(`l${i}`)}.label, ${otherValue}) AS ${alias(`g${i}`)}`);
  const ages = q.facts.flatMap((facts, i) =>
    'scan' in facts ? [sql`${factsAlias(i)}.last_age_us AS ${alias(`last_age_us${i}`)}`] : [],
  );
  const joins = [
    ...q.facts.map(
      (facts, i) =>
        sql`LEFT JOIN ${factsFrom(d, facts)} AS ${factsAlias(i)} ON ${factsAlias(i)}.subject_key = x.subject_key`,
    ),
    ...properties.map((i) => labelJoin(q.propertyValues as ScratchTable, i)),
  ];
  return statement(d, {
    kind: 'scratch',
    purpose: 'subjects',
    writes: { creates: [q.table] },
    sql: d.createTable(
      tablePath(q.table),
      sql`SELECT ${lines([
        sql`x.subject_key`,
        ...(q.countedBy ? [sql`x.${alias(q.countedBy)}`] : []),
        sql`x.variation`,
        sql`x.exposed_us`,
        sql`x.exposed_day`,
        ...labels,
        ...ages,
        ...q.values.map((value, i) => sql`${valueOf(d, value, q.untilMicros)} AS ${alias(`v${i}`)}`),
      ])}
FROM ${tablePath(q.exposures)} AS x
${list(joins, sql`\n`)}
WHERE x.is_mixed = 0 AND x.variation IN (${list(q.variations.map((key) => sql`${key}`))})`,
    ),
  });
};

const factsFrom = (d: Dialect, facts: ScratchTable | InlineFacts): Sql =>
  'scan' in facts ? sql`(${factsPerSubject(d, facts.scan, facts.stagedIn)})` : tablePath(facts);

const factsAlias = (i: number): Sql => alias(`f${i}`);

/** The label `l<i>.label` of a property's value of exposures `x`; null where it is not listed. */
export const labelJoin = (table: ScratchTable, i: number): Sql => {
  const l = alias(`l${i}`);
  return sql`LEFT JOIN ${tablePath(table)} AS ${l} ON ${l}.property_no = ${i} AND ${l}.value = COALESCE(x.${alias(`p${i}`)}, ${noValue})`;
};

const valueOf = (d: Dialect, value: SubjectValue, untilMicros: number): Sql => {
  const read = d.double(
    value.facts === null ? sql`1` : sql`COALESCE(${factsAlias(value.facts)}.${alias(`y${value.column}`)}, 0)`,
  );
  return value.cutoff ? sql`CASE WHEN ${completeAt(value.cutoff, 'x')} <= ${untilMicros} THEN ${read} END` : read;
};

/** The instant at which a subject's value is complete, in microseconds of UTC. */
export const completeAt = (cutoff: Cutoff, table: 'x' | 's' | 'm'): Sql => {
  const t = alias(table);
  return cutoff.unit === 'micros'
    ? sql`${t}.exposed_us + ${cutoff.after}`
    : sql`(${t}.exposed_day + ${cutoff.after}) * ${dayMicros}`;
};
