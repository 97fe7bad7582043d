import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { ChangeRequestView, FlagTrial, FlagView, HoldoutView } from '@assay/api-contract';
import { startBackend, type Browser, type TestBackend } from '../../testing/index.js';
import { aDefault, aFlagInput, anExperiment, type ProblemBody } from '../testing/builders.js';

let backend: TestBackend;
let owner: Browser;
let editor: Browser;
beforeAll(async () => {
  backend = await startBackend();
  [owner, editor] = [await backend.as('data_owner'), await backend.as('experiment_editor')];
});
afterAll(() => backend?.stop());

let made = 0;
let flag = '';
let key = '';
const any = { 'if-match': '*' };
const input = (change: object = {}) => ({ key, name: 'Q4', environment: 'production', share: 0.1, ...change });
const put = (allocations: object[], name = flag, environment = 'production') =>
  editor.put<FlagView & ProblemBody>(
    `/flags/${name}/environments/${environment}`,
    { isEnabled: true, allocations },
    any,
  );
const holdoutIn = ({ environments }: FlagView, environment = 'production') =>
  environments.find((one) => one.environment === environment)?.allocations[0]?.holdout;
const view = async (): Promise<HoldoutView> => (await editor.get<HoldoutView>(`/holdouts/${key}`)).body;

/** One selective holdout for each test: a global one would meet those of the others. */
beforeEach(async () => {
  made += 1;
  [flag, key] = [`flag-${made}`, `holdout-${made}`];
  await editor.post('/flags', aFlagInput({ key: flag }));
  const { status } = await owner.post('/holdouts', input({ flags: [flag] }));
  expect(status).toBe(201);
});

it('takes in experiments that are made from then on, with what others keep as the status quo', async () => {
  const { body } = await put([anExperiment(), aDefault('off')]);
  const elsewhere = await put([anExperiment(), aDefault('off')], flag, 'test');

  expect(holdoutIn(body)).toEqual({ key, statusQuo: 'off' });
  expect(holdoutIn(elsewhere.body, 'test')).toBeNull();
  expect((await view()).uses).toEqual([
    { flag, environment: 'production', allocation: 'test', isEnabled: true, statusQuo: 'off', shipped: null },
  ]);
});

it('leaves experiments alone that were there before, and lets one be taken out', async () => {
  const other = `other-${made}`;
  await editor.post('/flags', aFlagInput({ key: other }));
  await put([anExperiment(), aDefault('off')], other);
  await owner.post('/holdouts', input({ key: `late-${made}`, flags: [other] }));

  const again = await put([anExperiment({ trafficExposure: 0.5 }), aDefault('off')], other);
  await put([anExperiment(), aDefault('off')]);
  const out = await put([anExperiment({ holdout: null }), aDefault('off')]);

  expect(holdoutIn(again.body)).toBeNull();
  expect(holdoutIn(out.body)).toBeNull();
});

it('asks for a default where it is not said what held-out subjects keep', async () => {
  const { status, body } = await put([anExperiment()]);

  expect([status, body.errors[0]?.path]).toEqual([400, 'allocations.0.holdout.statusQuo']);
  expect(body.errors[0]?.message).toContain('Add a default');
});

it('is tried like everything else, also once a variation is shipped', async () => {
  await put([anExperiment(), aDefault('off')]);
  const tried = async (subjectKey: string): Promise<string> =>
    (await editor.post<FlagTrial>(`/flags/${flag}/try`, { environment: 'production', subjectKey })).body.allocations[0]!
      .explanation;
  const subjects = Array.from({ length: 60 }, (_, at) => `s${at}`);
  const told = await Promise.all(subjects.map(tried));

  expect(told.some((text) => text.includes(`held out by "${key}"`))).toBe(true);
  expect(
    (await put([anExperiment({ shipped: 'on', holdout: { key, statusQuo: 'off' } }), aDefault('off')])).status,
  ).toBe(200);
  expect((await view()).uses[0]?.shipped).toBe('on');
});

