#!/usr/bin/env node
/**
 * What `npm start`, `npm test` and the other root scripts go through, on any Node from 20 on and with nothing
 * installed: it installs what is missing, chooses a Node that the product runs on, and hands over.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const stampFile = join(root, 'node_modules/.assay-install');
const wantedNode = [22, 22];

const scripts = {
  start: 'tools/start/start.js',
  test: 'tools/test/test.js',
  build: 'tools/build/build.js',
  run: 'tools/run.js',
};

const say = (line) => process.stdout.write(`${line}\n`);

const stampNow = () => {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', 'package.json']) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
};

const npm = (args) =>
  spawnSync('npm', args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', maxBuffer: 1 << 26 });

const install = () => {
  const stamp = stampNow();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  const isFirst = !existsSync(join(root, 'node_modules'));
  say(isFirst ? 'Installing (about 1 GB, once; a minute or two) …' : 'Dependencies changed: installing …');
  const begun = performance.now();
  let result = npm([isFirst ? 'ci' : 'install', '--no-audit', '--no-fund']);
  if (result.status !== 0 && isFirst) result = npm(['install', '--no-audit', '--no-fund']);
  if (result.status !== 0) {
    say(`${result.stdout}\n${result.stderr}`);
    say('The installation failed; the lines above say why. Mend it and run the same command again.');
    process.exit(1);
  }
  writeFileSync(stampFile, stampNow());
  say(`Installed in ${((performance.now() - begun) / 1000).toFixed(0)} s.`);
};

const isEnough = (version) => {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return major > wantedNode[0] || (major === wantedNode[0] && minor >= wantedNode[1]);
};

/** The Node that runs us where it is new enough, else the one that npm installed for this platform. */
const nodeToUse = () => {
  if (isEnough(process.version)) return process.execPath;
  const packaged = join(root, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  if (existsSync(packaged)) return packaged;
  say(
    `Assay needs Node ${wantedNode.join('.')} or newer; this is ${process.version}. Install one and run the command again.`,
  );
  return process.exit(1);
};

const main = () => {
  const [name = '', ...args] = process.argv.slice(2);
  const script = scripts[name];
  if (!script) {
    say(`Usage: launcher.js ${Object.keys(scripts).join(' | ')}`);
    return process.exit(2);
  }
  install();
  const node = nodeToUse();
  const path = `${dirname(node)}:${process.env.PATH ?? ''}`;
  const child = spawn(node, [join(root, script), ...args], {
    cwd: process.cwd(),
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  // The child gets the terminal's Ctrl-C itself; a signal sent to this process alone is handed on.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('error', (error) => {
    say(error.message);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(signal ? 130 : (code ?? 1)));
};

main();
