import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import {
  getConfigUrl,
  getInstance,
  getPrecomputedInstance,
  init,
  offlineInit,
  offlinePrecomputedInit,
  precomputedInit,
  type IAssignmentEvent,
} from './compat.js';
import type { PersistentStore } from './storage.js';
import { body, startDelivery, type Delivery } from './testing/delivery.js';
import { aRuleset } from './testing/ruleset.js';

const ruleset = aRuleset({ title: 'hello', count: 3, isNew: true });
const { flags } = JSON.parse(ruleset) as { flags: Record<string, unknown> };
const precomputed = JSON.stringify({
  format: 'PRECOMPUTED',
  obfuscated: false,
  createdAt: '2026-01-01T00:00:00.000Z',
  flags: {
    title: { variationType: 'STRING', variationValue: 'hello', variationKey: 'v', allocationKey: 'a', doLog: true },
  },
});

let delivery: Delivery;
let events: IAssignmentEvent[];
const assignmentLogger = { logAssignment: (event: IAssignmentEvent) => events.push(event) };

/** A page's storage, which Node does not have. */
const storage = new Map<string, string>();
beforeAll(() => {
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    value: {
      getItem: (key: string) => storage.get(key) ?? null,
      setItem: (key: string, value: string) => storage.set(key, value),
      removeItem: (key: string) => storage.delete(key),
    },
  });
});
afterAll(() => {
  Reflect.deleteProperty(globalThis, 'localStorage');
});
beforeEach(async () => {
  delivery = await startDelivery(ruleset);
  events = [];
  storage.clear();
});
afterEach(async () => {
  getInstance().stopPolling();
  await delivery.close();
});

const config = () => ({ apiKey: 'key', baseUrl: `${delivery.origin}/api`, numInitialRequestRetries: 0 });

it('answers with defaults before it was started', () => {
  expect(getInstance().getStringAssignment('title', 'ada', {}, 'bye')).toBe('bye');
  expect(getInstance().isInitialized()).toBe(false);
  expect(getPrecomputedInstance().getStringAssignment('title', 'bye')).toBe('bye');
});

it('starts once, answers and logs under the names that other UFC clients have', async () => {
  const client = await init({ ...config(), assignmentLogger, forceReinitialize: true });
  const again = await init({ ...config(), baseUrl: 'http://flags.invalid' });

  const { variation, evaluationDetails } = client.getStringAssignmentDetails('title', 'ada', {}, 'bye');

  expect(again).toBe(client);
  expect(getInstance()).toBe(client);
  expect([variation, evaluationDetails.flagEvaluationCode]).toEqual(['hello', 'MATCH']);
  expect(client.getIntegerAssignment('count', 'ada', {}, 0)).toBe(3);
  expect(client.getBooleanAssignment('isNew', 'ada', {}, false)).toBe(true);
  expect(events.map((event) => event.featureFlag)).toEqual(['title', 'count', 'isNew']);
});

it('starts anew when it is forced to, and then answers from the other address', async () => {
  await init({ ...config(), forceReinitialize: true });
  const other = await startDelivery(aRuleset({ title: 'servus' }));

  const client = await init({ ...config(), baseUrl: other.origin, forceReinitialize: true });
  await other.close();

  expect(client.getStringAssignment('title', 'ada', {}, 'bye')).toBe('servus');
});

it('rejects a start without ruleset unless told not to', async () => {
  delivery.answer = body('{}', {}, 401);
  const forced = { ...config(), forceReinitialize: true };

  await expect(init(forced)).rejects.toThrow('401');
  await expect(init({ ...forced, throwOnFailedInitialization: false })).resolves.toBeDefined();
});

it('keeps the ruleset of a visit in the persistent store for the next', async () => {
  let kept: string | null = null;
  const persistentStore: PersistentStore = {
    read: () => kept,
    write(text) {
      kept = text;
    },
  };
  const options = { ...config(), persistentStore, maxCacheAgeSeconds: 60, forceReinitialize: true };
  await init(options);
  delivery.answer = body('{}', {}, 500);
  const asked = delivery.requests.length;

  const client = await init(options);

  expect(client.getStringAssignment('title', 'ada', {}, 'bye')).toBe('hello');
  expect(delivery.requests).toHaveLength(asked);
});

