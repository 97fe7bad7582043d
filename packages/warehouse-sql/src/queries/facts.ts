import type { Dialect } from '../dialects/dialect.js';
import { alias, allOf, customerSql, lines, list, name, sql, type Sql } from '../fragment.js';
import { dayMicros, measureKey, needsNumber, type Measure, type MeasureFilter } from '../measures.js';
import { statement, type ScratchTable, type Statement } from '../statement.js';
import { partitionRange } from './exposures.js';
import { tablePath } from './probes.js';

export interface FactScan {
  readonly exposures: ScratchTable;
  /** The exposures are slots: facts are of the slot that they fall into, by its unit. */
  readonly isScheduled?: boolean;
  /** What `secondaryIds` made, where `subjectColumn` holds such ids; absent or null = it holds subjects. */
  readonly secondaryIds?: ScratchTable | null;
  readonly select: string;
  readonly subjectColumn: string;
  readonly timestampColumn: string;
  readonly partitionColumn: string | null;
  /** Measures of this source; measure i becomes column `y<i>`. */
  readonly measures: readonly Measure[];
  /** Half-open range of fact times, ISO 8601 in UTC; it includes the look-back. */
  readonly from: string;
  readonly until: string;
  readonly lookbackDays: number;
  readonly variations: readonly string[];
  /** Keep the UTC day of each fact, counted from the day of exposure: the time series needs it. */
  readonly withCalendarAge: boolean;
}

/** A table of staged facts, and the measures that it was staged for. */
export interface StagedFacts {
  readonly table: ScratchTable;
  readonly stagedFor: readonly Measure[];
}

/** The distinct columns that the measures of a source read, so that each is staged once. */
export interface StagedColumns {
  readonly definitions: readonly Sql[];
  readonly ofMeasure: readonly { readonly value: Sql | null; readonly flag: Sql | null }[];
  readonly hasCalendar: boolean;
}

/**
 * One scan of a fact source for all of its measures: the facts of included subjects with their age, in microseconds
 * from exposure, and only the columns that measures need.
 */
export const factEvents = (d: Dialect, q: FactScan): Sql => {
  const staged = stagedColumns(d, q.measures);
  const at = d.utc(sql`s.${name(q.timestampColumn)}`);
  const names = staged.definitions.map((_, i) => alias(`c${i}`));
  const calendar = sql`${d.quotient(sql`f.at_us`, sql`${dayMicros}`)} - x.exposed_day AS calendar_age`;
  return sql`
SELECT ${lines([
    sql`x.subject_key`,
    sql`f.at_us - x.exposed_us AS age_us`,
    ...(staged.hasCalendar || q.withCalendarAge ? [calendar] : []),
    ...names.map((column) => sql`f.${column}`),
  ])}
FROM (
  SELECT ${lines([
    sql`${d.text(sql`s.${name(q.subjectColumn)}`)} AS subject`,
    sql`${d.micros(at)} AS at_us`,
    ...staged.definitions.map((definition, i) => sql`${definition} AS ${alias(`c${i}`)}`),
  ])}
  FROM ${customerSql(q.select)} AS s
  WHERE ${allOf([
    sql`s.${name(q.subjectColumn)} IS NOT NULL`,
    sql`${at} >= ${d.instant(q.from)}`,
    sql`${at} < ${d.instant(q.until)}`,
    ...partitionRange(q.partitionColumn, q.from, q.until),
  ])}
) AS f
${exposedSubject(q)}
WHERE x.is_mixed = 0 AND x.variation IN (${list(q.variations.map((key) => sql`${key}`))})
  AND f.at_us - x.exposed_us >= ${-q.lookbackDays * dayMicros}
`;
};

const exposedSubject = ({ exposures, secondaryIds, isScheduled }: FactScan): Sql => {
  if (isScheduled)
    return sql`JOIN ${tablePath(exposures)} AS x ON x.unit = f.subject AND f.at_us >= x.exposed_us AND f.at_us < x.until_us`;
  return secondaryIds
    ? sql`JOIN ${tablePath(secondaryIds)} AS i ON i.secondary_id = f.subject
JOIN ${tablePath(exposures)} AS x ON x.subject_key = i.subject_key`
    : sql`JOIN ${tablePath(exposures)} AS x ON x.subject = f.subject`;
};

