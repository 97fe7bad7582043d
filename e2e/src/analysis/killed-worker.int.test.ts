import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type {
  AssignmentSourceView,
  ConnectionView,
  EntityView,
  ExperimentView,
  FactSourceView,
  MetricView,
  ResultsView,
  RunDetail,
  RunView,
} from '@assay/api-contract';
import { createDatabase, type TestDatabase } from '@assay/test-support';
import pg from 'pg';
import { startBackend, type Browser, type TestBackend } from '../../../backend/src/testing/index.js';
import { buildProduct, ownEnvironment, until } from '../testing/index.js';

// A team defines an experiment by the API and schedules it. The worker is killed (SIGKILL) in the middle of a statement;
// another one finishes the run, and there is one result.

let backend: TestBackend;
let owner: Browser;
let warehouse: TestDatabase;
let sql: pg.Client;
let worker: ChildProcess | null = null;
let port: number;

const subjects = 2_000;

beforeAll(async () => {
  await buildProduct();
  port = await freePort();
  const settings = { ASSAY_ROLE: 'api', WORKER_URL: `http://127.0.0.1:${port}` };
  [backend, warehouse] = await Promise.all([startBackend({ settings }), createDatabase()]);
  sql = new pg.Client({ connectionString: warehouse.url });
  await sql.connect();
  await sql.query(`
    CREATE TABLE assignments AS
      SELECT 'u' || i AS subject, 'checkout' AS experiment, CASE WHEN i % 2 = 0 THEN 'a' ELSE 'b' END AS variation,
        TIMESTAMP '2026-10-01' + i * INTERVAL '1 minute' AS ts
      FROM generate_series(1, ${subjects}) AS s(i);
    CREATE TABLE orders AS
      SELECT subject, ts + INTERVAL '1 hour' AS ts, CASE WHEN variation = 'b' THEN 12.0 ELSE 10.0 END AS amount
      FROM assignments;
    CREATE SCHEMA assay_scratch;
  `);
  startWorker();
  owner = await backend.as('data_owner');
});
afterAll(async () => {
  await kill();
  await sql?.end();
  await backend?.stop();
  await warehouse?.drop();
});

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: free } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return free;
};

function startWorker(): void {
  worker = spawn(process.execPath, ['backend/dist/main.js'], {
    env: {
      ...ownEnvironment(),
      ASSAY_ROLE: 'worker',
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'silent',
      DATABASE_URL: backend.databaseUrl,
      DATA_DIR: backend.config.DATA_DIR,
    },
    stdio: 'ignore',
  });
}

async function kill(): Promise<void> {
  const dying = worker;
  worker = null;
  if (dying === null || dying.exitCode !== null || dying.signalCode !== null) return;
  const isGone = once(dying, 'exit');
  dying.kill('SIGKILL');
  await isGone;
}

async function created<T>(path: string, body: object): Promise<T> {
  const answer = await owner.post<T>(path, body);
  if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
  return answer.body;
}

