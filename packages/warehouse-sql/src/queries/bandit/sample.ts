import type { Dialect } from '../../dialects/dialect.js';
import { alias, allOf, lines, list, sql, type Sql } from '../../fragment.js';
import { statement, type ScratchTable, type Statement } from '../../statement.js';
import { tablePath } from '../probes.js';
import { otherValue } from '../property-values.js';

/** How many attributes a bandit has of each kind. */
export interface AttributeCounts {
  readonly numeric: number;
  readonly categorical: number;
}

export interface RewardQuery extends AttributeCounts {
  readonly table: ScratchTable;
  readonly decisions: ScratchTable;
  /** Facts per decision; its `y0` is the reward. */
  readonly facts: ScratchTable;
  /** −1 where less is better. */
  readonly sign: 1 | -1;
}

const numbered = (prefix: string, count: number): Sql[] =>
  Array.from({ length: count }, (_, i) => alias(`${prefix}${i}`));

/** Decisions with what came of them: `action`, `y` (0 where nothing came), `x0 …` and `c0 …` without missing values. */
export const rewards = (d: Dialect, q: RewardQuery): Statement => {
  const reward = sql`COALESCE(${d.double(sql`f.y0`)}, 0)`;
  return statement(d, {
    kind: 'scratch',
    purpose: 'rewards',
    writes: { creates: [q.table] },
    sql: d.createTable(
      tablePath(q.table),
      sql`SELECT ${lines([
        sql`s.action`,
        sql`${q.sign === 1 ? reward : sql`0 - ${reward}`} AS y`,
        ...numbered('x', q.numeric).map((x) => sql`s.${x}`),
        ...numbered('c', q.categorical).map((c) => sql`COALESCE(NULLIF(s.${c}, ''), ${otherValue}) AS ${c}`),
      ])}
FROM ${tablePath(q.decisions)} AS s
LEFT JOIN ${tablePath(q.facts)} AS f ON f.subject_key = s.subject_key`,
    ),
  });
};

export interface CategoryQuery {
  readonly table: ScratchTable;
  readonly rewards: ScratchTable;
  /** At least one. */
  readonly categorical: number;
  /** Subjects that stand behind a category, with a reward that is not 0 where rewards are amounts. */
  readonly minimumContributors: number;
  readonly isBinary: boolean;
  readonly topValues: number;
}

/**
 * Which value of an attribute gets which label, per action: `action`, `attribute_no`, `value`, `label`. Rare values
 * and missing ones share one label; when together they are too few, the least frequent value joins them.
 */
export const categories = (d: Dialect, q: CategoryQuery): Statement => {
  const k = Math.max(1, q.minimumContributors);
  const support = q.isBinary || k === 1 ? sql`COUNT(*)` : sql`SUM(CASE WHEN y <> 0 THEN 1 ELSE 0 END)`;
  const counted = numbered('c', q.categorical).map(
    (c, i) => sql`  SELECT action, ${i} AS attribute_no, ${c} AS value, COUNT(*) AS n, ${support} AS support
  FROM ${tablePath(q.rewards)}
  GROUP BY action, ${c}`,
  );
  const frequent = sql`CASE WHEN value <> ${otherValue} AND support >= ${k} THEN 1 ELSE 0 END`;
  return statement(d, {
    kind: 'scratch',
    purpose: 'categories',
    writes: { creates: [q.table] },
    sql: d.createTable(
      tablePath(q.table),
      sql`WITH counted AS (
${list(counted, sql`\n  UNION ALL\n`)}
),
judged AS (
  SELECT action, attribute_no, value, n, support, ${frequent} AS is_frequent
  FROM counted
),
ranked AS (
  SELECT action, attribute_no, value, support, is_frequent,
    ROW_NUMBER() OVER (PARTITION BY action, attribute_no ORDER BY is_frequent DESC, n DESC, ${d.byteOrder(sql`value`)}) AS volume_rank
  FROM judged
),
kept AS (
  SELECT action, attribute_no, value, support, volume_rank,
    CASE WHEN is_frequent = 1 AND volume_rank <= ${q.topValues} THEN 1 ELSE 0 END AS is_kept
  FROM ranked
),
rest AS (
  SELECT action, attribute_no, SUM(is_kept) AS last_rank,
    CASE WHEN SUM(1 - is_kept) > 0 AND SUM((1 - is_kept) * support) < ${k} THEN 1 ELSE 0 END AS is_small
  FROM kept
  GROUP BY action, attribute_no
)
SELECT v.action, v.attribute_no, v.value,
  CASE
    WHEN v.is_kept = 0 THEN ${otherValue}
    WHEN r.is_small = 1 AND v.volume_rank = r.last_rank THEN ${otherValue}
    ELSE v.value
  END AS label
FROM kept AS v
JOIN rest AS r ON r.action = v.action AND r.attribute_no = v.attribute_no`,
    ),
  });
};

