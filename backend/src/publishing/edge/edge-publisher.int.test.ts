import { createHash, createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readMetadata, storeKeys } from '@assay/edge-handler';
import { FakeFastly, type FastlyFault } from '@assay/test-support';
import pg from 'pg';
import type { EnvironmentView, SdkKeyCreated } from '@assay/api-contract';
import { FlagsService } from '../../flags/index.js';
import { aDefault, aFlagInput } from '../../flags/testing/builders.js';
import { FixedClock, minutes, seconds } from '../../kernel/index.js';
import { startBackend, type TestBackend } from '../../testing/index.js';
import { Publisher } from '../publisher.service.js';
import { RulesetsLookup } from '../rulesets.lookup.js';
import { EdgePublisher } from './edge-publisher.service.js';

const clock = new FixedClock();
const macSecret = 'a secret that the edge and the publisher share';
let fastly: FakeFastly;
let folder: string;
let backend: TestBackend;
let owner: pg.Client;
let environmentId = '';
const key = 'checkout';

beforeAll(async () => {
  [fastly, folder] = await Promise.all([FakeFastly.start(), mkdtemp(join(tmpdir(), 'assay-edge-'))]);
  await Promise.all([writeFile(join(folder, 'token'), `${fastly.token}\n`), writeFile(join(folder, 'mac'), macSecret)]);
  backend = await startBackend({
    clock,
    settings: {
      FASTLY_SERVICE: fastly.serviceId,
      FASTLY_KV_STORE: fastly.storeId,
      FASTLY_API: fastly.url,
      FASTLY_TOKEN_FILE: join(folder, 'token'),
      FASTLY_MAC_FILE: join(folder, 'mac'),
      FASTLY_FANOUT: '1',
    },
  });
  owner = new pg.Client({ connectionString: backend.databaseUrl });
  await owner.connect();
  await backend.app.get(FlagsService).create(backend.who, aFlagInput({ key, description: '' }) as never);
  const { body } = await (await backend.as('admin')).get<{ items: EnvironmentView[] }>('/environments');
  environmentId = body.items.find((one) => one.key === 'production')!.id;
});
afterAll(async () => {
  await owner.end();
  await backend.stop();
  await fastly.close();
  await rm(folder, { recursive: true, force: true });
});

const serve = (served: 'on' | 'off'): Promise<unknown> =>
  backend.app
    .get(FlagsService)
    .setEnvironment(backend.who, key, 'production', { isEnabled: true, allocations: [aDefault(served)] }, null);
const publish = (): Promise<void> => backend.app.get(Publisher).run();
const toEdge = (): Promise<void> => backend.app.get(EdgePublisher).run();
const newest = () => backend.app.get(RulesetsLookup).findNewest(environmentId);
const rules = (): string => storeKeys.ruleset({ environment: environmentId, kind: 'server', tags: 'all' });
const compiled = (): string => storeKeys.compiled({ environment: environmentId, tags: 'all' });
const versionAt = (name: string): number => {
  const entry = fastly.kv.find(name);
  return entry === null ? 0 : readMetadata(entry.metadata).version;
};
/** Versions as a key took them, in order. */
const writes = (name: string): number[] =>
  fastly.kv.changes.flatMap(({ key: at, entry }) =>
    at === name && entry ? [readMetadata(entry.metadata).version] : [],
  );
