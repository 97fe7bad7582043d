import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EnvironmentView, ExperimentView, RolloutGuardState, RolloutGuardView } from '@assay/api-contract';
import { compile, evaluate, parseRuleset } from '@assay/flag-evaluation';
import { gunzipSync } from 'node:zlib';
import { aDefault, aFlagInput, anExperiment, type FlagVersion, type ProblemBody } from '../flags/testing/builders.js';
import { Publisher, RulesetsLookup } from '../publishing/index.js';
import { type Browser, Shop, startBackend, type TestBackend } from '../testing/index.js';
import { GuardWatch } from './guard-watch.service.js';

let backend: TestBackend;
let shop: Shop;
let owner: Browser;
let metrics: Record<'visits' | 'harmed' | 'fine', string>;

/** 4,000 subjects, half of them treated: orders fall from 60% of subjects to 40% of the treated, clicks stay. */
const tables = [
  `CREATE TABLE assignments AS
     SELECT 's' || i AS subject, TIMESTAMP '2026-03-01 10:00:00' AS ts, e AS experiment,
            CASE WHEN i % 2 = 0 THEN 'control' ELSE 'treatment' END AS variation
     FROM range(4000) AS subjects(i), (VALUES ('harm'), ('calm'), ('gone')) AS experiments(e)`,
  `CREATE TABLE facts AS
     SELECT 's' || i AS subject, TIMESTAMP '2026-03-02 10:00:00' AS ts,
            (CASE WHEN (i // 2) % 10 < (CASE WHEN i % 2 = 0 THEN 6 ELSE 4 END) THEN 1 ELSE 0 END) AS orders,
            (CASE WHEN (i // 2) % 10 < 5 THEN 1 ELSE 0 END) AS clicks
     FROM range(4000) AS subjects(i)`,
];

beforeAll(async () => {
  backend = await startBackend();
  await backend.listen();
  shop = await Shop.open(backend, tables);
  owner = shop.owner;
  const sql = 'SELECT * FROM facts';
  metrics = {
    visits: await shop.metric('Visits', { sql, column: 'clicks' }),
    harmed: await shop.metric('Orders', { sql, column: 'orders' }),
    fine: await shop.metric('Clicks', { sql, column: 'clicks' }),
  };
});
afterAll(() => backend?.stop());

let made = 0;
let key = '';

/** A flag that lets in half since 2020, and everybody from a day that no test will see. */
beforeEach(async () => {
  key = `checkout-${++made}`;
  await owner.post('/flags', aFlagInput({ key }));
  const phases = [
    { at: '2020-01-01T00:00:00Z', trafficExposure: 0.5 },
    { at: '2999-01-01T00:00:00Z', trafficExposure: 1 },
  ];
  const allocations = [anExperiment({ trafficExposure: 0.1, phases }), aDefault('off')];
  const put = await owner.put(
    `/flags/${key}/environments/production`,
    { isEnabled: true, allocations },
    { 'if-match': '*' },
  );
  expect(put.status).toBe(200);
});

/** A draft with its guardrail. */
const drafted = async (name: 'harm' | 'calm' | 'gone', guardrail: string): Promise<string> => {
  const id = await shop.experiment({ key: name, metricIds: [metrics.visits, guardrail] });
  const { body } = await owner.get<ExperimentView>(`/experiments/${id}`);
  const { name: title, hypothesis, design, plan, note, hasTimes } = body;
  const judged = design.metrics.map((one) => (one.metricId === guardrail ? { ...one, role: 'guardrail' } : one));
  const edit = {
    ...{ name: `${title} ${made}`, hypothesis, plan, note, hasTimes, schedule: null },
    design: { ...design, metrics: judged },
  };
  const edited = await owner.put(`/experiments/${id}`, edit, { 'if-match': '*' });
  expect([edited.status, edited.text]).toEqual([200, expect.anything()]);
  return id;
};

const start = async (id: string): Promise<void> => {
  expect((await owner.post(`/experiments/${id}/start`)).status).toBe(200);
};

const running = async (...what: Parameters<typeof drafted>): Promise<string> => {
  const id = await drafted(...what);
  await start(id);
  return id;
};

const guard = (id: string, change: object = {}) =>
  owner.put<RolloutGuardView & ProblemBody>(
    `/experiments/${id}/guard`,
    { flag: key, environment: 'production', allocation: 'test', action: 'pause', ...change },
    { 'if-match': '*' },
  );

const state = async (id: string) => (await owner.get<RolloutGuardState>(`/experiments/${id}/guard`)).body.guard;

