import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { EnvironmentView, FlagTrial } from '@assay/api-contract';
import { compile, evaluate, parseRuleset } from '@assay/flag-evaluation';
import { Publisher, RulesetsLookup } from '../../publishing/index.js';
import { startBackend, type Browser, type TestBackend } from '../../testing/index.js';
import { compileRegex } from '../checks/pattern.js';
import { aDefault, aFlagInput, anAllocation, anExperiment, type ProblemBody } from '../testing/builders.js';

let backend: TestBackend;
let editor: Browser;
beforeAll(async () => {
  backend = await startBackend();
  editor = await backend.as('experiment_editor');
});
afterAll(() => backend?.stop());

let made = 0;
let keys: Record<'one' | 'two' | 'three' | 'four' | 'five', string>;
const any = { 'if-match': '*' };
const put = (flag: string, allocations: object[], isEnabled = true) =>
  editor.put<ProblemBody>(`/flags/${flag}/environments/production`, { isEnabled, allocations }, any);
const requires = (flag: string, ...variations: string[]) => ({ requires: [{ flag, variations }] });
const onFor = (plan: string) => [
  anAllocation({ rules: [{ conditions: [{ attribute: 'plan', operator: 'ONE_OF', value: [plan] }] }] }),
  aDefault('off'),
];

beforeEach(async () => {
  made += 1;
  const names = ['one', 'two', 'three', 'four', 'five'] as const;
  keys = Object.fromEntries(names.map((name) => [name, `${name}-${made}`])) as typeof keys;
  for (const key of Object.values(keys)) await editor.post('/flags', aFlagInput({ key }));
});

/** What a server SDK makes of the newest published ruleset. */
const servedTo = async (flag: string, subject: string, plan: string): Promise<string | null> => {
  await backend.app.get(Publisher).run();
  const { body } = await (await backend.as('admin')).get<{ items: EnvironmentView[] }>('/environments');
  const { id } = body.items.find((one) => one.key === 'production')!;
  const newest = await backend.app.get(RulesetsLookup).findNewest(id);
  const ruleset = parseRuleset(gunzipSync(newest!.forms.server).toString());
  const subjectOf = { key: subject, attributes: { plan }, now: Date.now() };
  return evaluate(compile(ruleset, { compileRegex }), flag, null, subjectOf).variationKey;
};

it('serves an allocation only to those to whom the needed flag serves the named variations', async () => {
  await put(keys.one, onFor('pro'));
  expect((await put(keys.two, [anAllocation(requires(keys.one, 'on')), aDefault('off')])).status).toBe(200);

  expect([await servedTo(keys.two, 'u', 'pro'), await servedTo(keys.two, 'u', 'free')]).toEqual(['on', 'off']);
  const trial = (plan: string) =>
    editor.post<FlagTrial>(`/flags/${keys.two}/try`, {
      ...{ environment: 'production', subjectKey: 'u', attributes: { plan } },
    });
  expect([(await trial('pro')).body.variation, (await trial('free')).body.variation]).toEqual(['on', 'off']);
  expect((await trial('free')).body.allocations[0]?.explanation).toContain(`Requires ${keys.one} = on`);
});

it('follows the needed flag: its edits, its experiment and its kill switch', async () => {
  await put(keys.one, onFor('pro'));
  await put(keys.two, [anAllocation(requires(keys.one, 'on')), aDefault('off')]);
  await put(keys.one, [anExperiment(), aDefault('off')]);

  for (let at = 0; at < 20; at += 1) {
    const subject = `u${at}`;
    expect(await servedTo(keys.two, subject, 'pro')).toBe(await servedTo(keys.one, subject, 'pro'));
  }
  await put(keys.one, [anExperiment(), aDefault('off')], false);
  expect(await servedTo(keys.two, 'u1', 'pro')).toBe('off');
});

it('reaches through flags that require others', async () => {
  await put(keys.one, onFor('pro'));
  await put(keys.two, [anAllocation(requires(keys.one, 'on')), aDefault('off')]);
  await put(keys.three, [anAllocation(requires(keys.two, 'on')), aDefault('off')]);

  expect([await servedTo(keys.three, 'u', 'pro'), await servedTo(keys.three, 'u', 'free')]).toEqual(['on', 'off']);
});

it('refuses a circle, naming it, and a chain that is too deep', async () => {
  await put(keys.one, onFor('pro'));
  const names = ['two', 'three', 'four', 'five'] as const;
  const link = (own: string, needed: string) => put(own, [anAllocation(requires(needed, 'on')), aDefault('off')]);
  const answers = [];
  let before = keys.one;
  for (const name of names) {
    answers.push(await link(keys[name], before));
    before = keys[name];
  }
  const circle = await link(keys.one, keys.three);

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 400]);
  expect(answers.at(-1)?.body.errors[0]).toMatchObject({
    path: 'allocations.0.requires',
    message: expect.stringContaining('at most 3 deep'),
  });
  expect([circle.status, circle.body.errors[0]?.message]).toEqual([400, expect.stringContaining('→')]);
});

it.each<[string, object, string]>([
  ['a flag that is not there', { flag: 'nowhere', variations: ['on'] }, 'allocations.0.requires.0.flag'],
  ['the flag itself', { flag: 'SELF', variations: ['on'] }, 'allocations.0.requires.0.flag'],
  ['a variation that is not there', { flag: 'ONE', variations: ['maybe'] }, 'allocations.0.requires.0.variations'],
])('refuses %s, naming the field', async (_, needed, path) => {
  const own = JSON.parse(JSON.stringify([needed]).replace('SELF', keys.two).replace('ONE', keys.one)) as never;

  const { status, body } = await put(keys.two, [anAllocation({ requires: own }), aDefault('off')]);

  expect([status, body.errors.map((error) => error.path)]).toEqual([400, [path]]);
});

it('refuses an edit of the needed flag that could no longer be written, naming who requires it', async () => {
  await put(keys.one, onFor('pro'));
  await put(keys.two, [anAllocation(requires(keys.one, 'off')), aDefault('off')]);
  const adults = [{ conditions: [{ attribute: 'age', operator: 'GTE' as const, value: 18 }] }];

  const { status, body } = await put(keys.one, [anAllocation({ rules: adults }), aDefault('off')]);

  expect([status, body.errors[0]?.path]).toEqual([400, 'allocations']);
  expect(body.errors[0]?.message).toContain(`"${keys.two}" requires this flag in production`);
});

it('refuses to archive a flag that is required, and to take away a variation that is', async () => {
  await put(keys.one, onFor('pro'));
  await put(keys.two, [anAllocation(requires(keys.one, 'on')), aDefault('off')]);
  await put(keys.one, [aDefault('off')]);

  const archived = await editor.delete<ProblemBody>(`/flags/${keys.one}`, any);
  const lessened = await editor.put<ProblemBody>(
    `/flags/${keys.one}`,
    { name: 'One', description: '', variations: [{ key: 'off', name: 'Off', value: false }] },
    any,
  );

  expect([archived.status, archived.body.detail]).toEqual([409, expect.stringContaining(keys.two)]);
  expect([lessened.status, lessened.body.errors[0]?.message]).toEqual([
    400,
    expect.stringContaining('no variation "on"'),
  ]);
});
