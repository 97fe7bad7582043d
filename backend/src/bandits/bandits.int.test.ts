import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { BanditModelDetail, BanditModelView, BanditView, Problem, RunView } from '@assay/api-contract';
import {
  type BanditModels,
  compile,
  evaluateBandit,
  parseBanditModels,
  parseRuleset,
  type Ruleset,
} from '@assay/flag-evaluation';
import { Database } from '../database/index.js';
import { SdkKeysService } from '../flags/index.js';
import { aDefault, aFlagInput, anExperiment } from '../flags/testing/builders.js';
import { RefreshTick } from '../scheduling/refresh-tick.service.js';
import { type Browser, Shop, startBackend, type TestBackend } from '../testing/index.js';

let backend: TestBackend;
let owner: Browser;
let shop: Shop;
let url = '';
let sdkKey = '';
let metricId = '';
let assignmentSourceId = '';

const ago = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 19);

beforeAll(async () => {
  backend = await startBackend();
  url = await backend.listen();
  // 600 subjects of two actions: red pays 100 in the US and 10 elsewhere, green the other way round. Those below 60
  // are evaluated by an experiment and would teach the opposite.
  shop = await Shop.open(backend, [
    `CREATE TABLE bandit_actions AS SELECT 'u' || i AS subject, 'offer' AS bandit,
       CASE WHEN i % 2 = 0 THEN 'red' ELSE 'green' END AS action, CASE WHEN i % 4 < 2 THEN 'US' ELSE 'DE' END AS country,
       20 + i % 7 AS age, TIMESTAMP '${ago(10)}' + INTERVAL (i) MINUTE AS ts
     FROM range(600) AS r(i)`,
    `CREATE TABLE payments AS SELECT subject, ts + INTERVAL 1 HOUR AS ts,
       CASE WHEN CAST(substr(subject, 2) AS INTEGER) < 60 THEN 5000.0
            WHEN (action = 'red') = (country = 'US') THEN 100.0 ELSE 10.0 END AS amount
     FROM bandit_actions`,
    `CREATE TABLE assignments AS SELECT subject, ts, 'checkout-evaluation' AS experiment, 'bandit' AS variation
     FROM bandit_actions WHERE CAST(substr(subject, 2) AS INTEGER) < 60`,
  ]);
  owner = await backend.signIn();
  metricId = await shop.metric('Paid', { sql: 'SELECT * FROM payments', column: 'amount' });
  const sources = await owner.get<{ items: { id: string }[] }>('/assignment-sources');
  assignmentSourceId = sources.body.items[0]!.id;
  const flag = aFlagInput({
    type: 'STRING',
    description: '',
    variations: [
      { key: 'control', name: '', value: 'control' },
      { key: 'bandit', name: '', value: 'bandit-decides' },
    ],
  });
  expect((await owner.post('/flags', flag)).status).toBe(201);
  await serve();
  const key = { name: 'server', environment: 'production', kind: 'server' as const };
  sdkKey = (await backend.app.get(SdkKeysService).create(backend.who, key)).key;
});
afterAll(() => backend.stop());

const evaluation = anExperiment({
  key: 'evaluation',
  trafficExposure: 0.2,
  splits: [
    { variationKey: 'control', weight: 1 },
    { variationKey: 'bandit', weight: 1 },
  ],
});

const serve = async (): Promise<void> => {
  const allocations = [evaluation, aDefault('bandit')];
  const answer = await owner.put(
    '/flags/checkout/environments/production',
    { isEnabled: true, allocations },
    { 'if-match': '*' },
  );
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
};

const aBandit = (change: Readonly<Record<string, unknown>> = {}) => ({
  key: 'offer',
  name: 'Offer',
  flag: 'checkout',
  variation: 'bandit',
  log: {
    sql: 'SELECT * FROM bandit_actions',
    subjectColumn: 'subject',
    timestampColumn: 'ts',
    banditKeyColumn: 'bandit',
    actionColumn: 'action',
  },
  attributes: [
    { key: 'country', of: 'subject', kind: 'categorical', column: 'country' },
    { key: 'age', of: 'subject', kind: 'numeric', column: 'age' },
  ],
  reward: { metricId, windowDays: 1 },
  assignmentSourceId,
  gamma: 100,
  actionProbabilityFloor: 0,
  ...change,
});

