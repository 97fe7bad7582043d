import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ExperimentView, Problem, ResultsView } from '@assay/api-contract';
import { createClient } from '@assay/sdk-node';
import { collectorWriter, createSink, createTables, type SinkProblem } from '@assay/sdk-node/sink';
import { Database } from '../database/index.js';
import { SdkKeysService } from '../flags/index.js';
import { aFlagInput, anExperiment } from '../flags/testing/builders.js';
import { newId } from '../kernel/index.js';
import { type Browser, Shop, startBackend, type TestBackend } from '../testing/index.js';
import { WarehousePool } from '../warehouses/index.js';

/** The setting is read before there is a connection: it is given this id when it is there. */
const connectionId = newId('con');
const now = (): string => new Date().toISOString();

let backend: TestBackend;
let owner: Browser;
let shop: Shop;
let url = '';
let sdkKey = '';

beforeAll(async () => {
  backend = await startBackend({ settings: { COLLECTOR_CONNECTION: connectionId } });
  url = await backend.listen();
  // The shop's assignment source reads the time as `ts`.
  const read = '"timestamp" TIMESTAMP,\n  ts TIMESTAMP GENERATED ALWAYS AS ("timestamp") VIRTUAL,';
  shop = await Shop.open(
    backend,
    createTables('duckdb').map((text) => text.replace('"timestamp" TIMESTAMP,', read)),
  );
  owner = await backend.signIn();
  await backend.app.get(WarehousePool).release(shop.connection.id);
  await backend.app
    .get(Database)
    .acrossOrganisations((tx) =>
      tx.query('UPDATE warehouse_connection SET id = $1 WHERE id = $2', [connectionId, shop.connection.id]),
    );
  const key = { name: 'server', environment: 'production', kind: 'server' as const };
  sdkKey = (await backend.app.get(SdkKeysService).create(backend.who, key)).key;
});
afterAll(() => backend.stop());

const rowsIn = async (sql: string): Promise<unknown[][]> => {
  await backend.app.get(WarehousePool).release(connectionId);
  return shop.inWarehouse(sql);
};

const post = (body: unknown, key: string | null = sdkKey): Promise<Response> =>
  fetch(`${url}/v1/assignments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key === null ? {} : { authorization: `Bearer ${key}` }) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const anAssignment = (change: Readonly<Record<string, unknown>> = {}) => ({
  experiment: 'other-test',
  subject: 'ada',
  variation: 'on',
  timestamp: now(),
  ...change,
});

it('brings what an application was assigned to the results of an experiment', async () => {
  await owner.post('/flags', aFlagInput({ description: '' }));
  await owner.put(
    '/flags/checkout/environments/production',
    { isEnabled: true, allocations: [anExperiment()] },
    { 'if-match': '*' },
  );
  const problems: SinkProblem[] = [];
  const sink = createSink(collectorWriter({ url, sdkKey }), { onError: (problem) => problems.push(problem) });
  const flags = createClient({ sdkKey, baseUrl: `${url}/api`, onAssignment: sink.onAssignment, pollingIntervalMs: 50 });
  await flags.ready();
  while (flags.getBooleanDetails('checkout', 'probe', {}, false).evaluationDetails.flagEvaluationCode !== 'MATCH') {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }

  const served = [...Array(400).keys()].map((i) => flags.getBoolean('checkout', `user-${i}`, { plan: 'pro' }, false));
  await sink.close();
  flags.close();

  expect(problems).toEqual([]);
  const on = served.filter((value) => value).length;
  const rows = await rowsIn(
    `SELECT variation, CAST(count(*) AS INTEGER) FROM assignments
     WHERE experiment = 'checkout-test' AND subject LIKE 'user-%' GROUP BY 1 ORDER BY 1`,
  );
  expect(rows).toEqual([
    ['off', 400 - on],
    ['on', on],
  ]);
  const metricId = await shop.metric(
    'Assignments',
    { sql: 'SELECT * FROM assignments', column: null },
    { operation: 'count' },
  );
  const day = 86_400_000;
  const { items } = (await owner.get<{ items: { id: string }[] }>('/assignment-sources')).body;
  const experiment = await owner.post<ExperimentView>('/experiments', {
    name: 'Checkout',
    design: {
      experimentKey: 'checkout-test',
      assignmentSourceId: items[0]!.id,
      assignmentFrom: new Date(Date.now() - day).toISOString(),
      variations: [
        { key: 'off', name: 'Off', weight: 1, isControl: true },
        { key: 'on', name: 'On', weight: 1, isControl: false },
      ],
      metrics: [{ metricId, role: 'primary' }],
    },
    plan: {},
  });
  const run = await shop.refresh(experiment.body.id);
  expect([run.error, run.status]).toEqual([null, 'succeeded']);
  const results = (await owner.get<ResultsView>(`/experiments/${experiment.body.id}/results`)).body;
  expect(JSON.stringify(results)).toContain(`"n":${on}`);
});

it('takes bandit actions too', async () => {
  const action = { bandit: 'offer', subject: 'ada', action: 'red', timestamp: now(), action_probability: 0.5 };

  const response = await post({ bandit_actions: [action] });

  expect([response.status, await response.json()]).toEqual([202, { assignments: 0, bandit_actions: 1 }]);
  expect(await rowsIn('SELECT bandit, action, action_probability, model_version FROM bandit_actions')).toEqual([
    ['offer', 'red', 0.5, null],
  ]);
});

it.each([
  ['no key', null],
  ['a key that is not in use', 'nobody'],
])('refuses %s', async (_, key) => {
  const response = await post({ assignments: [anAssignment()] }, key);

  expect([response.status, ((await response.json()) as Problem).code]).toEqual([401, 'unauthenticated']);
});

it('refuses a key of another organisation', async () => {
  const other = await backend.addOrganisation('Globex');
  const who = { ...backend.who, ...other };
  const key = { name: 'theirs', environment: 'production', kind: 'server' as const };
  const theirs = await backend.app.get(SdkKeysService).create(who, key);

  expect((await post({ assignments: [anAssignment()] }, theirs.key)).status).toBe(401);
});

it.each([
  ['a field that is missing', { assignments: [anAssignment(), { subject: 'ada' }] }, 'assignments.1.experiment'],
  ['an instant that is none', { assignments: [anAssignment({ timestamp: 'today' })] }, 'assignments.0.timestamp'],
  ['a field that is unknown', { assignments: [anAssignment({ note: 'x' })] }, 'assignments.0'],
  ['too many rows', { assignments: Array(501).fill(anAssignment()) }, 'assignments'],
  ['another shape', [], ''],
])('refuses %s with its place, and writes nothing', async (_, body, path) => {
  const count = 'SELECT CAST(count(*) AS INTEGER) FROM assignments';
  const before = await rowsIn(count);

  const response = await post(body);

  const { errors } = (await response.json()) as Problem;
  expect([response.status, errors[0]?.path]).toEqual([400, path]);
  expect(await rowsIn(count)).toEqual(before);
});

it('reads no body beyond its limit', async () => {
  const response = await post({ assignments: [anAssignment({ subject_attributes: 'x'.repeat(1_100_000) })] });

  expect(response.status).toBe(413);
});

it('does not exist unless a setting names a connection', async () => {
  const plain = await startBackend();
  const address = await plain.listen();

  const response = await fetch(`${address}/v1/assignments`, { method: 'POST', body: '{}' });

  expect(response.status).toBe(404);
  await plain.stop();
});
