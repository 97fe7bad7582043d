import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EnvironmentView } from '@assay/api-contract';
import { parseRuleset } from '@assay/flag-evaluation';
import pg from 'pg';
import { Database } from '../database/index.js';
import { FlagsService } from '../flags/index.js';
import { aDefault, aFlagInput } from '../flags/testing/builders.js';
import { startBackend, type TestBackend } from '../testing/index.js';
import { Publisher } from './publisher.service.js';
import { RulesetsLookup } from './rulesets.lookup.js';
import { isSigned } from './signing/signature.js';

let backend: TestBackend;
let owner: pg.Client;
beforeAll(async () => {
  backend = await startBackend();
  owner = new pg.Client({ connectionString: backend.databaseUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await backend.stop();
});

let made = 0;
let key = '';
let environmentId = '';
const flags = (): FlagsService => backend.app.get(FlagsService);
const input = (served: 'on' | 'off'): Parameters<FlagsService['setEnvironment']>[3] => ({
  isEnabled: true,
  allocations: [aDefault(served)],
});
const serve = (served: 'on' | 'off'): Promise<unknown> =>
  flags().setEnvironment(backend.who, key, 'production', input(served), null);
const publishAll = (): Promise<void> => backend.app.get(Publisher).run();
const newest = () => backend.app.get(RulesetsLookup).findNewest(environmentId);
const versions = async (): Promise<number[]> => {
  const sql = 'SELECT version FROM publication WHERE environment_id = $1 ORDER BY version';
  return (await owner.query<{ version: number }>(sql, [environmentId])).rows.map((row) => row.version);
};
const waiting = async (): Promise<number> =>
  Number((await owner.query<{ n: string }>(`SELECT count(*) AS n FROM outbox WHERE topic = 'ruleset'`)).rows[0]?.n);

beforeEach(async () => {
  key = `flag-${++made}`;
  await flags().create(backend.who, aFlagInput({ key, description: '' }) as never);
  const admin = await backend.as('admin');
  const { body } = await admin.get<{ items: EnvironmentView[] }>('/environments');
  environmentId = body.items.find((one) => one.key === 'production')!.id;
  await publishAll();
});

it('publishes a change, signed, under the next version', async () => {
  const before = (await newest())!;

  await serve('on');
  await publishAll();

  const after = (await newest())!;
  const text = gunzipSync(after.forms.server).toString();
  const { rows } = await owner.query<{ public_key: string }>('SELECT public_key FROM signing_key');
  expect(after.version).toBe(before.version + 1);
  expect(parseRuleset(text).flags[key]).toMatchObject({ enabled: true, key });
  expect(after.headers.server).toMatch(new RegExp(`^v=${after.version};kid=`));
  expect(isSigned(after.headers.server, rows[0]!.public_key, text)).toBe(true);
});

it('publishes nothing when nothing is different', async () => {
  await serve('on');
  await publishAll();
  const before = await versions();

  await serve('on');
  await publishAll();

  expect(await versions()).toEqual(before);
  expect(await waiting()).toBe(0);
});

it('restores an earlier content byte for byte under a higher version', async () => {
  await serve('on');
  await publishAll();
  const first = (await newest())!;
  await serve('off');
  await publishAll();

  await serve('on');
  await publishAll();

  const restored = (await newest())!;
  expect(restored.version).toBe(first.version + 2);
  expect(restored.content).toBe(first.content);
  expect(gunzipSync(restored.forms.server).equals(gunzipSync(first.forms.server))).toBe(true);
});

it('publishes a restored version of a flag byte for byte, in one environment or in all', async () => {
  await serve('on');
  await publishAll();
  const first = (await newest())!;
  const { version, variations } = await flags().view(backend.who, key);
  const swapped = variations.map((one) => ({ ...one, value: !one.value }));
  await flags().update(backend.who, key, { name: 'Other', description: '', variations: swapped }, null);
  await serve('off');
  await publishAll();

  const whole = await flags().restore(backend.who, key, String(version), { environment: null }, null);
  await publishAll();
  const restored = (await newest())!;
  await serve('off');
  await flags().restore(backend.who, key, String(version), { environment: 'production' }, null);
  await publishAll();

  expect(restored.version).toBeGreaterThan(first.version);
  expect(gunzipSync(restored.forms.server).equals(gunzipSync(first.forms.server))).toBe(true);
  expect((await newest())!.content).toBe(first.content);
  expect(whole).toMatchObject({ name: 'New checkout', version: version + 3 });
});

it('keeps publishing in order and without gaps when many publishers meet', async () => {
  const before = await versions();
  const edits = Array.from({ length: 10 }, (_, i) => serve(i % 2 === 0 ? 'on' : 'off'));
  const database = backend.app.get(Database);
  const publisher = backend.app.get(Publisher);

  const rivals = Array.from({ length: 4 }, () =>
    database.acrossOrganisations((tx) => publisher.publish(tx, environmentId)),
  );
  await Promise.all([...edits, ...rivals]);
  await publishAll();

  const after = await versions();
  expect(after).toEqual(Array.from({ length: after.length }, (_, i) => i + 1));
  expect(after.length).toBeGreaterThan(before.length);
  const published = parseRuleset(gunzipSync((await newest())!.forms.server).toString()).flags[key];
  const { environments } = await flags().view(backend.who, key);
  expect(published?.allocations[0]?.splits[0]?.variationKey).toBe(
    environments.find((one) => one.environment === 'production')?.allocations[0]?.splits[0]?.variationKey,
  );
});

describe('given a publisher that dies between its work and the commit', () => {
  it('publishes exactly once when another one takes over', async () => {
    const before = await versions();
    const database = backend.app.get(Database);
    const publisher = backend.app.get(Publisher);
    const change = database.acrossOrganisations(async (tx) => {
      await publisher.publish(tx, environmentId);
      throw new Error('killed');
    });
    await expect(change).rejects.toThrow('killed');
    expect(await versions()).toEqual(before);

    await serve('on');
    await publishAll();

    expect(await versions()).toEqual([...before, before.length + 1]);
    expect(await waiting()).toBe(0);
  });
});

it('shows in the environment what was published last', async () => {
  await serve('on');
  await publishAll();

  const { body } = await (await backend.as('viewer')).get<{ items: EnvironmentView[] }>('/environments');

  const { version } = (await newest())!;
  expect(body.items.find((one) => one.id === environmentId)?.published).toMatchObject({ version });
});

it('takes an archived flag out', async () => {
  await serve('on');
  await publishAll();

  await flags().archive(backend.who, key, null);
  await publishAll();

  expect(parseRuleset(gunzipSync((await newest())!.forms.server).toString()).flags[key]).toBeUndefined();
});
