import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../tools/postgres/embedded-postgres.js';
import { createApp } from './app.js';
import { type Config, readConfig } from './config/index.js';
import { migrate } from './database/index.js';
import { DemoService } from './demo/index.js';
import { ensureOrganisation, issueOwnersLink } from './first-start.js';
import { choosePort } from './free-port.js';
import { publicUrl } from './identity/index.js';
import { createLogger } from './kernel/index.js';
import { Shutdown } from './shutdown.js';

const settings = readOrExit();
const log = createLogger(settings.LOG_LEVEL);
const shutdown = new Shutdown(log);

try {
  const isLocal = settings.PUBLIC_URL === undefined;
  const config = isLocal ? { ...settings, PORT: await choosePort(settings.HOST, settings.PORT) } : settings;
  const isMoved = settings.PORT !== 0 && config.PORT !== settings.PORT;
  if (isMoved) progress(`Port ${settings.PORT} is taken: using ${config.PORT}.`);
  const databaseUrl = config.DATABASE_URL ?? (await startDatabase(config));
  const applied = await migrate(config.DATABASE_OWNER_URL ?? databaseUrl);
  if (applied.length > 0) log.info({ applied }, 'database brought up to date');

  const app = await createApp({ config, databaseUrl, log });
  shutdown.add(() => app.close());
  await app.listen(config.PORT, config.HOST);
  const organisationId = await ensureOrganisation(app);
  const shop = config.DEMO ? await app.get(DemoService).prepare(organisationId, progress) : null;
  // On one's own machine only: whoever reads the output of the process may sign in as the owner.
  const hasLink = isLocal && config.ASSAY_ROLE !== 'worker';
  const link = hasLink ? await issueOwnersLink(app, config, organisationId) : null;
  process.send?.({ kind: 'ready', url: publicUrl(config), link: link ?? publicUrl(config), shop });
  if (!process.send && link !== null) process.stdout.write(`\n  Open ${link}\n\n`);
  log.info({ port: config.PORT, role: config.ASSAY_ROLE }, 'listening');
} catch (cause) {
  log.fatal({ cause }, 'the server did not start');
  await shutdown.stop(1);
}

function readOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (cause) {
    process.stderr.write(`${(cause as Error).message}\n`);
    process.exit(1);
  }
}

/** Tells whoever waits for the start how far it is. */
function progress(text: string): void {
  process.send?.({ kind: 'progress', text });
  log.info(text);
}

async function startDatabase({ DATA_DIR }: Config): Promise<string> {
  const postgres = await startEmbeddedPostgres({ folder: join(DATA_DIR, 'database'), say: progress });
  shutdown.add(() => postgres.stop());
  return postgres.url;
}
