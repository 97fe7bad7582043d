import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from './compile.js';
import { compileAll, loadCompiled } from './edge.js';
import { evaluate } from './evaluate.js';
import { interpret, type Interpret } from './interpret.js';
import { obfuscate } from './obfuscate.js';
import { readRuleset } from './read.js';
import type { CompiledRuleset, Evaluation } from './compiled.js';
import type { Attributes, Ruleset, VariationType } from './wire.js';

interface CaseFile {
  readonly about: string;
  readonly now: string;
  readonly ruleset: Ruleset;
  readonly cases: readonly {
    readonly flag: string;
    readonly type: VariationType;
    readonly subjectKey: string;
    readonly attributes: Attributes;
    readonly expected: Partial<Evaluation>;
  }[];
}

const folder = join(import.meta.dirname, '..', 'cases');

const asking =
  (compiled: CompiledRuleset): Interpret =>
  (...asked) =>
    evaluate(compiled, ...asked);

const roads = {
  plain: (ruleset: Ruleset) => asking(compile(readRuleset(ruleset))),
  obfuscated: (ruleset: Ruleset) => asking(compile(obfuscate(ruleset))),
  'compiled for the edge': (ruleset: Ruleset) => asking(loadCompiled(JSON.parse(JSON.stringify(compileAll(ruleset))))),
  interpreted: (ruleset: Ruleset) => interpret(readRuleset(ruleset)),
  'obfuscated and interpreted': (ruleset: Ruleset) => interpret(obfuscate(ruleset)),
};

for (const name of readdirSync(folder)) {
  const { about, now, ruleset, cases } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as CaseFile;

  describe(`${name}: ${about}`, () => {
    it.each(Object.entries(roads))('holds for a ruleset %s', (road, ready) => {
      const decide = ready(ruleset);
      for (const { flag, type, subjectKey, attributes, expected } of cases) {
        const isLeftOut =
          !['plain', 'interpreted'].includes(road) &&
          (expected.code === 'ASSIGNMENT_ERROR' || !ruleset.flags[flag]?.enabled);
        const answer = decide(flag, type, { key: subjectKey, attributes, now: Date.parse(now) });

        const about = { flag, subjectKey, attributes };
        if (isLeftOut) expect({ about, value: answer.value }).toEqual({ about, value: expected.value });
        else expect({ about, ...answer }).toEqual({ about, ...answer, ...expected });
      }
    });
  });
}
