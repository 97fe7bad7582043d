import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  AssignmentSourceView,
  EntityView,
  ExperimentView,
  FactSourceView,
  MetricView,
  RunDetail,
} from '@assay/api-contract';
import { DuckDBInstance } from '@duckdb/node-api';
import { Database } from '../../database/index.js';
import { newId } from '../../kernel/index.js';
import { startBackend, type Browser, type TestBackend } from '../../testing/index.js';
import { WarehousePool } from '../../warehouses/index.js';
import { RunStore } from './run.store.js';
import { RunWorker } from './run-worker.service.js';
import { RunsService } from './runs.service.js';
import { RunInterrupted } from './stored-journal.js';

let backend: TestBackend;
let owner: Browser;
let runs: RunsService;
let experimentId: string;
let metricIds: Record<'revenue' | 'visits', string>;

beforeAll(async () => {
  backend = await startBackend();
  runs = backend.app.get(RunsService);
  owner = await backend.as('data_owner');
  await writeWarehouse(join(backend.config.DATA_DIR, 'shop.duckdb'));
  const settings = { kind: 'duckdb', path: 'shop.duckdb' };
  await owner.post('/connections', { name: 'Shop', settings, keepsRows: true });
  const user = (await owner.post<EntityView>('/entities', { name: 'User' })).body;
  const factOf = async (name: string, table: string, column: string | null): Promise<string> => {
    const source = await owner.post<FactSourceView>('/fact-sources', {
      name,
      sql: `SELECT * FROM ${table}`,
      timestampColumn: 'ts',
      entities: [{ entityId: user.id, column: 'subject' }],
      facts: [{ name: `${name} fact`, column }],
    });
    return source.body.facts[0]?.id ?? '';
  };
  const metricOf = async (name: string, factId: string, operation: string): Promise<string> => {
    const numerator = { factId, operation };
    return (await owner.post<MetricView>('/metrics', { kind: 'simple', name, entityId: user.id, numerator })).body.id;
  };
  metricIds = {
    revenue: await metricOf('Revenue', await factOf('Orders', 'orders', 'amount'), 'sum'),
    visits: await metricOf('Visits', await factOf('Visits', 'visits', null), 'count'),
  };
  const source = await owner.post<AssignmentSourceView>('/assignment-sources', {
    name: 'Assignments',
    entityId: user.id,
    sql: "SELECT * FROM assignments WHERE experiment = '{{experiment_key}}'",
    subjectColumn: 'subject',
    timestampColumn: 'ts',
    experimentKeyColumn: 'experiment',
    variationColumn: 'variation',
    properties: [{ name: 'Country', column: 'country' }],
  });
  const experiment = await owner.post<ExperimentView>('/experiments', {
    name: 'Checkout',
    design: {
      experimentKey: 'checkout',
      assignmentSourceId: source.body.id,
      assignmentFrom: '2026-03-01T00:00:00Z',
      assignmentUntil: '2026-03-08T00:00:00Z',
      variations: [
        { key: 'control', name: 'Control', weight: 1, isControl: true },
        { key: 'treatment', name: 'Treatment', weight: 1, isControl: false },
      ],
      metrics: [
        { metricId: metricIds.revenue, role: 'primary' },
        { metricId: metricIds.visits, role: 'secondary' },
      ],
      splitBy: ['Country'],
      lookbackDays: 0,
    },
    plan: {},
  });
  experimentId = experiment.body.id;
});
afterAll(() => backend.stop());

/** 200 subjects, each with an order of 10 and two visits. */
const writeWarehouse = async (path: string): Promise<void> => {
  const file = await DuckDBInstance.create(path);
  const connection = await file.connect();
  for (const text of [
    `CREATE TABLE assignments AS SELECT 'u' || i AS subject, 'checkout' AS experiment,
       CASE WHEN i % 2 = 0 THEN 'control' ELSE 'treatment' END AS variation,
       TIMESTAMP '2026-03-01' + INTERVAL (i) MINUTE AS ts, CASE WHEN i % 4 < 2 THEN 'US' ELSE 'DE' END AS country
     FROM range(200) AS r(i)`,
    `CREATE TABLE orders AS SELECT subject, ts + INTERVAL 1 DAY AS ts, 10.0 AS amount FROM assignments`,
    `CREATE TABLE visits AS SELECT subject, ts + INTERVAL (h) HOUR AS ts FROM assignments, range(1, 3) AS r(h)`,
  ]) {
    await connection.run(text);
  }
  connection.closeSync();
  file.closeSync();
};