const fetched = async <T>(path: string, parse: (text: string) => T): Promise<T> =>
  parse(await (await fetch(`${url}/api/flag-config/v1/${path}?apiKey=${sdkKey}`)).text());

/** What SDKs are served, once the models that the ruleset refers to are there. */
async function served(isRight: (ruleset: Ruleset) => boolean): Promise<{ ruleset: Ruleset; models: BanditModels }> {
  for (const until = Date.now() + 240_000; ;) {
    // 503 until the first publication.
    const { ok } = await fetch(`${url}/api/flag-config/v1/config?apiKey=${sdkKey}`);
    const ruleset = ok ? await fetched('config', parseRuleset) : null;
    if (ruleset !== null && isRight(ruleset)) return { ruleset, models: await fetched('bandits', parseBanditModels) };
    if (Date.now() > until) throw new Error(`still ${JSON.stringify(ruleset?.banditReferences)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const servedVersion = ({ banditReferences }: Ruleset): string | undefined => banditReferences?.['offer']?.modelVersion;
const view = async (): Promise<BanditView> => (await owner.get<BanditView>('/bandits/offer')).body;
const trained = async (): Promise<Awaited<ReturnType<Shop['ended']>>> => {
  const { body, status, text } = await owner.post<RunView>('/bandits/offer/trainings');
  if (status !== 201) throw new Error(text);
  return shop.ended(body.id);
};

it('explores evenly from the moment that it is made', async () => {
  const { status, body, text } = await owner.post<BanditView>('/bandits', aBandit());

  expect([status, text]).toEqual([201, expect.any(String)]);
  expect(body).toMatchObject({
    model: { version: 0, origin: 'initial' },
    evaluations: ['checkout-evaluation'],
    warnings: [],
    training: null,
  });
  const { ruleset, models } = await served((one) => servedVersion(one) === body.model.modelVersion);
  expect(ruleset.bandits).toEqual({ offer: ruleset.banditReferences?.['offer']?.flagVariations });
  const actions = [...Array(200).keys()].map((i) => {
    const subject = { key: `e${i}`, attributes: {}, now: Date.now() };
    const request = { flagKey: 'checkout', subject, actions: ['red', 'green'], defaultVariation: 'control' };
    return evaluateBandit(compile(ruleset), models, request).decision?.actionProbability;
  });
  expect([...new Set(actions)].filter((one) => one !== undefined)).toEqual([0.5]);
});

it('learns from the warehouse what each action brings, leaves evaluated subjects out, and serves it', async () => {
  const run = await trained();

  expect([run.error, run.status]).toEqual([null, 'succeeded']);
  expect(run.banditId).toBe((await view()).id);
  const { model, training } = await view();
  expect(training).toMatchObject({ runId: run.id, status: 'succeeded' });
  expect(model).toMatchObject({ version: 1, origin: 'trained', runId: run.id });
  expect(model.actions.map(({ action, subjects }) => [action, subjects])).toEqual([
    ['green', 270],
    ['red', 270],
  ]);
  // With 5000 from those who are evaluated it would be far above.
  for (const { meanReward } of model.actions) expect(meanReward).toBeLessThan(100);

  const { ruleset, models } = await served((one) => servedVersion(one) === model.modelVersion);
  const best = (country: string, key: string): string | null => {
    const subject = { key, attributes: { country, age: 25 }, now: Date.now() };
    const request = { flagKey: 'checkout', subject, actions: ['red', 'green'], defaultVariation: 'control' };
    return evaluateBandit(compile(ruleset), models, request).action;
  };
  const chosen = (country: string) => [...Array(300).keys()].flatMap((i) => best(country, `x${i}`) ?? []);
  expect(chosen('US').filter((action) => action === 'red').length / chosen('US').length).toBeGreaterThan(0.98);
  expect(chosen('DE').filter((action) => action === 'green').length / chosen('DE').length).toBeGreaterThan(0.98);
});

it('is understood by the published UFC client, which chooses the same actions', async () => {
  const { model } = await view();
  const { ruleset, models } = await served((one) => servedVersion(one) === model.modelVersion);
  process.env['LOG_LEVEL'] = 'silent'; // the client reads it when it is loaded
  const { init } = await import('@eppo/node-server-sdk');
  const client = await init({
    apiKey: sdkKey,
    baseUrl: `${url}/api`,
    assignmentLogger: { logAssignment: () => undefined },
    banditLogger: { logBanditAction: () => undefined },
  });
  const compiled = compile(ruleset);

  let actions = 0;
  for (let i = 0; i < 200; i += 1) {
    const attributes = { country: i % 3 === 0 ? 'US' : 'DE', age: 20 + (i % 9) };
    const theirs = client.getBanditAction('checkout', `p${i}`, attributes, ['red', 'green', 'new'], 'control');
    const ours = evaluateBandit(compiled, models, {
      flagKey: 'checkout',
      subject: { key: `p${i}`, attributes, now: Date.now() },
      actions: ['red', 'green', 'new'],
      defaultVariation: 'control',
    });
    expect(theirs).toEqual({ variation: ours.variation, action: ours.action });
    if (theirs.action !== null) actions += 1;
  }
  client.stopPolling();
  expect(actions).toBeGreaterThan(150);
});

it('logs each statement of a training with what left the warehouse, and leaves nothing there', async () => {
  const run = (await owner.get<Awaited<ReturnType<Shop['ended']>>>(`/runs/${(await view()).training!.runId}`)).body;

  const left = run.statements.filter(({ egress }) => egress !== null);
  expect(left.map(({ step }) => step)).toEqual(['sums_0', 'labels']);
  for (const { egress } of left) {
    expect(egress?.columns.map(({ holds }) => holds)).not.toContain('any');
    expect(egress?.rows).toBeLessThan(10);
  }
  expect(run.statements.every(({ status }) => status === 'succeeded')).toBe(true);
  expect(
    await shop.inWarehouse("SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'assay%'"),
  ).toEqual([]);
});

it('keeps the last model when a training fails, and says why', async () => {
  const before = (await view()).model;
  await shop.inWarehouse('ALTER TABLE payments RENAME TO payments_away');

  const run = await trained();

  expect(run.status).toBe('failed');
  expect(run.error).toMatch(/^Facts from Paid: /);
  expect((await view()).model).toEqual(before);
  await shop.inWarehouse('ALTER TABLE payments_away RENAME TO payments');
});

it('serves an earlier model until it is let go, whatever is trained meanwhile', async () => {
  const { version, model: newest } = await view();
  const earlier = (await owner.get<{ items: BanditModelView[] }>('/bandits/offer/models')).body.items.at(-1)!;

  const held = await owner.put<BanditView>('/bandits/offer/held-model', { version: 0 }, { 'if-match': `"${version}"` });

  expect(held.body).toMatchObject({ isHeld: true, model: { version: 0, modelVersion: earlier.modelVersion } });
  await served((one) => servedVersion(one) === earlier.modelVersion);
  await trained();
  const after = await view();
  expect([after.isHeld, after.model.version]).toEqual([true, 0]);
  const released = await owner.delete<BanditView>('/bandits/offer/held-model', { 'if-match': `"${after.version}"` });
  expect(released.body.isHeld).toBe(false);
  expect(released.body.model.version).toBeGreaterThan(newest.version);
  await served((one) => servedVersion(one) === released.body.model.modelVersion);
});

it('makes a new model at once when only the settings of exploring change', async () => {
  const before = await view();
  const { data } = (await owner.get<BanditModelDetail>(`/bandits/offer/models/${before.model.version}`)).body;

  const change = aBandit({ gamma: 7 });
  const { body, text } = await owner.put<BanditView>('/bandits/offer', change, { 'if-match': `"${before.version}"` });

  expect([text, body.model]).toMatchObject([
    expect.any(String),
    { origin: 'settings', version: before.model.version + 1, actions: before.model.actions },
  ]);
  const after = (await owner.get<BanditModelDetail>(`/bandits/offer/models/${body.model.version}`)).body;
  expect(after.data).toEqual({ ...data, gamma: 7 });
});

it('trains when it is due, and once', async () => {
  const tick = backend.app.get(RefreshTick);
  await backend.app
    .get(Database)
    .acrossOrganisations((tx) => tx.query("UPDATE bandit SET next_training_at = now() - interval '1 minute'"));

  expect([await tick.queueTrainings(), await tick.queueTrainings()]).toEqual([1, 0]);

  const { training, nextTrainingAt } = await view();
  const run = await shop.ended(training!.runId);
  expect([run.origin, run.status]).toEqual(['schedule', 'succeeded']);
  expect(Date.parse(nextTrainingAt!)).toBeGreaterThan(Date.now() + 23 * 3_600_000);
});

it.each([
  ['flag', { flag: 'nowhere' }, /There is no flag “nowhere” in use here/],
  ['variation', { variation: 'nowhere' }, /no variation “nowhere”. Choose of control, bandit/],
  ['log.actionColumn', { log: { ...aBandit().log, actionColumn: 'Action' } }, /Did you mean “action”/],
  ['log.sql', { log: { ...aBandit().log, sql: 'DROP TABLE bandit_actions' } }, /read-only|SELECT/],
  [
    'attributes.0.column',
    { attributes: [{ key: 'country', of: 'subject', kind: 'numeric', column: 'country' }] },
    /“country” is VARCHAR, no number/,
  ],
  ['attributes', { attributes: [1, 2].map(() => aBandit().attributes[0]) }, /“subject country” is listed twice/],
  ['reward.metricId', { reward: { metricId: 'met_nowhere', windowDays: 1 } }, /There is no such metric/],
  ['trainingDays', { trainingDays: 1 }, /Look back for more days/],
  ['gamma', { gamma: -1 }, /./],
  ['assignmentSourceId', { assignmentSourceId: 'src_nowhere' }, /There is no such assignment source/],
])('refuses a bandit whose %s is wrong, and says what to do', async (field, change, message) => {
  const { status, body } = await owner.post<Problem>(
    '/bandits',
    aBandit({ key: 'second', variation: 'control', ...change }),
  );

  expect([400, 409]).toContain(status);
  expect([body.facts['field'] ?? body.errors[0]?.path, body.detail]).toEqual([field, expect.stringMatching(message)]);
  expect((await owner.get('/bandits/second')).status).toBe(404);
});

it('refuses a second bandit for the same variation, and another key', async () => {
  const second = await owner.post<Problem>('/bandits', aBandit({ key: 'second' }));
  const renamed = await owner.put<Problem>('/bandits/offer', aBandit({ key: 'other' }), { 'if-match': '*' });

  expect([second.status, second.body.detail]).toEqual([409, expect.stringMatching(/“Offer” decides this variation/)]);
  expect([renamed.status, renamed.body.facts['field']]).toEqual([400, 'key']);
});

it('does not let a metric be deleted that is its reward', async () => {
  const { status, body } = await owner.delete<Problem>(`/metrics/${metricId}`, { 'if-match': '*' });

  expect([status, body.detail]).toEqual([409, expect.stringMatching(/used by bandit “Offer”/)]);
});

it('refuses to learn while an experiment evaluates it and nobody says where assignments are', async () => {
  const change = aBandit({ assignmentSourceId: null });
  const { body } = await owner.put<BanditView>('/bandits/offer', change, { 'if-match': '*' });

  expect(body.warnings).toEqual([expect.stringMatching(/Choose the assignment source/)]);
  const run = await trained();
  expect([run.status, run.error]).toEqual(['failed', expect.stringMatching(/Choose its assignment source/)]);
});

it('lets nobody see or touch the bandits of another organisation', async () => {
  const stranger = await backend.signIn(undefined, await backend.addOrganisation('Globex'));

  expect((await stranger.get('/bandits/offer')).status).toBe(404);
  expect((await stranger.get<{ items: unknown[] }>('/bandits')).body.items).toEqual([]);
  expect((await stranger.post('/bandits/offer/trainings')).status).toBe(404);
});

it('shows viewers nothing of its SQL, and lets editors train but not change it', async () => {
  const [viewer, editor] = [await backend.as('viewer'), await backend.as('experiment_editor')];

  expect((await viewer.get('/bandits/offer')).status).toBe(403);
  expect((await editor.get('/bandits/offer')).status).toBe(200);
  expect((await editor.put('/bandits/offer', aBandit(), { 'if-match': '*' })).status).toBe(403);
});

it('is gone from the ruleset when it is deleted', async () => {
  const { version } = await view();

  expect((await owner.delete('/bandits/offer', { 'if-match': `"${version}"` })).status).toBe(204);

  const { models } = await served((one) => servedVersion(one) === undefined);
  expect(models.bandits).toEqual({});
});
