import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compile } from './compile.js';
import { evaluate, listFlagKeys, type Subject } from './evaluate.js';
import { interpret } from './interpret.js';
import { obfuscate } from './obfuscate.js';
import { openRuleset, parseRuleset } from './read.js';
import { brokenRulesets, moments, rulesets, subjectAttributes, subjectKeys } from '../testing/arbitraries.js';
import type { Ruleset, VariationType } from './wire.js';

const subjects = fc.array(fc.record({ key: subjectKeys, attributes: subjectAttributes, now: moments }), {
  minLength: 1,
  maxLength: 6,
});
const types = fc.constantFrom<VariationType | null>(null, 'STRING', 'BOOLEAN', 'INTEGER', 'NUMERIC', 'JSON');

const sameAnswers = (
  ruleset: Ruleset,
  asked: readonly Subject[],
  flagKeys: readonly string[],
  type: VariationType | null,
  opened = ruleset,
) => {
  const compiled = compile(ruleset);
  const interpreted = interpret(opened);
  for (const flagKey of flagKeys) {
    for (const subject of asked) {
      const expected = evaluate(compiled, flagKey, type, subject);

      expect(interpreted(flagKey, type, subject)).toEqual(expected);
      expect(interpreted(flagKey, type, { ...subject, now: () => subject.now as number })).toEqual(expected);
    }
  }
};

it('answers as the compiled evaluator does, plain and obfuscated', () => {
  fc.assert(
    fc.property(rulesets, subjects, types, (ruleset, asked, type) => {
      const flagKeys = [...listFlagKeys(compile(ruleset)), 'absent', '', '__proto__'];

      for (const sent of [ruleset, obfuscate(ruleset)]) {
        const text = JSON.stringify(sent);
        sameAnswers(parseRuleset(text), asked, flagKeys, type, openRuleset(text));
      }
    }),
    { numRuns: 120, seed: 5 },
  );
});

it('answers as the compiled evaluator does on broken rulesets', () => {
  fc.assert(
    fc.property(brokenRulesets, subjects, types, (ruleset, asked, type) => {
      const flagKeys = listFlagKeys(compile(ruleset));

      sameAnswers(ruleset, asked, flagKeys, type);
      sameAnswers({ ...ruleset, format: 'CLIENT' }, asked, flagKeys, type);
    }),
    { numRuns: 200, seed: 6 },
  );
});

it('never throws, whatever is in the ruleset, the subject or the question', () => {
  fc.assert(
    fc.property(brokenRulesets, fc.anything(), fc.anything(), subjectKeys, (ruleset, attributes, question, key) => {
      const subject = { key, attributes: attributes as never, now: 0 };
      const interpreted = interpret(ruleset);
      for (const flagKey of [...Object.keys(ruleset.flags), question as string]) {
        expect(typeof interpreted(flagKey, 'STRING', subject).code).toBe('string');
        expect(typeof interpreted(flagKey, null, { ...subject, key: question as string }).code).toBe('string');
      }
    }),
    { numRuns: 200, seed: 7 },
  );
});
