import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, type TestDatabase } from '@assay/test-support';
import type { Role } from '@assay/api-contract';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../app.js';
import { type Config, readConfig } from '../config/index.js';
import { migrate, readMigrations } from '../database/index.js';
import {
  type Actor,
  ApiKeysService,
  OrganisationsService,
  type Place,
  SessionsService,
  systemActor,
} from '../identity/index.js';
import { type Clock, createLogger } from '../kernel/index.js';
import { Browser } from './browser.js';

export interface BackendOptions {
  /** Settings that differ from the defaults, as environment variables are written. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Absent: the machine's clock. */
  readonly clock?: Clock;
  /** Called before the application starts, for what must be registered by then. */
  readonly prepare?: (app: NestFastifyApplication) => void;
  /** Receives every log line; absent: nothing is logged. */
  readonly onLog?: (line: string) => void;
}

export interface TestBackend {
  readonly app: NestFastifyApplication;
  readonly config: Config;
  /** Login of the tables' owner, for looking past the service. */
  readonly databaseUrl: string;
  /** An organisation with one workspace and one owner. */
  readonly place: Place;
  /** Somebody with all rights in `place`, for calling services directly. */
  readonly who: Actor;
  /** A caller with an API key of the role; without a role, one that is not signed in. */
  as(role: Exclude<Role, 'owner'> | null, place?: Place): Promise<Browser>;
  /** A browser in which a person is signed in; without an id the owner of `place`. */
  signIn(personId?: string, at?: Place): Promise<Browser>;
  /** Another organisation with its own workspace and owner. */
  addOrganisation(name: string): Promise<Place>;
  /** Starts listening on a free port and returns the address; most tests need no port. */
  listen(): Promise<string>;
  stop(): Promise<void>;
}

/** A migrated database of the suite's own, a copy of one template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const migrations = await readMigrations();
  const key = JSON.stringify(migrations);
  return createDatabase({ key, prepare: (url) => migrate(url, migrations) });
}

/** The whole backend on a database of the suite's own. Call in `beforeAll`, `stop()` in `afterAll`. */
export async function startBackend({
  settings = {},
  clock,
  prepare,
  onLog,
}: BackendOptions = {}): Promise<TestBackend> {
  const [database, folder] = await Promise.all([createTestDatabase(), mkdtemp(join(tmpdir(), 'assay-data-'))]);
  const level = onLog ? 'debug' : 'silent';
  const config = readConfig({ NODE_ENV: 'test', LOG_LEVEL: level, DATA_DIR: folder, DATABASE_POOL: '5', ...settings });
  const log = createLogger(config.LOG_LEVEL, onLog ? { write: onLog } : undefined);
  const app = await createApp({ config, databaseUrl: database.url, log, ...(clock ? { clock } : {}) });
  prepare?.(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();

  const organisations = app.get(OrganisationsService);
  const addOrganisation = (name: string): Promise<Place> =>
    organisations.found({
      organisation: name,
      workspace: 'Main',
      owner: { email: `${name.toLowerCase()}@example.com`, name: 'Owner' },
    });
  const place = await addOrganisation('Acme');
  let keys = 0;

  return {
    app,
    config,
    databaseUrl: database.url,
    place,
    who: ownerOf(place),
    addOrganisation,
    as: async (role, at = place) => {
      if (role === null) return new Browser(app, {});
      keys += 1;
      const input = { name: `${role} ${keys}`, role, expiresAt: null };
      const { key } = await app.get(ApiKeysService).create(ownerOf(at), input);
      return new Browser(app, { authorization: `Bearer ${key}` });
    },
    signIn: async (personId, at = place) => {
      const { token } = await app.get(SessionsService).issueLink(at.organisationId, personId ?? at.ownerId);
      const browser = new Browser(app, { 'sec-fetch-site': 'same-origin' });
      const { status } = await browser.post('/session', { token });
      if (status !== 204) throw new Error(`signing in answered ${status}`);
      return browser;
    },
    listen: async () => {
      await app.listen(0, '127.0.0.1');
      return app.getUrl();
    },
    stop: async () => {
      await app.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const ownerOf = ({ organisationId, workspaceId }: Place): Actor => ({
  ...systemActor('test', organisationId, workspaceId),
  role: 'owner',
});
