import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { chown, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { isAlive, readPostmaster } from './postmaster.js';
import { findNative, identityFor, reachableFolder } from './native.js';

const superuser = 'postgres';
/** Losing the last seconds of a throw-away server is cheaper than waiting for its disk. */
const fastAndLoose = ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'];

/**
 * Starts the Postgres that ships with the npm package, or takes over the one that already serves this folder.
 *
 * A parent that was killed leaves its server running: it is found through `postmaster.pid`, reused, and from then on
 * belongs to the new parent. While its first parent lives, a second caller shares the server and does not stop it.
 * As root the server runs as uid 65534, since Postgres refuses root.
 *
 * @param {import('./embedded-postgres.js').EmbeddedPostgresOptions} options
 * @returns {Promise<import('./embedded-postgres.js').EmbeddedPostgres>}
 */
export async function startEmbeddedPostgres({ folder, database = 'assay', durable = true, say = () => {} }) {
  await mkdir(folder, { recursive: true });
  const identity = identityFor();
  const home = await reachableFolder(folder, identity);
  const paths = {
    data: join(home, 'postgres'),
    log: join(home, 'postgres.log'),
    owner: join(home, 'postgres.owner'),
    password: join(home, 'postgres.password'),
  };

  const running = await findRunning(paths);
  if (running) {
    const isOurs = await takeOver(paths);
    say(isOurs ? 'found the database still running, using it' : 'sharing the database of another process');
    await createDatabase(running.url, database);
    return handle(running, { database, stop: isOurs ? () => stopServer(running.pid, paths) : async () => {} });
  }

  const native = await findNative(home, identity);
  await initialise(native, paths, identity, say);
  const started = await launch(native, paths, identity, durable);
  await createDatabase(started.url, database);
  say(`database ready on port ${started.port}`);
  return handle(started, { database, stop: () => stopServer(started.pid, paths) });
}

/** Stops the server of a folder whose parent is gone; true if there was one. Used to sweep up after killed test runs. */
export async function stopAbandoned(folder) {
  const identity = identityFor();
  const home = await reachableFolder(folder, identity);
  const paths = { data: join(home, 'postgres'), owner: join(home, 'postgres.owner') };
  const postmaster = await readPostmaster(paths.data);
  if (!postmaster || !(await isOwnerGone(paths.owner))) return false;
  await stopServer(postmaster.pid, paths);
  return true;
}

function handle({ port, pid, url }, { database, stop }) {
  return { url: withDatabase(url, database), adminUrl: url, port, pid, stop };
}

const urlOf = (password, port) => `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`;

const withDatabase = (url, database) => {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
};

async function findRunning(paths) {
  const postmaster = await readPostmaster(paths.data);
  if (!postmaster) return null;
  const password = (await readFile(paths.password, 'utf8')).trim();
  const url = urlOf(password, postmaster.port);
  if (await answers(url, 5_000)) return { ...postmaster, url };
  // It holds the folder and does not answer: only this one process is stopped, never "any postgres".
  await stopServer(postmaster.pid, paths);
  return null;
}

async function takeOver(paths) {
  if (!(await isOwnerGone(paths.owner))) return false;
  await writeFile(paths.owner, String(process.pid));
  return true;
}

async function isOwnerGone(path) {
  const owner = Number(await readFile(path, 'utf8').catch(() => '0'));
  return owner === process.pid || owner === 0 || !isAlive(owner);
}

async function initialise(native, paths, identity, say) {
  const isReady = await readFile(join(paths.data, 'PG_VERSION')).catch(() => null);
  if (isReady) return;
  say('creating the database files');
  const password = randomBytes(24).toString('hex');
  await writeFile(paths.password, password, { mode: 0o600 });
  const fresh = `${paths.data}.new`;
  const passwordFile = `${paths.password}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (identity.uid !== undefined) {
    await chown(fresh, identity.uid, identity.gid);
    await chown(passwordFile, identity.uid, identity.gid);
  }
  try {
    await run(
      native.initdb,
      [
        `--pgdata=${fresh}`,
        `--username=${superuser}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
      ],
      identity,
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(fresh, paths.data);
}

async function launch(native, paths, identity, durable) {
  const password = (await readFile(paths.password, 'utf8')).trim();
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const log = await open(paths.log, 'a', 0o600);
    const settings = ['-D', paths.data, '-p', String(port), '-h', '127.0.0.1', '-k', '', '-c', 'timezone=UTC'];
    // In a session of its own: Ctrl-C in the terminal must reach us first, so that we close before it does.
    const child = spawn(native.postgres, [...settings, ...(durable ? [] : fastAndLoose)], {
      ...identity,
      cwd: '/',
      detached: true,
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', log.fd, log.fd],
    });
    await log.close();
    child.unref();
    const url = urlOf(password, port);
    const exited = new Promise((resolve) => {
      child.once('exit', () => resolve('exited'));
      child.once('error', () => resolve('exited'));
    });
    const outcome = await Promise.race([exited, answers(url, 30_000)]);
    if (outcome === true && child.pid !== undefined) {
      await writeFile(paths.owner, String(process.pid));
      return { pid: child.pid, port, url };
    }
    if (child.pid !== undefined && outcome !== 'exited') await stopServer(child.pid, paths);
    if (attempt === 3) throw new Error(`The embedded database did not start; its log: ${await lastLines(paths.log)}`);
  }
}

/** SIGINT is Postgres' fast shutdown: open connections are ended, nothing is lost. */
async function stopServer(pid, paths) {
  for (const [signal, patience] of [
    ['SIGINT', 15_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 2_000],
  ]) {
    try {
      process.kill(pid, signal);
    } catch {
      break;
    }
    const until = Date.now() + patience;
    while (isAlive(pid) && Date.now() < until) await sleep(15);
    if (!isAlive(pid)) break;
  }
  await rm(paths.owner, { force: true });
}

async function answers(url, patience) {
  const until = Date.now() + patience;
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      return true;
    } catch {
      if (Date.now() > until) return false;
      await sleep(20);
    } finally {
      await client.end().catch(() => {});
    }
  }
}

async function createDatabase(adminUrl, database) {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (!rowCount) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)} TEMPLATE template0`);
  } finally {
    await client.end();
  }
}

function run(file, args, identity) {
  return new Promise((resolve, reject) => {
    let output = '';
    const child = spawn(file, args, { ...identity, cwd: '/', env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' } });
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (output += text));
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${file} ended with ${code}: ${output}`))));
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const lastLines = async (path) => (await readFile(path, 'utf8').catch(() => '')).split('\n').slice(-12).join('\n');
