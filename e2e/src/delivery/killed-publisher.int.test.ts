import { spawn, type ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { FakeFastly, type FastlyCall } from '@assay/test-support';
import pg from 'pg';
import { startBackend, type TestBackend } from '../../../backend/src/testing/index.js';
import { buildProduct, ownEnvironment, until } from '../testing/index.js';
import { shopFlags } from './testing/shop-flags.js';

// A process that publishes is killed (SIGKILL) at every step between the commit of a change and the end of its
// publication to the edge. The next process finds out by itself what is left to do.

let fastly: FakeFastly;
let backend: TestBackend;
let database: pg.Client;
let worker: ChildProcess | null = null;
let environmentId = '';
let served = 0;

beforeAll(async () => {
  await buildProduct();
  fastly = await FakeFastly.start();
  // Takes the changes and publishes nothing.
  backend = await startBackend({ settings: { ASSAY_ROLE: 'api' } });
  database = new pg.Client({ connectionString: backend.databaseUrl });
  await database.connect();
  const folder = backend.config.DATA_DIR;
  await writeFile(join(folder, 'token'), fastly.token);
  await writeFile(join(folder, 'mac'), 'a secret that the edge and the publisher share');
  const admin = await backend.as('admin');
  expect((await admin.post('/flags', shopFlags[0]!.definition)).status).toBe(201);
  const { body } = await admin.get<{ items: { id: string; key: string }[] }>('/environments');
  environmentId = body.items.find(({ key }) => key === 'production')!.id;
});
afterAll(async () => {
  await kill();
  await database.end();
  await backend.stop();
  await fastly.close();
});

function startWorker(): void {
  const folder = backend.config.DATA_DIR;
  worker = spawn(process.execPath, ['backend/dist/main.js'], {
    env: {
      ...ownEnvironment(),
      ASSAY_ROLE: 'worker',
      PORT: '0',
      LOG_LEVEL: 'silent',
      DATABASE_URL: backend.databaseUrl,
      DATA_DIR: folder,
      FASTLY_SERVICE: fastly.serviceId,
      FASTLY_KV_STORE: fastly.storeId,
      FASTLY_API: fastly.url,
      FASTLY_TOKEN_FILE: join(folder, 'token'),
      FASTLY_MAC_FILE: join(folder, 'mac'),
      FASTLY_FANOUT: '1',
    },
    stdio: 'ignore',
  });
}

async function kill(): Promise<void> {
  const dying = worker;
  worker = null;
  if (dying === null || dying.exitCode !== null || dying.signalCode !== null) return;
  const isGone = new Promise((resolve) => dying.once('exit', resolve));
  dying.kill('SIGKILL');
  await isGone;
}

/** Another share of subjects each time, so that no two rulesets are equal. */
async function change(): Promise<void> {
  const { definition, production } = shopFlags[0]!;
  const allocations = [{ ...production.allocations[0], trafficExposure: ++served / 100 }];
  const admin = await backend.as('admin');
  const path = `/flags/${definition.key}/environments/production`;
  expect((await admin.put(path, { isEnabled: true, allocations }, { 'if-match': '*' })).status).toBe(200);
}

interface Progress {
  readonly published: number;
  readonly confirmed: number;
  readonly waiting: number;
}

async function progress(): Promise<Progress> {
  const { rows } = await database.query<Progress>(
    `SELECT (SELECT coalesce(max(version), 0) FROM publication WHERE environment_id = $1) AS published,
            (SELECT coalesce(max(version), 0) FROM edge_environment WHERE environment_id = $1) AS confirmed,
            (SELECT count(*)::integer FROM outbox WHERE topic = 'ruleset')
            + (SELECT count(*)::integer FROM environment AS one
                WHERE (SELECT max(version) FROM publication WHERE environment_id = one.id)
                      IS DISTINCT FROM (SELECT version FROM edge_environment WHERE environment_id = one.id)) AS waiting`,
    [environmentId],
  );
  return rows[0]!;
}

const isThere = async (): Promise<boolean> => {
  const { published, confirmed, waiting } = await progress();
  return waiting === 0 && published > 0 && published === confirmed;
};

const keys = (): string[] => [
  `edge/${environmentId}/all`,
  `rules/${environmentId}/server/all`,
  `rules/${environmentId}/client/all`,
];
const versionsOf = (key: string): number[] =>
  fastly.kv.changes.flatMap((one) =>
    one.key === key && one.entry ? [(JSON.parse(one.entry.metadata) as { v: number }).v] : [],
  );

const entry =
  (method: string, prefix: string) =>
  ({ method: used, path }: FastlyCall): boolean =>
    used === method && path.includes(`/keys/${prefix}`) && path.includes(environmentId);
const at =
  (part: string) =>
  ({ path }: FastlyCall): boolean =>
    path.includes(part);

const steps: readonly (readonly [string, (call: FastlyCall) => boolean, boolean])[] = [
  ['before its first look at the edge', entry('GET', 'edge/'), false],
  ['before it wrote the compiled ruleset', entry('PUT', 'edge/'), false],
  ['after it wrote the compiled ruleset', entry('PUT', 'edge/'), true],
  ['after it wrote the ruleset for servers', entry('PUT', 'rules/'), true],
  ['after it read back what it wrote', entry('GET', 'rules/'), true],
  ['before it purged', at('/purge/'), false],
  ['after it purged', at('/purge/'), true],
  ['after it told the streams, before it noted that all is done', at('/publish/'), true],
];

it.each(steps)('publishes exactly once and in order when it is killed %s', async (_, matches, isAfter) => {
  let isKilled = false;
  const die = async (): Promise<void> => {
    await kill();
    isKilled = true;
  };
  if (worker === null) startWorker();
  await until('the edge to have everything', isThere);
  fastly.failNext({ kind: 'hook', isAfter, run: die }, matches);

  const before = (await progress()).published;
  await change();
  await until('the worker to be killed', () => isKilled);
  const unfinished = await progress();
  startWorker();
  await until('the next worker to finish', isThere);

  const { published } = await progress();
  expect(unfinished.confirmed).toBe(before);
  expect(published).toBe(before + 1);
  for (const key of keys()) {
    const versions = versionsOf(key);
    expect(versions.at(-1)).toBe(published);
    expect(versions).toEqual(Array.from({ length: published }, (__, i) => i + 1));
  }
});
