import { generateKeyPairSync, sign } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createClient } from './index.js';
import { aRuleset, startDelivery, type Delivery } from './testing/delivery.js';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
const text = aRuleset({ greeting: 'grüß dich' });
const signature = sign(null, Buffer.from(text), privateKey).toString('base64');

let delivery: Delivery;
beforeEach(async () => {
  delivery = await startDelivery(text);
});
afterEach(() => delivery.close());

const fetchSigned = async (header: string | null, body: string) => {
  delivery.answer = (_request, response) => {
    if (header) response.setHeader('assay-ruleset', header);
    response.end(body);
  };
  const problems: string[] = [];
  const client = createClient({
    sdkKey: 'key',
    baseUrl: delivery.baseUrl,
    rulesetKeys: { main: raw },
    initialRetries: 0,
    onError: (problem) => problems.push(problem.message),
  });
  const isReady = await client.ready();
  client.close();
  return { isReady, problems };
};

it('accepts a ruleset signed with a pinned key', async () => {
  expect(await fetchSigned(`v=3;kid=main;sig=${signature}`, text)).toEqual({ isReady: true, problems: [] });
});

it('refuses a changed ruleset, an unknown key and a missing signature', async () => {
  const changed = await fetchSigned(`v=3;kid=main;sig=${signature}`, text.replace('dich', 'Gott'));
  const unknown = await fetchSigned(`v=3;kid=other;sig=${signature}`, text);
  const unsigned = await fetchSigned(null, text);

  expect([changed, unknown, unsigned]).toEqual([
    { isReady: false, problems: ['fetching flags: the signature does not belong to this ruleset'] },
    { isReady: false, problems: ['fetching flags: the ruleset is not signed by a known key (key id "other")'] },
    { isReady: false, problems: ['fetching flags: the ruleset is not signed by a known key (key id "")'] },
  ]);
});

it('refuses to start with a malformed key', () => {
  expect(() => createClient({ sdkKey: 'key', baseUrl: 'x', rulesetKeys: { main: 'short' } })).toThrow('32 bytes');
});
