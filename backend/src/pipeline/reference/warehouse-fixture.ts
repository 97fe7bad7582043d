import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import {
  aggregation,
  assignmentSource,
  experimentDesign,
  factSource,
  metric,
  type Aggregation,
  type Metric,
} from '@assay/definitions';
import type { z } from 'zod';
import type { Warehouse } from '../../warehouses/index.js';
import { execute } from '../execution/execute.js';
import { MemoryJournal } from '../execution/memory-journal.js';
import type { AnalysisRequest, WithId } from '../planning/analysis-request.js';
import { planAnalysis } from '../planning/planner.js';
import type { StepFindings } from '../summaries/summary.js';
import { firstDay, type Rows } from './random-rows.js';
import type { AssignmentRow, FactRow, ReferenceDesign } from './reference.js';

/** Metrics that are a number per subject. */
export type PerSubject = Extract<Metric, { kind: 'simple' | 'ratio' }>;

export const lookbackDays = 9;
const day = 86_400_000;
const iso = (at: number): string => new Date(at).toISOString();

export const designUnderTest: ReferenceDesign = {
  experiment: 'exp',
  variations: ['control', 'treat'],
  from: firstDay,
  until: firstDay + 14 * day,
  factsUntil: firstDay + 18 * day + 6 * 3_600_000,
};

/** Facts of the one fact source, by id. */
const facts = [
  { id: 'amount', name: 'Amount', column: 'amount' },
  { id: 'word', name: 'Word', column: 'word' },
  { id: 'record', name: 'Record', column: null },
] as const;
export const columnOfFact = (id: string): 'amount' | 'word' | null => facts.find((f) => f.id === id)?.column ?? null;

const an = (operation: Aggregation['operation'], factId: string, more: Partial<z.input<typeof aggregation>> = {}) =>
  aggregation.parse({ operation, factId, ...more });

const simple = (id: string, numerator: Aggregation): PerSubject & WithId => ({
  ...(metric.parse({ kind: 'simple', name: id, entityId: 'user', numerator }) as PerSubject),
  id,
});

const paid = [{ property: 'Status', operation: 'equals' as const, values: ['paid', 'it\'s "odd"'] }];
const notPaid = [{ property: 'Status', operation: 'not_equals' as const, values: ['paid'] }];
const percentile = (p: number, excludeZeros = false) => ({ kind: 'percentile' as const, percentile: p, excludeZeros });

/** Each operation at least once, with filters, windows of every unit, aging and caps. */
export const metricsUnderTest: readonly (PerSubject & WithId)[] = [
  simple('sum', an('sum', 'amount')),
  simple('sum paid', an('sum', 'amount', { filters: paid })),
  simple('sum hours', an('sum', 'amount', { window: { start: 5, end: 48, unit: 'hours' } })),
  simple('sum calendar', an('sum', 'amount', { window: { start: 1, end: 4, unit: 'calendar_days' }, aging: true })),
  simple('sum capped', an('sum', 'amount', { winsorization: { lower: percentile(0.05), upper: percentile(0.9) } })),
  simple(
    'sum capped, no zeros',
    an('sum', 'amount', { winsorization: { lower: null, upper: percentile(0.77, true) } }),
  ),
  simple(
    'sum fixed',
    an('sum', 'amount', {
      winsorization: { lower: { kind: 'fixed', value: -1 }, upper: { kind: 'fixed', value: 100 } },
    }),
  ),
  simple('count', an('count', 'record', { filters: notPaid })),
  simple('count aged', an('count', 'amount', { window: { start: null, end: 1, unit: 'weeks' }, aging: true })),
  simple('count distinct', an('count_distinct', 'word')),
  simple('unique', an('distinct_entity', 'word', { filters: [...paid, ...notPaid] })),
  simple('first', an('first_value', 'amount')),
  simple('last', an('last_value', 'amount', { window: { start: 30, end: 40_000 / 4, unit: 'minutes' } })),
  simple('conversion', an('conversion', 'record', { conversionDays: 3, aging: true })),
  simple('retention', an('retention', 'record', { retentionDays: 6, window: { start: null, end: 10, unit: 'days' } })),
  simple(
    'threshold',
    an('threshold', 'amount', { threshold: { of: 'sum', comparison: 'gte', value: 120, within: null } }),
  ),
  simple(
    'threshold count',
    an('threshold', 'record', {
      threshold: { of: 'count', comparison: 'gt', value: 2, within: { value: 4, unit: 'days' } },
      aging: true,
    }),
  ),
  {
    ...(metric.parse({
      kind: 'ratio',
      name: 'ratio',
      entityId: 'user',
      numerator: an('sum', 'amount', { window: { start: 0, end: 5, unit: 'days' }, aging: true }),
      denominator: an('count', 'record'),
    }) as PerSubject),
    id: 'ratio',
  },
];