const finished = async (runId: string): Promise<RunDetail> => {
  const until = Date.now() + 240_000;
  for (;;) {
    const run = await runs.getRun(backend.who, runId);
    if (run.finishedAt !== null) return run;
    if (Date.now() > until) throw new Error(`the run is still ${run.status}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

const refreshed = async (): Promise<RunDetail> =>
  finished((await runs.requestRun(backend.who, experimentId, 'manual')).id);

/** Opens the file beside the service, which lets go of it for the while. */
const inFile = async (text: string): Promise<unknown[][]> => {
  const { items } = (await owner.get<{ items: { id: string }[] }>('/connections')).body;
  await backend.app.get(WarehousePool).release(items[0]?.id ?? '');
  const file = await DuckDBInstance.create(join(backend.config.DATA_DIR, 'shop.duckdb'));
  const connection = await file.connect();
  const rows = (await connection.runAndReadAll(text)).getRows();
  connection.closeSync();
  file.closeSync();
  return rows;
};

it('keeps sufficient statistics, diagnostics and the log of every statement', async () => {
  const run = await refreshed();
  const found = await runs.summariesOf(backend.who, experimentId);
  const byDay = await runs.seriesOf(backend.who, experimentId, metricIds.visits);

  expect([run.status, run.error, run.stepsDone, run.asOf]).toEqual([
    'succeeded',
    null,
    run.stepsTotal,
    '2026-03-08T00:00:00.000Z',
  ]);
  expect(run.statements.every((one) => one.status === 'succeeded' && one.sql.length > 0 && one.jobRef !== null)).toBe(
    true,
  );
  expect(found?.moments).toContainEqual({
    metricId: metricIds.revenue,
    variation: 'control',
    property: null,
    label: null,
    moments: { outcome: 'measured', n: 100, roles: ['numerator'], sums: [1000], means: [10], products: [0] },
  });
  expect(found?.diagnostics.map((one) => one.kind).sort()).toEqual([
    'counts',
    'freshness',
    'freshness',
    'labels',
    'traffic',
  ]);
  expect(byDay.at(-1)?.moments).toMatchObject({ n: 100, sums: [200] });
  const left = await inFile("SELECT table_name FROM information_schema.tables WHERE table_schema = 'assay_scratch'");
  expect(left.map(([name]) => String(name).replace(/_[0-9a-z]{26}$/, ''))).toEqual([
    'assay_kept_published',
    ...Array.from({ length: 3 }, () => 'assay_kept_source'),
  ]);
  const split = await runs.splitOf(backend.who, experimentId, 'Country');
  expect(new Set(split.map((one) => one.label))).toEqual(new Set(['US', 'DE']));
});

it('says of each statement which columns left the warehouse, and how much of them', async () => {
  const { statements } = await refreshed();

  const left = statements.filter((one) => one.egress !== null);
  expect(left.every(({ kind }) => kind === 'aggregate')).toBe(true);
  expect(statements.filter((one) => one.kind === 'scratch').map((one) => one.egress)).not.toContainEqual(
    expect.anything(),
  );
  expect(left.find(({ step }) => step === 'counts')?.egress).toEqual({
    columns: [
      { name: 'variation', type: 'VARCHAR', holds: 'key' },
      { name: 'subjects', type: expect.any(String), holds: 'number' },
      { name: 'mixed', type: expect.any(String), holds: 'number' },
      { name: 'assignments', type: expect.any(String), holds: 'number' },
    ],
    rows: 2,
    bytes: 'control'.length + 'treatment'.length + 2 * ('100'.length + '0'.length + '100'.length),
  });
});

it('asks for as many contributors as the organisation says, inside the SQL', async () => {
  const admin = await backend.signIn();
  await admin.patch('/organisation', { minimumContributors: 150 }, { 'if-match': '*' });

  const run = await refreshed();
  const found = await runs.summariesOf(backend.who, experimentId);

  expect(run.status).toBe('succeeded');
  expect(found?.moments.map((one) => one.moments)).toEqual(
    Array.from({ length: 4 }, () => ({ outcome: 'suppressed', n: 100, roles: ['numerator'] })),
  );
  await admin.patch('/organisation', { minimumContributors: 10 }, { 'if-match': '*' });
});

it('answers two requests at once with one run', async () => {
  const [a, b] = await Promise.all([
    runs.requestRun(backend.who, experimentId, 'manual'),
    runs.requestRun(backend.who, experimentId, 'manual'),
  ]);

  expect(a.id).toBe(b.id);
  expect((await finished(a.id)).status).toBe('succeeded');
});

describe('given a run that no queue knows', () => {
  const aRun = async (): Promise<string> => {
    const { organisationId, workspaceId } = backend.place;
    const at = new Date();
    const id = newId('run', at);
    const none = {
      startedAt: null,
      finishedAt: null,
      asOf: null,
      connectionId: null,
      requestedBy: null,
      cause: null,
      error: null,
    };
    await backend.app.get(Database).inOrganisation(organisationId, (tx) =>
      backend.app.get(RunStore).add(tx, {
        id,
        organisationId,
        workspaceId,
        experimentId,
        baselineId: null,
        banditId: null,
        origin: 'manual',
        status: 'queued',
        requestedAt: at,
        isCancelRequested: false,
        mayExceedBudget: false,
        readsAnew: false,
        metricIds: null,
        basedOn: null,
        population: null,
        restatements: [],
        carriedFrom: null,
        ...none,
      }),
    );
    return id;
  };
  const attempt = (runId: string, signal: AbortSignal): Promise<void> =>
    backend.app.get(RunWorker).work({ organisationId: backend.place.organisationId, ids: { runId }, signal });

  it('begins again after a worker whose memory held its tables, and leaves exactly one result', async () => {
    const runId = await aRun();
    let asked = 0;
    const stopsInTheMiddle = {
      get aborted() {
        return ++asked > 8;
      },
    } as AbortSignal;

    await expect(attempt(runId, stopsInTheMiddle)).rejects.toBeInstanceOf(RunInterrupted);
    const halfDone = await runs.getRun(backend.who, runId);
    await inFile('SELECT 1'); // lets go of the file, as a worker does that dies
    await attempt(runId, new AbortController().signal);
    const done = await runs.getRun(backend.who, runId);

    expect(halfDone.status).toBe('running');
    expect(halfDone.stepsDone).toBeGreaterThan(2);
    expect([done.status, done.error]).toEqual(['succeeded', null]);
    expect(done.statements.map(({ step }) => step)).toEqual(halfDone.statements.map(({ step }) => step));
    expect(new Set(done.statements.map(({ status }) => status))).toEqual(new Set(['succeeded']));
    const found = await runs.summariesOf(backend.who, experimentId);
    expect([found?.run.id, found?.moments.length]).toEqual([runId, 4]);
  });

  it('stops before it starts when it was cancelled', async () => {
    const runId = await aRun();
    await runs.cancelRun(backend.who, runId);

    await attempt(runId, new AbortController().signal);

    expect(await runs.getRun(backend.who, runId)).toMatchObject({ status: 'cancelled', statements: [] });
  });
});

it('keeps the results of other metrics when a source fails, and says which statement', async () => {
  await inFile('DROP TABLE visits');

  const run = await finished((await runs.requestRun(backend.who, experimentId, 'manual', { readsAnew: true })).id);
  const found = await runs.summariesOf(backend.who, experimentId);

  expect([run.status, run.cause]).toEqual(['partial', 'grant_or_object']);
  const failed = run.statements.filter((one) => one.status === 'failed' && !one.step.startsWith('keep_'));
  expect(failed.map((one) => one.metricIds)).toEqual([[metricIds.visits]]);
  expect(new Set(found?.moments.map((one) => one.metricId))).toEqual(new Set([metricIds.revenue]));
});
