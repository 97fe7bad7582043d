import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { compile, evaluate, lookUp, parsePrecomputed, parseRuleset } from '@assay/flag-evaluation';
import { FlagsService, SdkKeysService } from '../flags/index.js';
import { aDefault, aFlagInput, anExperiment } from '../flags/testing/builders.js';
import { FixedClock } from '../kernel/index.js';
import { startBackend, type TestBackend } from '../testing/index.js';

let backend: TestBackend;
let url = '';
let serverKey = '';
let clientKey = '';

const flags = (): FlagsService => backend.app.get(FlagsService);
const makeKey = (kind: 'server' | 'client'): ReturnType<SdkKeysService['create']> =>
  backend.app.get(SdkKeysService).create(backend.who, { name: kind, environment: 'production', kind });
const serve = (key: string, served: string): Promise<unknown> => {
  const allocations = [anExperiment({ trafficExposure: 0.5 }), aDefault(served)];
  return flags().setEnvironment(backend.who, key, 'production', { isEnabled: true, allocations }, null);
};
const config = (key: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/api/flag-config/v1/config?apiKey=${key}`, { headers });

/** Asks until the answer is as wanted; fails after four minutes. */
async function eventually<T>(ask: () => Promise<T>, isRight: (answer: T) => boolean): Promise<T> {
  for (const until = Date.now() + 240_000; ;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    if (Date.now() > until) throw new Error(`still ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

beforeAll(async () => {
  backend = await startBackend();
  url = await backend.listen();
  serverKey = (await makeKey('server')).key;
  clientKey = (await makeKey('client')).key;
  await flags().create(backend.who, aFlagInput({ description: '' }) as never);
  await serve('checkout', 'off');
  await eventually(
    async () => (await config(serverKey)).text(),
    (text) => text.includes('"checkout"'),
  );
});
afterAll(() => backend.stop());

it('serves a flag that was changed through the API, signed and with a tag', async () => {
  const response = await config(serverKey);
  const text = await response.text();

  const again = await config(serverKey, { 'if-none-match': response.headers.get('etag') ?? '' });

  expect(response.headers.get('assay-ruleset')).toMatch(/^v=\d+;kid=[0-9a-f]{16};sig=/);
  expect(parseRuleset(text)).toMatchObject({ format: 'SERVER', environment: { name: 'Production' } });
  expect([again.status, await again.text()]).toEqual([304, '']);
});

it('answers a question that it was asked before as it did then, until something is published or the key is revoked', async () => {
  const { key, id } = await makeKey('server');
  await eventually(
    () => config(key),
    ({ status }) => status === 200,
  );
  const ask = async (headers: Record<string, string> = {}) => {
    const response = await config(key, headers);
    const text = await response.text();
    const { date: _, ...rest } = Object.fromEntries(response.headers);
    return { status: response.status, headers: rest, text };
  };
  const first = await ask();
  const tag = { 'if-none-match': String(first.headers.etag) };

  expect([await ask(), await ask()]).toEqual([first, first]);
  expect([(await ask(tag)).status, (await ask(tag)).status, (await ask()).status]).toEqual([304, 304, 200]);
  expect((await ask({ 'if-none-match': '"another"' })).text).toBe(first.text);
  expect((await ask({ 'accept-encoding': 'identity' })).headers['content-encoding']).toBeUndefined();

  await serve('checkout', 'on');
  const after = await eventually(ask, ({ headers }) => headers.etag !== first.headers.etag);
  expect((await ask(tag)).text).toBe(after.text);
  await backend.app.get(SdkKeysService).revoke(backend.who, id);
  await eventually(ask, ({ status }) => status === 401);
  expect((await ask(tag)).status).toBe(401);
  await serve('checkout', 'off');
  await eventually(
    async () => (await config(serverKey)).text(),
    (text) => text === first.text,
  );
});

it('sends compressed bytes to whoever takes them, and the same content to the others', async () => {
  const { request } = await import('node:http');
  const raw = (encoding: string): Promise<{ encoding: string | undefined; body: Buffer }> =>
    new Promise((resolve, reject) => {
      const headers = { 'accept-encoding': encoding };
      request(`${url}/flag-config/v1/config?apiKey=${serverKey}`, { headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ encoding: response.headers['content-encoding'], body: Buffer.concat(chunks) }),
        );
      })
        .on('error', reject)
        .end();
    });

  const [gzip, identity] = await Promise.all([raw('gzip, deflate'), raw('identity')]);

  expect([gzip.encoding, identity.encoding]).toEqual(['gzip', undefined]);
  expect(gunzipSync(gzip.body).equals(identity.body)).toBe(true);
});

it('gives a client key hashed names, and assignments that agree with the ruleset', async () => {
  const ruleset = compile(parseRuleset(await (await config(serverKey)).text()));
  const hidden = await (await config(clientKey)).text();

  expect(parseRuleset(hidden).format).toBe('CLIENT');
  expect(hidden).not.toContain('checkout');
  for (let i = 0; i < 50; i++) {
    const body = JSON.stringify({ subject_key: `s${i}`, subject_attributes: {} });
    const response = await fetch(`${url}/assignments?apiKey=${clientKey}`, { method: 'POST', body });
    const assigned = lookUp(parsePrecomputed(await response.text()), 'checkout', 'BOOLEAN');
    const expected = evaluate(ruleset, 'checkout', 'BOOLEAN', { key: `s${i}`, attributes: {}, now: Date.now() });
    expect(assigned).toEqual(expected);
  }
});

