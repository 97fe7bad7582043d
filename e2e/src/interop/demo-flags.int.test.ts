import { seededRandom } from '@assay/demo-data';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { demoFlags } from '../../../backend/src/demo/demo-flags.js';
import { startBackend, type TestBackend } from '../../../backend/src/testing/index.js';
import { aSubject } from './testing/generated-subjects.js';
import { startOurs } from './testing/our-client.js';
import { startPublishedNode } from './testing/published-node.js';
import { findPython, startPublishedPython } from './testing/published-python.js';
import {
  disagreements,
  everyPair,
  type Address,
  type Answer,
  type AskedFlag,
  type AskedSubject,
} from './testing/questionnaire.js';

// The flags of the demo shop, created through the API of a running backend and read from its delivery.

const python = findPython();
const fallbacks = { STRING: 'fallback', BOOLEAN: false, INTEGER: -1, NUMERIC: -1.5, JSON: { fallback: true } } as const;

let backend: TestBackend;
let address: Address;

beforeAll(async () => {
  backend = await startBackend();
  const baseUrl = `${await backend.listen()}/api`;
  const admin = await backend.as('admin');
  for (const { flag, production } of demoFlags) {
    expect((await admin.post('/flags', flag)).status).toBe(201);
    const path = `/flags/${flag.key}/environments/production`;
    expect((await admin.put(path, production, { 'if-match': '*' })).status).toBe(200);
  }
  const key = { name: 'Published clients', environment: 'production', kind: 'server' };
  const { body } = await admin.post<{ key: string }>('/sdk-keys', key);
  address = { baseUrl, sdkKey: body.key };
  await everythingPublished();
});
afterAll(() => backend?.stop());

async function everythingPublished(): Promise<void> {
  for (const until = Date.now() + 240_000; Date.now() < until;) {
    const response = await fetch(`${address.baseUrl}/flag-config/v1/config?apiKey=${address.sdkKey}`);
    const flags = response.ok ? ((await response.json()) as { flags: object }).flags : {};
    if (Object.keys(flags).length === demoFlags.length) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the demo flags were not published');
}

const flags: readonly AskedFlag[] = demoFlags.map(({ flag }) => ({
  key: flag.key,
  type: flag.type,
  fallback: fallbacks[flag.type],
  actions: null,
}));

/** With the attributes that the demo flags look at, beside others. */
const shopper = (random: () => number, at: number): AskedSubject => {
  const { key, attributes } = aSubject(random, at);
  const orders = Math.floor(random() * 12);
  const email = `person${at}@${at % 3 === 0 ? 'shop.example' : 'mail.example'}`;
  const app_version = ['4.1.9', '4.2.0-rc.1', '4.2.0', '5.0.0'][at % 4]!;
  return { key, attributes: { ...attributes, orders, email, app_version } as AskedSubject['attributes'] };
};

it('gives the published clients the same values and events as ours, for every demo flag', async () => {
  const random = seededRandom(20_261_122);
  const asked = everyPair(
    flags,
    Array.from({ length: 500 }, (_, i) => shopper(random, i)),
  );
  const clients = [startOurs, startPublishedNode];
  if (python !== null) clients.push(async (at) => startPublishedPython(python, at));

  const [ours = [], ...theirs] = await Promise.all(
    clients.map(async (start): Promise<readonly Answer[]> => {
      const client = await start(address);
      try {
        return await client.answer(asked);
      } finally {
        client.close();
      }
    }),
  );

  expect(new Set(ours.map(({ value }) => JSON.stringify(value))).size).toBe(10); // two of each flag
  for (const answers of theirs) expect(disagreements(asked, ours, answers)).toEqual([]);
});
