import type { Dialect } from './dialects/dialect.js';
import type { GoldenCase } from './golden-case.js';
import { decisions, type DecisionQuery } from './queries/bandit/decisions.js';
import { actionSums, labelSums, pairCounts } from './queries/bandit/normal-equations.js';
import { categories, rewards, trainingRows } from './queries/bandit/sample.js';
import type { ScratchTable, Statement } from './statement.js';

const table = (name: string): ScratchTable => ({ schema: ['scratch'], table: `assay_run_${name}` });
const decision = table('decision');
const reward = table('reward');
const category = table('category');
const row = table('row');

const chosen: DecisionQuery = {
  table: decision,
  select: "SELECT * FROM bandit_actions WHERE note <> ';' -- all of them",
  subjectColumn: 'subject',
  timestampColumn: 'ts',
  banditKeyColumn: 'Bandit Key',
  actionColumn: 'select',
  partitionColumn: null,
  banditKey: "it's \\mine",
  numeric: ['age', 'Basket Value'],
  categorical: ['country', 'device'],
  from: '2026-03-01T00:00:00Z',
  until: '2026-03-29T00:00:00Z',
  evaluated: null,
};
const evaluated: DecisionQuery['evaluated'] = {
  select: 'SELECT * FROM assignments',
  subjectColumn: 'unit_id',
  timestampColumn: 'ts',
  experimentKeyColumn: 'Experiment Id',
  partitionColumn: 'day',
  experimentKeys: ['offer-test', "offer-it's"],
  from: '2026-01-01T00:00:00Z',
  until: '2026-03-29T00:00:00Z',
};
const counts = { numeric: 2, categorical: 2, minimumContributors: 10 };
const equations = { ...counts, rows: row, isBinary: false };
const plain = { rows: row, isBinary: true, numeric: 0, categorical: 1, minimumContributors: 1 };

/** The queries by which bandits are trained. */
export const banditCases = (d: Dialect): readonly GoldenCase[] => {
  const of = (name: string, statement: Statement | null): GoldenCase[] =>
    statement === null ? [] : [{ query: 'bandits', name, statement }];
  const dims = { numeric: counts.numeric, categorical: counts.categorical };
  return [
    ...of('decisions', decisions(d, chosen)),
    ...of('decisions-evaluated', decisions(d, { ...chosen, partitionColumn: 'day', evaluated })),
    ...of('rewards', rewards(d, { ...dims, table: reward, decisions: decision, facts: table('fact_0'), sign: 1 })),
    ...of(
      'rewards-less',
      rewards(d, { ...dims, table: reward, decisions: decision, facts: table('fact_0'), sign: -1 }),
    ),
    ...of('categories', categories(d, { ...counts, table: category, rewards: reward, isBinary: false, topValues: 10 })),
    ...of(
      'categories-binary',
      categories(d, { ...counts, table: category, rewards: reward, isBinary: true, topValues: 10 }),
    ),
    ...of('rows', trainingRows(d, { ...counts, table: row, rewards: reward, categories: category, mostActions: 100 })),
    ...of(
      'rows-numeric',
      trainingRows(d, { ...counts, categorical: 0, table: row, rewards: reward, categories: null, mostActions: 100 }),
    ),
    ...actionSums(d, equations).flatMap((statement, i) => of(`action-sums-${i}`, statement)),
    ...actionSums(d, plain).flatMap((statement, i) => of(`action-sums-plain-${i}`, statement)),
    ...of('label-sums', labelSums(d, equations)),
    ...of('label-sums-plain', labelSums(d, plain)),
    ...of('pair-counts', pairCounts(d, equations)),
  ];
};