/** Keep the scan as a table, for the time series and for further reads. */
export const stageFacts = (d: Dialect, purpose: string, table: ScratchTable, q: FactScan): Statement =>
  statement(d, {
    kind: 'scratch',
    purpose,
    writes: { creates: [table] },
    sql: d.createTable(tablePath(table), factEvents(d, q)),
  });

/** Facts per subject: `subject_key`, `last_age_us` and `y0 …`, see `subjectFacts`. */
export const factsPerSubject = (d: Dialect, q: FactScan, stagedIn: StagedFacts | null): Sql => {
  const staged = stagedIn ? stagedFor(d, stagedIn.stagedFor, q.measures) : stagedColumns(d, q.measures);
  const events = stagedIn ? tablePath(stagedIn.table) : sql`(${factEvents(d, q)})`;
  const ordered = orderedMeasures(q.measures);
  const source =
    ordered.length === 0
      ? sql`${events} AS e`
      : sql`(
  SELECT e.*, ${lines(ordered.map((at) => edgeAge(q.measures[at] as Measure, staged, at)))}
  FROM ${events} AS e
) AS e`;
  const since = -q.lookbackDays * dayMicros;
  const reduced = q.measures.map((m, i) => sql`${reduce(m, staged, i, since)} AS ${alias(`y${i}`)}`);
  return sql`SELECT ${lines([sql`e.subject_key`, sql`MAX(e.age_us) AS last_age_us`, ...reduced])}
FROM ${source}
GROUP BY e.subject_key`;
};

/**
 * One row per subject that has facts: `subject_key`, `y0 …` (null where no fact counts) and `last_age_us`, the age of
 * its latest fact. Reads staged facts where there are any, else scans the source.
 */
export const subjectFacts = (
  d: Dialect,
  purpose: string,
  table: ScratchTable,
  q: FactScan,
  stagedIn: StagedFacts | null,
): Statement =>
  statement(d, {
    kind: 'scratch',
    purpose,
    writes: { creates: [table] },
    sql: d.createTable(tablePath(table), factsPerSubject(d, q, stagedIn)),
  });

/** The columns of some measures in a table that was staged for these and others. */
const stagedFor = (d: Dialect, all: readonly Measure[], some: readonly Measure[]): StagedColumns => {
  const whole = stagedColumns(d, all);
  const keys = all.map(measureKey);
  const ofMeasure = some.map((m) => {
    const at = whole.ofMeasure[keys.indexOf(measureKey(m))];
    if (!at) throw new RangeError('A measure was not staged.');
    return at;
  });
  return { ...whole, ofMeasure };
};

export const stagedColumns = (d: Dialect, measures: readonly Measure[]): StagedColumns => {
  const known = new Map<string, Sql>();
  const definitions: Sql[] = [];
  const column = (key: string, definition: () => Sql): Sql => {
    const found = known.get(key);
    if (found) return found;
    const made = alias(`c${definitions.length}`);
    definitions.push(definition());
    known.set(key, made);
    return made;
  };
  const ofMeasure = measures.map((m) => ({
    value: valueColumn(d, m, column),
    flag:
      m.filters.length === 0
        ? null
        : column(`filter ${JSON.stringify(m.filters)}`, () => sql`CASE WHEN ${kept(d, m.filters)} THEN 1 ELSE 0 END`),
  }));
  return { definitions, ofMeasure, hasCalendar: measures.some((m) => m.ages.unit === 'calendar_days') };
};

const valueColumn = (d: Dialect, m: Measure, column: (key: string, definition: () => Sql) => Sql): Sql | null => {
  if (m.column === null) {
    return needsNumber(m) || m.reduction.kind === 'count_distinct' ? column('each record', () => sql`1`) : null;
  }
  const read = sql`s.${name(m.column)}`;
  if (needsNumber(m)) return column(`number ${m.column}`, () => d.double(read));
  if (m.reduction.kind === 'count_distinct') return column(`text ${m.column}`, () => d.text(read));
  return column(`presence ${m.column}`, () => sql`CASE WHEN ${read} IS NOT NULL THEN 1 END`);
};

/** A missing property is unlike every value, so `not equals` keeps it. */
const kept = (d: Dialect, filters: readonly MeasureFilter[]): Sql =>
  allOf(
    filters.map(({ column, keeps, values }) => {
      const read = sql`s.${name(column)}`;
      const given = list(values.map((value) => sql`${value}`));
      return keeps ? sql`${d.text(read)} IN (${given})` : sql`(${read} IS NULL OR ${d.text(read)} NOT IN (${given}))`;
    }),
  );

