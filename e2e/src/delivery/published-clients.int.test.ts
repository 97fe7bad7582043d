import { init, type IAssignmentEvent } from '@eppo/node-server-sdk';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createClient, type AssignmentEvent, type Client } from '@assay/sdk-node';
import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import { OpenFeature, type EvaluationDetails, type FlagValue } from '@openfeature/server-sdk';
import { OpenFeature as WebOpenFeature } from '@openfeature/web-sdk';
import { startBackend, type TestBackend } from '../../../backend/src/testing/index.js';
import { type ShopFlag, shopFlags, shopSubjects, type ShopSubject } from './testing/shop-flags.js';

// Clients that others have written and published, unmodified, against the whole backend on a port of its own.

let backend: TestBackend;
let url = '';
let sdkKey = '';
let ours: Client;
const ourEvents: AssignmentEvent[] = [];

beforeAll(async () => {
  backend = await startBackend();
  url = await backend.listen();
  const admin = await backend.as('admin');
  // Experiments with a default stay closed to a part of the subjects, who are logged with the holdout.
  const isHeld = ({ production }: ShopFlag): boolean => {
    const kinds = (production.allocations as readonly { readonly kind: string }[]).map(({ kind }) => kind);
    return kinds.includes('experiment') && kinds.at(-1) === 'default';
  };
  const flags = shopFlags.filter(isHeld).map(({ definition }) => definition.key);
  const holdout = { key: 'autumn', name: 'Autumn', environment: 'production', share: 0.4, flags };
  expect((await admin.post('/holdouts', holdout)).status).toBe(201);
  for (const { definition, production } of shopFlags) {
    expect((await admin.post('/flags', definition)).status).toBe(201);
    const path = `/flags/${definition.key}/environments/production`;
    expect((await admin.put(path, production, { 'if-match': '*' })).status).toBe(200);
  }
  const input = { name: 'Clients', environment: 'production', kind: 'server' };
  sdkKey = (await admin.post<{ key: string }>('/sdk-keys', input)).body.key;
  await everythingPublished();
  const { items } = (await admin.get<{ items: { kid: string; publicKey: string }[] }>('/signing-keys')).body;
  ours = createClient({
    sdkKey,
    baseUrl: `${url}/api`,
    rulesetKeys: Object.fromEntries(items.map(({ kid, publicKey }) => [kid, publicKey])),
    assignmentCache: null,
    onAssignment: (event) => void ourEvents.push(event),
  });
  await ours.ready();
});
afterAll(async () => {
  ours?.close();
  await OpenFeature.close();
  await WebOpenFeature.close();
  await backend.stop();
});

