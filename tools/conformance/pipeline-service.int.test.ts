import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  AssignmentSourceView,
  ConnectionView,
  EntityView,
  ExperimentView,
  MetricSyncView,
  MetricView,
  RunDetail,
  RunView,
} from '@assay/api-contract';
import { RunsService } from '../../backend/src/pipeline/index.js';
import { inDuckDb, startBackend, type Browser, type TestBackend } from '../../backend/src/testing/index.js';
import { checkAnswers, expectedAnswers } from './pipeline-answers.js';
import { certifiedDefinitions, metricIdOf, requestOf } from './pipeline-definitions.js';

// A folder of raw rows, what is defined over them and independent answers, all the way through the service: definitions
// by the public schema and the API, the queue, the worker, the stored summaries. The service tells of no fewer than five
// subjects. The command of the same name runs the pipeline alone, without that, and also sees what never leaves a
// warehouse: exact caps and the keys of mixed subjects.

const cases = process.env.CASES_DIR ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'cases');
const folder = join(cases, 'stats');
const isThere = existsSync(folder);
if (!isThere && process.env.CASES_DIR !== undefined) throw new Error(`CASES_DIR has no folder stats: ${cases}`);

const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(folder, ...path), 'utf8'));

(isThere ? describe : describe.skip)('given a folder of rows, definitions and answers', () => {
  let backend: TestBackend;
  let admin: Browser;

  beforeAll(async () => {
    backend = await startBackend();
    admin = await backend.signIn();
  });
  afterAll(() => backend?.stop());

  const created = async <T>(path: string, body: object): Promise<T> => {
    const answer = await admin.post<T>(path, body);
    if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
    return answer.body;
  };

  const refreshed = async (experimentId: string): Promise<RunDetail> => {
    const { body } = await admin.post<RunView>(`/experiments/${experimentId}/refresh`, {});
    for (;;) {
      const { body: run } = await admin.get<RunDetail>(`/runs/${body.id}`);
      if (run.finishedAt !== null) return run;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  it.each([
    ['read from the sources', false],
    ['kept between refreshes', true],
  ])('stores every number of the answers that may leave, with rows that are %s', async (_, keepsRows) => {
    const definitions = certifiedDefinitions.parse(read('definitions.json'));
    const { fact_sources, metrics } = read('definitions.json') as { fact_sources: unknown; metrics: unknown };
    const answers = expectedAnswers.parse(read('expected', 'aggregates.json'));
    const { design, assignmentSource } = requestOf(definitions, 'assay_scratch');
    const place = await backend.addOrganisation(keepsRows ? 'Kept' : 'Read');
    admin = await backend.signIn(undefined, place);
    const path = join(backend.config.DATA_DIR, `${place.organisationId}.duckdb`);
    const tables = readdirSync(join(folder, 'data')).filter((file) => file.endsWith('.csv'));
    await inDuckDb(
      path,
      tables.map(
        (file) =>
          `CREATE TABLE "${file.slice(0, -4)}" AS SELECT * FROM read_csv('${join(folder, 'data', file)}', header = true, sample_size = -1)`,
      ),
    );
    const custody = await admin.patch('/organisation', { minimumContributors: 5 }, { 'if-match': '*' });
    expect(custody.status).toBe(200);
    await created<ConnectionView>('/connections', { name: 'Rows', settings: { kind: 'duckdb', path }, keepsRows });
    const { id: entityId } = await created<EntityView>('/entities', { name: definitions.assignment_source.entity });
    const { id: _id, ...source } = assignmentSource;
    const { id: assignmentSourceId } = await created<AssignmentSourceView>('/assignment-sources', {
      ...source,
      entityId,
    });
    const sync = await admin.post<MetricSyncView>('/metrics/sync', { sync_tag: 'conformance', fact_sources, metrics });
    expect([sync.status, sync.body.errors]).toEqual([200, []]);
    const { items } = (await admin.get<{ items: MetricView[] }>('/metrics?limit=200')).body;
    const defined = design.metrics.flatMap(({ metricId: name }) => items.filter(({ metric }) => metric.name === name));
    expect(defined).toHaveLength(definitions.metrics.length);

    const { id: experimentId } = await created<ExperimentView>('/experiments', {
      name: 'Conformance',
      plan: {},
      design: {
        ...{ ...design, assignmentSourceId },
        metrics: defined.map(({ id: metricId }) => ({ metricId, role: 'secondary' })),
      },
    });
    const run = await refreshed(experimentId);
    const runs = backend.app.get(RunsService);
    const who = { ...backend.who, organisationId: place.organisationId, workspaceId: place.workspaceId };
    const overall = await runs.summariesOf(who, experimentId);
    const splits = await Promise.all(design.splitBy.map((property) => runs.splitOf(who, experimentId, property)));
    const nameOf = (id: string): string => items.find((one) => one.id === id)?.metric.name ?? id;
    const moments = [...(overall?.moments ?? []), ...splits.flat()].map((one) => ({
      ...one,
      metricId: nameOf(one.metricId),
    }));
    // A metric with another metric's look-back is nothing that a team can define.
    const borrowed = Object.entries(definitions.cuped?.rows ?? {}).flatMap(([row, twin]) =>
      typeof twin === 'object' && twin.covariate ? [row] : [],
    );
    const { mixed_units_dropped: _mixed, ...shown } = answers;
    const isWithheld = (row: (typeof answers.rows)[number]): boolean => {
      const property = Object.keys(row).find((field) => design.splitBy.includes(field));
      const label = property === undefined ? null : row[property];
      const metricId = metricIdOf(definitions, row.metric);
      return moments.some(
        (one) =>
          one.moments.outcome === 'suppressed' && one.metricId === metricId && one.label === label && label !== null,
      );
    };
    const told = answers.rows.filter((row) => !borrowed.includes(row.metric) && !isWithheld(row));
    const results = checkAnswers(
      definitions,
      { ...shown, caps: {}, rows: told },
      {
        ...{ moments, diagnostics: overall?.diagnostics ?? [], days: [], resplits: [] },
        ...{ caps: [], mixedSubjects: [] },
      },
    );

    expect([run.status, run.error]).toEqual(['succeeded', null]);
    expect(results.filter(({ problem }) => problem !== null)).toEqual([]);
    expect(results.length).toBeGreaterThan(500);
  });
});
