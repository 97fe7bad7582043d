import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createClient as createBrowserClient } from '@assay/sdk-js';
import { createPrecomputedClient } from '@assay/sdk-js/precomputed';
import { createClient } from '@assay/sdk-node';
import type { ChangeRequestView, DeliveryStateView, EnvironmentView, FlagView } from '@assay/api-contract';
import { lookUp, parsePrecomputed, parseRuleset, type JsonValue } from '@assay/flag-evaluation';
import { buildEdgeModule, type EdgeStores, FakeFastly, findViceroy, startViceroy } from '@assay/test-support';
import { MembersService } from '../../../backend/src/identity/index.js';
import { startBackend, type TestBackend } from '../../../backend/src/testing/index.js';
import { startOurs, valueOf } from '../interop/testing/our-client.js';
import { startPublishedNode } from '../interop/testing/published-node.js';
import { findPython, startPublishedPython } from '../interop/testing/published-python.js';
import { everyPair, type Address, type AskedClient, type AskedFlag } from '../interop/testing/questionnaire.js';
import { until } from '../testing/index.js';
import { type EdgeServer, startEdgeServer } from './testing/edge-server.js';
import { askPythonProvider, askServerProvider, askWebProvider, findOfrepPython } from './testing/ofrep-clients.js';
import { askBrowserClient, askPrecomputedClients, precomputedValue } from './testing/own-clients.js';
import { shopFlags, shopSubjects } from './testing/shop-flags.js';

// The whole road of a flag: made by the API, approved by a second person, published, carried to the edge, and read by
// every client there is. All of them say the same, also while the edge's store is away, and after a restoration.

const fallbacks = { BOOLEAN: false, STRING: 'fallback', INTEGER: -1, NUMERIC: -1.5, JSON: { fallback: true } } as const;
const flags = shopFlags.map(({ definition: { key, type } }): AskedFlag => {
  const kind = type as AskedFlag['type'];
  return { key, type: kind, fallback: fallbacks[kind], actions: null };
});
const asked = everyPair(flags, shopSubjects(1_000));
/** One question for each subject, for clients that send a request for each: every flag in turn. */
const askedInTurn = {
  ...asked,
  questions: asked.subjects.map((_, at) => [(at + Math.floor(at / flags.length)) % flags.length, at] as const),
};
const macSecret = 'a secret that the edge and the publisher share';

type Browser = Awaited<ReturnType<TestBackend['signIn']>>;
let fastly: FakeFastly;
let backend: TestBackend;
/** Proposes; somebody else approves. */
let author: Browser;
let approver: Browser;
let address: Address;
let clientAddress: Address;
let environmentId = '';
/** What our client for servers says, by question of `asked`. */
let values: readonly JsonValue[] = [];

const skip = (why: string): void => it.skip(`the edge module: ${why}`, () => {});
const built = await buildEdgeModule(skip);
const python = findPython();
const ofrepPython = findOfrepPython();
const viceroy = findViceroy();
const givenEdge = built === null ? it.skip : it;

let edge: EdgeServer;
let isStoreDown = false;
let edgeTime = Date.now();

const expectedInTurn = (): JsonValue[] =>
  askedInTurn.questions.map(([flag, subject]) => values[subject * flags.length + flag]!);

const answersOf = async (client: AskedClient): Promise<JsonValue[]> => {
  try {
    return (await client.answer(asked)).map(({ value }) => value);
  } finally {
    client.close();
  }
};

const state = async (): Promise<DeliveryStateView> =>
  (await author.get<DeliveryStateView>('/environments/production/delivery')).body;
const versionOf = async (): Promise<number> => (await state()).published?.version ?? 0;
/** Whether a version, or a later one, is published and at the edge. */
const isEverywhere = async (version: number): Promise<boolean> => {
  const { published, edge: there } = await state();
  return published !== null && published.version >= version && there?.version === published.version;
};
const ruleset = async ({ sdkKey }: Address): Promise<string> =>
  (await fetch(`${address.baseUrl}/flag-config/v1/config?apiKey=${sdkKey}`)).text();
const flagOf = async (key: string): Promise<FlagView> => (await author.get<FlagView>(`/flags/${key}`)).body;
const setApproval = async (needsApproval: boolean): Promise<void> => {
  const headers = { 'if-match': '*', 'content-type': 'application/json' };
  const { status } = await approver.send('PATCH', '/environments/production', { needsApproval }, headers);
  expect(status).toBe(200);
};

/** Proposes what a flag serves in production, and has it approved by the other person. */
async function change(key: string, production: object): Promise<void> {
  const { body } = await author.post<ChangeRequestView>('/change-requests', {
    flag: key,
    flagVersion: (await flagOf(key)).version,
    change: { environments: { production } },
  });
  const own = await author.post(`/change-requests/${body.id}/approval`, {});
  const approved = await approver.post<ChangeRequestView>(`/change-requests/${body.id}/approval`, {});
  expect([body.status, own.status, approved.status, approved.body.status]).toEqual(['pending', 403, 200, 'approved']);
}

