import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres, stopAbandoned } from '../../../tools/postgres/embedded-postgres.js';

const prefix = 'assay-test-';

/** What a run that was killed left behind: exactly its own server is stopped, then its folder goes. */
const sweep = async (): Promise<void> => {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(prefix));
  for (const name of names) {
    const folder = join(tmpdir(), name);
    if (await stopAbandoned(folder).catch(() => false)) await rm(folder, { recursive: true, force: true });
  }
};

/**
 * One Postgres server for the whole run: the one of ASSAY_TEST_DATABASE_URL, else the embedded one on a throw-away
 * folder. Test files find it through ASSAY_TEST_SERVER; each makes databases of its own in it.
 */
const setup = async (): Promise<void> => {
  const given = process.env['ASSAY_TEST_DATABASE_URL'];
  if (given !== undefined && given !== '') {
    process.env['ASSAY_TEST_SERVER'] = given;
    return;
  }
  await sweep();
  const folder = await mkdtemp(join(tmpdir(), prefix));
  const server = await startEmbeddedPostgres({ folder, durable: false });
  process.env['ASSAY_TEST_SERVER'] = server.adminUrl;
  (globalThis as { assayTestServer?: { stop(): Promise<void>; folder: string } }).assayTestServer = {
    stop: () => server.stop(),
    folder,
  };
};

export { setup as default };
