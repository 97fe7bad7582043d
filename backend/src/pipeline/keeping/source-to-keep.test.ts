import { expect, it } from '@jest/globals';
import { dialects } from '@assay/warehouse-sql';
import type { AnalysisRequest } from '../planning/analysis-request.js';
import { planAnalysis } from '../planning/planner.js';
import { aAnalysis } from '../reference/warehouse-fixture.js';
import { columnsOf, selectOf, sourcesToKeep } from './source-to-keep.js';

const request = aAnalysis({ minimumContributors: 1 });
const now = '2026-04-01T00:00:00.000Z';
const keep = (of: AnalysisRequest = request, address: object = { kind: 'duckdb' }) =>
  sourcesToKeep(of, { connection: of.connection, address }, now);

it('keeps every column that a source names, each once', () => {
  const [facts] = request.factSources as [AnalysisRequest['factSources'][number]];
  const more = [...facts.facts, { ...(facts.facts[0] as (typeof facts.facts)[number]), id: 'again', column: 'AMOUNT' }];

  expect(columnsOf(dialects.duckdb, { ...facts, facts: more, partitionColumn: 'day' })).toEqual([
    'at',
    'unit',
    'AMOUNT',
    'word',
    'status',
  ]);
  expect(columnsOf(dialects.postgres, { ...facts, facts: more })).toContain('amount');
});

it('asks for all rows that a plan asks a source for', () => {
  const plan = planAnalysis(request, { runId: 'test', asOf: now, withSeries: true });

  for (const { name, sql, need } of keep()) {
    const reading = plan.steps.filter(({ statement }) => statement.text.includes(sql.replace(/;$/, '')));
    expect([name, reading.length]).toEqual([name, 1]);
    const bounds = [...(reading[0]?.statement.text ?? '').matchAll(/[<=] CAST\('([^']+)' AS TIMESTAMP\)/g)];
    const [from, until] = bounds.map(([, at]) => Date.parse(`${at?.replace(' ', 'T')}Z`));
    expect([name, from, until]).toEqual([name, Date.parse(need.from), Date.parse(need.until)]);
  }
});

it('has another table where the definition or the place is another', () => {
  const edited = { ...request, factSources: request.factSources.map((one) => ({ ...one, sql: 'SELECT 1' })) };
  const definitions = [keep(), keep(edited), keep(request, { kind: 'duckdb', path: 'other' })].map((sources) =>
    sources.map(({ definition }) => definition),
  );

  expect(definitions[0]?.[0]).toBe(definitions[1]?.[0]);
  expect(new Set(definitions.flat()).size).toBe(5);
});

it('has a table per experiment only where the SQL asks for its key', () => {
  const sql =
    "SELECT * FROM assignments WHERE experiment = '{{experiment_key}}' AND at >= '{{assignments_start_timestamp}}'";
  const [source] = keep({ ...request, assignmentSource: { ...request.assignmentSource, sql } });

  expect([source?.owner, keep()[0]?.owner]).toEqual(['assignments exp', 'assignments']);
  expect(source?.sql).toContain("experiment = 'exp' AND at >= '{{assignments_start_timestamp}}'");
  const range = { fromDay: 20_513, until: '2026-03-02T09:00:00.000Z' };
  expect(selectOf({ sql: source?.sql ?? '' }, range, request.connection)).toContain("at >= '2026-02-28T00:00:00.000Z'");
});

it('keeps nothing of a source whose history is corrected all the time, nor of a time that has not begun', () => {
  const corrected = request.factSources.map((one) => ({ ...one, alwaysFullRefresh: true }));

  expect(keep({ ...request, factSources: corrected }).map(({ id }) => id)).toEqual(['assignments']);
  expect(sourcesToKeep(request, { connection: request.connection, address: {} }, '2026-02-01T00:00:00.000Z')).toEqual(
    [],
  );
});