/** What the queue does with each refresh has no end that a caller sees: wait until the guard says so. */
const settled = async (id: string): Promise<RolloutGuardView> => {
  for (;;) {
    const now = await state(id);
    if (now && now.status !== 'watching') return now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

/** The newest ruleset of production, as servers get it. */
const served = async (): Promise<string> => {
  await backend.app.get(Publisher).run();
  const { body } = await owner.get<{ items: EnvironmentView[] }>('/environments');
  const id = body.items.find((one) => one.key === 'production')?.id ?? '';
  const newest = await backend.app.get(RulesetsLookup).findNewest(id);
  return gunzipSync(newest!.forms.server).toString();
};

describe('given a guardrail that the treatment harms', () => {
  it('pauses the roll-out after the refresh, in its own name, on record and published', async () => {
    const id = await running('harm', metrics.harmed);
    expect((await guard(id)).body.status).toBe('watching');

    await shop.refresh(id);

    const { status, outcome } = await settled(id);
    expect(status).toBe('stopped');
    expect(outcome?.explanation).toContain('Paused at 50%');
    expect(outcome?.harms).toMatchObject([{ metric: 'Orders', variation: 'treatment', effect: 'relative' }]);
    expect(outcome?.harms[0]?.high).toBeLessThan(0);
    const flag = await owner.get<{ environments: { environment: string; allocations: object[] }[] }>(`/flags/${key}`);
    const own = flag.body.environments.find((one) => one.environment === 'production');
    expect(own?.allocations[0]).toMatchObject({ key: 'test', trafficExposure: 0.5, phases: [] });
    const history = await owner.get<{ items: FlagVersion[] }>(`/flags/${key}/versions`);
    expect(history.body.items[0]).toMatchObject({ by: 'Guarded roll-out', change: expect.stringContaining('Orders') });
    const trail = await owner.get('/audit-events?action=rollout_guard.');
    expect(trail.text).toContain('rollout_guard.acted');
    expect(await served()).not.toContain('2999');
  });

  it('rolls back so that nobody is let in any more, also where changes need approval', async () => {
    const id = await running('harm', metrics.harmed);
    await guard(id, { action: 'roll_back' });
    await owner.patch('/environments/production', { needsApproval: true }, { 'if-match': '*' });

    await shop.refresh(id);
    const { outcome } = await settled(id);
    await owner.patch('/environments/production', { needsApproval: false }, { 'if-match': '*' });

    expect(outcome?.explanation).toContain('Rolled back: it let in 50%');
    const ruleset = compile(parseRuleset(await served()));
    const now = Date.now();
    const variations = Array.from({ length: 200 }, (_, i) => {
      const subject = { key: `s${i}`, attributes: {}, now };
      return evaluate(ruleset, key, 'BOOLEAN', subject).variationKey;
    });
    expect(new Set(variations)).toEqual(new Set(['off']));
  });

  it('acts once: looking again changes nothing until somebody sets the guard anew', async () => {
    const id = await running('harm', metrics.harmed);
    await guard(id, { action: 'roll_back' });
    await shop.refresh(id);
    const first = await settled(id);
    const version = async () => (await owner.get<{ version: number }>(`/flags/${key}`)).body.version;
    const before = await version();

    await backend.app.get(GuardWatch).look(backend.place.organisationId, id);

    expect([await state(id), await version()]).toEqual([first, before]);
    expect((await guard(id, { action: 'roll_back' })).body).toMatchObject({ status: 'watching', outcome: null });
  });

  it('says that it could not stop an allocation which is gone, and stops it once it is back', async () => {
    const id = await drafted('gone', metrics.harmed);
    await guard(id);
    const url = `/flags/${key}/environments/production`;
    await owner.put(url, { isEnabled: true, allocations: [aDefault('off')] }, { 'if-match': '*' });
    await start(id);

    await shop.refresh(id);

    const failed = await settled(id);
    expect(failed.status).toBe('failed');
    expect(failed.outcome?.explanation).toContain('no allocation "test"');
    const back = { isEnabled: true, allocations: [anExperiment(), aDefault('off')] };
    await owner.put(url, back, { 'if-match': '*' });
    await backend.app.get(GuardWatch).look(backend.place.organisationId, id);
    expect((await state(id))?.status).toBe('stopped');
  });
});

it('leaves the roll-out alone while no guardrail is harmed', async () => {
  const id = await running('calm', metrics.fine);
  await guard(id);
  await shop.refresh(id);

  await backend.app.get(GuardWatch).look(backend.place.organisationId, id);

  expect(await state(id)).toMatchObject({ status: 'watching', outcome: null, version: 1 });
});

describe('setting a guard', () => {
  it('refuses what could not be stopped, naming the field and the remedy', async () => {
    const id = await running('calm', metrics.fine);
    const wrong = [
      { flag: 'none' },
      { environment: 'none' },
      { allocation: 'none' },
      { allocation: 'default' },
      { action: 'explode' },
    ];

    const answers = await Promise.all(wrong.map((change) => guard(id, change)));

    expect(answers.map(({ status, body }) => [status, body.errors[0]?.path])).toEqual([
      [400, 'flag'],
      [400, 'environment'],
      [400, 'allocation'],
      [400, 'allocation'],
      [400, 'action'],
    ]);
    const allocations = [anExperiment(), aDefault('off')];
    await owner.put(`/flags/${key}/environments/production`, { isEnabled: true, allocations }, { 'if-match': '*' });
    const still = await guard(id);
    expect([still.status, still.body.errors[0]?.path]).toEqual([400, 'action']);
    expect(await state(id)).toBeNull();
  });

  it('refuses an experiment without a guardrail metric', async () => {
    const id = await shop.experiment({ key: `plain-${made}`, metricIds: [metrics.visits] });

    const { status, body } = await guard(id);

    expect([status, body.detail]).toEqual([409, expect.stringContaining('no guardrail metric')]);
  });

  it('is taken away by those who may edit flags, unless somebody was faster', async () => {
    const id = await running('calm', metrics.fine);
    await guard(id);
    await guard(id, { action: 'roll_back' });
    const viewer = await backend.as('viewer');
    const path = `/experiments/${id}/guard`;

    const answers = [
      (await viewer.delete(path, { 'if-match': '*' })).status,
      (await owner.delete(path, { 'if-match': '"1"' })).status,
      (await owner.delete(path, { 'if-match': '"2"' })).status,
    ];

    expect(answers).toEqual([403, 412, 204]);
    expect(await state(id)).toBeNull();
  });
});