let isOn = false;
const change = async (): Promise<number> => {
  isOn = !isOn;
  await serve(isOn ? 'on' : 'off');
  await publish();
  return (await newest())!.version;
};
/** Lets every wait be over, however often it is tried. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 12; i++) {
    await toEdge();
    clock.advance(minutes(6));
  }
  await toEdge();
};

beforeEach(async () => {
  await publish();
  await settle();
});
afterEach(() => {
  fastly.isDown = false;
  fastly.staleReads = 0;
  fastly.budget = { left: 1_000, reset: 2_000_000_000 };
});

it('writes a publication whole: both rulesets, the compiled form, version, signature and the word of the publisher', async () => {
  const version = await change();
  await toEdge();

  const published = (await newest())!;
  const entry = fastly.kv.find(compiled())!;
  const metadata = readMetadata(entry.metadata);
  expect(fastly.kv.find(rules())?.value).toBe(gunzipSync(published.forms.server).toString());
  expect(readMetadata(fastly.kv.find(rules())!.metadata)).toMatchObject({ version, header: published.headers.server });
  expect(entry.value).toBe(gunzipSync(published.forms.compiled).toString());
  expect(metadata.mac).toBe(createHmac('sha256', macSecret).update(entry.value).digest('hex'));
  expect(metadata.bytes).toBe(createHash('sha256').update(entry.value).digest('hex'));
  expect(Buffer.byteLength(entry.metadata)).toBeLessThan(1_000);
});

it('purges and tells streams only when the entries are there', async () => {
  const before = [fastly.purges.length, fastly.announcements.length];
  let seen = 0;
  fastly.failNext({ kind: 'hook', isAfter: false, run: () => void (seen = versionAt(rules())) }, ({ path }) =>
    path.includes('/purge/'),
  );

  const version = await change();
  await toEdge();

  expect(seen).toBe(version);
  expect(fastly.purges.slice(before[0])).toEqual([{ key: `rules-${environmentId}`, isSoft: true }]);
  const [news] = fastly.announcements.slice(before[1]);
  expect(news).toMatchObject({ channel: `env-${environmentId}` });
  expect(news!.content).toContain(`id: ${version}\n`);
});

it('does nothing when the edge has everything', async () => {
  await change();
  await settle();
  const before = fastly.calls.length;

  await settle();

  expect(fastly.calls.length).toBe(before);
});

const faults: readonly (readonly [string, FastlyFault])[] = [
  ['fails before it wrote', { kind: 'status', status: 503, isAfter: false }],
  ['fails after it wrote', { kind: 'status', status: 500, isAfter: true }],
  ['breaks the connection before it wrote', { kind: 'reset', isAfter: false }],
  ['breaks the connection after it wrote', { kind: 'reset', isAfter: true }],
  ['has no calls left', { kind: 'status', status: 429, isAfter: false }],
  ['lost to a rival that wrote meanwhile', { kind: 'status', status: 412, isAfter: false }],
];
describe.each(faults)('given an API that %s', (_, fault) => {
  it.each(['edge/', 'rules/'])('publishes exactly once to %s, after all', async (prefix) => {
    fastly.failNext(fault, ({ path, isRead }) => !isRead && path.includes(`/keys/${prefix}`));

    const version = await change();
    await settle();

    for (const name of [compiled(), rules()]) {
      expect(versionAt(name)).toBe(version);
      expect(writes(name).filter((one) => one === version)).toEqual([version]);
    }
  });
});

it('waits for what it wrote to be seen, and writes it once', async () => {
  fastly.staleReads = 6;

  const version = await change();
  await settle();

  expect(writes(rules()).filter((one) => one === version)).toEqual([version]);
  expect(versionAt(compiled())).toBe(version);
});

it('makes no call before the hour is over when its calls are used up', async () => {
  const reset = Math.floor(clock.now().getTime() / 1_000) + 1_800;
  fastly.budget = { left: 0, reset };
  const version = await change();
  await toEdge();
  const before = fastly.calls.length;

  clock.advance(minutes(29));
  await toEdge();
  const meanwhile = fastly.calls.length;
  fastly.budget.left = 1_000;
  clock.advance(minutes(2));
  await toEdge();

  expect(meanwhile).toBe(before);
  expect(versionAt(rules())).toBe(version);
});

it('goes back to nothing older, whatever arrives: versions at the edge only rise', async () => {
  for (let i = 0; i < 4; i++) {
    await change();
    fastly.failNext({ kind: 'reset', isAfter: i % 2 === 0 }, ({ isRead }) => !isRead);
    await toEdge();
    clock.advance(seconds(3));
  }
  await settle();

  const all = writes(rules());
  expect(all).toEqual([...new Set(all)].sort((a, b) => a - b));
  expect(all.at(-1)).toBe((await newest())!.version);
});

it('writes changes that follow each other closely together', async () => {
  await change();
  await toEdge();
  const before = writes(rules()).length;

  for (let i = 0; i < 5; i++) {
    await change();
    await toEdge();
  }
  const early = writes(rules()).length;
  clock.advance(seconds(3));
  await toEdge();

  expect(early).toBe(before);
  expect(writes(rules()).length).toBe(before + 1);
  expect(versionAt(rules())).toBe((await newest())!.version);
});

it('leaves the last good ruleset at the edge through an outage of a minute, and catches up', async () => {
  const good = versionAt(rules());
  fastly.isDown = true;
  const version = await change();
  for (let i = 0; i < 12; i++) {
    await toEdge();
    clock.advance(seconds(5));
  }
  const during = versionAt(rules());

  fastly.isDown = false;
  await settle();

  expect([during, versionAt(rules())]).toEqual([good, version]);
});

it('publishes above what the store holds when the database was restored from a backup', async () => {
  const { version } = (await newest())!;
  const entry = fastly.kv.find(rules())!;
  const ahead = { ...readMetadata(entry.metadata), version: version + 10 };
  const { v: _, ...rest } = JSON.parse(entry.metadata) as Record<string, unknown>;
  fastly.kv.put(rules(), entry.value, JSON.stringify({ v: ahead.version, ...rest }), { add: false, generation: null });

  await change();
  await settle();
  await publish();
  await settle();

  expect((await newest())!.version).toBe(ahead.version + 1);
  expect(versionAt(rules())).toBe(ahead.version + 1);
});

it('writes everything again under a new shared secret', async () => {
  const { version } = (await newest())!;
  const next = 'the next secret of the edge and the publisher';
  await writeFile(join(folder, 'mac'), next);
  await settle();

  const entry = fastly.kv.find(compiled())!;
  expect(readMetadata(entry.metadata)).toMatchObject({
    version,
    mac: createHmac('sha256', next).update(entry.value).digest('hex'),
  });
  await writeFile(join(folder, 'mac'), macSecret);
});

describe('given a key of an SDK', () => {
  const create = async (): Promise<SdkKeyCreated> => {
    const input = { name: 'site', environment: 'production', kind: 'client' };
    return (await (await backend.as('admin')).post<SdkKeyCreated>('/sdk-keys', input)).body;
  };
  const at = ({ key: sdkKey }: SdkKeyCreated): string =>
    storeKeys.grant(createHash('sha256').update(sdkKey).digest('hex'));

  it('opens the edge with it, under its hash only', async () => {
    const made = await create();
    await toEdge();

    expect(JSON.parse(fastly.kv.find(at(made))!.value)).toEqual({
      environment: environmentId,
      kind: 'client',
      tags: 'all',
    });
    expect(JSON.stringify(fastly.kv.changes)).not.toContain(made.key);
  });

  it.each([
    ['while the API is well', null],
    ['when removing it fails first', { kind: 'status', status: 503, isAfter: false }],
    ['when removing it fails after it was removed', { kind: 'reset', isAfter: true }],
  ] as const)('closes the edge when it is revoked, %s', async (_, fault) => {
    const made = await create();
    await settle();
    if (fault) fastly.failNext(fault, ({ method }) => method === 'DELETE');

    await (await backend.as('admin')).delete(`/sdk-keys/${made.id}`);
    await settle();

    expect(fastly.kv.find(at(made))).toBeNull();
  });

  it('removes one that was revoked before its writing was known to have worked', async () => {
    fastly.failNext(
      { kind: 'reset', isAfter: true },
      ({ method, path }) => method === 'PUT' && path.includes('keys/keys/'),
    );
    const made = await create();
    await toEdge();

    await (await backend.as('admin')).delete(`/sdk-keys/${made.id}`);
    await settle();

    expect(fastly.kv.find(at(made))).toBeNull();
  });
});

it('removes the entries of an environment that is gone', async () => {
  const { body } = await (
    await backend.as('admin')
  ).post<EnvironmentView>('/environments', { key: 'short', name: 'Short', isProduction: false });
  await publish();
  await settle();
  const name = storeKeys.compiled({ environment: body.id, tags: 'all' });
  const before = versionAt(name);

  await owner.query('DELETE FROM environment WHERE id = $1', [body.id]);
  await settle();

  expect([before, fastly.kv.find(name)]).toEqual([1, null]);
});
