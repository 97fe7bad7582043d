import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compile } from './compile.js';
import type { Evaluation } from './compiled.js';
import { decideAll, listLiveFlags } from './decide-all.js';
import { explain } from './details.js';
import { compileAll, loadCompiled } from './edge.js';
import { evaluate, evaluationOf, listFlagKeys, startSubject, type Subject } from './evaluate.js';
import { obfuscate } from './obfuscate.js';
import { lookUp, parsePrecomputed } from './precomputed/precomputed.js';
import { precompute } from './precomputed/precompute.js';
import { parseRuleset } from './read.js';
import { brokenRulesets, moments, rulesets, subjectAttributes, subjectKeys } from '../testing/arbitraries.js';
import { evaluateNaively } from '../testing/naive.js';
import type { Flag, Ruleset } from './wire.js';

const subjects = fc.record({ key: subjectKeys, attributes: subjectAttributes, now: moments });

const naive = (ruleset: Ruleset, flagKey: string, { key, attributes, now }: Subject & { readonly now: number }) =>
  evaluateNaively(ruleset, flagKey, ruleset.flags[flagKey]!.variationType, key, attributes, now);

const core = ({ code, value, variationKey, allocationKey, doLog }: ReturnType<typeof evaluate>) => ({
  code,
  value,
  variationKey,
  allocationKey,
  doLog,
});

it('decides random rulesets as the naive interpreter does', () => {
  fc.assert(
    fc.property(rulesets, fc.array(subjects, { minLength: 1, maxLength: 8 }), (ruleset, asked) => {
      const compiled = compile(parseRuleset(JSON.stringify(ruleset)));
      for (const subject of asked) {
        for (const flagKey of listFlagKeys(compiled)) {
          const type = ruleset.flags[flagKey]!.variationType;
          const answer = evaluate(compiled, flagKey, type, subject);

          expect(core(answer)).toEqual(naive(ruleset, flagKey, subject));
          expect(evaluate(compiled, flagKey, type, { ...subject, now: () => subject.now })).toEqual(answer);
        }
      }
    }),
    { numRuns: 400, seed: 1 },
  );
});

it('decides the same obfuscated, compiled for the edge, traced, and precomputed', () => {
  fc.assert(
    fc.property(rulesets, subjects, (ruleset, subject) => {
      const plain = compile(ruleset);
      const hidden = compile(parseRuleset(JSON.stringify(obfuscate(ruleset))));
      const data: unknown = JSON.parse(JSON.stringify(compileAll(ruleset, { salt: 'salt' })));
      const edge = loadCompiled(data);
      const document = parsePrecomputed(JSON.stringify(precompute(edge, subject)));
      for (const flagKey of listFlagKeys(plain)) {
        const type = ruleset.flags[flagKey]!.variationType;
        const expected = evaluate(plain, flagKey, type, subject);

        const { code, value, doLog } = evaluate(hidden, flagKey, type, subject);
        expect({ code, value, doLog }).toEqual({ code: expected.code, value: expected.value, doLog: expected.doLog });
        expect(explain(plain, flagKey, type, subject).evaluation).toEqual(expected);
        const precomputed = lookUp(document, flagKey, type);
        if (expected.code === 'MATCH') expect(core(precomputed)).toEqual(core(expected));
        else expect(precomputed.code).not.toBe('MATCH');
      }
    }),
    { numRuns: 200, seed: 2 },
  );
});

it('decides all flags in one walk as one by one, and hashes only what they ask for', async () => {
  await fc.assert(
    fc.asyncProperty(rulesets, subjects, async (ruleset, asked) => {
      const edge = loadCompiled(JSON.parse(JSON.stringify(compileAll(ruleset))));
      const subject = startSubject(edge, asked);
      const digested: string[] = [];
      const decided = new Map<string, Evaluation>();

      const hashes = await decideAll(edge, listLiveFlags(edge), subject, digestInto(digested), (flag, split) =>
        decided.set(flag.flagKey, evaluationOf(edge, flag, split)),
      );

      const needed = new Set<number>();
      const counting = { ...asked, hashOf: (salt: number) => (needed.add(salt), hashes[salt]!) };
      for (const flagKey of listFlagKeys(edge)) {
        const answer = evaluate(edge, flagKey, null, counting);
        const isServed = answer.variationKey !== null || answer.allocationKey !== null;
        expect(decided.get(flagKey) ?? null).toEqual(isServed ? answer : null);
        expect(answer).toEqual(evaluate(edge, flagKey, null, asked));
      }
      expect(digested.toSorted()).toEqual(
        [...needed].map((salt) => `${edge.data.salts[salt]!}-${asked.key}`).toSorted(),
      );
    }),
    { numRuns: 200, seed: 3 },
  );
});

