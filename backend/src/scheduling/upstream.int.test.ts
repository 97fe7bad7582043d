import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ExperimentView, Problem, ReadinessView, RunView, WorkspaceScheduleView } from '@assay/api-contract';
import { startBackend, type TestBackend } from '../testing/index.js';
import { Shop } from '../testing/shop.js';
import { FixedClock, hours } from '../kernel/index.js';
import { RefreshTick } from './refresh-tick.service.js';

let backend: TestBackend;
let shop: Shop;
let metricIds: string[];
const clock = new FixedClock('2026-11-02T09:00:00Z');

beforeAll(async () => {
  backend = await startBackend({ clock });
  shop = await Shop.open(backend, [
    "CREATE TABLE assignments AS SELECT 'u' || i AS subject, TIMESTAMP '2026-03-01' AS ts, 'x' AS experiment, CASE WHEN i % 2 = 0 THEN 'control' ELSE 'treatment' END AS variation FROM range(100) AS r(i)",
    'CREATE TABLE orders AS SELECT subject, ts, 1.0 AS amount FROM assignments',
  ]);
  const fact = { sql: 'SELECT * FROM orders', column: 'amount' };
  metricIds = [await shop.metric('Orders', fact), await shop.metric('Returns', fact)];
});
afterAll(() => backend.stop());

/** A running experiment on a schedule, whose first run is over. */
const started = async (key: string, metrics: readonly string[], schedule: object): Promise<string> => {
  const id = await shop.experiment({ key, metricIds: metrics });
  const { body } = await shop.owner.get<ExperimentView>(`/experiments/${id}`);
  const edited = await shop.owner.put(`/experiments/${id}`, { ...body, schedule }, { 'if-match': '*' });
  expect(edited.status).toBe(200);
  expect((await shop.owner.post(`/experiments/${id}/start`, {}, { 'if-match': '*' })).status).toBe(200);
  await backend.app.get(RefreshTick).queueDue();
  const { items } = (await shop.owner.get<{ items: RunView[] }>(`/experiments/${id}/runs`)).body;
  await shop.ended(items[0]?.id ?? '');
  return id;
};
const announce = async (...sources: string[]): Promise<ReadinessView> => {
  clock.advance(60_000);
  const { status, body, text } = await shop.owner.post<ReadinessView>('/upstream/ready', { sources });
  if (status !== 200) throw new Error(text);
  return body;
};

it('refreshes an experiment once all of its sources were announced since its last refresh', async () => {
  const id = await started('waits', metricIds, { kind: 'upstream' });

  expect(await announce('Assignments')).toEqual({
    refreshed: [],
    waiting: [{ experimentId: id, name: 'waits', for: ['Orders', 'Returns'] }],
  });
  expect((await announce('Orders')).waiting).toEqual([{ experimentId: id, name: 'waits', for: ['Returns'] }]);
  const { refreshed, waiting } = await announce('Returns');
  expect(waiting).toEqual([]);
  expect(refreshed).toEqual([{ experimentId: id, name: 'waits', runId: expect.stringMatching(/^run_/) }]);
  expect((await shop.ended(refreshed[0]?.runId ?? '')).status).toBe('succeeded');

  // What was announced before that refresh does not count for the next.
  expect((await announce('Returns')).waiting).toMatchObject([{ for: ['Assignments', 'Orders'] }]);
  expect((await announce('Assignments', 'Orders')).refreshed).toHaveLength(1);
});

it('refuses a source that is not there, by the field', async () => {
  const { status, body } = await shop.owner.post<Problem>('/upstream/ready', { sources: ['Orders', 'Nope'] });

  expect(status).toBe(400);
  expect(body.errors).toEqual([{ path: 'sources.1', message: 'There is no source “Nope” here: give its name or id.' }]);
});

it('lets experiments follow the schedule of the workspace, also when it changes', async () => {
  const id = await started('follows', metricIds.slice(0, 1), { kind: 'workspace' });
  // A key: a person's session would end in the days that pass here.
  const keeper = await backend.as('data_owner');
  const ended = async (runId: string): Promise<void> => {
    while ((await keeper.get<RunView>(`/runs/${runId}`)).body.finishedAt === null)
      await new Promise((done) => setTimeout(done, 50));
  };
  const put = (schedule: object | null, version: number) =>
    keeper.put<WorkspaceScheduleView>('/workspace/schedule', { schedule }, { 'if-match': `"${version}"` });
  const queued = async (): Promise<number> => {
    const before = (await keeper.get<{ items: RunView[] }>(`/experiments/${id}/runs`)).body.items.length;
    await backend.app.get(RefreshTick).queueDue();
    const { items } = (await keeper.get<{ items: RunView[] }>(`/experiments/${id}/runs`)).body;
    await ended(items[0]?.id ?? '');
    return items.length - before;
  };

  clock.advance(hours(48));
  expect(await queued()).toBe(0);
  const set = await put({ kind: 'weekly', weekday: 5, at: '06:00', timeZone: 'Europe/Berlin' }, 0);
  expect([set.status, set.body.followers]).toEqual([200, 1]);
  expect(await queued()).toBe(0);
  // From Wednesday to Friday, 6 in the morning in Berlin.
  clock.advance(hours(48));
  expect(await queued()).toBe(1);
  clock.advance(hours(24));
  expect(await queued()).toBe(0);

  expect((await put({ kind: 'daily', at: '06:00', timeZone: 'Mars/Olympus' }, 1)).status).toBe(400);
  expect((await put(null, 0)).status).toBe(412);
  expect((await put(null, 1)).status).toBe(200);
  clock.advance(hours(24 * 14));
  expect(await queued()).toBe(0);
});