/** Edits the shop's flags until all are served, at the backend and at the edge. */
async function createFlags(): Promise<void> {
  for (const { definition, production } of shopFlags) {
    expect((await author.post('/flags', definition)).status).toBe(201);
    await change(definition.key, production);
  }
  await until('all flags to be at the edge', async () => {
    const published = await versionOf();
    if (published === 0 || !(await isEverywhere(published))) return false;
    const served = Object.values(parseRuleset(await ruleset(address)).flags);
    return served.filter(({ enabled }) => enabled).length === flags.length;
  });
}

const stores: EdgeStores = {
  config: { config: { ruleset_ttl_ms: '5000', check_mac: 'on' } },
  secrets: { secrets: { ruleset_mac: macSecret } },
  // What the publisher wrote, seen where the edge runs.
  kv: {
    get rulesets() {
      fastly.kv.replicate('here');
      return place;
    },
  },
  kvFault: () => (isStoreDown ? 'internal error' : null),
};
let place: EdgeStores['kv'][string] = new Map();

beforeAll(async () => {
  fastly = await FakeFastly.start();
  const folder = await mkdtemp(join(tmpdir(), 'assay-one-value-'));
  const [token, mac] = [join(folder, 'token'), join(folder, 'mac')];
  await Promise.all([writeFile(token, fastly.token), writeFile(mac, macSecret)]);
  backend = await startBackend({
    settings: {
      DELIVERY_RATE: '100000',
      FASTLY_SERVICE: fastly.serviceId,
      FASTLY_KV_STORE: fastly.storeId,
      FASTLY_API: fastly.url,
      FASTLY_TOKEN_FILE: token,
      FASTLY_MAC_FILE: mac,
    },
  });
  place = fastly.kv.addPlace('here');
  const baseUrl = `${await backend.listen()}/api`;
  approver = await backend.signIn();
  const input = { email: 'author@example.com', name: 'Author', role: 'experiment_editor' } as const;
  author = await backend.signIn((await backend.app.get(MembersService).create(backend.who, input)).id);
  await setApproval(true);
  const keyOf = async (kind: string): Promise<string> =>
    (await approver.post<{ key: string }>('/sdk-keys', { name: kind, environment: 'production', kind })).body.key;
  address = { baseUrl, sdkKey: await keyOf('server') };
  clientAddress = { baseUrl, sdkKey: await keyOf('client') };
  const { items } = (await author.get<{ items: EnvironmentView[] }>('/environments')).body;
  environmentId = items.find(({ key }) => key === 'production')!.id;
  await createFlags();
  values = await answersOf(await startOurs(address));
  if (built) edge = await startEdgeServer(built.wasm, stores, () => edgeTime);
});
afterAll(async () => {
  await edge?.close();
  await backend?.stop();
  await fastly?.close();
  await rm(dirname(backend.config.FASTLY_TOKEN_FILE!), { recursive: true, force: true });
});

it('asks about every type of flag, with several answers to each', () => {
  expect(values).toHaveLength(14_000);
  for (const [at, { key }] of flags.entries()) {
    const answers = values.filter((_, i) => i % flags.length === at).map((value) => JSON.stringify(value));
    expect([key, new Set(answers).size]).toEqual([key, key === 'string' ? 3 : 2]);
  }
});

it('gives the published client for Node every value', async () => {
  expect(await answersOf(await startPublishedNode(address))).toEqual(values);
});

(python === null ? it.skip : it)('gives the published client for Python every value', async () => {
  expect(await answersOf(startPublishedPython(python!, address))).toEqual(values);
});

it('gives our browser client every value from the hashed ruleset', async () => {
  expect(await askBrowserClient(clientAddress, asked)).toEqual(values);
});

it('gives our clients of precomputed assignments every value from the backend', async () => {
  expect(await askPrecomputedClients(clientAddress, asked)).toEqual(values);
});

it('gives the published OFREP provider for the web every value', async () => {
  expect(await askWebProvider(new URL(address.baseUrl).origin, clientAddress.sdkKey, asked)).toEqual(values);
});

(ofrepPython === null ? it.skip : it)(
  'gives the published OFREP provider for Python each subject’s value',
  async () => {
    const { origin } = new URL(address.baseUrl);

    expect(await askPythonProvider(ofrepPython!, origin, address.sdkKey, askedInTurn)).toEqual(expectedInTurn());
  },
);

givenEdge('gives the published OFREP provider for servers each subject’s value at the edge', async () => {
  expect(await askServerProvider(edge.url, address.sdkKey, askedInTurn)).toEqual(expectedInTurn());
});

