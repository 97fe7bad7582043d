/**
 * `npm start`: builds what has changed, starts the product on embedded Postgres and DuckDB with its demo data, and the
 * sample application beside it. Data live in `.assay/`; Ctrl-C stops everything.
 */
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildBackend, buildWeb } from '../build/build.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const begun = performance.now();
const dataFolder = process.env.DATA_DIR ?? join(root, '.assay');
const children = new Set();
let isStopping = false;

const say = (line) =>
  process.stdout.write(`${((performance.now() - begun) / 1000).toFixed(1).padStart(5)} s  ${line}\n`);

const stop = async (code) => {
  if (isStopping) return;
  isStopping = true;
  const ended = [...children].map((child) => new Promise((resolve) => child.once('close', resolve)));
  for (const child of children) child.kill('SIGTERM');
  const patience = setTimeout(() => children.forEach((child) => child.kill('SIGKILL')), 15_000);
  await Promise.all(ended);
  clearTimeout(patience);
  process.stdout.write('Stopped. Your data stay in .assay/; start again with npm start.\n');
  process.exit(code);
};

/** Starts a program of the product; it ends with us, and we end when it ends by itself. */
const startChild = (name, args, environment) => {
  const log = createWriteStream(join(dataFolder, `${name}.log`), { flags: 'a' });
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    // A group of its own: the terminal's Ctrl-C reaches us alone, and we stop the children in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  children.add(child);
  child.on('close', (code) => {
    children.delete(child);
    if (!isStopping && name === 'product') {
      say(`The product ended unexpectedly (${code}); ${join('.assay', 'product.log')} says why.`);
      void stop(1);
    }
  });
  return child;
};

const main = async () => {
  mkdirSync(dataFolder, { recursive: true });
  say('Building …');
  await Promise.all([buildBackend(), buildWeb()]);

  const product = startChild('product', ['backend/dist/main.js'], {
    DATA_DIR: dataFolder,
    DEMO: process.env.DEMO ?? 'true',
  });
  const ready = await new Promise((resolve) => {
    product.on('message', (message) => {
      if (message.kind === 'progress') say(message.text);
      if (message.kind === 'ready') resolve(message);
    });
  });

  if (ready.shop) startChild('shop', ['tools/run.js', 'examples/shop/src/main.ts'], ready.shop);
  say('Ready.');
  process.stdout.write(
    `\n  Open  ${ready.link}\n\n  (signed in, once; ${ready.url} afterwards. Ctrl-C stops everything.)\n\n`,
  );
};

process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));
process.on('exit', () => children.forEach((child) => child.kill('SIGTERM')));
main().catch((error) => {
  process.stdout.write(`${error.message}\n`);
  void stop(1);
});