const digestInto =
  (digested: string[]) =>
  async (text: string): Promise<ArrayBuffer> => {
    digested.push(text);
    return Uint8Array.from(createHash('md5').update(text).digest()).buffer;
  };

const experiment = (exposure: number, weights: readonly number[]): Ruleset => {
  let start = 0;
  const splits = weights.map((weight, i) => {
    const share = { start, end: (start += weight) };
    return {
      variationKey: `v${i}`,
      shards: [
        { salt: 'traffic', ranges: [{ start: 0, end: exposure }] },
        { salt: 'split', ranges: [share] },
      ],
    };
  });
  const flag: Flag = {
    key: 'test',
    enabled: true,
    variationType: 'STRING',
    variations: Object.fromEntries(weights.map((_, i) => [`v${i}`, { key: `v${i}`, value: `v${i}` }])),
    allocations: [{ key: 'a', splits, doLog: true }],
    totalShards: 10000,
  };
  return { createdAt: '', format: 'SERVER', environment: { name: '' }, flags: { test: flag } };
};

it('never moves an included subject when exposure is raised', () => {
  fc.assert(
    fc.property(fc.nat(10000), fc.nat(10000), fc.array(subjectKeys, { minLength: 20, maxLength: 60 }), (a, b, keys) => {
      const weights = [3000, 3000, 4000];
      const before = compile(experiment(Math.min(a, b), weights));
      const after = compile(experiment(Math.max(a, b), weights));
      for (const key of keys) {
        const was = evaluate(before, 'test', 'STRING', { key, attributes: {}, now: 0 });
        if (was.code === 'MATCH') {
          expect(evaluate(after, 'test', 'STRING', { key, attributes: {}, now: 0 }).value).toBe(was.value);
        }
      }
    }),
    { numRuns: 100, seed: 3 },
  );
});

it('spreads subjects over variations by their weights', () => {
  const compiled = compile(experiment(10000, [2000, 8000]));
  const count = 20_000;

  const first = Array.from({ length: count }, (_, i) =>
    evaluate(compiled, 'test', 'STRING', { key: `subject-${i}`, attributes: {}, now: 0 }),
  ).filter(({ value }) => value === 'v0').length;

  expect(Math.abs(first / count - 0.2)).toBeLessThan(0.012); // four standard errors
});

it('never throws, whatever is in the ruleset, the subject or the question', () => {
  fc.assert(
    fc.property(brokenRulesets, fc.anything(), fc.anything(), subjectKeys, (ruleset, attributes, question, key) => {
      const subject = { key, attributes: attributes as never, now: 0 };
      const plain = compile(ruleset);
      for (const flagKey of [...listFlagKeys(plain), question as string]) {
        expect(typeof evaluate(plain, flagKey, 'STRING', subject).code).toBe('string');
        expect(evaluate(plain, flagKey, null, { ...subject, attributes: {} }).doLog).toEqual(expect.any(Boolean));
        expect(explain(plain, flagKey, 'JSON', subject).details.flagEvaluationCode).toEqual(expect.any(String));
      }
      const edge = loadCompiled(JSON.parse(JSON.stringify(compileAll(ruleset))));
      precompute(edge, { ...subject, attributes: {} });
      const hidden = compile(parseRuleset(JSON.stringify(obfuscate(ruleset))));
      evaluate(hidden, 'new-checkout', 'STRING', subject);
    }),
    { numRuns: 500, seed: 4 },
  );
});
