import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  getBanditsConfiguration,
  getFlagsConfiguration,
  getInstance,
  init,
  offlineInit,
  type IAssignmentEvent,
} from './compat.js';
import { aRuleset, startDelivery, type Delivery } from './testing/delivery.js';

let delivery: Delivery;

beforeAll(async () => {
  delivery = await startDelivery(aRuleset({ title: 'hello', page: 'treatment-2', count: 3 }));
});
afterAll(async () => {
  getInstance().stopPolling();
  await delivery.close();
});

it('has no instance before it was started', () => {
  expect(() => getInstance()).toThrow('call init first');
});

it('starts, answers and logs under the names that other UFC clients have', async () => {
  const events: IAssignmentEvent[] = [];
  await init({
    apiKey: 'key',
    baseUrl: delivery.baseUrl,
    assignmentLogger: { logAssignment: (event) => events.push(event) },
  });

  const client = getInstance();
  const { variation, evaluationDetails } = client.getStringAssignmentDetails('title', 'ada', {}, 'bye');

  expect([variation, evaluationDetails.flagEvaluationCode]).toEqual(['hello', 'MATCH']);
  expect(client.getIntegerAssignment('count', 'ada', {}, 0)).toBe(3);
  expect(client.isInitialized()).toBe(true);
  expect(client.getFlagKeys()).toEqual(['title', 'page', 'count']);
  expect(getFlagsConfiguration()).toBe(delivery.ruleset);
  expect(events.map((event) => event.featureFlag)).toEqual(['title', 'count']);
});

it('hands out the ruleset and the bandit models that another process can start from', () => {
  const banditsConfiguration = '{"updatedAt":"2026-01-01T00:00:00.000Z","bandits":{}}';
  const before = [getFlagsConfiguration(), getBanditsConfiguration()];

  offlineInit({ flagsConfiguration: delivery.ruleset, banditsConfiguration });

  expect(before).toEqual([delivery.ruleset, null]);
  expect([getFlagsConfiguration(), getBanditsConfiguration()]).toEqual([delivery.ruleset, banditsConfiguration]);
});

it('serves the entry of a container by its treatment', () => {
  const experiment = { flagKey: 'page', controlVariationEntry: 'old', treatmentVariationEntries: ['a', 'b'] };

  expect(getInstance().getExperimentContainerEntry(experiment, 'ada', {})).toBe('b');
  expect(getInstance().getExperimentContainerEntry({ ...experiment, flagKey: 'absent' }, 'ada', {})).toBe('old');
});

it('throws for a flag of another type only when it is not graceful', () => {
  const client = getInstance();

  const graceful = client.getBooleanAssignment('title', 'ada', {}, true);
  client.setIsGracefulFailureMode(false);

  expect(graceful).toBe(true);
  expect(() => client.getBooleanAssignment('title', 'ada', {}, true)).toThrow('title');
  client.setIsGracefulFailureMode(true);
});

it('asks a custom cache and logs what that does not know', () => {
  const logged: unknown[] = [];
  const asked: unknown[] = [];
  const client = offlineInit({
    flagsConfiguration: delivery.ruleset,
    assignmentLogger: { logAssignment: (event) => logged.push(event) },
  });

  client.useCustomAssignmentCache({ has: (entry) => asked.push(entry) > 1, set: () => {} });
  client.getStringAssignment('title', 'ada', {}, 'bye');
  client.getStringAssignment('title', 'ada', {}, 'bye');

  expect(logged).toHaveLength(1);
  expect(asked[0]).toEqual({ flagKey: 'title', subjectKey: 'ada', allocationKey: 'all', variationKey: 'only' });
});

it('forces variations from the override header for one request', async () => {
  const client = getInstance();
  const header = '{"browserExtensionKey":"k","overrides":{"title":{"key":"forced","value":"ciao"}}}';

  const overrides = await client.parseOverrides(header);

  expect(client.withOverrides(overrides).getStringAssignment('title', 'ada', {}, 'bye')).toBe('ciao');
  expect(client.getStringAssignment('title', 'ada', {}, 'bye')).toBe('hello');
});

it('rejects a start without ruleset unless told not to', async () => {
  delivery.answer = (_request, response) => response.writeHead(401).end();
  const config = { apiKey: 'key', baseUrl: delivery.baseUrl, numInitialRequestRetries: 0 };

  await expect(init(config)).rejects.toThrow('401');
  await expect(init({ ...config, throwOnFailedInitialization: false })).resolves.toBeDefined();
});
