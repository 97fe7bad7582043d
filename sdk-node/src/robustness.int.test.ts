import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createClient, type AssignmentEvent, type Client, type ClientOptions } from './index.js';
import { aRuleset, startDelivery, until, type Answer, type Delivery } from './testing/delivery.js';
import { installPacked, type Application } from './testing/packed.js';

let delivery: Delivery;
let events: AssignmentEvent[];
let problems: Error[];
const clients: Client[] = [];

const start = (options: Partial<ClientOptions> = {}): Client => {
  const client = createClient({
    sdkKey: 'key',
    baseUrl: delivery.baseUrl,
    initialRetries: 0,
    requestTimeoutMs: 3_000, // the machine may be busy
    onAssignment: (event) => events.push(event),
    onError: (problem) => problems.push(problem),
    ...options,
  });
  clients.push(client);
  return client;
};

beforeEach(async () => {
  delivery = await startDelivery(aRuleset({ greeting: 'hello' }));
  events = [];
  problems = [];
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await delivery.close();
});

const json = { 'content-type': 'application/json' };
const body =
  (text: string | Buffer, headers = {}): Answer =>
  (_request, response) =>
    void response.writeHead(200, { ...json, ...headers }).end(text);
const status =
  (code: number, headers = {}): Answer =>
  (_request, response) =>
    void response.writeHead(code, headers).end('{}');

const faults: Record<string, [Answer, RegExp]> = {
  'a refused key': [status(401), /401.*sdkKey/],
  'a wrong address': [status(404), /404.*baseUrl/],
  'too many requests': [status(429, { 'retry-after': '1' }), /429/],
  'a server error': [status(500), /500/],
  'an answer that never comes': [() => {}, /within 3000 ms/],
  'a connection that breaks': [(request) => request.socket.destroy(), /socket hang up|ECONNRESET/],
  'an answer that stops half-way': [
    (_request, response) => {
      response.writeHead(200, { ...json, 'content-length': '1000' });
      response.write('{"flags":{');
      setTimeout(() => response.destroy(), 10);
    },
    /aborted|cut short/,
  ],
  'a compressed answer that stops half-way': [
    body(gzipSync(aRuleset({ greeting: 'bad' })).subarray(0, 60), { 'content-encoding': 'gzip' }),
    /unexpected end/,
  ],
  'a truncated ruleset': [body(aRuleset({ greeting: 'bad' }).slice(0, 100)), /not JSON/],
  'a web page': [body('<!doctype html><title>Sign in to the network</title>'), /not JSON.*<!doctype/],
  'an empty answer': [body(''), /not JSON/],
  'another document': [body('{"format":"SERVER","flags":[1]}'), /no object "flags"/],
  'ten megabytes': [body(JSON.stringify({ flags: {}, filler: 'x'.repeat(10 * 1024 * 1024) })), /longer than/],
  'a thousand levels': [body(`${'['.repeat(200_000)}`), /not JSON/],
};

describe('given a ruleset that was fetched before', () => {
  for (const [name, [answer, message]] of Object.entries(faults)) {
    it(`keeps it and reports once when it meets ${name}`, async () => {
      const client = start();
      await client.ready();
      delivery.answer = answer;

      const refreshed = [await client.refresh(), await client.refresh()];

      expect(refreshed).toEqual([false, false]);
      expect(client.getString('greeting', 'ada', {}, 'bye')).toBe('hello');
      expect(problems.map((problem) => problem.message)).toEqual([expect.stringMatching(message)]);
    });
  }
});

it('does not take an unreadable ruleset for held by its ETag', async () => {
  const client = start();
  await client.ready();
  const held: unknown[] = [];
  delivery.answer = (request, response) => {
    held.push(request.headers['if-none-match']);
    body('<!doctype html>', { etag: '"unreadable"' })(request, response);
  };

  await client.refresh();
  await client.refresh();

  expect(held).toHaveLength(2);
  expect(held).not.toContain('"unreadable"');
});

it('serves fallbacks when the first fetch fails, goes on trying, and serves the flag when one succeeds', async () => {
  delivery.answer = status(500);
  const client = start({ pollingIntervalMs: 20 });

  const isReady = await client.ready();
  const during = client.getString('greeting', 'ada', {}, 'bye');
  delivery.answer = null;
  await until(() => client.isReady());

  expect([isReady, during]).toEqual([false, 'bye']);
  expect(client.getString('greeting', 'ada', {}, 'bye')).toBe('hello');
});

it('rejects when asked to, and only then', async () => {
  delivery.answer = status(401);
  const client = start();

  await expect(client.ready({ rejectOnFailure: true })).rejects.toThrow(/401/);
  await expect(client.ready()).resolves.toBe(false);
});

it('reports a host that does not exist', async () => {
  const client = start({ baseUrl: 'http://flags.invalid/api' });

  expect(await client.ready()).toBe(false);
  expect(problems).toHaveLength(1);
});

it('evaluates hostile flags as their fallbacks and the others as ever', async () => {
  const good = (JSON.parse(aRuleset({ greeting: 'hello' })) as { flags: { greeting: object } }).flags.greeting;
  const deep = '['.repeat(1000) + ']'.repeat(1000);
  delivery.ruleset = `{"format":"SERVER","createdAt":"x","environment":null,"flags":{
    "__proto__":{"enabled":true},"constructor":null,"deep":{"enabled":true,"variationType":"STRING","variations":${deep},"allocations":${deep},"totalShards":0},
    "greeting":${JSON.stringify(good)},"greeting":${JSON.stringify(good)}}}`;
  const client = start();
  await client.ready();

  const served = ['__proto__', 'constructor', 'toString', 'deep', 'greeting'].map((flagKey) =>
    client.getString(flagKey, 'ada', {}, 'bye'),
  );

  expect(served).toEqual(['bye', 'bye', 'bye', 'bye', 'hello']);
  expect(({} as { enabled?: unknown }).enabled).toBeUndefined();
});

