import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { pythonWith } from './python.js';

let folder: string;
const before = { ...process.env };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-python-'));
  writeFileSync(join(folder, 'requirements.txt'), './there-is-no-such-package\n');
  // What cannot be filled, with or without a network; an environment is made for real, so this takes some seconds.
  process.env = { ...before, XDG_CACHE_HOME: folder };
  delete process.env['REQUIRE_ALL'];
});
afterEach(() => {
  process.env = before;
  rmSync(folder, { recursive: true, force: true });
});

/** Where the environment of the requirements file is locked while it is made. */
const lockOf = (): string => {
  const digest = createHash('sha256')
    .update(readFileSync(join(folder, 'requirements.txt')))
    .digest('hex')
    .slice(0, 16);
  return join(folder, 'assay', `venv-${digest}.lock`);
};

it('skips where the packages cannot be had, and leaves nothing half made, nor the lock of a process that died', () => {
  mkdirSync(lockOf(), { recursive: true });
  utimesSync(lockOf(), new Date(0), new Date(0));

  expect(pythonWith(join(folder, 'requirements.txt'), 'a suite')).toBeNull();
  expect(readdirSync(join(folder, 'assay'))).toEqual([]);
});

it('fails where every suite is required', () => {
  process.env['REQUIRE_ALL'] = '1';

  expect(() => pythonWith(join(folder, 'requirements.txt'), 'a suite')).toThrow('required for a suite');
});

it('waits while another process makes the same environment, and takes what that one made', async () => {
  const lock = lockOf();
  mkdirSync(lock, { recursive: true });
  const python = join(lock.replace(/\.lock$/, ''), 'bin', 'python');
  // Another process: it finishes the environment and lets go of the lock.
  const other = join(folder, 'other.mjs');
  writeFileSync(
    other,
    `import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
     import { dirname } from 'node:path';
     const [python, lock] = process.argv.slice(2);
     mkdirSync(dirname(python), { recursive: true });
     writeFileSync(python, '');
     rmSync(lock, { recursive: true });`,
  );
  const ended = new Promise((resolve) => fork(other, [python, lock]).once('exit', resolve));

  expect(pythonWith(join(folder, 'requirements.txt'), 'a suite')).toBe(python);
  await ended;
});
