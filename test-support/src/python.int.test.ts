import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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

it('skips where the packages cannot be had, and leaves nothing half made', () => {
  expect(pythonWith(join(folder, 'requirements.txt'), 'a suite')).toBeNull();
  expect(readdirSync(join(folder, 'assay'))).toEqual([]);
});

it('fails where every suite is required', () => {
  process.env['REQUIRE_ALL'] = '1';

  expect(() => pythonWith(join(folder, 'requirements.txt'), 'a suite')).toThrow('required for a suite');
});