it('leaves the first fetch to the polls when it is told to skip it', async () => {
  const client = await init({ ...config(), skipInitialRequest: true, forceReinitialize: true });
  const before = client.getStringAssignment('title', 'ada', {}, 'bye');
  const asked = delivery.requests.length;
  await client.fetchFlagConfigurations();

  expect([before, asked]).toEqual(['bye', 0]);
  expect(client.getStringAssignment('title', 'ada', {}, 'bye')).toBe('hello');
});

it('starts from flags at hand, without a request', () => {
  const configFetchedAt = '2026-02-01T00:00:00.000Z';
  const configPublishedAt = '2026-01-31T00:00:00.000Z';
  const client = offlineInit({ flagsConfiguration: flags, configFetchedAt, configPublishedAt, assignmentLogger });

  const { variation, evaluationDetails } = client.getStringAssignmentDetails('title', 'ada', {}, 'bye');

  expect(variation).toBe('hello');
  expect(evaluationDetails).toMatchObject({ configFetchedAt, configPublishedAt });
  expect(events).toHaveLength(1);
  expect(delivery.requests).toEqual([]);
});

it('refuses flags that are none, unless told not to', () => {
  const flagsConfiguration = [] as unknown as Record<string, unknown>;

  expect(() => offlineInit({ flagsConfiguration })).toThrow('no object "flags"');
  const client = offlineInit({ flagsConfiguration, throwOnFailedInitialization: false });

  expect(client.getStringAssignment('title', 'ada', {}, 'bye')).toBe('bye');
});

it('serves what a developer has put into local storage, only where that is enabled', () => {
  storage.set('eppo-overrides', '{"title":{"key":"forced","value":"ciao"}}');

  const enabled = offlineInit({ flagsConfiguration: flags, enableOverrides: true });
  const forced = enabled.getStringAssignment('title', 'ada', {}, 'bye');
  const plain = offlineInit({ flagsConfiguration: flags }).getStringAssignment('title', 'ada', {}, 'bye');

  expect([forced, plain]).toEqual(['ciao', 'hello']);
});

it('asks the server for one subject’s assignments, and logs them', async () => {
  delivery.text = precomputed;

  const client = await precomputedInit({
    ...config(),
    baseUrl: delivery.origin,
    precompute: { subjectKey: 'ada', subjectAttributes: { age: 36 } },
    assignmentLogger,
  });

  expect(client.getStringAssignment('title', 'bye')).toBe('hello');
  expect(client).toBe(getPrecomputedInstance());
  expect(events).toMatchObject([{ subject: 'ada', featureFlag: 'title', subjectAttributes: { age: 36 } }]);
  expect(delivery.requests[0]!.url).toMatch(/^\/assignments\?apiKey=key&/);
});

it('rejects when the assignments could not be had, unless told not to', async () => {
  delivery.answer = body('{}', {}, 403);
  const asked = { ...config(), baseUrl: delivery.origin, precompute: { subjectKey: 'ada' } };

  await expect(precomputedInit(asked)).rejects.toThrow('403');
  await expect(precomputedInit({ ...asked, throwOnFailedInitialization: false })).resolves.toBeDefined();
});

it('starts from assignments in a configuration wire, without a request', () => {
  const wire = JSON.stringify({ version: 1, precomputed: { response: precomputed, subjectKey: 'ada' } });

  const client = offlinePrecomputedInit({ precomputedConfiguration: wire, assignmentLogger });

  expect(client.getStringAssignment('title', 'bye')).toBe('hello');
  expect(events[0]!.subject).toBe('ada');
  expect(delivery.requests).toEqual([]);
});

it('tells where a key fetches from', () => {
  expect(getConfigUrl('a key', 'flags.example.com/api/')).toBe(
    'https://flags.example.com/api/flag-config/v1/config?apiKey=a%20key',
  );
});
