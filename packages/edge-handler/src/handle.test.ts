import { describe, expect, it } from '@jest/globals';
import { edgeConformance } from './edge.conformance.js';
import { holdModels } from './held.js';
import { handle, readMetadata, storeKeys, writeMetadata } from './index.js';
import { memoryPlatform, type MemoryPlatform } from './testing/memory-platform.js';
import { aRuleset, aWorld, publish, serverGrant } from './testing/world.js';

edgeConformance('memory', async (world) => {
  const platform = memoryPlatform(world);
  return {
    send: async ({ method, path, headers = {}, body }) => {
      const request = new Request(`http://edge.test${path}`, { method, headers, ...(body !== undefined && { body }) });
      const response = await handle(request, platform);
      return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
    },
    stop: async () => {},
  };
});

const world = aWorld();
const config = (): Request =>
  new Request(`http://edge.test/flag-config/v1/config?apiKey=${world.serverKey}`, {
    headers: { 'accept-encoding': 'br;q=1.0, gzip;q=0.8' },
  });
const assignments = (headers: Record<string, string> = {}): Request =>
  new Request(`http://edge.test/assignments?apiKey=${world.serverKey}`, {
    method: 'POST',
    body: '{"subject_key":"a"}',
    headers,
  });
const flagsOf = async (platform: MemoryPlatform): Promise<number> => {
  const response = await handle(assignments(), platform);
  return response.status === 200 ? Object.keys(((await response.json()) as { flags: object }).flags).length : -1;
};
const fewer = aRuleset({ flags: { checkout: aRuleset().flags['checkout']! } });

it('streams a ruleset through without reading it', async () => {
  const parts = ['{"anything":', ' not even', ' parsed'];
  const platform = memoryPlatform(world, {
    kv: {
      get: async () => ({
        body: new ReadableStream<Uint8Array>({
          pull: (controller) => {
            const part = parts.shift();
            if (part === undefined) controller.close();
            else controller.enqueue(new TextEncoder().encode(part));
          },
        }),
        gzip: null,
        metadata: readMetadata(world.entries.get(storeKeys.ruleset(serverGrant))!.metadata),
        text: () => Promise.reject(new Error('nobody may read it')),
      }),
    },
  });

  const response = await handle(config(), platform);

  expect(await response.text()).toBe('{"anything": not even parsed');
});

it('hands out the compressed form that is there to whoever takes it, under the same tag', async () => {
  const plain = memoryPlatform(world);
  const platform = memoryPlatform(world, {
    kv: {
      get: async (key) => {
        const entry = await plain.kv.get(key);
        return entry && { ...entry, gzip: new TextEncoder().encode('squeezed') };
      },
    },
  });
  const refusing = new Request(config(), { headers: { 'accept-encoding': 'gzip;q=0' } });

  const [squeezed, identity] = await Promise.all([handle(config(), platform), handle(refusing, platform)]);

  expect(squeezed.headers.get('content-encoding')).toBe('gzip');
  expect(await squeezed.text()).toBe('squeezed');
  expect(identity.headers.get('content-encoding')).toBeNull();
  expect(squeezed.headers.get('etag')).toBe(identity.headers.get('etag'));
});

it('needs two reads of the store for assignments, and none while they are fresh', async () => {
  const platform = memoryPlatform(world);
  const remembering = memoryPlatform(world, { config: { ...platform.config, rulesetTtlMs: 5_000, keyTtlMs: 5_000 } });

  await handle(assignments(), platform);
  await handle(assignments(), remembering);
  await handle(assignments(), remembering);

  expect(platform.asked).toHaveLength(2);
  expect(remembering.asked).toHaveLength(2);
});

describe('given a ruleset that was good', () => {
  const start = async (): Promise<{ platform: MemoryPlatform; own: ReturnType<typeof aWorld> }> => {
    const own = aWorld();
    const platform = memoryPlatform(own);
    expect(await flagsOf(platform)).toBe(4);
    return { platform, own };
  };

  it('takes the next version at once', async () => {
    const { platform, own } = await start();

    publish(own, fewer, 8);

    expect(await flagsOf(platform)).toBe(1);
  });

  it('keeps it when an older version turns up', async () => {
    const { platform, own } = await start();

    publish(own, fewer, 6);

    expect(await flagsOf(platform)).toBe(4);
    expect(platform.logged).toMatchObject([{ event: 'ruleset_rolled_back' }]);
  });

  it('keeps it when the next one is damaged', async () => {
    const { platform, own } = await start();

    publish(own, fewer, 8);
    const key = storeKeys.compiled(serverGrant);
    const entry = own.entries.get(key)!;
    own.entries.set(key, { ...entry, value: entry.value.slice(0, -20) });

    expect(await flagsOf(platform)).toBe(4);
    expect(platform.logged).toMatchObject([{ event: 'ruleset_refused', detail: 'its bytes are damaged' }]);
  });

  it('keeps it when the next one is no compiled ruleset of a format that it knows', async () => {
    const { platform, own } = await start();
    const key = storeKeys.compiled(serverGrant);
    const metadata = { ...readMetadata(own.entries.get(key)!.metadata), version: 8, bytes: null };

    own.entries.set(key, { value: '{"compiled":99}', metadata: writeMetadata(metadata) });

    expect(await flagsOf(platform)).toBe(4);
  });

  it('keeps it when the next one is forged', async () => {
    const own = aWorld();
    const platform = memoryPlatform(own, { verify: async (_, metadata) => metadata.version < 8 });
    await flagsOf(platform);

    publish(own, fewer, 8);

    expect(await flagsOf(platform)).toBe(4);
    expect(platform.logged).toMatchObject([{ event: 'ruleset_refused', detail: 'its signature does not fit' }]);
  });

  it('keeps it when the entry is gone, and while the store is down', async () => {
    const own = aWorld();
    const platform = memoryPlatform(own);
    const remembering = { ...platform, config: { ...platform.config, keyTtlMs: 1 } } as MemoryPlatform;
    await flagsOf(remembering);
    platform.at += 60_000;

    platform.isDown = true;
    const down = await flagsOf(remembering);
    platform.isDown = false;
    own.entries.delete(storeKeys.compiled(serverGrant));
    const gone = await flagsOf(remembering);

    expect([down, gone]).toEqual([4, 4]);
  });
});

