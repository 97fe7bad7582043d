import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Flag, Ruleset, VariationType } from '@assay/flag-evaluation';
import ts from 'typescript';
import { flagTypes } from './flag-types.js';

const aFlag = (key: string, variationType: VariationType, ...values: (string | number | boolean)[]): Flag => ({
  key,
  enabled: true,
  variationType,
  variations: Object.fromEntries(values.map((value, at) => [`v${at}`, { key: `v${at}`, value }])),
  allocations: [],
  totalShards: 10_000,
});

const aRuleset = (...flags: Flag[]): Ruleset => ({
  createdAt: '2026-01-01T00:00:00Z',
  format: 'SERVER',
  environment: { name: 'production' },
  flags: Object.fromEntries(flags.map((flag) => [flag.key, flag])),
});

const ruleset = aRuleset(
  aFlag('layout', 'STRING', 'one-page', "it's"),
  aFlag('is-new', 'BOOLEAN', true, false),
  aFlag('limit', 'INTEGER', 1, 2),
  aFlag('theme', 'JSON', '{"colour":"red","sizes":[1,2]}'),
);

/** Messages of the compiler for a program that uses the generated file. */
const problemsOf = (program: string): string[] => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-types-'));
  try {
    writeFileSync(join(folder, 'flags.ts'), flagTypes(ruleset));
    writeFileSync(
      join(folder, 'app.ts'),
      `import { typedFlags } from './flags';\nconst flags = typedFlags({ close() {} });\n${program}\n`,
    );
    const options = { strict: true, noEmit: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ES2022 };
    const compiled = ts.createProgram([join(folder, 'app.ts')], {
      ...options,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
    });
    return ts.getPreEmitDiagnostics(compiled).map((one) => ts.flattenDiagnosticMessageText(one.messageText, '\n'));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

describe('given types generated from a ruleset', () => {
  it('compiles calls of flags that exist, with their values as types', () => {
    const program = `
      const layout: 'one-page' | "it's" = flags.getString('layout', 'subject', {}, 'one-page');
      const limit: number = flags.getInteger('limit', 'subject', { country: 'US' }, 1);
      const colour: string = flags.getJson('theme', 'subject', {}, { colour: 'blue', sizes: [] }).colour;
      const isNew: boolean = flags.getBooleanDetails('is-new', 'subject', {}, false).value;
      flags.close(); export { layout, limit, colour, isNew };`;

    expect(problemsOf(program)).toEqual([]);
  });

  it('refuses a wrong key, a getter of another type and a fallback that is no value of the flag', () => {
    const wrongKey = problemsOf(`flags.getString('layuot', 'subject', {}, 'one-page'); export {};`);
    const wrongType = problemsOf(`flags.getBoolean('layout', 'subject', {}, false); export {};`);
    const wrongFallback = problemsOf(`flags.getString('layout', 'subject', {}, 'two-pages'); export {};`);

    expect([wrongKey, wrongType, wrongFallback].every((problems) => problems.length > 0)).toBe(true);
  });
});

it('cannot read the keys of an obfuscated ruleset, and says what to use instead', () => {
  expect(() => flagTypes({ ...ruleset, format: 'CLIENT' })).toThrow(/server SDK key/);
});
