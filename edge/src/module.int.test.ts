import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  buildEdgeModule,
  EdgeHost,
  type EdgeStores,
  findViceroy,
  type HostReply,
  startViceroy,
} from '@assay/test-support';
import { edgeConformance } from '../../packages/edge-handler/src/edge.conformance.js';
import { storeKeys } from '../../packages/edge-handler/src/index.js';
import {
  aWorld,
  macSecret,
  manyFlags,
  publish,
  serverGrant,
  type World,
} from '../../packages/edge-handler/src/testing/world.js';

// Needs the edge compiler, which `edge/build.js` installs; a bundle that was compiled before is taken from the cache.

const built = await buildEdgeModule((why) => it.skip(`the edge module: ${why}`, () => {}));

const storesOf = (world: World, change: Partial<EdgeStores> = {}): EdgeStores => ({
  config: { config: { ruleset_ttl_ms: '5000', check_mac: 'on' } },
  secrets: { secrets: { ruleset_mac: macSecret } },
  kv: { rulesets: world.entries },
  ...change,
});

if (built) {
  edgeConformance('WebAssembly', async (world) => {
    const host = await EdgeHost.load(built.wasm);
    const stores = storesOf(world);
    return {
      send: async ({ method, path, headers = {}, body }) => {
        const reply = host.handle(
          { method, uri: `http://edge.test${path}`, headers, ...(body !== undefined && { body }) },
          stores,
        );
        return { status: reply.status, headers: Object.fromEntries(reply.headers), text: textOf(reply) };
      },
      stop: async () => {},
    };
  });
}

const viceroy = findViceroy();
if (built && (viceroy !== null || process.env.REQUIRE_ALL === '1')) {
  edgeConformance('Viceroy', async (world) => {
    if (viceroy === null) throw new Error('REQUIRE_ALL=1 asks for Viceroy: name it in VICEROY or put it on the PATH.');
    const { url, stop } = await startViceroy(viceroy, built.wasm, storesOf(world));
    return {
      send: async ({ method, path, headers = {}, body }) => {
        const response = await fetch(url + path, { method, headers, ...(body !== undefined && { body }) });
        return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
      },
      stop,
    };
  });
} else if (built) {
  it.skip('the edge in Viceroy: there is no viceroy here (set VICEROY, or put it on the PATH)', () => {});
}

const textOf = ({ body }: HostReply): string => new TextDecoder().decode(body);

(built ? describe : describe.skip)('the module in WebAssembly', () => {
  const world = aWorld();
  let host: EdgeHost;
  beforeAll(async () => {
    host = await EdgeHost.load(built!.wasm);
  });
  afterAll(() => {
    world.entries.clear();
  });

  const call = (path: string, stores: EdgeStores, body?: string): HostReply =>
    host.handle(
      {
        method: body === undefined ? 'GET' : 'POST',
        uri: `http://edge.test${path}`,
        headers: {},
        ...(body !== undefined && { body }),
      },
      stores,
    );
  const key = `?apiKey=${world.serverKey}`;
  const assignments = (stores: EdgeStores): HostReply => call(`/assignments${key}`, stores, '{"subject_key":"a"}');

  it('calls nothing of the platform that this host does not have', () => {
    const stores = storesOf(world);
    const replies = [call(`/flag-config/v1/config${key}`, stores), assignments(stores), call('/edge/health', stores)];

    expect(replies.map((reply) => reply.status)).toEqual([200, 200, 200]);
    expect(new Set(replies.flatMap((reply) => reply.unsupported))).toEqual(new Set());
  });

  it('reads the store at most twice for precomputed assignments: what the key opens, and the ruleset', () => {
    const stores = storesOf(world);
    const body = '{"subject_key":"a","bandit_actions":{"checkout":["red"]}}';

    const plain = assignments(stores);
    const ofrep = call(`/ofrep/v1/evaluate/flags${key}`, stores, '{"context":{"targetingKey":"a"}}');
    const withActions = call(`/assignments${key}`, stores, body);
    const unknown = call('/assignments?apiKey=nobody', stores, '{"subject_key":"a"}');

    const ruleset = storeKeys.compiled(serverGrant);
    expect(plain.kvReads).toEqual([expect.stringMatching(/^keys\/[0-9a-f]{64}$/), ruleset]);
    expect(ofrep.kvReads).toEqual(plain.kvReads);
    expect(withActions.kvReads).toEqual([...plain.kvReads, storeKeys.bandits(serverGrant)]);
    expect(unknown.kvReads).toHaveLength(1);
  });

  it('is the build that was packed', () => {
    const health: unknown = JSON.parse(textOf(call('/edge/health', storesOf(world))));

    expect(health).toEqual({ status: 'ok', build: built?.build });
  });

  it.each(['too many requests', 'internal error'] as const)('says 503 when the store fails with "%s"', (fault) => {
    const stores = storesOf(world, { kvFault: (name) => (name.startsWith('keys/') ? null : fault) });

    const [rules, assigned] = [call(`/flag-config/v1/config${key}`, stores), assignments(stores)];

    expect([rules.status, assigned.status]).toEqual([503, 503]);
    expect(assigned.logs.join('\n')).toContain('store_failed');
    expect(assigned.logs.join('\n')).not.toContain(world.serverKey);
  });

  it('says 503 when there is no store', () => {
    expect(assignments(storesOf(world, { kv: {} })).status).toBeGreaterThanOrEqual(500);
  });

  it('refuses a ruleset that the publisher did not make', () => {
    const forged = storesOf(world, { secrets: { secrets: { ruleset_mac: 'another secret' } } });
    const unset = storesOf(world, { secrets: {} });

    const reply = assignments(forged);

    expect(reply.status).toBe(503);
    expect(reply.logs.join('\n')).toContain('signature does not fit');
    expect(assignments(unset).status).toBeGreaterThanOrEqual(500);
  });

  it('takes the word of either secret while one replaces the other', () => {
    const both = { ruleset_mac: 'the one before', ruleset_mac_next: macSecret };

    expect(assignments(storesOf(world, { secrets: { secrets: both } })).status).toBe(200);
  });

  it('refuses a ruleset that was cut off', () => {
    const cut = aWorld();
    for (const [name, entry] of cut.entries) {
      if (name.startsWith('edge/')) cut.entries.set(name, { ...entry, value: entry.value.slice(0, -9) });
    }

    expect(assignments(storesOf(cut)).status).toBe(503);
  });

  it('decides 200 flags at a small multiple of what the least request costs', () => {
    const many = aWorld();
    publish(many, manyFlags(200), 8);
    const stores = storesOf(many);
    const cost = (ask: () => HostReply): number => Math.min(...Array.from({ length: 7 }, () => ask().cpuMs));

    const least = cost(() => call('/edge/health', stores));
    const full = cost(() => assignments(stores));

    // Measured 6 to 10 times, most of it for loading the ruleset into a new instance, with WebAssembly not yet optimised.
    process.stdout.write(`    200 flags ${full.toFixed(1)} ms, least request ${least.toFixed(1)} ms of this machine\n`);
    expect(full / least).toBeLessThan(25);
  });
});
