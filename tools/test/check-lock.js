/** The lock file installs as it is on every platform, and names no place to download from. */
import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';

const lock = readFileSync('package-lock.json', 'utf8');
const addresses = [...lock.matchAll(/"resolved": "https?:[^"]*"/g)];
if (addresses.length > 0) {
  process.stdout.write(`package-lock.json names ${addresses.length} download addresses: remove those lines.\n`);
  process.exit(1);
}
const dry = spawnSync('npm', ['ci', '--dry-run', '--no-audit', '--no-fund'], { encoding: 'utf8' });
if (dry.status !== 0) {
  process.stdout.write(`npm ci would fail:\n${dry.stdout}\n${dry.stderr}\n`);
  process.exit(1);
}
