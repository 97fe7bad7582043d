import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../tools/postgres/embedded-postgres.js';
import { createApp } from './app.js';
import { readConfig } from './config/index.js';
import { migrate } from './database/index.js';
import { ensureOrganisation, issueOwnersLink } from './first-start.js';
import { choosePort } from './free-port.js';
import { publicUrl } from './identity/index.js';
import { createLogger } from './kernel/index.js';

const settings = readConfig(process.env);
const log = createLogger(settings.LOG_LEVEL);
const closers: (() => Promise<unknown>)[] = [];

/** One line for whoever waits for the start: the launcher shows it, otherwise it is in the log. */
function progress(text: string): void {
  if (process.send) process.send({ kind: 'progress', text });
  log.info(text);
}

/** Closes what was opened, last first. A second signal does not wait. */
async function stop(exitCode: number): Promise<never> {
  for (const close of closers.splice(0).reverse()) {
    await close().catch((cause: unknown) => log.error({ cause }, 'closing failed'));
  }
  process.exit(exitCode);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    process.once(signal, () => process.exit(1));
    void stop(0);
  });
}

async function openDatabase(): Promise<string> {
  if (settings.DATABASE_URL !== undefined) return settings.DATABASE_URL;
  const folder = join(settings.DATA_DIR, 'database');
  const postgres = await startEmbeddedPostgres({ folder, say: progress });
  closers.push(() => postgres.stop());
  return postgres.url;
}

try {
  const isLocal = settings.PUBLIC_URL === undefined;
  const config = isLocal ? { ...settings, PORT: await choosePort(settings.HOST, settings.PORT) } : settings;
  if (settings.PORT !== 0 && config.PORT !== settings.PORT)
    log.warn(`port ${settings.PORT} is taken, using ${config.PORT}`);

  const databaseUrl = await openDatabase();
  const applied = await migrate(config.DATABASE_OWNER_URL ?? databaseUrl);
  if (applied.length > 0) log.info({ applied }, 'database brought up to date');

  const app = await createApp({ config, databaseUrl, log });
  closers.push(() => app.close());
  await app.listen(config.PORT, config.HOST);
  const organisationId = await ensureOrganisation(app);
  // On one's own machine only: whoever reads the output of the process may sign in as the owner.
  const signInUrl = isLocal ? await issueOwnersLink(app, config, organisationId) : null;
  const ready = { kind: 'ready', url: publicUrl(config), link: signInUrl ?? publicUrl(config) };
  if (process.send) process.send(ready);
  else if (signInUrl !== null) process.stdout.write(`\n  Open ${signInUrl}\n\n`);
  log.info({ port: config.PORT, role: config.ASSAY_ROLE }, 'listening');
} catch (cause) {
  log.fatal({ cause }, 'the server did not start');
  await stop(1);
}
