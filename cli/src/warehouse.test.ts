import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { runWarehouse } from './warehouse.js';

let folder: string;
const before = process.env['INIT_CWD'];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-cli-'));
  process.env['INIT_CWD'] = folder;
});
afterEach(() => {
  if (before === undefined) delete process.env['INIT_CWD'];
  else process.env['INIT_CWD'] = before;
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = 0;
});

it.each([
  ['another command', ['test', 'connection.json'], 'There is no such command'],
  ['no file', ['check'], 'Name one file'],
  ['two files', ['check', 'a.json', 'b.json'], 'Name one file'],
  ['a file that is not there', ['check', 'absent.json'], 'absent.json'],
])('refuses %s', async (_, args, why) => {
  await expect(runWarehouse(args)).rejects.toThrow(why);
});

it('reads the file from where the command was typed, and ends with the code of the suite', async () => {
  writeFileSync(join(folder, 'connection.json'), '{"settings": {"kind": "oracle"}}');

  await runWarehouse(['check', 'connection.json']);

  expect(process.exitCode).toBe(2);
});