export interface TrainingRowQuery extends AttributeCounts {
  readonly table: ScratchTable;
  readonly rewards: ScratchTable;
  /** null where there are no categorical attributes. */
  readonly categories: ScratchTable | null;
  readonly minimumContributors: number;
  /** Of more actions, those of the most subjects are learned. */
  readonly mostActions: number;
}

/**
 * What is summed: `action`, per variable (0 = reward, then numeric attributes) its value `z`, its difference `d` from
 * the mean over all actions and `t` = 1 where it is there and not 0; then labels `g0 …`. A missing number stands at
 * the mean. An action is in when its subjects are at least the minimum and one more for each number to be learned.
 */
export const trainingRows = (d: Dialect, q: TrainingRowQuery): Statement => {
  const values = [sql`y`, ...numbered('x', q.numeric)];
  const means = values.map((value, i) => sql`COALESCE(AVG(${value}), 0) AS ${alias(`mean${i}`)}`);
  const variables = values.flatMap((value, i) => {
    const [own, mean] = [sql`s.${value}`, sql`p.${alias(`mean${i}`)}`];
    return [
      sql`COALESCE(${own}, ${mean}) AS ${alias(`z${i}`)}`,
      sql`COALESCE(${own}, ${mean}) - ${mean} AS ${alias(`d${i}`)}`,
      sql`CASE WHEN ${own} IS NULL OR ${own} = 0 THEN 0 ELSE 1 END AS ${alias(`t${i}`)}`,
    ];
  });
  const labels = Array.from({ length: q.categorical }, (_, i) => i);
  return statement(d, {
    kind: 'scratch',
    purpose: 'training rows',
    writes: { creates: [q.table] },
    sql: d.createTable(
      tablePath(q.table),
      sql`WITH learned AS (${learnedActions(d, q)})
SELECT ${lines([sql`s.action`, ...variables, ...labels.map((i) => sql`${alias(`l${i}`)}.label AS ${alias(`g${i}`)}`)])}
FROM ${tablePath(q.rewards)} AS s
JOIN learned AS a ON a.action = s.action
CROSS JOIN (SELECT ${lines(means)} FROM ${tablePath(q.rewards)}) AS p${list(
        labels.map((i) => labelJoin(q.categories as ScratchTable, i)),
        sql``,
      )}`,
    ),
  });
};

const labelJoin = (table: ScratchTable, i: number): Sql => {
  const l = alias(`l${i}`);
  const on = allOf([sql`${l}.action = s.action`, sql`${l}.attribute_no = ${i}`, sql`${l}.value = s.${alias(`c${i}`)}`]);
  return sql`\nJOIN ${tablePath(table)} AS ${l} ON ${on}`;
};

const learnedActions = (d: Dialect, q: TrainingRowQuery): Sql => {
  const least = Math.max(1, q.minimumContributors) + 1 + q.numeric;
  const rank = sql`ROW_NUMBER() OVER (ORDER BY n DESC, ${d.byteOrder(sql`action`)}) AS volume_rank`;
  const counted =
    q.categories === null
      ? sql`SELECT action, COUNT(*) AS n, 0 AS labels FROM ${tablePath(q.rewards)} GROUP BY action`
      : sql`SELECT c.action, c.n, COALESCE(k.labels, 0) AS labels
    FROM (SELECT action, COUNT(*) AS n FROM ${tablePath(q.rewards)} GROUP BY action) AS c
    LEFT JOIN (
      SELECT action, COUNT(*) AS labels
      FROM (SELECT DISTINCT action, attribute_no, label FROM ${tablePath(q.categories)}) AS u
      GROUP BY action
    ) AS k ON k.action = c.action`;
  return sql`
  SELECT action
  FROM (
    SELECT action, ${rank}
    FROM (
    ${counted}
    ) AS sized
    WHERE n >= ${least} + labels
  ) AS ranked
  WHERE volume_rank <= ${q.mostActions}
`;
};
