import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createClient, type AssignmentEvent, type Client, type ClientOptions } from './index.js';
import { body, startDelivery, type Answer, type Delivery } from './testing/delivery.js';
import { aRuleset } from './testing/ruleset.js';

let delivery: Delivery;
let events: AssignmentEvent[];
let problems: string[];
const clients: Client[] = [];

const start = (options: Partial<ClientOptions> = {}): Client => {
  const client = createClient({
    sdkKey: 'key',
    baseUrl: `${delivery.origin}/api/`,
    initialRetries: 0,
    requestTimeoutMs: 3_000, // the machine may be busy
    onAssignment: (event) => events.push(event),
    onError: (problem) => problems.push(problem.message),
    ...options,
  });
  clients.push(client);
  return client;
};
const greet = (client: Client): string => client.getString('greeting', 'ada', {}, 'bye');

/** Resolves once the client hears of the next fetch's end. */
const fetched = (client: Client): Promise<boolean> => new Promise((resolve) => void client.watchFetches(resolve));

beforeEach(async () => {
  delivery = await startDelivery(aRuleset({ greeting: 'hello' }));
  events = [];
  problems = [];
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await delivery.close();
});

const faults: Record<string, [Answer, RegExp]> = {
  'a refused key': [body('{}', {}, 401), /HTTP 401, check sdkKey/],
  'a forbidden key': [body('{}', {}, 403), /HTTP 403, check sdkKey/],
  'a wrong address': [body('{}', {}, 404), /HTTP 404, check baseUrl/],
  'too many requests': [body('{}', { 'retry-after': '1' }, 429), /HTTP 429$/],
  'a server error': [body('{}', {}, 500), /HTTP 500$/],
  'an answer that never comes': [() => {}, /timeout|timed out/i],
  'a connection that breaks': [(request) => request.socket.destroy(), /fetch failed/],
  'an answer that stops half-way': [
    (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"flags":{', () => response.destroy());
    },
    /terminated|fetch failed/,
  ],
  'a truncated ruleset': [body(aRuleset({ greeting: 'bad' }).slice(0, 100)), /JSON/],
  'a web page': [body('<!doctype html><title>Sign in to the network</title>'), /<!doctype.*JSON/],
  'an empty answer': [body(''), /JSON/],
  'a number that is none': [body('{"flags":{"greeting":NaN}}'), /JSON/],
  'a list': [body('[]'), /no ruleset.* in \[\]/],
  null: [body('null'), /no ruleset.* in null/],
  'flags of a wrong type': [body('{"format":"SERVER","flags":[1]}'), /no ruleset/],
  'a format of tomorrow': [body('{"format":"SERVER2","flags":{}}'), /no ruleset of format SERVER or CLIENT/],
  'ten megabytes': [body(JSON.stringify({ flags: {}, filler: 'x'.repeat(10_000_001) })), /longer than 10000000 bytes/],
  'a thousand levels': [body('['.repeat(200_000)), /JSON/],
};

describe('given a ruleset that was fetched before', () => {
  for (const [name, [answer, message]] of Object.entries(faults)) {
    it(`keeps it and reports once when it meets ${name}`, async () => {
      const client = start();
      await client.ready();
      delivery.answer = answer;

      const refreshed = [await client.refresh(), await client.refresh()];

      expect(refreshed).toEqual([false, false]);
      expect(greet(client)).toBe('hello');
      expect(problems).toEqual([expect.stringMatching(message)]);
      expect(problems[0]).toMatch(/^fetching flags: /);
    });
  }
});

it('reports a failure again once fetching has succeeded in between', async () => {
  const client = start();
  await client.ready();

  for (const answer of [body('{}', {}, 500), null, body('{}', {}, 500)]) {
    delivery.answer = answer;
    await client.refresh();
  }

  expect(problems).toHaveLength(2);
});

it('asks with the ETag of the ruleset that it holds, never with that of one it could not read', async () => {
  const client = start();
  await client.ready();
  const held = `"${delivery.text.length}"`;
  delivery.answer = body('<!doctype html>', { etag: '"unreadable"' });

  await client.refresh();
  await client.refresh();
  delivery.answer = null;
  const refreshed = await client.refresh();

  expect(refreshed).toBe(true);
  expect(delivery.requests.map((request) => request.held)).toEqual([undefined, held, held, held]);
});

it('serves fallbacks when the first fetch fails, and the flag once one succeeds', async () => {
  delivery.answer = body('{}', {}, 500);
  const client = start({ pollingIntervalMs: 20 });

  const isReady = await client.ready();
  const during = greet(client);
  delivery.answer = null;
  while (!(await fetched(client)));

  expect([isReady, during, greet(client)]).toEqual([false, 'bye', 'hello']);
});

it('rejects when asked to, and only then', async () => {
  delivery.answer = body('{}', {}, 401);
  const client = start();

  await expect(client.ready({ rejectOnFailure: true })).rejects.toThrow(/401/);
  await expect(client.ready()).resolves.toBe(false);
});

it('stops waiting when told to, and when it is closed', async () => {
  delivery.answer = () => {};

  expect(await start({ requestTimeoutMs: 60_000 }).ready({ timeoutMs: 20 })).toBe(false);
  const closed = start({ requestTimeoutMs: 60_000 });
  const waiting = closed.ready();
  closed.close();

  expect(await waiting).toBe(false);
});

it('reports a host that does not exist', async () => {
  const client = start({ baseUrl: 'http://flags.invalid/api' });

  expect(await client.ready()).toBe(false);
  expect(problems).toHaveLength(1);
});

it('follows a clock that jumps, and goes on polling', async () => {
  const ruleset = JSON.parse(aRuleset({ greeting: 'hello' })) as {
    flags: { greeting: { allocations: { startAt?: string }[] } };
  };
  ruleset.flags.greeting.allocations[0]!.startAt = '2026-01-01T00:00:00.000Z';
  delivery.text = JSON.stringify(ruleset);
  const clock = jest.spyOn(Date, 'now');
  const client = start({ pollingIntervalMs: 20 });
  await client.ready();

  const served = ['2026-06-01', '1970-01-01', '2199-01-01'].map((moment) => {
    clock.mockReturnValue(Date.parse(moment));
    return greet(client);
  });
  const isPolling = await fetched(client);
  clock.mockRestore();

  expect(served).toEqual(['hello', 'bye', 'hello']);
  expect(isPolling).toBe(true);
});

it('passes over a ruleset that was published before the one it holds', async () => {
  const publish = (version: number, greeting: string): Answer =>
    body(aRuleset({ greeting }), { 'assay-ruleset': `v=${version};kid=a;sig=b` });
  delivery.answer = publish(7, 'seventh');
  const client = start();
  await client.ready();

  delivery.answer = publish(6, 'sixth');
  await client.refresh();

  expect(greet(client)).toBe('seventh');
});

it('evaluates hostile flags as their fallbacks and the others as ever', async () => {
  const good = (JSON.parse(aRuleset({ greeting: 'hello' })) as { flags: { greeting: object } }).flags.greeting;
  const deep = '['.repeat(1000) + ']'.repeat(1000);
  const allowing = { conditions: [{ attribute: 'email', operator: 'MATCHES', value: '(' }] };
  delivery.text = `{"format":"SERVER","createdAt":7,"environment":null,"flags":{
    "__proto__":{"enabled":true},"constructor":null,"deep":{"enabled":true,"variationType":"STRING","variations":${deep},"allocations":${deep},"totalShards":0},
    "pattern":${JSON.stringify({ ...good, allocations: [{ key: 'a', rules: [allowing], splits: [], doLog: true }] })},
    "greeting":${JSON.stringify({ ...good, enabled: false })},"greeting":${JSON.stringify(good)}}}`;
  const client = start();
  await client.ready();

  const served = ['__proto__', 'constructor', 'toString', 'deep', 'pattern', 'greeting'].map((flagKey) =>
    client.getString(flagKey, 'ada', { email: 'a@b.c' }, 'bye'),
  );

  expect(served).toEqual(['bye', 'bye', 'bye', 'bye', 'bye', 'hello']);
  expect(({} as { enabled?: unknown }).enabled).toBeUndefined();
  expect(client.getStringDetails('greeting', 'ada', {}, 'bye').evaluationDetails.environmentName).toBe('');
});

it('survives callbacks that throw, reject and hang, and an error hook that throws', async () => {
  const failing: ClientOptions['onAssignment'][] = [
    () => Promise.reject(new Error('warehouse down')),
    () => {
      throw new Error('disk full');
    },
    () => new Promise(() => {}),
  ];
  const some = failing.map((onAssignment) => start({ onAssignment }));
  const mute = start({
    onAssignment: failing[1],
    onError: () => {
      throw new Error('the hook itself');
    },
  });
  for (const client of [...some, mute]) await client.ready();

  const served = [...some, mute].map(greet);
  await Promise.resolve();

  expect(served).toEqual(['hello', 'hello', 'hello', 'hello']);
  expect(problems.toSorted()).toEqual(['onAssignment callback: disk full', 'onAssignment callback: warehouse down']);
});

it('keeps a hundred assignments for a callback that comes later, and says that it dropped more', async () => {
  const client = start({ onAssignment: undefined });
  await client.ready();
  for (let i = 0; i < 102; i++) client.getString('greeting', `subject-${i}`, {}, 'bye');

  client.onAssignment((event) => events.push(event));

  expect(events.map((event) => event.subject)).toEqual(Array.from({ length: 100 }, (_, i) => `subject-${i}`));
  expect(problems).toEqual([expect.stringContaining('queue full')]);
});
