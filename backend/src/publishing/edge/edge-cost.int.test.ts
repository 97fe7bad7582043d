import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DeliveryStateView, Problem } from '@assay/api-contract';
import { FakeFastly } from '@assay/test-support';
import pg from 'pg';
import { aDefault, aFlagInput, anExperiment } from '../../flags/testing/builders.js';
import { type Browser, startBackend, type TestBackend } from '../../testing/index.js';
import { Publisher } from '../publisher.service.js';

let fastly: FakeFastly;
let folder: string;
let backend: TestBackend;
let admin: Browser;
const keys = ['one', 'two', 'three'];

beforeAll(async () => {
  [fastly, folder] = await Promise.all([FakeFastly.start(), mkdtemp(join(tmpdir(), 'assay-cost-'))]);
  await writeFile(join(folder, 'token'), fastly.token);
  await writeFile(join(folder, 'mac'), 'a secret that the edge and the publisher share');
  backend = await startBackend({
    settings: {
      FASTLY_SERVICE: fastly.serviceId,
      FASTLY_KV_STORE: fastly.storeId,
      FASTLY_API: fastly.url,
      FASTLY_TOKEN_FILE: join(folder, 'token'),
      FASTLY_MAC_FILE: join(folder, 'mac'),
      // Room for two experiments and no third.
      EDGE_COST_LIMIT_MS: '1.58',
    },
  });
  admin = await backend.as('admin');
  for (const key of keys) expect((await admin.post('/flags', aFlagInput({ key }))).status).toBe(201);
});
afterAll(async () => {
  await backend.stop();
  await fastly.close();
  await rm(folder, { recursive: true, force: true });
});

const turn = (key: string, isEnabled: boolean) =>
  admin.put<Problem>(
    `/flags/${key}/environments/production`,
    { isEnabled, allocations: [anExperiment({ trafficExposure: 0.5 }), aDefault()] },
    { 'if-match': '*' },
  );
const publish = (): Promise<void> => backend.app.get(Publisher).run();
const state = async (): Promise<DeliveryStateView> =>
  (await admin.get<DeliveryStateView>('/environments/production/delivery')).body;

it('refuses the change that would cost the edge too much, names the flags that cost most, and saves nothing', async () => {
  expect([(await turn('one', true)).status, (await turn('two', true)).status]).toEqual([200, 200]);

  const refused = await turn('three', true);
  await publish();

  expect([refused.status, refused.body.code]).toEqual([409, 'conflict']);
  expect(refused.body.facts).toMatchObject({ limit: 1.58, environment: 'production' });
  expect(refused.body.errors.map(({ path }) => path)).toContain('flags.three');
  expect((await state()).published?.flags).toBe(2);

  expect((await turn('one', false)).status).toBe(200);
  expect((await turn('three', true)).status).toBe(200);
});

it('holds back what came another way, says why, and goes on when it is small enough again', async () => {
  await publish();
  const before = (await state()).published;
  const owner = new pg.Client({ connectionString: backend.databaseUrl });
  await owner.connect();
  await owner.query('UPDATE flag_environment SET is_enabled = true');
  await owner.query(
    `INSERT INTO outbox (id, organisation_id, topic, ids, created_at)
     SELECT 'out_' || id, organisation_id, 'ruleset', jsonb_build_object('environmentId', id), now() FROM environment`,
  );
  await owner.end();

  await publish();
  const held = await state();
  expect((await turn('one', false)).status).toBe(200);
  await publish();
  const after = await state();

  expect(held.published).toEqual(before);
  expect(held.refused).toContain('would take the edge');
  expect([after.refused, after.published?.flags]).toEqual([null, 2]);
});
