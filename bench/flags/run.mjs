// Evaluations per CPU-second of every client, in one run: npm run bench:flags [-- --quick]
import { spawnSync, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flagKeys, ruleset, shapes, ufcFlag } from './workload.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const quick = process.argv.includes('--quick');
const rounds = quick ? 1 : 3;
const milliseconds = quick ? 400 : 1500;

if (!existsSync(join(here, '..', 'node_modules'))) {
  execFileSync('npm', ['install', '--no-save'], { cwd: join(here, '..'), stdio: 'inherit' });
}
await bundleOurs();

const folder = mkdtempSync(join(tmpdir(), 'bench-flags-'));
const server = await serve();
const address = `http://127.0.0.1:${server.port}`;

try {
  await compareClients();
  await compareShapes();
  startUp();
} finally {
  server.process.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** The server client and the evaluator in one file, as published. */
async function bundleOurs() {
  const { build } = createRequire(join(root, 'package.json'))('esbuild');
  mkdirSync(join(root, '.cache', 'bench'), { recursive: true });
  await build({
    stdin: {
      contents:
        "export * from '@assay/sdk-node'; export { compile, evaluate, obfuscate, parseRuleset } from '@assay/flag-evaluation';",
      resolveDir: root,
    },
    outfile: join(root, '.cache', 'bench', 'assay.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    conditions: ['@assay/source'],
    external: ['re2js'],
  });
}

/** A server in a process of its own, so that its work is nobody's. */
async function serve() {
  const { spawn } = await import('node:child_process');
  const child = spawn(process.execPath, [join(here, 'server.mjs'), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise((resolve, reject) => {
    child.stdout.once('data', (data) => resolve(Number(data)));
    child.once('exit', () => reject(new Error('The benchmark server did not start.')));
  });
  return { process: child, port };
}

function publish(flags) {
  const path = join(folder, 'ruleset.json');
  writeFileSync(path, ruleset(flags));
  return path;
}

function measure(client, request) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(here, 'measure.mjs'), client, JSON.stringify({ address, milliseconds, ...request })],
    { encoding: 'utf8', maxBuffer: 1e8 },
  );
  if (status !== 0) throw new Error(`${client} failed: ${stderr}`);
  return JSON.parse(/^RESULT (.*)$/m.exec(stdout)[1]); // clients print lines of their own
}

async function compareClients() {
  const rulesetPath = publish(flagKeys.map((key) => ufcFlag(key)));
  const clients = {
    assay: 'sdk-node',
    eppo: '@eppo/node-server-sdk',
    growthbook: '@growthbook/growthbook',
    unleash: 'unleash-client',
    launchdarkly: '@launchdarkly/node-server-sdk',
    flagd: '@openfeature/flagd-core',
  };
  for (const row of ['one flag', 'flag i mod 1,000']) {
    const results = new Map(Object.keys(clients).map((client) => [client, []]));
    for (let i = 0; i < rounds; i++) {
      for (const client of results.keys()) results.get(client).push(measure(client, { rulesetPath, row }));
    }
    const rate = (client) => median(results.get(client).map(({ perCpuSecond }) => perCpuSecond));
    print(
      `1,000 flags, one rule + 50/50 split, 10,000 subjects: ${row}`,
      ['client', 'evaluations per CPU-second, median (min)', 'sdk-node is faster by', 'init, ms', 'logging'],
      Object.entries(clients).map(([client, title]) => {
        const runs = results.get(client);
        return [
          `${title} ${versionOf(title)}`.trim(),
          `${thousands(rate(client))} (${thousands(Math.min(...runs.map(({ perCpuSecond }) => perCpuSecond)))})`,
          client === 'assay' ? '' : `${(rate('assay') / rate(client)).toFixed(1)}x`,
          median(runs.map(({ initMs }) => initMs)).toFixed(1),
          runs[0].settings,
        ];
      }),
    );
  }
}

async function compareShapes() {
  const rows = [];
  for (const [shape, { count, flag, obfuscated }] of Object.entries(shapes)) {
    const rulesetPath = publish(flagKeys.slice(0, count).map((key) => ufcFlag(key, flag)));
    const ours = median(times(rounds, () => measure('assay', { rulesetPath, shape }).perCpuSecond));
    const theirs = obfuscated
      ? null
      : median(times(rounds, () => measure('eppo', { rulesetPath, shape }).perCpuSecond));
    rows.push([
      shape,
      thousands(ours),
      theirs === null ? '–' : thousands(theirs),
      theirs === null ? '' : `${(ours / theirs).toFixed(1)}x`,
    ]);
  }
  print(
    'Other shapes, evaluations per CPU-second, median',
    ['shape', 'sdk-node', '@eppo/node-server-sdk', 'ratio'],
    rows,
  );
}

function startUp() {
  const rulesetPath = publish(flagKeys.map((key) => ufcFlag(key)));
  const run = (part) => measure('assay', { rulesetPath, row: 'start-up', part });
  const [cold, warm] = [times(quick ? 3 : 21, () => [run('parse'), run('once')]), times(rounds, () => run('warm'))];
  const line = (title, parse, once) => [title, parse.toFixed(2), once.toFixed(2), (once / parse).toFixed(2)];
  print(
    `Start: 1,000 flags (${readFileSync(rulesetPath).length} bytes) read, compiled and each evaluated once`,
    ['', 'JSON.parse of the same bytes, CPU ms', 'start and 1,000 evaluations, CPU ms', 'ratio'],
    [
      line('warm', median(warm.map(({ parse }) => parse)), median(warm.map(({ once }) => once))),
      line(
        'cold, each the first thing in a process of its own',
        median(cold.map(([parse]) => parse)),
        median(cold.map(([, once]) => once)),
      ),
    ],
  );
  process.stdout.write(`\nNode ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown CPU'}\n`);
}

function print(title, head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |\n`;
  process.stdout.write(`\n### ${title}\n\n${line(head)}${line(head.map(() => '---'))}${rows.map(line).join('')}`);
}

function versionOf(name) {
  const path = join(here, '..', 'node_modules', name, 'package.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).version : '';
}

function times(count, run) {
  return Array.from({ length: count }, run);
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

function thousands(rate) {
  return `${Math.round(rate / 1000).toLocaleString('en')} k`;
}
