import type { Dialect } from '../dialects/dialect.js';
import { alias, allOf, lines, list, sql, type Sql } from '../fragment.js';
import type { Cutoff } from '../measures.js';
import { statement, type ScratchTable, type Statement } from '../statement.js';
import { stagedColumns, type StagedFacts } from './facts.js';
import { tablePath } from './probes.js';
import { completeAt } from './subjects.js';

/** The first part of a subject's rows, and that of a cluster's members; the facts of the i-th source are part i + 1. */
const exposurePart = 0;
const memberPart = -1;
/** Stands where a subject's digest does: says that a part is there, also where no subject has rows of it. */
const partMarker = 'part';

export interface PublishedQuery {
  readonly table: ScratchTable;
  readonly exposures: ScratchTable;
  readonly variations: readonly string[];
  /** Properties that the exposures carry: p0, p1, … */
  readonly properties: number;
  /** When values of a subject begin to count, without repeats. */
  readonly cutoffs: readonly Cutoff[];
  /** The instant up to which facts were read, in microseconds of UTC. */
  readonly untilMicros: number;
  /** The exposures are slots, and what is compared is all slots that a unit has in a variation. */
  readonly isScheduled?: boolean;
}

/**
 * A table of what results follow from: `subject_digest`, `variation`, `part_no` and `row_digest`, a number that
 * follows from all of the subject's rows of that part. This makes it, of the exposures of subjects in a declared
 * variation; labels of properties are left out, since they follow from all subjects together.
 */
export const publishedRows = (d: Dialect, q: PublishedQuery): Statement => {
  const cells = [
    ...['exposed_us', 'is_mixed', 'assignment_count'].map((column) => d.text(sql`x.${alias(column)}`)),
    ...Array.from({ length: q.properties }, (_, i) => orNone(sql`x.${alias(`p${i}`)}`)),
    ...completeness('x', q),
  ];
  return statement(d, {
    kind: 'scratch',
    purpose: 'published: exposures',
    writes: { creates: [q.table] },
    sql: d.createKept(
      tablePath(q.table),
      withMarker(d, exposurePart, q.isScheduled ? unitRows(d, q, cells) : subjectRows(d, q, cells)),
      alias('subject_digest'),
    ),
  });
};

const subjectRows = (d: Dialect, q: PublishedQuery, cells: readonly Sql[]): Sql => sql`SELECT ${lines([
  sql`${d.md5(sql`x.subject`)} AS subject_digest`,
  sql`x.variation`,
  sql`${exposurePart} AS part_no`,
  sql`${d.hash(joined(cells))} AS row_digest`,
])}
FROM ${tablePath(q.exposures)} AS x
WHERE x.variation IN (${list(q.variations.map((key) => sql`${key}`))})`;

const unitRows = (d: Dialect, q: PublishedQuery, cells: readonly Sql[]): Sql => sql`SELECT ${lines([
  sql`${d.md5(sql`u.unit`)} AS subject_digest`,
  sql`u.variation`,
  sql`${exposurePart} AS part_no`,
  sql`${d.hash(joined([d.text(sql`u.slots_n`), d.text(sql`u.slots_hash`)]))} AS row_digest`,
])}
FROM (
  SELECT x.unit, x.variation, COUNT(*) AS slots_n, SUM(${d.hash(joined([...cells, d.text(sql`x.until_us`)]))}) AS slots_hash
  FROM ${tablePath(q.exposures)} AS x
  WHERE x.variation IN (${list(q.variations.map((key) => sql`${key}`))})
  GROUP BY x.unit, x.variation
) AS u`;

const completeness = (table: 'x' | 'm', q: Pick<PublishedQuery, 'cutoffs' | 'untilMicros'>): Sql[] =>
  q.cutoffs.map((cutoff) => sql`CASE WHEN ${completeAt(cutoff, table)} <= ${q.untilMicros} THEN '1' ELSE '0' END`);

export interface PublishedMembers {
  readonly table: ScratchTable;
  readonly exposures: ScratchTable;
  /** What `members` made. */
  readonly members: ScratchTable;
  readonly cutoffs: readonly Cutoff[];
  readonly untilMicros: number;
}

/** Add the members of each cluster, which is what is compared: a change of its members is a change of the cluster. */
export const publishedMembers = (d: Dialect, q: PublishedMembers): Statement => {
  const row = joined([sql`m.subject`, d.text(sql`m.exposed_us`), ...completeness('m', q)]);
  return addPart(
    d,
    q,
    { purpose: 'members', part: memberPart },
    sql`SELECT m.cluster_key AS subject_key, COUNT(*) AS facts_n, SUM(${d.hash(row)}) AS facts_hash
  FROM ${tablePath(q.members)} AS m
  GROUP BY m.cluster_key`,
  );
};

export interface PublishedFacts {
  readonly table: ScratchTable;
  readonly exposures: ScratchTable;
  /** What `members` made, where the facts are theirs; absent or null = they are of the exposures. */
  readonly members?: ScratchTable | null;
  /** The exposures are slots; see `PublishedQuery`. */
  readonly isScheduled?: boolean;
  readonly staged: StagedFacts;
  /** Which of the sources they are of, from 0. */
  readonly source: number;
}

