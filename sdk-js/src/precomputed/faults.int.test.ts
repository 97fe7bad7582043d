import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { body, startDelivery, type Answer, type Delivery } from '../testing/delivery.js';
import { createPrecomputedClient, type PrecomputedClient, type PrecomputedClientOptions } from './client.js';

const flag = { variationType: 'STRING', variationValue: 'hello', variationKey: 'v', allocationKey: 'a', doLog: true };
const assignments = (flags: object): string =>
  JSON.stringify({ format: 'PRECOMPUTED', obfuscated: false, createdAt: '2026-01-01T00:00:00.000Z', flags });

let delivery: Delivery;
let problems: string[];
const clients: PrecomputedClient[] = [];

const start = (options: PrecomputedClientOptions = {}): PrecomputedClient => {
  const client = createPrecomputedClient({
    sdkKey: 'key',
    baseUrl: delivery.origin,
    subjectKey: 'ada',
    initialRetries: 0,
    requestTimeoutMs: 3_000, // the machine may be busy
    onError: (problem) => problems.push(problem.message),
    ...options,
  });
  clients.push(client);
  return client;
};

beforeEach(async () => {
  delivery = await startDelivery(assignments({ greeting: flag }));
  problems = [];
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await delivery.close();
});

const faults: Record<string, [Answer, RegExp]> = {
  'a wrong address': [body('{}', {}, 404), /HTTP 404, check baseUrl/],
  'too many requests': [body('{}', { 'retry-after': '1' }, 429), /HTTP 429/],
  'a server error': [body('{}', {}, 500), /HTTP 500/],
  'an answer that never comes': [() => {}, /timeout|timed out/i],
  'a connection that breaks': [(request) => request.socket.destroy(), /fetch failed/],
  'an answer that stops half-way': [
    (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"flags":{', () => response.destroy());
    },
    /terminated|fetch failed/,
  ],
  'truncated assignments': [body(assignments({ greeting: flag }).slice(0, 60)), /JSON/],
  'an empty answer': [body(''), /JSON/],
  'a list': [body('[]'), /no precomputed assignments in \[\]/],
  null: [body('null'), /no precomputed assignments in null/],
  'flags of a wrong type': [body('{"format":"PRECOMPUTED","flags":[1]}'), /no precomputed assignments/],
  'a thousand levels': [body('['.repeat(200_000)), /JSON/],
};

describe('given assignments that were fetched before', () => {
  for (const [name, [answer, message]] of Object.entries(faults)) {
    it(`keeps them and reports once when it meets ${name}`, async () => {
      const client = start();
      await client.ready();
      delivery.answer = answer;

      const refreshed = [await client.refresh(), await client.refresh()];

      expect(refreshed).toEqual([false, false]);
      expect(client.getString('greeting', 'bye')).toBe('hello');
      expect(problems).toEqual([expect.stringMatching(message)]);
    });
  }
});

it('serves fallbacks for hostile flags and the others as ever', async () => {
  const deep = '['.repeat(1000) + ']'.repeat(1000);
  delivery.text = `{"format":"PRECOMPUTED","obfuscated":false,"flags":{"__proto__":${JSON.stringify({ variationType: 'STRING' })},
    "constructor":null,"number":7,"list":[],"deep":{"variationType":"STRING","variationValue":${deep},"extraLogging":${deep}},
    "object":{"variationType":"JSON","variationValue":"{"},"integer":{"variationType":"INTEGER","variationValue":1.5},
    "logging":${JSON.stringify({ ...flag, extraLogging: 7, variationKey: 8, allocationKey: null })},
    "greeting":${JSON.stringify({ ...flag, variationValue: 'old' })},"greeting":${JSON.stringify(flag)}}}`;
  const client = start();
  await client.ready();

  const served = ['__proto__', 'constructor', 'toString', 'number', 'list', 'deep', 'logging', 'greeting', ''].map(
    (flagKey) => client.getString(flagKey, 'bye'),
  );

  expect(served).toEqual(['bye', 'bye', 'bye', 'bye', 'bye', 'bye', 'hello', 'hello', 'bye']);
  expect([client.getJson('object', null), client.getInteger('integer', 0)]).toEqual([null, 0]);
  expect(problems).toEqual([]);
});

it('asks no more once it is closed, and keeps what it has', async () => {
  const client = start();
  await client.ready();
  client.close();

  expect(await client.refresh()).toBe(false);
  expect(client.getString('greeting', 'bye')).toBe('hello');
  expect(delivery.requests).toHaveLength(1);
});

it('takes nothing that arrives after it was closed', async () => {
  const held: (() => void)[] = [];
  delivery.answer = (request, response) => void held.push(() => body(delivery.text)(request, response));
  const client = start();
  const ready = client.ready();
  while (!held.length) await new Promise((resolve) => setImmediate(resolve));

  client.close();
  held[0]!();

  expect(await ready).toBe(false);
  expect(client.getString('greeting', 'bye')).toBe('bye');
});

it('reports no failure of a request that outlived it', async () => {
  const sockets: (() => void)[] = [];
  delivery.answer = (request) => void sockets.push(() => request.socket.destroy());
  const client = start();
  const ready = client.ready();
  while (!sockets.length) await new Promise((resolve) => setImmediate(resolve));

  client.close();
  sockets[0]!();

  expect(await ready).toBe(false);
  expect(problems).toEqual([]);
});

it('rejects or stops waiting when asked to', async () => {
  delivery.answer = () => {};
  const client = start({ requestTimeoutMs: 60_000 });

  await expect(client.ready({ timeoutMs: 20 })).resolves.toBe(false);
  await expect(client.ready({ timeoutMs: 20, rejectOnFailure: true })).rejects.toThrow('no assignments');
});

it('reports a host that does not exist', async () => {
  expect(await start({ baseUrl: 'http://flags.invalid' }).ready()).toBe(false);
  expect(problems).toHaveLength(1);
});
