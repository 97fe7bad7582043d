import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { AssignmentEvent, Client, ClientOptions } from './index.js';
import { createClient } from './index.js';
import { aRuleset, startDelivery, until, type Delivery } from './testing/delivery.js';

let delivery: Delivery;
let events: AssignmentEvent[];
let problems: Error[];
const clients: Client[] = [];

const start = (options: Partial<ClientOptions> = {}): Client => {
  const client = createClient({
    sdkKey: 'key',
    baseUrl: delivery.baseUrl,
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

it('serves the published variation and logs the assignment once', async () => {
  const client = start();

  await client.ready();
  const served = [1, 2, 3].map(() => client.getString('greeting', 'ada', { country: 'UK' }, 'bye'));

  expect(served).toEqual(['hello', 'hello', 'hello']);
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    experiment: 'greeting-all',
    featureFlag: 'greeting',
    allocation: 'all',
    variation: 'only',
    subject: 'ada',
    subjectAttributes: { country: 'UK' },
    metaData: { obfuscated: false, sdkLanguage: 'javascript' },
  });
  expect(problems).toEqual([]);
});

it('polls, and asks only for what has changed', async () => {
  const client = start({ pollingIntervalMs: 20 });
  await client.ready();
  await until(() => delivery.requests.length >= 3);

  delivery.ruleset = aRuleset({ greeting: 'salut' });

  await until(() => client.getString('greeting', 'ada', {}, 'bye') === 'salut');
  expect(delivery.requests[0]!.headers['if-none-match']).toBeUndefined();
  expect(delivery.requests[1]!.headers['if-none-match']).toMatch(/^"/);
  expect(delivery.requests[0]!.url).toMatch(
    /^\/api\/flag-config\/v1\/config\?apiKey=key&sdkName=assay-node&sdkVersion=/,
  );
});

it('serves the fallback before the first ruleset and for a flag of another type', async () => {
  const client = start();

  const before = client.getString('greeting', 'ada', {}, 'bye');
  await client.ready();
  const mistyped = client.getBoolean('greeting', 'ada', {}, true);

  expect([before, mistyped]).toEqual(['bye', true]);
  expect(events).toEqual([]);
});

it('says why an obfuscated ruleset cannot be precomputed, instead of writing what nobody can look up', () => {
  const ruleset = JSON.stringify({ ...JSON.parse(aRuleset({ greeting: 'hello' })), format: 'CLIENT' });
  const client = start({ offline: true, ruleset });

  expect(client.precomputedConfiguration('ada', {})).toBeNull();
  expect(problems.map((problem) => problem.message)).toEqual([
    expect.stringMatching(/^precomputing assignments: .*give the server a server key, not a client token/),
  ]);
});