/** What is known of the facts already, so that it need not be asked of each row for each measure. */
interface Known {
  /** No fact is younger than this, in microseconds from exposure. */
  readonly since?: number;
  /** A fact without a value may pass, because what follows skips it. */
  readonly skipsNull?: boolean;
}

/** The condition under which a staged fact counts for a measure. */
export const counts = (m: Measure, staged: StagedColumns, at: number, known: Known = {}): Sql => {
  const { value, flag } = staged.ofMeasure[at] as StagedColumns['ofMeasure'][number];
  const { since = -Infinity, skipsNull = false } = known;
  const age = m.ages.unit === 'micros' ? sql`e.age_us` : sql`e.calendar_age`;
  const conditions: Sql[] = [];
  if (m.ages.unit === 'calendar_days') conditions.push(sql`e.age_us >= 0`);
  if (m.ages.from !== null && (m.ages.unit !== 'micros' || m.ages.from > since)) {
    conditions.push(sql`${age} >= ${m.ages.from}`);
  }
  if (m.ages.to !== null) conditions.push(sql`${age} < ${m.ages.to}`);
  if (flag) conditions.push(sql`e.${flag} = 1`);
  if (value && !skipsNull) conditions.push(sql`e.${value} IS NOT NULL`);
  return allOf(conditions);
};

/** Measures that depend on the order of facts; each gets the age of its first or last fact. */
export const orderedMeasures = (measures: readonly Measure[]): readonly number[] =>
  measures.flatMap((m, i) => (m.reduction.kind === 'first' || m.reduction.kind === 'last' ? [i] : []));

const edgeAge = (m: Measure, staged: StagedColumns, at: number): Sql => {
  const age = sql`CASE WHEN ${counts(m, staged, at)} THEN e.age_us END`;
  const edge = m.reduction.kind === 'first' ? sql`MIN(${age})` : sql`MAX(${age})`;
  return sql`${edge} OVER (PARTITION BY e.subject_key) AS ${alias(`edge${at}`)}`;
};

const reduce = (m: Measure, staged: StagedColumns, at: number, since: number): Sql => {
  const when = counts(m, staged, at, { since });
  const value = sql`e.${(staged.ofMeasure[at] as StagedColumns['ofMeasure'][number]).value ?? sql`age_us`}`;
  const sum = (): Sql => sql`SUM(CASE WHEN ${counts(m, staged, at, { since, skipsNull: true })} THEN ${value} END)`;
  const edge = sql`${when} AND e.age_us = e.${alias(`edge${at}`)}`;
  const { reduction } = m;
  switch (reduction.kind) {
    case 'sum':
      return sum();
    case 'count':
      return sql`COUNT(CASE WHEN ${when} THEN 1 END)`;
    case 'any': // of the count, which another measure may have asked for already: engines compute equal aggregates once
      return sql`CASE WHEN COUNT(CASE WHEN ${when} THEN 1 END) > 0 THEN 1 ELSE 0 END`;
    case 'count_distinct':
      return sql`COUNT(DISTINCT CASE WHEN ${when} THEN ${value} END)`;
    case 'first': // ties of time: the least value
      return sql`MIN(CASE WHEN ${edge} THEN ${value} END)`;
    case 'last': // ties of time: the greatest value
      return sql`MAX(CASE WHEN ${edge} THEN ${value} END)`;
    case 'threshold':
      return sql`CASE WHEN ${reached(
        reduction.of === 'sum' ? sum() : sql`COUNT(CASE WHEN ${when} THEN 1 END)`,
        reduction,
      )} THEN 1 ELSE 0 END`;
    case 'step':
    case 'member':
      throw new RangeError('Steps of a funnel and members of a cluster are not read from facts.');
    default:
      return reduction satisfies never;
  }
};

/**
 * Sums of decimal amounts differ in their last bits with the order of addition, and engines add in any order: an
 * amount within a billionth of the threshold counts as equal to it, so that the answer is the same every time.
 */
export const reached = (amount: Sql, t: { readonly comparison: 'gt' | 'gte'; readonly value: number }): Sql => {
  const slack = Math.abs(t.value) * 1e-9;
  return t.comparison === 'gte' ? sql`${amount} >= ${t.value - slack}` : sql`${amount} > ${t.value + slack}`;
};
