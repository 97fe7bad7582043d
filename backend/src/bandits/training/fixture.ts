import { join } from 'node:path';
import type { BanditAttribute } from '@assay/api-contract';
import { aggregation, assignmentSource, factSource } from '@assay/definitions';
import { DuckDBInstance } from '@duckdb/node-api';
import { execute, MemoryJournal } from '../../pipeline/index.js';
import type { Warehouse } from '../../warehouses/index.js';
import type { TrainingAnswers } from './learn.js';
import { planTraining, type TrainingRequest } from './plan.js';

/** One line of the log of actions; `at` in days since the first one. */
export interface LoggedAction {
  readonly subject: string;
  readonly action: string;
  readonly at: number;
  readonly age: number | null;
  readonly basket: number | null;
  readonly country: string | null;
  readonly device: string | null;
}

export interface PaidAmount {
  readonly subject: string;
  readonly at: number;
  readonly amount: number;
}

export interface TrainingRows {
  readonly log: readonly LoggedAction[];
  readonly paid: readonly PaidAmount[];
  /** Subjects that an experiment evaluates. */
  readonly evaluated?: readonly string[];
}

export const attributesUnderTest: readonly BanditAttribute[] = [
  { key: 'age', of: 'subject', kind: 'numeric', column: 'age' },
  { key: 'country', of: 'subject', kind: 'categorical', column: 'country' },
  { key: 'basket', of: 'action', kind: 'numeric', column: 'basket' },
  { key: 'device', of: 'subject', kind: 'categorical', column: 'device' },
];

const firstDay = Date.parse('2026-03-01T00:00:00Z');
const iso = (days: number): string => new Date(firstDay + Math.round(days * 86_400_000)).toISOString();
export const asOfUnderTest = iso(20);

export const aTraining = (
  change: Partial<TrainingRequest> & { minimumContributors?: number; operation?: 'sum' | 'distinct_entity' } = {},
): TrainingRequest => {
  const { minimumContributors = 1, operation = 'sum', ...rest } = change;
  return {
    key: 'offer',
    log: {
      sql: 'SELECT * FROM bandit_actions',
      subjectColumn: 'subject',
      timestampColumn: 'ts',
      banditKeyColumn: 'bandit',
      actionColumn: 'action',
      partitionColumn: null,
    },
    attributes: attributesUnderTest,
    reward: {
      source: {
        ...factSource.parse({
          name: 'Payments',
          sql: 'SELECT * FROM paid',
          timestampColumn: 'ts',
          entities: [{ entityId: 'user', column: 'subject' }],
          facts: [{ id: 'amount', name: 'Amount', column: 'amount' }],
        }),
        id: 'payments',
      },
      subjectColumn: 'subject',
      aggregation: aggregation.parse({ factId: 'amount', operation }),
      windowDays: 2,
      sign: 1,
    },
    trainingDays: 20,
    evaluated: null,
    connection: { id: 'connection', dialect: 'duckdb', scratchSchema: ['assay_scratch'], minimumContributors },
    ...rest,
  };
};

/** Leaves out the subjects of `TrainingRows.evaluated`. */
export const evaluatedUnderTest: TrainingRequest['evaluated'] = {
  source: {
    ...assignmentSource.parse({
      name: 'Assignments',
      entityId: 'user',
      sql: 'SELECT * FROM assignments',
      subjectColumn: 'subject',
      timestampColumn: 'ts',
      experimentKeyColumn: 'experiment',
      variationColumn: 'variation',
    }),
    id: 'assignments',
  },
  experimentKeys: ['offer-evaluation'],
  from: iso(-30),
};

const literal = (value: string | number | null): string =>
  value === null ? 'NULL' : typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
const instant = (days: number): string => `TIMESTAMP '${iso(days).slice(0, -1).replace('T', ' ')}'`;

/** Make a DuckDB file with the rows. */
async function writeRows(path: string, { log, paid, evaluated = [] }: TrainingRows): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const fill = async (table: string, columns: string, rows: readonly string[]): Promise<void> => {
    await connection.run(`CREATE TABLE ${table} (${columns})`);
    if (rows.length > 0) await connection.run(`INSERT INTO ${table} VALUES ${rows.join(',')}`);
  };
  await fill(
    'bandit_actions',
    'subject VARCHAR, bandit VARCHAR, action VARCHAR, ts TIMESTAMP, age DOUBLE, basket DOUBLE, country VARCHAR, device VARCHAR',
    log.map(
      (one) =>
        `(${literal(one.subject)}, 'offer', ${literal(one.action)}, ${instant(one.at)}, ${literal(one.age)}, ${literal(one.basket)}, ${literal(one.country)}, ${literal(one.device)})`,
    ),
  );
  await fill(
    'paid',
    'subject VARCHAR, ts TIMESTAMP, amount DOUBLE',
    paid.map((one) => `(${literal(one.subject)}, ${instant(one.at)}, ${one.amount})`),
  );
  await fill(
    'assignments',
    'subject VARCHAR, ts TIMESTAMP, experiment VARCHAR, variation VARCHAR',
    evaluated.map((subject) => `(${literal(subject)}, ${instant(-3)}, 'offer-evaluation', 'bandit')`),
  );
  connection.closeSync();
  instance.closeSync();
}

let files = 0;

/** Plan and run a training on a file that holds the rows; throws where a step fails. */
export async function trainOn(
  open: (path: string) => Promise<Warehouse>,
  folder: string,
  rows: TrainingRows,
  request: TrainingRequest,
): Promise<TrainingAnswers> {
  const path = join(folder, `training-${files++}.duckdb`);
  await writeRows(path, rows);
  const warehouse = await open(path);
  const journal = new MemoryJournal();
  await execute(planTraining(request, { runId: 'test', asOf: asOfUnderTest }), warehouse, journal, {
    tag: { organisationId: 'org', purpose: 'run' },
    variations: [],
    concurrency: 1,
  });
  await warehouse.close();
  return new Map(
    [...journal.ends].map(([id, end]) => {
      if (end.state !== 'done') throw new Error(`${id}: ${end.state === 'failed' ? end.failure.message : end.state}`);
      return [id, end.answer];
    }),
  );
}