async function everythingPublished(): Promise<void> {
  for (let i = 0; i < 500; i++) {
    const response = await fetch(`${url}/api/flag-config/v1/config?apiKey=${sdkKey}`);
    const flags = response.ok ? ((await response.json()) as { flags: object }).flags : {};
    if (Object.keys(flags).length === shopFlags.length) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the flags were not published');
}

type Type = keyof typeof fallbackOf;
const fallbackOf = { BOOLEAN: false, STRING: 'fallback', INTEGER: -1, NUMERIC: -1, JSON: { fallback: true } } as const;
const typeOf = ({ definition }: ShopFlag): Type => definition.type as Type;

/** What our own SDK says of a flag, whose ruleset it took only because its signature fits. */
function answerOf(flag: ShopFlag, { key, attributes }: ShopSubject): { value: unknown; variation: string | null } {
  const flagKey = flag.definition.key;
  const ask = (): ReturnType<Client['getJsonDetails']> => {
    switch (typeOf(flag)) {
      case 'BOOLEAN':
        return ours.getBooleanDetails(flagKey, key, attributes, fallbackOf.BOOLEAN);
      case 'STRING':
        return ours.getStringDetails(flagKey, key, attributes, fallbackOf.STRING);
      case 'INTEGER':
        return ours.getIntegerDetails(flagKey, key, attributes, fallbackOf.INTEGER);
      case 'NUMERIC':
        return ours.getNumberDetails(flagKey, key, attributes, fallbackOf.NUMERIC);
      case 'JSON':
        return ours.getJsonDetails(flagKey, key, attributes, fallbackOf.JSON);
    }
  };
  const { value, evaluationDetails } = ask();
  return { value, variation: evaluationDetails.variationKey };
}

it('gives the published UFC client for Node the same values, and the same assignments to log', async () => {
  const events: IAssignmentEvent[] = [];
  const client = await init({
    apiKey: sdkKey,
    baseUrl: `${url}/api`,
    assignmentLogger: { logAssignment: (event) => void events.push(event) },
  });
  const read = (type: Type, key: string, subject: ShopSubject): unknown => {
    const { key: who, attributes } = subject;
    const own = { ...attributes };
    switch (type) {
      case 'BOOLEAN':
        return client.getBooleanAssignment(key, who, own, fallbackOf.BOOLEAN);
      case 'STRING':
        return client.getStringAssignment(key, who, own, fallbackOf.STRING);
      case 'INTEGER':
        return client.getIntegerAssignment(key, who, own, fallbackOf.INTEGER);
      case 'NUMERIC':
        return client.getNumericAssignment(key, who, own, fallbackOf.NUMERIC);
      case 'JSON':
        return client.getJSONAssignment(key, who, own, fallbackOf.JSON);
    }
  };
  ourEvents.length = 0;

  for (const flag of shopFlags) {
    const { key } = flag.definition;
    for (const subject of shopSubjects(200)) {
      const theirs = read(typeOf(flag), key, subject);
      expect([key, subject.key, theirs]).toEqual([key, subject.key, answerOf(flag, subject).value]);
    }
  }

  client.stopPolling();
  const told = (event: object): unknown[] => {
    const { experiment, variation, subject, holdoutKey, holdoutVariation } = event as Readonly<Record<string, unknown>>;
    return [experiment, variation, subject, holdoutKey, holdoutVariation];
  };
  const halves = new Set(events.map((event) => (event as { readonly holdoutVariation?: string }).holdoutVariation));
  expect(events.length).toBeGreaterThan(100);
  expect([...halves].sort()).toEqual(['all_shipped_variants', 'status_quo', undefined]);
  expect(events.map(told)).toEqual(ourEvents.map(told));
});

const detailsOf = async (flag: ShopFlag, subject: ShopSubject): Promise<EvaluationDetails<FlagValue>> => {
  const client = OpenFeature.getClient();
  const { key } = flag.definition;
  const context = { targetingKey: subject.key, ...subject.attributes };
  switch (typeOf(flag)) {
    case 'BOOLEAN':
      return client.getBooleanDetails(key, fallbackOf.BOOLEAN, context);
    case 'STRING':
      return client.getStringDetails(key, fallbackOf.STRING, context);
    case 'INTEGER':
    case 'NUMERIC':
      return client.getNumberDetails(key, -1, context);
    case 'JSON':
      return client.getObjectDetails(key, { ...fallbackOf.JSON }, context);
  }
};

it('gives the published OFREP provider for servers the same values, with the variation and why', async () => {
  const headers = (): [string, string][] => [['Authorization', `Bearer ${sdkKey}`]];
  await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: url, headersFactory: headers }));

  for (const flag of shopFlags) {
    for (const subject of shopSubjects(12)) {
      const { value, variation } = answerOf(flag, subject);
      const details = await detailsOf(flag, subject);
      if (variation === null) expect(details).toMatchObject({ value, errorCode: 'FLAG_NOT_FOUND' });
      else expect(details).toMatchObject({ value, variant: variation });
    }
  }
  expect((await detailsOf(shopFlags[0]!, { key: '', attributes: {} })).errorCode).toBe('TARGETING_KEY_MISSING');
});

it('gives the published OFREP provider for the web the same values for each context', async () => {
  const provider = new OFREPWebProvider({ baseUrl: url, headers: [['X-API-Key', sdkKey]] });
  const [first, ...others] = shopSubjects(6);
  const contextOf = ({ key, attributes }: ShopSubject): { targetingKey: string } => ({
    targetingKey: key,
    ...attributes,
  });
  await WebOpenFeature.setContext(contextOf(first!));
  await WebOpenFeature.setProviderAndWait(provider);
  const client = WebOpenFeature.getClient();

  for (const subject of [first!, ...others]) {
    await WebOpenFeature.setContext(contextOf(subject));
    for (const flag of shopFlags) {
      const { key } = flag.definition;
      const { value } = answerOf(flag, subject);
      const type = typeOf(flag);
      if (type === 'BOOLEAN') expect(client.getBooleanValue(key, fallbackOf.BOOLEAN)).toBe(value);
      else if (type === 'STRING') expect(client.getStringValue(key, fallbackOf.STRING)).toBe(value);
      else if (type === 'JSON') expect(client.getObjectValue(key, { ...fallbackOf.JSON })).toEqual(value);
      else expect(client.getNumberValue(key, -1)).toBe(value);
    }
  }
});
