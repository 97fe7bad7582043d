import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from './compile.js';
import { explain } from './details.js';
import { evaluateBandit } from './bandit/evaluate.js';
import { parseBanditModels } from './bandit/model.js';
import { obfuscate } from './obfuscate.js';
import { parseConfigurationWire } from './configuration-wire.js';
import { lookUp, parsePrecomputed } from './precomputed/precomputed.js';
import { parseRuleset } from './read.js';

const root = process.env.CASES_DIR ?? join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'cases');
const folder = join(root, 'ufc');
if (process.env.CASES_DIR !== undefined && !existsSync(folder)) throw new Error(`CASES_DIR has no folder ufc: ${root}`);
const given = existsSync(folder) ? describe : describe.skip;

const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
const json = (name: string) => JSON.parse(text(name));
const casesIn = (part: string) => readdirSync(join(folder, part)).map((name) => json(`${part}/${name}`));

given('given the public flag fixtures', () => {
  it.each([
    ['plain', () => text('flags-v1.json')],
    ['obfuscated by their publisher', () => text('flags-v1-obfuscated.json')],
    ['obfuscated by us', () => JSON.stringify(obfuscate(parseRuleset(text('flags-v1.json'))))],
  ])('gives every answer and every detail, %s', (road, ruleset) => {
    const compiled = compile(parseRuleset(ruleset()));
    for (const { flag, variationType, defaultValue, subjects } of casesIn('tests')) {
      for (const { subjectKey, subjectAttributes, assignment, evaluationDetails } of subjects) {
        const { evaluation, details } = explain(compiled, flag, variationType, {
          key: subjectKey,
          attributes: subjectAttributes,
          now: Date.parse('2026-01-01T00:00:00Z'),
        });
        const {
          flagEvaluationDescription: _ours,
          configFetchedAt: _at,
          configPublishedAt: _on,
          matchedRule,
          ...rest
        } = details;
        const {
          flagEvaluationDescription: _theirs,
          configFetchedAt: _1,
          configPublishedAt: _2,
          ...wanted
        } = evaluationDetails;

        expect(evaluation.code === 'MATCH' ? evaluation.value : defaultValue).toEqual(assignment);
        expect({ ...rest, matchedRule: road === 'plain' ? matchedRule : wanted.matchedRule }).toEqual(wanted);
      }
    }
  });

  it('obfuscates flags as their publisher does', () => {
    const ours = obfuscate(parseRuleset(text('flags-v1.json')));
    const theirs = parseRuleset(text('flags-v1-obfuscated.json'));

    expect(JSON.parse(JSON.stringify(ours.flags))).toEqual(theirs.flags);
  });

  it('chooses the same actions', () => {
    const compiled = compile(parseRuleset(text('bandit-flags-v1.json')));
    const models = parseBanditModels(text('bandit-models-v1.json'));
    for (const { flag, defaultValue, subjects } of casesIn('bandit-tests')) {
      for (const { subjectKey, subjectAttributes, actions, assignment } of subjects) {
        const { variation, action } = evaluateBandit(compiled, models, {
          flagKey: flag,
          subject: { key: subjectKey, attributes: subjectAttributes, now: 0 },
          actions: Object.fromEntries(actions.map((one: { actionKey: string }) => [one.actionKey, one])),
          defaultVariation: defaultValue,
        });

        expect({ variation, action }).toEqual(assignment);
      }
    }
  });

  it.each(['precomputed-v1.json', 'precomputed-v1-deobfuscated.json'])('reads %s', (name) => {
    const wire = parseConfigurationWire(text(`configuration-wire/${name}`));
    const precomputed = parsePrecomputed(wire.precomputed!.response);

    expect(wire.precomputed!.subjectKey).toBe('test-subject-key');
    expect(lookUp(precomputed, 'string-flag', 'STRING').value).toBe('red');
    expect(lookUp(precomputed, 'boolean-flag', 'BOOLEAN').value).toBe(true);
    expect(lookUp(precomputed, 'integer-flag', 'INTEGER').value).toBe(42);
    expect(lookUp(precomputed, 'numeric-flag', 'NUMERIC').value).toBe(3.14);
    expect(lookUp(precomputed, 'json-flag', 'JSON').value).toEqual({ key: 'value', number: 123 });
    expect(lookUp(precomputed, 'string-flag-with-extra-logging', 'STRING').extraLogging).toEqual({
      holdoutKey: 'activeHoldout',
      holdoutVariation: 'all_shipped',
    });
  });
});
