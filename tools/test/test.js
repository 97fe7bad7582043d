/**
 * `npm test`: every suite, two at a time, each with its output when it ends; the last line counts them all.
 * `npm test -- unit lint` runs the named ones.
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingFor, suites } from './suites.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const requireAll = process.env.REQUIRE_ALL === '1';
const lanes = 2;
const say = (line) => process.stdout.write(`${line}\n`);

const environment = {
  ...process.env,
  NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
  NX_DAEMON: 'false',
};

const countsIn = (output) => {
  const found = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1);
  return found ? { passed: +found[1], failed: +found[2], skipped: +(found[3] ?? 0) } : null;
};

const runSuite = (suite) =>
  new Promise((resolve) => {
    const begun = performance.now();
    const missing = missingFor(suite);
    if (missing) {
      say(`\n── ${suite.name}: skipped, ${missing}`);
      return resolve({ passed: 0, failed: requireAll ? 1 : 0, skipped: requireAll ? 0 : 1 });
    }
    let output = '';
    const child = spawn(process.execPath, suite.command, {
      cwd: root,
      env: suite.jest ? environment : { ...environment, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => {
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      const counts = countsIn(output) ?? { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
      if (code !== 0 && counts.failed === 0) counts.failed = 1;
      if (requireAll && !suite.lists && counts.skipped > 0) {
        output += `\n${counts.skipped} skipped, and REQUIRE_ALL=1 allows none.\n`;
        counts.failed += counts.skipped;
        counts.skipped = 0;
      }
      if (suite.lists) counts.skipped = 0;
      say(`\n── ${suite.name}: ${counts.failed === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
      if (output.trim()) say(output.trim());
      return resolve(counts);
    });
  });

const wanted = process.argv.slice(2);
const chosen = suites.filter((suite) => wanted.length === 0 || wanted.includes(suite.name));
if (chosen.length === 0) {
  say(`No such suite. There are: ${suites.map((suite) => suite.name).join(', ')}`);
  process.exit(2);
}
const total = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
const work = async (queue) => {
  for (let suite = queue.shift(); suite; suite = queue.shift()) {
    const counts = await runSuite(suite);
    if (counts.failed > 0) failures.push(suite.name);
    for (const key of Object.keys(total)) total[key] += counts[key];
  }
};
// Suites marked `first` build what others read.
for (const suite of chosen.filter((one) => one.first)) await work([suite]);
const queue = chosen.filter((one) => !one.first);
await Promise.all(Array.from({ length: lanes }, () => work(queue)));

if (failures.length > 0) say(`\nFailed: ${failures.join(', ')}`);
say(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed > 0 ? 1 : 0;
