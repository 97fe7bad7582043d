import { expect, it } from '@jest/globals';
import { compile } from './compile.js';
import { loadCompiled } from './edge.js';
import { evaluate } from './evaluate.js';
import { openRuleset, parseRuleset } from './read.js';

const subject = { key: 'alice', attributes: { country: 'US' }, now: 0 };

const good = {
  key: 'good',
  enabled: true,
  variationType: 'STRING',
  variations: { on: { key: 'on', value: 'on' } },
  allocations: [{ key: 'a', splits: [{ variationKey: 'on', shards: [] }], doLog: true }],
  totalShards: 10000,
};

const rulesetWith = (bad: unknown): string =>
  `{"format":"SERVER","environment":{"name":"x"},"flags":{"bad":${JSON.stringify(bad)},"good":${JSON.stringify(good)}}}`;

const allocation = good.allocations[0]!;

it.each([
  ['an empty body', ''],
  ['a truncated ruleset', rulesetWith(good).slice(0, -20)],
  ['a page of HTML', '<!doctype html><title>502</title>'],
  ['a list', '[]'],
  ['a number', '7'],
  ['null', 'null'],
  ['an object without flags', '{"format":"SERVER"}'],
  ['flags of a wrong type', '{"format":"SERVER","flags":[]}'],
  ['an unknown format', '{"format":"PRECOMPUTED","flags":{}}'],
])('refuses %s and says why', (_what, text) => {
  expect(() => parseRuleset(text)).toThrow(/^(The ruleset|Expected)/);
  expect(() => openRuleset(text)).toThrow(/^no ruleset|JSON/);
});

it('opens a ruleset that says no more than its flags', () => {
  expect(openRuleset('{"flags":{}}')).toEqual({ format: 'SERVER', flags: {} });
  expect(openRuleset('{"format":"CLIENT","flags":{},"createdAt":"then"}')).toMatchObject({ format: 'CLIENT' });
});

it.each([parseRuleset, openRuleset])('does not quote a long body in its error: %p', (read) => {
  expect.assertions(2);
  for (const text of ['<'.repeat(10_000_000), JSON.stringify('<'.repeat(1_000_000))]) {
    try {
      read(text);
    } catch (cause) {
      expect((cause as Error).message.length).toBeLessThan(200);
    }
  }
});

it.each([
  ['a flag that is null', null],
  ['a flag that is a text', 'on'],
  ['a flag without allocations', { ...good, allocations: undefined }],
  ['an allocation that is a number', { ...good, allocations: [7] }],
  ['variations of a wrong type', { ...good, variations: 7 }],
  ['an unknown variation type', { ...good, variationType: 'DATE' }],
  ['enabled as text', { ...good, enabled: 'true' }],
  ['splits of a wrong type', { ...good, allocations: [{ ...allocation, splits: 'all' }] }],
  ['rules of a wrong type', { ...good, allocations: [{ ...allocation, rules: 'all' }] }],
  ['only malformed rules', { ...good, allocations: [{ ...allocation, rules: [7, { conditions: null }] }] }],
  ['a malformed condition', { ...good, allocations: [{ ...allocation, rules: [{ conditions: [null] }] }] }],
  [
    'a list operator without a list',
    {
      ...good,
      allocations: [
        { ...allocation, rules: [{ conditions: [{ attribute: 'country', operator: 'NOT_ONE_OF', value: 'FR' }] }] },
      ],
    },
  ],
  [
    'a pattern that is no regular expression',
    {
      ...good,
      allocations: [
        { ...allocation, rules: [{ conditions: [{ attribute: 'country', operator: 'NOT_MATCHES', value: '(' }] }] },
      ],
    },
  ],
  ['an unreadable start', { ...good, allocations: [{ ...allocation, startAt: 'soon' }] }],
  ['an unreadable end', { ...good, allocations: [{ ...allocation, endAt: 'later' }] }],
  [
    'a shard without ranges',
    { ...good, allocations: [{ ...allocation, splits: [{ variationKey: 'on', shards: [{ salt: 's' }] }] }] },
  ],
  ['a value that is an object', { ...good, variations: { on: { key: 'on', value: {} } } }],
])('lets %s disable that flag alone', (_what, bad) => {
  const ruleset = compile(parseRuleset(rulesetWith(bad)));

  expect(evaluate(ruleset, 'bad', 'STRING', subject).value).toBeNull();
  expect(evaluate(ruleset, 'good', 'STRING', subject).value).toBe('on');
});

it('takes names of the object prototype for names like any other', () => {
  const text = `{"format":"SERVER","flags":{"__proto__":${JSON.stringify({ ...good, polluted: true })},"toString":${JSON.stringify(good)}}}`;
  const ruleset = compile(parseRuleset(text));

  expect(evaluate(ruleset, '__proto__', 'STRING', subject).value).toBe('on');
  expect(evaluate(ruleset, 'toString', 'STRING', subject).value).toBe('on');
  expect(evaluate(ruleset, 'valueOf', 'STRING', subject).code).toBe('FLAG_UNRECOGNIZED_OR_DISABLED');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

it('survives values nested a thousand deep and attributes that cannot be turned into text', () => {
  const deep = `${'['.repeat(1000)}1${']'.repeat(1000)}`;
  const ruleset = compile(
    parseRuleset(rulesetWith({ ...good, variationType: 'JSON', variations: { on: { key: 'on', value: deep } } })),
  );
  const hostile = { country: Object.create(null) as never };

  expect(evaluate(ruleset, 'bad', 'JSON', subject).code).toBe('MATCH');
  expect(evaluate(ruleset, 'good', 'STRING', { ...subject, attributes: hostile }).value).toBe('on');
  expect(evaluate(ruleset, 'good', 'STRING', { ...subject, attributes: null as never }).value).toBe('on');
});

it('refuses compiled data of another format or half of them', () => {
  expect(() => loadCompiled({ compiled: 2 })).toThrow('format 1');
  expect(() => loadCompiled({ compiled: 1, salts: [] })).toThrow('incomplete');
});