it('refuses a second holdout of the same flags, a wrong environment and dates out of order', async () => {
  const post = (change: object) => owner.post<ProblemBody>('/holdouts', input({ key: `x-${made}`, ...change }));
  const global = await post({});
  const nowhere = await post({ flags: ['a'], environment: 'mars' });
  const late = await post({ flags: ['b'], until: '2030-01-02T00:00:00Z', endAt: '2030-01-01T00:00:00Z' });
  const vast = await post({ flags: ['c'], share: 0.6 });

  expect([global.status, global.body.detail]).toEqual([409, expect.stringContaining('holdout-')]);
  expect([nowhere.status, nowhere.body.errors[0]?.path]).toEqual([400, 'environment']);
  expect([late.status, late.body.errors[0]?.path]).toEqual([400, 'endAt']);
  expect([vast.status, vast.body.errors[0]?.path]).toEqual([400, 'share']);
});

it.each<[string, object, string]>([
  ['a holdout of another name', { holdout: { key: 'none', statusQuo: 'off' } }, 'holdout.key'],
  ['a status quo that is no variation', { holdout: { key: 'KEY', statusQuo: 'maybe' } }, 'holdout.statusQuo'],
  ['shipping what is no variation', { shipped: 'maybe' }, 'shipped'],
  ['shipping with an end', { shipped: 'on', endAt: '2030-01-01T00:00:00Z' }, 'shipped'],
])('refuses %s, naming the field', async (_, change, path) => {
  const text = JSON.stringify(anExperiment(change)).replace('KEY', key);

  const { status, body } = await put([JSON.parse(text) as object, aDefault('off')]);

  expect([status, body.errors.map((error) => error.path)]).toEqual([400, [`allocations.0.${path}`]]);
});

it('is deleted only when no experiment names it, and ended at any time', async () => {
  await put([anExperiment(), aDefault('off')]);
  const used = await owner.delete<ProblemBody>(`/holdouts/${key}`, any);
  const ended = await owner.put<HoldoutView>(`/holdouts/${key}`, { name: 'Q4', endAt: '2020-01-01T00:00:00Z' }, any);
  await put([aDefault('off')]);

  expect([used.status, used.body.detail]).toEqual([409, expect.stringContaining(flag)]);
  expect([ended.status, ended.body.endAt]).toEqual([200, '2020-01-01T00:00:00.000Z']);
  expect((await owner.delete(`/holdouts/${key}`, any)).status).toBe(204);
});

it('is not ended behind the back of those who approve', async () => {
  const admin = await backend.as('admin');
  const environment = { key: `guarded-${made}`, name: 'Guarded', needsApproval: true };
  expect((await admin.post('/environments', environment)).status).toBe(201);
  const held = `guarded-holdout-${made}`;
  await owner.post('/holdouts', input({ key: held, environment: environment.key, flags: [flag] }));
  const version = (await editor.get<FlagView>(`/flags/${flag}`)).body.version;
  const environments = { [environment.key]: { isEnabled: true, allocations: [anExperiment(), aDefault('off')] } };
  const proposed = await editor.post<ChangeRequestView>('/change-requests', {
    ...{ flag, flagVersion: version, change: { environments } },
  });
  const approver = await backend.signIn();
  const approved = await approver.post(`/change-requests/${proposed.body.id}/approval`, {});
  const end = (browser: Browser) =>
    browser.put<ProblemBody>(`/holdouts/${held}`, { name: 'Q4', endAt: '2020-01-01T00:00:00Z' }, any);

  expect(JSON.stringify(proposed.body)).toContain(held);
  expect(approved.status).toBe(200);
  expect([(await end(owner)).status, (await end(approver)).status]).toEqual([409, 200]);
});

it('is made by data owners, and tells two editors apart', async () => {
  const put2 = (version: string) => editor.put(`/holdouts/${key}`, { name: 'Renamed' }, { 'if-match': version });

  expect((await editor.post('/holdouts', input({ key: 'mine', flags: ['z'] }))).status).toBe(403);
  expect([(await put2('"1"')).status, (await put2('"1"')).status]).toEqual([200, 412]);
});
