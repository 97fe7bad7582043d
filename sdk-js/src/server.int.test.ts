import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { body, startDelivery, type Delivery } from './testing/delivery.js';
import { aRuleset } from './testing/ruleset.js';

const home = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { NODE_OPTIONS: _ignored, ...env } = process.env;

let delivery: Delivery;
let built: string;

beforeAll(async () => {
  delivery = await startDelivery(aRuleset({ greeting: 'hello' }));
  built = mkdtempSync(join(tmpdir(), 'assay-server-'));
  execFileSync(process.execPath, ['build.js', built], { cwd: home, env });
}, 30_000);
afterAll(async () => {
  await delivery.close();
  rmSync(built, { recursive: true, force: true });
});

/** Runs a program beside the built entries; resolves once it ended by itself. */
const run = (source: string): Promise<{ code: number | null; output: string }> => {
  const file = join(built, 'esm', 'program.mjs');
  writeFileSync(file, source);
  const child = spawn(process.execPath, [file], { env, timeout: 60_000 });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  return new Promise((done) => child.on('exit', (code) => done({ code, output })));
};

it('keeps no server alive by polling', async () => {
  const result = await run(`
    import { createClient } from './index.js';
    const client = createClient({ sdkKey: 'k', baseUrl: '${delivery.origin}/api', pollingIntervalMs: 50 });
    await client.ready({ timeoutMs: 600000 });
    console.log(client.getString('greeting', 'ada', {}, 'bye'));`);

  expect(result).toEqual({ code: 0, output: 'hello\n' });
});

it('keeps no server alive by the retry of a failed start', async () => {
  delivery.answer = body('{}', {}, 500);

  const result = await run(`
    import { createClient } from './index.js';
    import { createPrecomputedClient } from './precomputed.js';
    const options = { sdkKey: 'k', baseUrl: '${delivery.origin}', initialRetries: 1000, onError(problem) { console.log(problem.message) } };
    createClient(options);
    createPrecomputedClient({ ...options, subjectKey: 'ada' });`);
  delivery.answer = null;

  expect(result.code).toBe(0);
  expect(result.output.trim().split('\n').toSorted()).toEqual([
    'fetching assignments: HTTP 500, check baseUrl and sdkKey',
    'fetching flags: HTTP 500',
  ]);
});
