/**
 * How long `npm start` takes once everything is installed: the first time, on empty data with nothing built, and the
 * second time. The link is printed when the decided experiment has its results.
 *   npm run bench:start
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = process.cwd();
const dataFolder = mkdtempSync(join(tmpdir(), 'assay-bench-'));

/** Seconds from the command to the signed-in link; the product is stopped afterwards. */
const timeStart = () =>
  new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(process.execPath, [join(root, 'tools/start/start.js')], {
      cwd: root,
      env: { ...process.env, DATA_DIR: dataFolder, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    let seconds = null;
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (seconds !== null || !output.includes('Open ')) return;
      seconds = (performance.now() - begun) / 1000;
      child.kill('SIGTERM');
    });
    child.on('close', () => (seconds === null ? reject(new Error(output)) : resolve(seconds)));
  });

for (const folder of ['web/dist', 'backend/dist']) rmSync(join(root, folder), { recursive: true, force: true });
const rows = [
  ['first start: builds, seeds and analyses', await timeStart(), 20],
  ['second start', await timeStart(), 5],
];
for (const [name, seconds, goal] of rows) {
  process.stdout.write(`${name.padEnd(42)} ${seconds.toFixed(1).padStart(6)} s   (goal <= ${goal} s)\n`);
}
rmSync(dataFolder, { recursive: true, force: true });
