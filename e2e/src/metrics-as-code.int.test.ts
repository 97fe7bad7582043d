import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MetricView } from '@assay/api-contract';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Browser, startBackend, type TestBackend } from '../../backend/src/testing/index.js';

// The samples of docs/metrics-as-code.md, by the commands that it names.

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
let backend: TestBackend;
let admin: Browser;
let folder = '';
let server: readonly string[];
let key: string;

beforeAll(async () => {
  backend = await startBackend();
  const file = await DuckDBInstance.create(join(backend.config.DATA_DIR, 'shop.duckdb'));
  const connection = await file.connect();
  await connection.run('CREATE TABLE orders (subject VARCHAR, ordered_at TIMESTAMP, amount DOUBLE, status VARCHAR)');
  connection.closeSync();
  file.closeSync();
  admin = await backend.as('admin');
  await admin.post('/connections', { name: 'Shop', settings: { kind: 'duckdb', path: 'shop.duckdb' } });
  await admin.post('/entities', { name: 'User' });
  key = (await admin.post<{ key: string }>('/api-keys', { name: 'Repository', role: 'data_owner' })).body.key;
  server = ['--url', await backend.listen(), '--tag', 'shop'];
  folder = await mkdtemp(join(tmpdir(), 'assay-docs-'));
  const text = await readFile(join(root, 'docs/metrics-as-code.md'), 'utf8');
  for (const [, path = '', yaml = ''] of text.matchAll(/<!-- sample: (\S+) -->\n+```yaml\n([^]*?)```/g)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), yaml);
  }
});
afterAll(async () => {
  await backend?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const assay = (...args: readonly string[]): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['tools/run.js', 'cli/src/main.ts', ...args], {
      cwd: root,
      env: { ...process.env, NODE_OPTIONS: '', ASSAY_API_KEY: key },
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    child.stderr.on('data', (chunk) => (output += String(chunk)));
    child.once('close', (code) => resolve({ code, output: output.trim() }));
  });
const metrics = () => join(folder, 'metrics');

it('checks the samples without a server', async () => {
  expect(await assay('metrics', 'check', metrics())).toEqual({
    code: 0,
    output: '1 fact sources, 2 metrics: nothing wrong.',
  });
});

it('tries a sync out, does it, and then has nothing to do', async () => {
  const tried = await assay('metrics', 'sync', metrics(), ...server, '--dry-run');
  const before = (await admin.get<{ items: MetricView[] }>('/metrics')).body.items;
  const done = await assay('metrics', 'sync', metrics(), ...server);
  const again = await assay('metrics', 'sync', metrics(), ...server);

  const after = (await admin.get<{ items: MetricView[] }>('/metrics')).body.items;
  expect(before).toEqual([]);
  expect(tried).toEqual({
    code: 0,
    output: expect.stringMatching(/^\+ create fact source “Orders”\n[^]*3 to change\.$/),
  });
  expect(done).toEqual({ code: 0, output: expect.stringMatching(/3 changed\.$/) });
  expect(again).toEqual({ code: 0, output: 'Nothing to change.' });
  expect(after.map(({ metric }) => metric.name)).toEqual(['Average order value', 'Revenue per user']);
});

it('tells what the server refuses by file and object', async () => {
  const path = join(metrics(), 'orders.yaml');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('timestamp_column: ordered_at', 'timestamp_column: paid_at'));

  const { code, output } = await assay('metrics', 'sync', metrics(), ...server);

  await writeFile(path, text);
  expect(code).toBe(1);
  expect(output).toMatch(/^orders\.yaml: fact source “Orders”: timestampColumn: The SQL returns no column “paid_at”/);
});

it('pulls what the workspace has, as files that change nothing when they come back', async () => {
  const pulled = join(folder, 'pulled');
  await mkdir(pulled);

  const { code } = await assay('metrics', 'pull', ...server.slice(0, 2), '--out', join(pulled, 'all.yaml'));

  expect(code).toBe(0);
  expect(await assay('metrics', 'sync', pulled, ...server)).toEqual({ code: 0, output: 'Nothing to change.' });
});

it('reads the dbt sample', async () => {
  const { output } = await assay('metrics', 'check', join(folder, 'models'), '--dbt-model-prefix', 'main');

  expect(output).toBe('1 fact sources, 0 metrics: nothing wrong.');
});
