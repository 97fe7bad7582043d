import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunDetail } from '@assay/api-contract';
import { Database } from '../../database/index.js';
import { FixedClock, hours, newId } from '../../kernel/index.js';
import { KeptTables } from '../../warehouses/index.js';
import { Shop, startBackend, type TestBackend } from '../../testing/index.js';
import { RunInterrupted } from '../runs/stored-journal.js';
import { RunStore } from '../runs/run.store.js';
import { RunWorker } from '../runs/run-worker.service.js';
import { RunsService } from '../runs/runs.service.js';

const clock = new FixedClock('2026-03-05T09:00:00Z');
let backend: TestBackend;
let shop: Shop;
let metricIds: string[];
let experimentId: string;

const together = 20;

beforeAll(async () => {
  backend = await startBackend({ clock });
  const tables = [
    // 400 subjects, each in the experiment and in a fifth of the others.
    `CREATE TABLE assignments AS SELECT 'u' || i AS subject, 'checkout' AS experiment,
       CASE WHEN i % 2 = 0 THEN 'control' ELSE 'treatment' END AS variation,
       TIMESTAMP '2026-03-01' + INTERVAL (i * 15) MINUTE AS ts FROM range(400) AS r(i)
     UNION ALL SELECT 'u' || i, 'e' || e, CASE WHEN hash(i, e) % 2 = 0 THEN 'control' ELSE 'treatment' END,
       TIMESTAMP '2026-03-01' + INTERVAL (i * 15) MINUTE FROM range(400) AS r(i), range(${together}) AS s(e)
       WHERE hash(i * 7, e) % 5 = 0`,
    `CREATE TABLE orders AS SELECT 'u' || (i % 400) AS subject, TIMESTAMP '2026-03-01' + INTERVAL (i) MINUTE AS ts,
       1.0 AS amount FROM range(20000) AS r(i)`,
    `CREATE TABLE visits AS SELECT subject, ts FROM orders`,
  ];
  const path = join(backend.config.DATA_DIR, 'shop.duckdb');
  shop = await Shop.open(backend, tables, [], path, await backend.as('admin'));
  const { id, name, settings } = shop.connection;
  await shop.owner.put(`/connections/${id}`, { name, settings, keepsRows: true }, { 'if-match': '*' });
  metricIds = [
    await shop.metric('Revenue', { sql: 'SELECT * FROM orders', column: 'amount' }),
    await shop.metric('Visits', { sql: 'SELECT * FROM visits', column: null }, { operation: 'count' }),
  ];
  experimentId = await shop.experiment({ key: 'checkout', metricIds, until: null });
});
afterAll(() => backend.stop());

/** Statements that read a customer's table, by what they are for. */
const readings = ({ statements }: RunDetail): string[] =>
  statements.filter(({ sql }) => /FROM (?:assignments|orders|visits)\b/.test(sql)).map(({ purpose }) => purpose);

/** The sum of a metric over all subjects of the newest results. */
const sumOf = async (metricId: string, of = experimentId): Promise<number> => {
  const found = await backend.app.get(RunsService).summariesOf(backend.who, of);
  return (found?.moments ?? [])
    .filter((one) => one.metricId === metricId)
    .reduce((sum, { moments }) => sum + (moments.outcome === 'measured' ? (moments.sums[0] ?? 0) : NaN), 0);
};

/** What the rows themselves say: facts of subjects from their exposure on. */
const truth = async (table: string, what: string, until = clock.now(), experiment = 'checkout'): Promise<number> => {
  const [[sum]] = (await shop.inWarehouse(
    `SELECT CAST(COALESCE(${what}, 0) AS DOUBLE) FROM ${table} AS f JOIN (
       SELECT subject, MIN(ts) AS ts FROM assignments WHERE experiment = '${experiment}' AND ts < '${until.toISOString()}'::TIMESTAMP GROUP BY 1
     ) AS a USING (subject) WHERE f.ts >= a.ts AND f.ts < '${until.toISOString()}'::TIMESTAMP`,
  )) as [[number]];
  return sum;
};

/** A run that no queue knows. */
const queuedRun = async (): Promise<string> => {
  const at = clock.now();
  const id = newId('run', at);
  const none = { startedAt: null, finishedAt: null, asOf: null, connectionId: null, requestedBy: null };
  await backend.app.get(Database).inOrganisation(backend.place.organisationId, (tx) =>
    backend.app.get(RunStore).add(tx, {
      ...{ id, organisationId: backend.place.organisationId, workspaceId: backend.place.workspaceId },
      ...{ experimentId, baselineId: null, banditId: null, origin: 'manual', status: 'queued', requestedAt: at },
      ...{
        isCancelRequested: false,
        mayExceedBudget: false,
        readsAnew: false,
        metricIds: null,
        basedOn: null,
        population: null,
        restatements: [],
        carriedFrom: null,
      },
      ...{ cause: null, error: null },
      ...none,
    }),
  );
  return id;
};