it('is not stalled by a catastrophic regular expression', async () => {
  const [flag] = Object.values((JSON.parse(aRuleset({ greeting: 'hello' })) as { flags: object }).flags) as [
    { allocations: { rules?: object }[] },
  ];
  flag.allocations[0]!.rules = [{ conditions: [{ attribute: 'email', operator: 'MATCHES', value: '^(a+)+$' }] }];
  const client = start({ offline: true, ruleset: aRuleset({}, { flags: { greeting: flag } }) });

  const before = Date.now();
  const served = client.getString('greeting', 'ada', { email: `${'a'.repeat(5_000)}!` }, 'bye');

  expect(served).toBe('bye');
  expect(Date.now() - before).toBeLessThan(1_000);
});

it('survives callbacks that throw, reject and hang', async () => {
  const rejects = start({ onAssignment: () => Promise.reject(new Error('warehouse down')) });
  const throws = start({
    onAssignment: () => {
      throw new Error('disk full');
    },
  });
  const hangs = start({ onAssignment: () => new Promise(() => {}) });
  for (const client of [rejects, throws, hangs]) await client.ready();

  const served = [rejects, throws, hangs].map((client) => client.getString('greeting', 'ada', {}, 'bye'));
  await until(() => problems.length === 2);

  expect(served).toEqual(['hello', 'hello', 'hello']);
  expect(problems.map((problem) => problem.message).sort()).toEqual([
    'onAssignment callback: disk full',
    'onAssignment callback: warehouse down',
  ]);
});

it('survives an error hook that throws', async () => {
  delivery.answer = status(500);
  const client = start({
    onError: () => {
      throw new Error('the hook itself');
    },
  });

  expect(await client.ready()).toBe(false);
});

it('keeps assignments for a callback that comes later', async () => {
  const client = start({ onAssignment: undefined });
  await client.ready();
  client.getString('greeting', 'ada', {}, 'bye');

  client.onAssignment((event) => events.push(event));

  expect(events.map((event) => event.subject)).toEqual(['ada']);
});

it('asks again only after the time the server asked for', async () => {
  delivery.answer = status(429, { 'retry-after': '3600' });
  const client = start({ pollingIntervalMs: 10 });
  await client.ready();

  await new Promise((resolve) => setTimeout(resolve, 150));

  expect(delivery.requests).toHaveLength(1);
});

it('refetches when the stream announces a ruleset, and polls when the stream is lost', async () => {
  const client = start({ stream: true, streamJitterMs: 0, pollingIntervalMs: 60_000 });
  await client.ready();
  await until(() => delivery.requests.some(({ url }) => url.includes('/stream')));
  await until(() => delivery.requests.filter(({ url }) => url.includes('/config')).length >= 2);

  delivery.ruleset = aRuleset({ greeting: 'salut' });
  delivery.announce();
  await until(() => client.getString('greeting', 'ada', {}, 'bye') === 'salut');
  delivery.ruleset = aRuleset({ greeting: 'ciao' });
  delivery.dropStreams();

  await until(() => client.getString('greeting', 'bob', {}, 'bye') === 'ciao');
});

it('passes over a ruleset that was published before the one it holds', async () => {
  const versioned =
    (version: number, value: string): Answer =>
    (_request, response) =>
      void response
        .writeHead(200, { ...json, 'assay-ruleset': `v=${version};kid=a` })
        .end(aRuleset({ greeting: value }));
  delivery.answer = versioned(7, 'newer');
  const client = start();
  await client.ready();

  delivery.answer = versioned(6, 'older');
  await client.refresh();

  expect(client.getString('greeting', 'ada', {}, 'bye')).toBe('newer');
});

describe('given an application of its own', () => {
  let application: Application;
  beforeAll(() => {
    application = installPacked('sdk-node', ['re2js']);
  });
  afterAll(() => application.remove());

  /** Runs a program that uses the client; resolves with its exit code, signal and time once it ended by itself. */
  const run = (source: string): Promise<{ code: number | null; output: string }> => {
    const file = join(application.folder, 'program.mjs');
    writeFileSync(file, `import { createClient } from '@assay/sdk-node';\n${source}`);
    const { NODE_OPTIONS: _ignored, ...env } = process.env;
    const child = spawn(process.execPath, [file], { env, timeout: 240_000 });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    return new Promise((resolve) => child.on('exit', (code) => resolve({ code, output })));
  };

  it('neither keeps the process alive by polling nor by an open stream', async () => {
    const result = await run(`
      const client = createClient({ sdkKey: 'k', baseUrl: '${delivery.baseUrl}', stream: true, pollingIntervalMs: 50 });
      await client.ready();
      console.log(client.getString('greeting', 'ada', {}, 'bye'));`);

    expect(result).toEqual({ code: 0, output: 'hello\n' });
  });

  it('keeps the process alive while the first ruleset is awaited, and no longer when nobody awaits it', async () => {
    delivery.answer = () => {};

    const result = await run(`
      const options = { sdkKey: 'k', baseUrl: '${delivery.baseUrl}', requestTimeoutMs: 200, initialRetries: 1, pollingIntervalMs: 1000, onError() {} };
      console.log(await createClient(options).ready());
      createClient({ ...options, requestTimeoutMs: 60000 });`);

    expect(result).toEqual({ code: 0, output: 'false\n' });
  });
});
