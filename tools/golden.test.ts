import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { init, parse } from '@polyglot-sql/sdk';
import { dialectKinds, dialects } from '@assay/warehouse-sql';
import { goldenCases } from '../packages/warehouse-sql/src/golden-cases.js';
import { goldenFiles, goldenFolder } from './golden.js';

const parserName: Readonly<Record<string, string>> = { postgres: 'postgresql' };

beforeAll(() => init());

it('has golden SQL that is what the code writes now (else: npm run golden, and review)', () => {
  const onDisk = readdirSync(goldenFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const wanted = goldenFiles();

  expect(onDisk.sort()).toEqual([...wanted.keys()].sort());
  for (const [path, text] of wanted) expect([path, readFileSync(path, 'utf8')]).toEqual([path, text]);
});

describe.each([...dialectKinds])('%s', (kind) => {
  it.each(goldenCases(dialects[kind]).map((one) => [`${one.query}/${one.name}`, one.statement] as const))(
    'writes %s so that an independent parser reads one statement',
    (_, statement) => {
      const { success, error, ast } = parse(statement.text, (parserName[kind] ?? kind) as Parameters<typeof parse>[1]);

      expect([success, error ?? null]).toEqual([true, null]);
      expect(ast).toHaveLength(1);
    },
  );

  it('keeps every statement within the limits of the warehouse', () => {
    const { limits } = dialects[kind];
    for (const { statement } of goldenCases(dialects[kind])) {
      expect(statement.text.length).toBeLessThan(limits.textCharacters / 2);
      expect(statement.columns.length).toBeLessThan(limits.selectColumns);
    }
  });
});
