import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Tests and scripts run in the repository's folder. */
const root = process.cwd();
const patience = 240_000;

/** A product that was started as `npm start` starts it. */
export interface Product {
  /** Without a slash at its end: `http://localhost:41234`. */
  readonly url: string;
  /** Signs a browser in as the owner, once. */
  readonly link: string;
  readonly dataFolder: string;
  /** What the launcher has printed so far. */
  readonly output: () => string;
  /** Sends the signal to the launcher and waits for its end; returns its exit code. */
  readonly stop: (signal?: 'SIGTERM' | 'SIGINT') => Promise<number | null>;
}

/** An empty folder for one product's data; `release` removes it. */
export const newDataFolder = async (): Promise<{ path: string; release: () => Promise<void> }> => {
  const path = await mkdtemp(join(tmpdir(), 'assay-e2e-'));
  return { path, release: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
};

/**
 * Runs `tools/start/start.js` on the data folder and any free port, and waits for the link.
 * Rejects with everything that was printed when it ends first.
 */
export const startProduct = async (
  dataFolder: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<Product> => {
  await buildProduct();
  const child = spawn(process.execPath, ['tools/start/start.js'], {
    cwd: root,
    env: { ...ownEnvironment(), PORT: '0', ...settings, DATA_DIR: dataFolder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((done) => child.once('close', done));
  let output = '';
  const link = await linkOf(child, ended, (text) => (output += text));
  return {
    url: new URL(link).origin,
    link,
    dataFolder,
    output: () => output,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
};

/** Settings of the test run, such as Jest's, are none of the product's. */
export const ownEnvironment = (): NodeJS.ProcessEnv => {
  const { NODE_OPTIONS: _options, NODE_ENV: _kind, DATABASE_URL: _database, ...rest } = process.env;
  return rest;
};

const linkOf = (
  child: ChildProcess,
  ended: Promise<number | null>,
  keep: (text: string) => string,
): Promise<string> => {
  const found = new Promise<string>((done) => {
    const read = (chunk: Buffer) => {
      const link = /Open {2}(http\S+)/.exec(keep(chunk.toString('utf8')))?.[1];
      if (link !== undefined) done(link);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
  });
  const failed = ended.then((code) => {
    throw new Error(`The product ended with ${code} before it was ready:\n${keep('')}`);
  });
  return Promise.race([found, failed]);
};

/** Builds what has changed. Test files run side by side and share the folders that are built: one after the other. */
export const buildProduct = async (): Promise<void> => {
  const lock = join(root, '.cache', 'e2e-build');
  await mkdir(dirname(lock), { recursive: true });
  await until('the build of another test file', () => take(lock));
  try {
    const child = spawn(process.execPath, ['tools/build/build.js'], { cwd: root, env: ownEnvironment() });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    const code = await new Promise((done) => child.once('close', done));
    if (code !== 0) throw new Error(`The build failed:\n${output}`);
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
};

/** A folder is made by one only; one that is older than a build ever takes was left behind by a killed run. */
const take = async (lock: string): Promise<boolean> => {
  try {
    await mkdir(lock);
    return true;
  } catch {
    const made = await stat(lock).catch(() => null);
    if (made !== null && Date.now() - made.mtimeMs > patience) await rm(lock, { recursive: true, force: true });
    return false;
  }
};

/** Asks again until the answer is yes; throws, naming what was waited for, when that takes four minutes. */
export const until = async (what: string, ask: () => Promise<boolean> | boolean): Promise<void> => {
  const begun = Date.now();
  while (!(await ask())) {
    if (Date.now() - begun > patience) throw new Error(`Waited ${patience / 1000} s for ${what}.`);
    await pause(100);
  }
};