const keptTables = async (): Promise<string[]> =>
  (
    await shop.inWarehouse(
      "SELECT table_name FROM information_schema.tables WHERE table_schema = 'assay_scratch' AND table_name LIKE 'assay_kept_source%'",
    )
  )
    .flat()
    .map(String);

describe('given an experiment that goes on', () => {
  it('reads each source once, then only what is new', async () => {
    const first = await shop.refresh(experimentId);
    const sums = [await sumOf(metricIds[0] as string), await truth('orders', 'SUM(f.amount)')];
    clock.advance(hours(24));
    const second = await shop.refresh(experimentId);

    expect([first.status, first.error, first.asOf]).toEqual(['succeeded', null, '2026-03-05T09:00:00.000Z']);
    expect(readings(first)).toEqual([
      'Keep rows of Assignments from 2026-03-01 on',
      'Keep rows of Revenue from 2026-03-01 on',
      'Keep rows of Visits from 2026-03-01 on',
    ]);
    expect(sums[0]).toBe(sums[1]);
    expect(readings(second)).toEqual(
      ['Assignments', 'Revenue', 'Visits'].flatMap((name) => [
        `Compare history of ${name} from 2026-03-01 to 2026-03-01`,
        `Keep new rows of ${name} from 2026-03-03 on`,
      ]),
    );
    expect(second.asOf).toBe('2026-03-06T09:00:00.000Z');
    expect(await sumOf(metricIds[0] as string)).toBe(await truth('orders', 'SUM(f.amount)'));
    expect(await keptTables()).toHaveLength(3);
  });

  it('reads nothing more of a source for a new metric on a declared fact', async () => {
    const view = await shop.owner.get<{ metric: { numerator: { factId: string } } }>(`/metrics/${metricIds[0]}`);
    const metric = {
      kind: 'simple',
      name: 'Buyers',
      numerator: { factId: view.body.metric.numerator.factId, operation: 'distinct_entity' },
    };
    const entities = await shop.owner.get<{ items: { id: string }[] }>('/entities');
    const buyers = await shop.owner.post<{ id: string }>('/metrics', {
      ...metric,
      entityId: entities.body.items[0]?.id,
    });
    const other = await shop.experiment({ key: 'checkout', name: 'Buyers', metricIds: [buyers.body.id], until: null });

    // Asked for at the very instant at which the rows were read.
    const run = await shop.refresh(other);

    expect([run.status, readings(run)]).toEqual(['succeeded', []]);
    expect(await sumOf(buyers.body.id, other)).toBe(await truth('orders', 'COUNT(DISTINCT f.subject)'));
  });

  it('finds history that was rewritten, reads those days again and says so', async () => {
    await shop.inWarehouse("UPDATE orders SET amount = 5 WHERE ts >= '2026-03-02 06:00' AND ts < '2026-03-02 18:00'");
    clock.advance(hours(24 * 7));

    const run = await shop.refresh(experimentId);

    expect(run.restatements).toEqual([{ sourceId: expect.any(String), sourceName: 'Revenue', days: ['2026-03-02'] }]);
    expect(readings(run)).toContain('Read changed history of Revenue from 2026-03-02 on');
    expect(await sumOf(metricIds[0] as string)).toBe(await truth('orders', 'SUM(f.amount)'));
  });

  it('reads everything from the start when it is asked to', async () => {
    clock.advance(hours(1));

    const run = await shop.refresh(experimentId, { readsAnew: true });

    expect(run.readsAnew).toBe(true);
    expect(readings(run)).toEqual(
      ['Assignments', 'Revenue', 'Visits'].map((name) => `Keep rows of ${name} from 2026-03-01 on`),
    );
  });

  it('makes a kept table anew when somebody has dropped it', async () => {
    clock.advance(hours(24));
    for (const name of await keptTables()) await shop.inWarehouse(`DROP TABLE assay_scratch.${name}`);

    const run = await shop.refresh(experimentId);

    expect([run.status, run.error]).toEqual(['succeeded', null]);
    expect(readings(run)).toContain('Keep rows of Revenue from 2026-03-01 on');
    expect(await sumOf(metricIds[0] as string)).toBe(await truth('orders', 'SUM(f.amount)'));
  });

  it('reads the source itself where rows cannot be kept, and keeps the results of other sources', async () => {
    clock.advance(hours(24));
    await shop.inWarehouse('ALTER TABLE visits RENAME TO visits_away');

    const run = await shop.refresh(experimentId);

    expect([run.status, run.cause]).toEqual(['partial', 'grant_or_object']);
    expect(run.error).toContain('Facts from Visits');
    expect(await sumOf(metricIds[0] as string)).toBe(await truth('orders', 'SUM(f.amount)'));
    await shop.inWarehouse('ALTER TABLE visits_away RENAME TO visits');
  });

  it('goes on where a worker died while it kept rows, and counts none of them twice', async () => {
    clock.advance(hours(24));
    const runId = await queuedRun();
    let asked = 0;
    const diesInTheMiddle = {
      get aborted() {
        return ++asked > 6;
      },
    } as AbortSignal;
    const attempt = (signal: AbortSignal): Promise<void> =>
      backend.app.get(RunWorker).work({ organisationId: backend.place.organisationId, ids: { runId }, signal });

    await expect(attempt(diesInTheMiddle)).rejects.toBeInstanceOf(RunInterrupted);
    const died = await backend.app.get(RunsService).getRun(backend.who, runId);
    await attempt(new AbortController().signal);
    const run = await backend.app.get(RunsService).getRun(backend.who, runId);

    expect([died.status, died.asOf, died.statements.every(({ step }) => step.startsWith('keep_'))]).toEqual([
      'running',
      null,
      true,
    ]);
    expect([run.status, run.error]).toEqual(['succeeded', null]);
    expect(run.statements.filter(({ step }) => step.startsWith('keep_')).map(({ status }) => status)).toContain(
      'cancelled',
    );
    expect(await sumOf(metricIds[0] as string)).toBe(await truth('orders', 'SUM(f.amount)'));
  });

  it('covers the hole of days on which nothing could be read', async () => {
    clock.advance(hours(24));

    const run = await shop.refresh(experimentId);

    expect([run.status, run.error]).toEqual(['succeeded', null]);
    expect(await sumOf(metricIds[1] as string)).toBe(await truth('visits', 'COUNT(*)'));
  });
});