it('says 503 with a time to wait when nothing can be read and nothing is held', async () => {
  const platform = memoryPlatform(world, { keys: { find: () => serverGrant } });
  platform.isDown = true;

  const [rules, assigned] = await Promise.all([handle(config(), platform), handle(assignments(), platform)]);

  expect([rules.status, rules.headers.get('retry-after')]).toEqual([503, '5']);
  expect([assigned.status, assigned.headers.get('retry-after')]).toEqual([503, '5']);
});

it('turns away a key that asks too often, with a time to wait', async () => {
  const platform = memoryPlatform(world, { delayOf: () => 1.2 });

  const response = await handle(assignments(), platform);

  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '2']);
});

it('decides the same with a digest of the platform', async () => {
  const { createHash } = await import('node:crypto');
  const md5 = async (text: string): Promise<ArrayBuffer> =>
    new Uint8Array(createHash('md5').update(text).digest()).buffer;

  const [ours, theirs] = await Promise.all(
    [memoryPlatform(world), memoryPlatform(world, { md5 })].map(async (platform) =>
      (await handle(assignments(), platform)).text(),
    ),
  );

  expect(theirs).toBe(ours);
});

it('offers an event stream to OFREP clients where there is one', async () => {
  const platform = memoryPlatform(world);
  const streaming = { ...platform, config: { ...platform.config, streamUrl: (origin: string) => `${origin}/stream` } };
  const request = new Request('http://edge.test/ofrep/v1/evaluate/flags', {
    method: 'POST',
    headers: { authorization: `Bearer ${world.serverKey}` },
    body: '{"context":{"targetingKey":"a"}}',
  });

  const { eventStreams } = (await (await handle(request, streaming)).json()) as { eventStreams: unknown };

  const url = `http://edge.test/stream?apiKey=${world.serverKey}`;
  expect(eventStreams).toEqual([{ type: 'sse', url, inactivityDelaySec: 120 }]);
});

it('writes a whole value of a number flag with a fraction over OFREP: some languages refuse an integer for it', async () => {
  const share = world.ruleset.flags.share!;
  const whole = { ...share, variations: { half: { key: 'half', value: 2 } } };
  const platform = memoryPlatform(aWorld(aRuleset({ flags: { share: whole } })));
  const ask = async (path: string): Promise<string> => {
    const request = new Request(`http://edge.test/ofrep/v1/evaluate/flags${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.serverKey}` },
      body: '{"context":{"targetingKey":"a"}}',
    });
    return (await handle(request, platform)).text();
  };

  const [one, all] = [await ask('/share'), await ask('')];

  expect([one, all].map((text) => text.includes('"value":2.0'))).toEqual([true, true]);
  expect(JSON.parse(all)).toMatchObject({ flags: [{ key: 'share', value: 2, variant: 'half', reason: 'STATIC' }] });
});

it('decides actions by the last models that it could trust, when what the store holds is forged', async () => {
  const platform = memoryPlatform(world, { verify: async (text) => !text.includes('forged') });
  const grant = { environment: serverGrant.environment };
  const put = (modelVersion: string): void => {
    const data = { gamma: 1, defaultActionScore: 0, actionProbabilityFloor: 0, coefficients: {} };
    const model = { banditKey: 'offer', modelName: 'falcon', modelVersion, modelData: data };
    const value = JSON.stringify({ updatedAt: '', bandits: { offer: model } });
    const metadata = { version: 1, digest: modelVersion, header: '', publishedAt: 0, bytes: null, mac: null };
    world.entries.set(storeKeys.bandits(grant), { value, metadata: writeMetadata(metadata) });
  };
  put('good');
  const first = await holdModels(platform, serverGrant);
  put('forged');

  const second = await holdModels(platform, serverGrant);

  expect([first, second].map((models) => models?.bandits['offer']?.modelVersion)).toEqual(['good', 'good']);
  expect(platform.logged.at(-1)).toMatchObject({ event: 'ruleset_refused', detail: 'its signature does not fit' });
  world.entries.delete(storeKeys.bandits(grant));
});
