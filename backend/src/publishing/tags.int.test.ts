import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { FlagView, SdkKeyCreated } from '@assay/api-contract';
import { aDefault, aFlagInput } from '../flags/testing/builders.js';
import { type Browser, startBackend, type TestBackend } from '../testing/index.js';
import { Publisher } from './publisher.service.js';

let backend: TestBackend;
let admin: Browser;
let url: string;

beforeAll(async () => {
  backend = await startBackend();
  url = await backend.listen();
  admin = await backend.as('admin');
  for (const [key, tags] of [
    ['search', ['web', 'app']],
    ['checkout', ['web']],
    ['billing', []],
  ] as const) {
    const made = await admin.post('/flags', { ...aFlagInput({ key }), tags, owner: 'Growth' });
    expect(made.status).toBe(201);
    const on = { isEnabled: true, allocations: [aDefault('on')] };
    expect((await admin.put(`/flags/${key}/environments/production`, on, { 'if-match': '*' })).status).toBe(200);
  }
});
afterAll(() => backend.stop());

const keyFor = async (...tags: string[]): Promise<string> => {
  const { status, body, text } = await admin.post<SdkKeyCreated>('/sdk-keys', {
    ...{ name: `Key of ${tags.join(' and ')}`, environment: 'production', kind: 'server', tags },
  });
  if (status !== 201) throw new Error(text);
  await backend.app.get(Publisher).run();
  return body.key;
};
const fetched = (key: string): Promise<Response> => fetch(`${url}/api/flag-config/v1/config?apiKey=${key}`);
/** Keys of the flags that an SDK key is served, once the delivery has heard of it. */
const served = async (key: string, wanted: readonly string[]): Promise<void> => {
  for (;;) {
    const answer = await fetched(key);
    const flags = answer.ok ? Object.keys(((await answer.json()) as { flags: object }).flags).sort() : null;
    if (JSON.stringify(flags) === JSON.stringify([...wanted].sort())) return;
    await new Promise((done) => setTimeout(done, 50));
  }
};

it('serves a key with tags the flags that have one of them, and a key without tags all of them', async () => {
  const [all, web, app, none] = [await keyFor(), await keyFor('web'), await keyFor('app', 'app'), await keyFor('tv')];

  await served(all, ['billing', 'checkout', 'search']);
  await served(web, ['checkout', 'search']);
  await served(app, ['search']);
  await served(none, []);
  const evaluated = await fetch(`${url}/ofrep/v1/evaluate/flags`, {
    method: 'POST',
    headers: { authorization: `Bearer ${web}`, 'content-type': 'application/json' },
    body: JSON.stringify({ context: { targetingKey: 'anna' } }),
  });
  const { flags } = (await evaluated.json()) as { flags: { key: string }[] };
  expect(flags.map(({ key }) => key).sort()).toEqual(['checkout', 'search']);
});

it('signs each part, and gives equal keys equal bytes', async () => {
  const [one, other] = [await keyFor('web', 'app'), await keyFor('app', 'web')];
  await served(one, ['checkout', 'search']);
  await served(other, ['checkout', 'search']);

  const [a, b] = [await fetched(one), await fetched(other)];
  expect(await a.text()).toBe(await b.text());
  expect(a.headers.get('assay-ruleset')).toBe(b.headers.get('assay-ruleset'));
  expect(a.headers.get('assay-ruleset')).toMatch(/^v=\d+/);
});

it('publishes again when only the tags of a flag change, and says so in its history', async () => {
  const tv = await keyFor('tv');
  await served(tv, []);
  const { body } = await admin.get<FlagView>('/flags/billing');
  const { name, description, variations } = body;
  const changed = await admin.put<FlagView>(
    '/flags/billing',
    { name, description, variations, tags: ['tv', 'tv'] },
    { 'if-match': `"${body.version}"` },
  );
  await backend.app.get(Publisher).run();

  expect([changed.body.tags, changed.body.owner]).toEqual([['tv'], 'Growth']);
  await served(tv, ['billing']);
  const { items } = (await admin.get<{ items: { change: string }[] }>('/flags/billing/versions')).body;
  expect(items[0]?.change).toBe('tagged tv');
});

it('finds flags by a tag, and refuses one that is no word', async () => {
  const { items } = (await admin.get<{ items: FlagView[] }>('/flags?tag=web')).body;
  const wrong = await admin.post('/flags', { ...aFlagInput({ key: 'odd' }), tags: ['<script>'] });

  expect(items.map(({ key }) => key)).toEqual(['checkout', 'search']);
  expect([wrong.status, (wrong.body as { errors: { path: string }[] }).errors[0]?.path]).toEqual([400, 'tags.0']);
});