givenEdge('gives our clients of precomputed assignments every value at the edge', async () => {
  expect(await askPrecomputedClients({ ...clientAddress, baseUrl: edge.url }, asked)).toEqual(values);
});

givenEdge('hands on at the edge what the backend hands out, byte for byte', async () => {
  for (const { sdkKey } of [address, clientAddress]) {
    const there = await fetch(`${edge.url}/flag-config/v1/config?apiKey=${sdkKey}`);

    expect(await there.text()).toBe(await ruleset({ baseUrl: '', sdkKey }));
  }
});

(built === null || viceroy === null ? it.skip : it)('precomputes every value in Fastly’s own runtime', async () => {
  const { url, stop } = await startViceroy(viceroy!, built!.wasm, stores);
  try {
    const found: JsonValue[] = [];
    for (const { key, attributes } of asked.subjects) {
      const body = JSON.stringify({ subject_key: key, subject_attributes: attributes });
      const reply = await fetch(`${url}/assignments?apiKey=${clientAddress.sdkKey}`, { method: 'POST', body });
      const document = parsePrecomputed(await reply.text());
      found.push(
        ...flags.map(({ key: flagKey, type, fallback }) => {
          const { code, value } = lookUp(document, flagKey, type);
          return code === 'MATCH' ? value : fallback;
        }),
      );
    }
    expect(found).toEqual(values);
  } finally {
    await stop();
  }
});

givenEdge('keeps every client at its last good values while the edge’s store is away for 60 seconds', async () => {
  const subject = asked.subjects[0]!;
  const attributes = subject.attributes as Readonly<Record<string, string>>;
  const options = { baseUrl: edge.url, pollingIntervalMs: 0, onError: () => {} };
  const server = createClient({ ...options, sdkKey: address.sdkKey });
  const browser = createBrowserClient({ ...options, sdkKey: clientAddress.sdkKey });
  const precomputed = createPrecomputedClient({
    sdkKey: clientAddress.sdkKey,
    baseUrl: edge.url,
    subjectKey: subject.key,
    subjectAttributes: attributes,
    onError: () => {},
  });
  const clients = [server, browser, precomputed];
  const answers = (): JsonValue[][] =>
    [server, browser]
      .map((client) => flags.map((flag) => valueOf(client, flag, subject)))
      .concat([flags.map((flag) => precomputedValue(precomputed, flag))]);
  expect(await Promise.all(clients.map((client) => client.ready()))).toEqual([true, true, true]);
  const before = answers();
  const [refused, published] = [edge.count(503), await versionOf()];

  isStoreDown = fastly.isDown = true;
  const { production } = shopFlags.find(({ definition }) => definition.key === 'integer')!;
  await change('integer', { ...production, allocations: production.allocations.slice(1) });
  for (let second = 0; second < 60; second += 5) {
    edgeTime += 5_000;
    await Promise.all(clients.map((client) => client.refresh()));
    expect(answers()).toEqual(before);
  }
  expect(edge.count(503) - refused).toBe(3 * 12);

  isStoreDown = fastly.isDown = false;
  await until('the change to be at the edge', () => isEverywhere(published + 1));
  await Promise.all(clients.map((client) => client.refresh()));
  const changed = flags.findIndex(({ key }) => key === 'integer');
  for (const [at, now] of answers().entries()) {
    expect([before[at]![changed], now[changed]]).toEqual([0, -7]);
    expect(now.toSpliced(changed, 1)).toEqual(before[at]!.toSpliced(changed, 1));
  }
  for (const client of clients) client.close();
});

it('restores version n byte for byte, in every form, here and at the edge', async () => {
  const forms = async (): Promise<(string | undefined)[]> => [
    await ruleset(address),
    await ruleset(clientAddress),
    ...['edge', 'rules/server', 'rules/client'].map((form) => {
      const [first, ...rest] = form.split('/');
      return fastly.kv.find([first, environmentId, ...rest, 'all'].join('/'))?.value;
    }),
  ];
  const published = await versionOf();
  await until('everything to be at the edge', () => isEverywhere(published));
  const before = await forms();
  const { version } = await flagOf('string');
  const { production } = shopFlags.find(({ definition }) => definition.key === 'string')!;
  await change('string', { ...production, allocations: [] });
  await until('the change to be at the edge', () => isEverywhere(published + 1));
  const between = await forms();

  await setApproval(false);
  const restored = await author.post(`/flags/string/versions/${version}/restoration`, {}, { 'if-match': '*' });
  await until('the restoration to be at the edge', () => isEverywhere(published + 2));

  expect(restored.status).toBe(200);
  expect(before.every((text) => text !== undefined)).toBe(true);
  for (const [at, text] of between.entries()) expect(text).not.toBe(before[at]);
  expect(await forms()).toEqual(before);
  expect(await versionOf()).toBe(published + 2);
});