it('tells open streams of a change at once, and the change is there when they ask', async () => {
  const before = (await config(serverKey)).headers.get('etag');
  const response = await fetch(`${url}/stream?apiKey=${serverKey}`);
  const events = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const nextNews = async (): Promise<{ id: string; data: { type: string; etag: string } }> => {
    for (;;) {
      const { value = '' } = await events.read();
      const [, id = '', data = 'null'] = /id: (\d+)\ndata: (.*)\n\n/.exec(value) ?? [];
      if (id !== '') return { id, data: JSON.parse(data) as { type: string; etag: string } };
    }
  };
  const current = await nextNews();

  await serve('checkout', 'on');
  const news = await nextNews();

  const after = await config(serverKey);
  await events.cancel();
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  expect(current.data.etag).toBe(before);
  expect(Number(news.id)).toBe(Number(current.id) + 1);
  expect(news.data.type).toBe('refetchEvaluation');
  expect(after.headers.get('etag')).toBe(news.data.etag);
});

it('shuts a key out the moment it is revoked, and ends its streams', async () => {
  const { id, key } = await makeKey('server');
  await eventually(
    async () => (await config(key)).status,
    (status) => status === 200,
  );
  const stream = await fetch(`${url}/flag-config/v1/stream?apiKey=${key}`);

  await backend.app.get(SdkKeysService).revoke(backend.who, id);
  const status = await eventually(
    async () => (await config(key)).status,
    (answer) => answer === 401,
  );

  expect(status).toBe(401);
  expect(await stream.text()).toContain('refetchEvaluation'); // it ended
});

it.each([
  ['GET', '/stream', 401],
  ['GET', '/flag-config/v1/config?apiKey=assay_sk_nobody', 401],
  ['POST', '/flag-config/v1/config', 405],
  ['DELETE', '/assignments', 405],
  ['OPTIONS', '/ofrep/v1/evaluate/flags', 204],
])('answers %s %s with %i, also to pages of other origins', async (method, path, status) => {
  const response = await fetch(url + path, { method });

  expect(response.status).toBe(status);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
});

it('does not wait for a body that is too long', async () => {
  const response = await fetch(`${url}/assignments?apiKey=${clientKey}`, {
    method: 'POST',
    body: JSON.stringify({ subject_key: 'x'.repeat(400_000) }),
  });

  expect(response.status).toBe(413);
  expect(response.headers.get('connection')).toBe('close');
});

it('answers the same to requests that come through the framework', async () => {
  const direct = await config(serverKey);

  const inside = await backend.app.inject({ method: 'GET', url: `/flag-config/v1/config?apiKey=${serverKey}` });

  expect(inside.statusCode).toBe(200);
  expect(inside.headers.etag).toBe(direct.headers.get('etag'));
  expect(inside.body).toBe(await direct.text());
});

it('leaves every other address to the API', async () => {
  expect((await fetch(`${url}/api/v1/flags`)).status).toBe(401);
  expect((await fetch(`${url}/api/v1/no-such-thing`)).status).toBe(404);
});

it('refuses a key that asks too often, in the way of each address, and serves the others', async () => {
  const clock = new FixedClock();
  const limited = await startBackend({ clock, settings: { DELIVERY_RATE: '2' } });
  try {
    const origin = await limited.listen();
    const keys = limited.app.get(SdkKeysService);
    const make = async (): Promise<string> =>
      (await keys.create(limited.who, { name: 'k', environment: 'production', kind: 'server' })).key;
    const [greedy, modest] = [await make(), await make()];
    const get = (key: string): Promise<Response> => fetch(`${origin}/flag-config/v1/config?apiKey=${key}`);
    // Each attempt moves the clock on, so that asking leaves no trace in the budget.
    for (const key of [greedy, modest]) {
      await eventually(
        () => (clock.advance(10_000), get(key)),
        ({ status }) => status === 200,
      );
    }
    clock.advance(10_000);

    const statuses = [];
    for (let i = 0; i < 6; i++) statuses.push((await get(greedy)).status);
    const refused = await get(greedy);
    const post = (path: string, body: object): Promise<Response> =>
      fetch(`${origin}${path}?apiKey=${greedy}`, { method: 'POST', body: JSON.stringify(body) });
    const [assigned, evaluated, stream] = [
      await post('/assignments', { subject_key: 'a' }),
      await post('/ofrep/v1/evaluate/flags', { context: { targetingKey: 'a' } }),
      await fetch(`${origin}/stream?apiKey=${greedy}`),
    ];

    expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect([assigned.status, evaluated.status, stream.status]).toEqual([429, 429, 429]);
    expect(await assigned.json()).toMatchObject({ code: 'limit_exceeded' });
    expect((await get(modest)).status).toBe(200);
    clock.advance(500);
    expect([(await get(greedy)).status, (await get(greedy)).status]).toEqual([200, 429]);
  } finally {
    await limited.stop();
  }
});