it(`reads each source once for ${together} experiments that are due together`, async () => {
  clock.advance(hours(24));
  const ids: string[] = [];
  for (let e = 0; e < together; e++) ids.push(await shop.experiment({ key: `e${e}`, metricIds, until: null }));
  const runs = backend.app.get(RunsService);
  const queued = await backend.app.get(Database).inOrganisation(backend.place.organisationId, async (tx) => {
    const asked = [];
    for (const id of ids) asked.push((await runs.requestIn(tx, backend.who, id, 'schedule', null)).run.id);
    return asked;
  });

  const ended: RunDetail[] = [];
  for (const id of queued) ended.push(await shop.ended(id));

  expect(new Set(ended.map(({ status }) => status))).toEqual(new Set(['succeeded']));
  const read = ended.flatMap(readings).filter((purpose) => purpose.startsWith('Keep'));
  expect(read.sort()).toEqual([
    'Keep new rows of Assignments from 2026-03-15 on',
    'Keep new rows of Revenue from 2026-03-15 on',
    'Keep new rows of Visits from 2026-03-15 on',
  ]);
  expect(new Set(ended.map(({ asOf }) => asOf))).toEqual(new Set([clock.now().toISOString()]));
});

it('reads a source from the start at each refresh where its history is corrected all the time', async () => {
  const sources = await shop.owner.get<{ items: { id: string; name: string; version: number }[] }>('/fact-sources');
  const visits = sources.body.items.find(({ name }) => name === 'Visits');
  const { body } = await shop.owner.get<object>(`/fact-sources/${visits?.id}`);
  await shop.owner.put(`/fact-sources/${visits?.id}`, { ...body, alwaysFullRefresh: true }, { 'if-match': '*' });
  clock.advance(hours(24));

  const run = await shop.refresh(experimentId);

  expect(readings(run).filter((purpose) => purpose.includes('Visits'))).toEqual(['Facts from Visits']);
});

it('keeps nothing where the connection says so', async () => {
  const { name, settings, id } = shop.connection;
  await shop.owner.put(`/connections/${id}`, { name, settings, keepsRows: false }, { 'if-match': '*' });
  clock.advance(hours(25));

  const run = await shop.refresh(experimentId);
  await backend.app
    .get(KeptTables)
    .cleanUp({ organisationId: backend.place.organisationId, ids: { connectionId: shop.connection.id } });

  expect(readings(run).filter((purpose) => purpose.startsWith('Keep'))).toEqual([]);
  expect(run.status).toBe('succeeded');
  expect(await keptTables()).toEqual([]);
});