export const aAnalysis = (change: {
  readonly minimumContributors: number;
  readonly metrics?: readonly (Metric & WithId)[];
}): AnalysisRequest => ({
  experimentId: 'experiment',
  design: experimentDesign.parse({
    experimentKey: 'exp',
    assignmentSourceId: 'assignments',
    assignmentFrom: iso(designUnderTest.from),
    assignmentUntil: iso(designUnderTest.until),
    eventsUntil: iso(designUnderTest.factsUntil),
    variations: designUnderTest.variations.map((key, i) => ({ key, name: key, weight: 1, isControl: i === 0 })),
    metrics: (change.metrics ?? metricsUnderTest).map((m) => ({ metricId: m.id, role: 'secondary' })),
    splitBy: ['Country'],
    lookbackDays,
  }),
  assignmentSource: {
    ...assignmentSource.parse({
      name: 'Assignments',
      entityId: 'user',
      sql: 'SELECT * FROM assignments -- everything',
      subjectColumn: 'Unit Id',
      timestampColumn: 'at',
      experimentKeyColumn: 'experiment',
      variationColumn: 'select',
      properties: [{ name: 'Country', column: 'country' }],
    }),
    id: 'assignments',
  },
  factSources: [
    {
      ...factSource.parse({
        name: 'Facts',
        sql: 'SELECT * FROM facts;',
        timestampColumn: 'at',
        entities: [{ entityId: 'user', column: 'unit' }],
        facts: facts.map((f) => ({ ...f })),
        properties: [{ name: 'Status', column: 'status' }],
      }),
      id: 'facts',
    },
  ],
  metrics: change.metrics ?? metricsUnderTest,
  connection: {
    id: 'connection',
    dialect: 'duckdb',
    scratchSchema: ['assay_scratch'],
    minimumContributors: change.minimumContributors,
  },
});

/** The same, with facts that know accounts alone: they are those of the subjects that the accounts belong to. */
export const byAccount = (request: AnalysisRequest): AnalysisRequest => ({
  ...request,
  assignmentSource: { ...request.assignmentSource, secondaryIds: [{ entityId: 'account', column: 'account' }] },
  factSources: request.factSources.map((source) => ({
    ...source,
    entities: [{ entityId: 'account', column: 'account' }],
  })),
});

/** The same, with the subjects as clusters of accounts. */
export const clustered = (request: AnalysisRequest): AnalysisRequest => ({
  ...byAccount(request),
  design: { ...request.design, analysedEntityId: 'account' },
});

/** Make a DuckDB file with the rows. */
export const writeRows = async (path: string, rows: Rows): Promise<void> => {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run(
    'CREATE TABLE assignments ("Unit Id" VARCHAR, experiment VARCHAR, "select" VARCHAR, "at" TIMESTAMP, country VARCHAR, account VARCHAR)',
  );
  await connection.run(
    'CREATE TABLE facts (unit VARCHAR, "at" TIMESTAMP, amount DOUBLE, word VARCHAR, status VARCHAR, account VARCHAR)',
  );
  await connection.run(`INSERT INTO assignments VALUES ${rows.assignments.map(assignmentText).join(',')}`);
  await connection.run(`INSERT INTO facts VALUES ${rows.facts.map(factText).join(',')}`);
  connection.closeSync();
  instance.closeSync();
};

const literal = (value: string | number | null): string =>
  value === null ? 'NULL' : typeof value === 'number' ? `CAST(${value} AS DOUBLE)` : `'${value.replaceAll("'", "''")}'`;
const instant = (at: number): string => `TIMESTAMP '${iso(at).slice(0, -1).replace('T', ' ')}'`;
/** One row of `assignments`, as VALUES takes it. */
export const assignmentText = (row: AssignmentRow): string =>
  `(${literal(row.subject)}, ${literal(row.experiment)}, ${literal(row.variation)}, ${instant(row.at)}, ${literal(row.country)}, ${literal(row.account)})`;
/** One row of `facts`, as VALUES takes it. */
export const factText = (row: FactRow): string =>
  `(${literal(row.subject)}, ${instant(row.at)}, ${literal(row.amount)}, ${literal(row.word)}, ${literal(row.status)}, ${literal(row.account)})`;

let runs = 0;

/** Plan and run the analysis on a file that holds the rows; throws where a step fails. */
export const analyse = async (
  open: (path: string) => Promise<Warehouse>,
  folder: string,
  rows: Rows,
  request: AnalysisRequest,
  withSeries: boolean,
): Promise<StepFindings> => {
  const path = join(folder, `rows-${runs++}.duckdb`);
  await writeRows(path, rows);
  const warehouse = await open(path);
  const plan = planAnalysis(request, { runId: 'test', asOf: iso(firstDay + 90 * day), withSeries });
  const journal = new MemoryJournal();
  await execute(plan, warehouse, journal, {
    tag: { organisationId: 'org', purpose: 'run' },
    variations: designUnderTest.variations,
    concurrency: 1,
  });
  await warehouse.close();
  for (const [id, end] of journal.ends) if (end.state === 'failed') throw new Error(`${id}: ${end.failure.message}`);
  return journal.findings();
};