/** Add the staged facts of a source: whole hashes are summed, so that the order in which rows are read does not matter. */
export const publishedFacts = (d: Dialect, q: PublishedFacts): Statement => {
  const { members, staged, source } = q;
  const columns = stagedColumns(d, staged.stagedFor).definitions.map((_, i) =>
    orNone(d.text(sql`e.${alias(`c${i}`)}`)),
  );
  const ofWhom = members ? [sql`m.subject`] : q.isScheduled ? [sql`x.subject`] : [];
  const row = joined([...ofWhom, d.text(sql`e.age_us`), ...columns]);
  if (q.isScheduled) return addUnits(d, q, row);
  const key = members ? sql`m.cluster_key` : sql`e.subject_key`;
  const from = members
    ? sql`${tablePath(staged.table)} AS e
  JOIN ${tablePath(members)} AS m ON m.subject_key = e.subject_key`
    : sql`${tablePath(staged.table)} AS e`;
  return addPart(
    d,
    q,
    { purpose: 'facts', part: source + 1 },
    sql`SELECT ${members ? sql`${key} AS subject_key` : key}, COUNT(*) AS facts_n, SUM(${d.hash(row)}) AS facts_hash
  FROM ${from}
  GROUP BY ${key}`,
  );
};

/** Facts of all slots that a unit has in a variation. */
const addUnits = (d: Dialect, { table, exposures, staged, source }: PublishedFacts, row: Sql): Statement => {
  const part = source + 1;
  return statement(d, {
    kind: 'scratch',
    purpose: 'published: facts',
    writes: { fills: [table] },
    sql: sql`INSERT INTO ${tablePath(table)} (subject_digest, variation, part_no, row_digest)
${withMarker(
  d,
  part,
  sql`SELECT ${lines([
    d.md5(sql`f.unit`),
    sql`f.variation`,
    sql`${part}`,
    d.hash(joined([d.text(sql`f.facts_n`), d.text(sql`f.facts_hash`)])),
  ])}
FROM (
  SELECT x.unit, x.variation, COUNT(*) AS facts_n, SUM(${d.hash(row)}) AS facts_hash
  FROM ${tablePath(staged.table)} AS e
  JOIN ${tablePath(exposures)} AS x ON x.subject_key = e.subject_key
  GROUP BY x.unit, x.variation
) AS f`,
)}`,
  });
};

/** @param rows `subject_key` of the exposures, `facts_n` and `facts_hash`. */
const addPart = (
  d: Dialect,
  { table, exposures }: Pick<PublishedFacts, 'table' | 'exposures'>,
  { purpose, part }: { readonly purpose: string; readonly part: number },
  rows: Sql,
): Statement =>
  statement(d, {
    kind: 'scratch',
    purpose: `published: ${purpose}`,
    writes: { fills: [table] },
    sql: sql`INSERT INTO ${tablePath(table)} (subject_digest, variation, part_no, row_digest)
${withMarker(
  d,
  part,
  sql`SELECT ${lines([
    d.md5(sql`x.subject`),
    sql`x.variation`,
    sql`${part}`,
    d.hash(joined([d.text(sql`f.facts_n`), d.text(sql`f.facts_hash`)])),
  ])}
FROM ${tablePath(exposures)} AS x
JOIN (
  ${rows}
) AS f ON f.subject_key = x.subject_key`,
)}`,
  });

const withMarker = (d: Dialect, part: number, rows: Sql): Sql => sql`${rows}
UNION ALL
SELECT ${d.text(sql`${partMarker}`)}, ${d.text(sql`${partMarker}`)}, ${part}, 0`;

const orNone = (text: Sql): Sql => sql`COALESCE(${text}, '-')`;
const joined = (cells: readonly Sql[]): Sql => list(cells, sql` || '|' || `);

export interface PublicationQuery {
  /** What `publishedRows` made now, and what it made of the results that were published last. */
  readonly now: ScratchTable;
  readonly before: ScratchTable;
  readonly minimumContributors: number;
}

/**
 * Whether new results may leave beside those that were published last: `may_publish` is 1 where in each variation
 * nobody changed or at least the minimum did. The difference of the two is then about nobody, or about so many. Only
 * this one answer leaves; how many changed does not. A part that only one of the two has, because its source could
 * not be read, has no results on one side, and is not compared.
 */
export const publication = (d: Dialect, q: PublicationQuery): Statement =>
  statement(d, {
    kind: 'aggregate',
    purpose: 'published: compare',
    columns: [{ name: 'may_publish', type: 'number' }],
    sql: sql`SELECT CASE WHEN COUNT(CASE WHEN c.changed < ${q.minimumContributors} THEN 1 END) = 0 THEN 1 ELSE 0 END AS may_publish
FROM (
  SELECT b.variation, COUNT(DISTINCT b.subject_digest) AS changed
  FROM (
    SELECT ${list(['variation', 'subject_digest', 'part_no'].map(either))}
    FROM ${tablePath(q.now)} AS n
    FULL OUTER JOIN ${tablePath(q.before)} AS o ON ${allOf([
      sql`o.subject_digest = n.subject_digest`,
      sql`o.variation = n.variation`,
      sql`o.part_no = n.part_no`,
    ])}
    WHERE n.row_digest IS NULL OR o.row_digest IS NULL OR n.row_digest <> o.row_digest
  ) AS b
  JOIN (${marked(q.now)}) AS n ON n.part_no = b.part_no
  JOIN (${marked(q.before)}) AS o ON o.part_no = b.part_no
  GROUP BY b.variation
) AS c`,
  });

const either = (column: string): Sql => sql`COALESCE(n.${alias(column)}, o.${alias(column)}) AS ${alias(column)}`;

/** The parts that a table has, each once. */
const marked = (table: ScratchTable): Sql =>
  sql`SELECT m.part_no FROM ${tablePath(table)} AS m WHERE m.subject_digest = ${partMarker} GROUP BY m.part_no`;
