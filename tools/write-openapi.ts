/**
 * Writes openapi.json from the built application, so that a change of the API is seen in review.
 *   npm run openapi               writes the file
 *   npm run openapi -- --check    fails if the file is not up to date
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(dirname(process.argv[1] ?? ''), '..');
const file = join(root, 'openapi.json');
/** Decorators need the metadata that only the build writes, so the built application is loaded, not this bundle's. */
const load = <T>(path: string): Promise<T> => import(pathToFileURL(join(root, path)).href) as Promise<T>;

const { buildBackend } = await load<{ buildBackend(): Promise<unknown> }>('tools/build/build.js');
const { startEmbeddedPostgres } = await load<typeof import('./postgres/embedded-postgres.js')>(
  'tools/postgres/embedded-postgres.js',
);
await buildBackend();
const folder = await mkdtemp(join(tmpdir(), 'assay-openapi-'));
const postgres = await startEmbeddedPostgres({ folder, durable: false });

try {
  const { createApp } = await load<typeof import('../backend/src/app.js')>('backend/dist/app.js');
  const { openApiOf } = await load<typeof import('../backend/src/openapi.js')>('backend/dist/openapi.js');
  const { readConfig } = await load<typeof import('../backend/src/config/index.js')>('backend/dist/config/index.js');
  const { migrate } = await load<typeof import('../backend/src/database/index.js')>('backend/dist/database/index.js');
  const { createLogger } = await load<typeof import('../backend/src/kernel/index.js')>('backend/dist/kernel/index.js');
  await migrate(postgres.url);
  const config = readConfig({ DATA_DIR: folder, LOG_LEVEL: 'error', ASSAY_ROLE: 'api' });
  const app = await createApp({ config, databaseUrl: postgres.url, log: createLogger('error') });
  const document = openApiOf(app);
  await app.close();

  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (process.argv.includes('--check')) {
    const isSame = (await readFile(file, 'utf8').catch(() => '')) === text;
    process.stdout.write(isSame ? 'openapi.json is up to date\n' : 'openapi.json is out of date: npm run openapi\n');
    process.exitCode = isSame ? 0 : 1;
  } else {
    await writeFile(file, text);
    process.stdout.write(`openapi.json: ${Object.keys(document.paths).length} paths\n`);
  }
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