/** Everything from the connection to the schedule, as a team sets it up. */
async function define(): Promise<ExperimentView> {
  const { hostname, port: server, pathname, username, password } = new URL(warehouse.url);
  const connection = {
    name: 'Warehouse',
    settings: {
      ...{ kind: 'postgres', host: hostname, port: Number(server), database: pathname.slice(1), user: username },
      tls: 'disable',
    },
    secret: decodeURIComponent(password) || 'none',
  };
  const { id: connectionId } = await created<ConnectionView>('/connections', connection);
  await until('the worker', async () => (await owner.get(`/connections/${connectionId}/schema`)).status === 200);
  const { id: entityId } = await created<EntityView>('/entities', { name: 'User' });
  const source = await created<AssignmentSourceView>('/assignment-sources', {
    ...{ name: 'Assignments', entityId, sql: 'SELECT * FROM assignments', subjectColumn: 'subject' },
    ...{ timestampColumn: 'ts', experimentKeyColumn: 'experiment', variationColumn: 'variation' },
  });
  const orders = await created<FactSourceView>('/fact-sources', {
    ...{ name: 'Orders', sql: 'SELECT * FROM orders', timestampColumn: 'ts' },
    ...{ entities: [{ entityId, column: 'subject' }], facts: [{ name: 'Amount', column: 'amount' }] },
  });
  const revenue = await created<MetricView>('/metrics', {
    ...{ kind: 'simple', name: 'Revenue', entityId },
    numerator: { factId: orders.facts[0]?.id, operation: 'sum' },
  });
  return created<ExperimentView>('/experiments', {
    name: 'Checkout',
    design: {
      ...{ experimentKey: 'checkout', assignmentSourceId: source.id, assignmentFrom: '2026-10-01T00:00:00Z' },
      variations: [
        { key: 'a', name: 'A', weight: 1, isControl: true },
        { key: 'b', name: 'B', weight: 1, isControl: false },
      ],
      metrics: [{ metricId: revenue.id, role: 'primary' }],
      lookbackDays: 0,
    },
    plan: { method: 'fixed' },
    schedule: { kind: 'every', minutes: 1 },
  });
}

it('gives one result when the worker is killed in the middle of a scheduled analysis', async () => {
  const { id } = await define();
  const runs = async (): Promise<readonly RunView[]> =>
    (await owner.get<{ items: RunView[] }>(`/experiments/${id}/runs`)).body.items;
  const detail = async (runId: string): Promise<RunDetail> => (await owner.get<RunDetail>(`/runs/${runId}`)).body;

  // Whoever reads the orders waits, so that the kill lands inside a statement.
  await sql.query('BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE');
  expect((await owner.post(`/experiments/${id}/start`, {}, { 'if-match': '*' })).status).toBe(200);
  await until('a statement that reads the orders', async () => {
    // Inside a transaction Postgres shows the activity as it was first asked for.
    await sql.query('SELECT pg_stat_clear_snapshot()');
    const { rowCount } = await sql.query(
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    // One that ended meanwhile says why.
    for (const { id: runId, finishedAt } of await runs())
      if (finishedAt) throw new Error((await detail(runId)).error ?? runId);
    return rowCount !== null && rowCount > 0;
  });
  const [interrupted] = await runs();
  await kill();
  startWorker();
  await sql.query('ROLLBACK');

  await until('the end of the interrupted run', async () => (await detail(interrupted!.id)).finishedAt !== null);
  const finished = await detail(interrupted!.id);
  expect([finished.status, finished.error]).toEqual(['succeeded', null]);
  // What was under way when the worker was killed stays on record; its rows never count, and it was begun anew.
  const broken = finished.statements.filter(({ status }) => status !== 'succeeded');
  expect(broken.map(({ step, status }) => [step.startsWith('keep_'), status])).toEqual(
    broken.map(() => [true, 'cancelled']),
  );
  expect(broken.length).toBeLessThan(2);

  // The schedule fell due again while the run was held up: it waited for its end.
  await until(
    'the next run of the schedule',
    async () => (await runs()).filter(({ finishedAt }) => finishedAt).length > 1,
  );
  const ended = (await runs()).filter(({ finishedAt }) => finishedAt !== null).reverse();
  expect(ended.map(({ origin, status }) => `${origin} ${status}`)).toEqual(ended.map(() => 'schedule succeeded'));
  ended.slice(1).forEach((run, at) => expect(run.startedAt! >= ended[at]!.finishedAt!).toBe(true));
  const { body } = await owner.get<ResultsView>(`/experiments/${id}/results`);
  expect(body.metrics[0]?.arms.map(({ n, value }) => [n, value])).toEqual([
    [subjects / 2, 10],
    [subjects / 2, 12],
  ]);
  const { rows } = await sql.query(
    "SELECT tablename FROM pg_tables WHERE schemaname = 'assay_scratch' AND position($1 IN tablename) > 0",
    [interrupted!.id.replace('run_', '')],
  );
  expect(rows).toEqual([]);
});
