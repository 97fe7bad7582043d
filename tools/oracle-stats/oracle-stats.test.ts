import { expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkAll } from './check.js';
import { differences } from './compare.js';

const cases = process.env.CASES_DIR;
if (cases === undefined) process.stdout.write('CASES_DIR is not set: the cases of other tools are not run\n');

(cases === undefined ? it.skip : it)('agrees with every tool whose method it shares', () => {
  const lines: string[] = [];

  const failures = checkAll(join(cases ?? '', 'stats'), (line) => lines.push(line));

  expect(lines.filter((line) => line.startsWith('FAIL'))).toEqual([]);
  expect(failures).toBe(0);
  expect(lines.at(-1)).toMatch(/^[1-9]\d* passed, 0 failed, \d+ skipped$/);
});

it('fails a method that it does not know', () => {
  const folder = mkdtempSync(join(tmpdir(), 'oracle-'));
  mkdirSync(join(folder, 'expected'));
  writeFileSync(
    join(folder, 'expected', 'a.json'),
    JSON.stringify([{ name: 'x', method: 'tea_leaves', expected: {} }]),
  );
  const lines: string[] = [];

  const failures = checkAll(folder, (line) => lines.push(line));
  rmSync(folder, { recursive: true });

  expect(failures).toBe(1);
  expect(lines.join('\n')).toContain('unknown method "tea_leaves"');
});

it('compares by the tolerance of the case, infinities by their names, and misses nothing', () => {
  const tolerance = { rel: 1e-9, abs: 1e-12 };

  expect(differences({ a: 1, b: 'Infinity', c: null }, { a: 1 + 1e-10, b: Infinity, c: null }, tolerance)).toEqual([]);
  expect(differences({ a: 1, b: [1, 2] }, { a: 1.1 }, tolerance)).toHaveLength(2);
  expect(differences({ a: 1 }, { a: Number.NaN }, tolerance)).toHaveLength(1);
});
