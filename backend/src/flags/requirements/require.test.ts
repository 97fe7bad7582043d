import { describe, expect, it } from '@jest/globals';
import { type Allocation, compile, type Condition, evaluate, type Flag } from '@assay/flag-evaluation';
import fc from 'fast-check';
import { compileRegex } from '../checks/pattern.js';
import { complement, NotSayable } from './cubes.js';
import { requireFlag } from './require.js';

const totalShards = 100;
const day = (n: number): string => new Date(Date.UTC(2026, 0, n)).toISOString();

const flagOf = (key: string, allocations: readonly Allocation[]): Flag => ({
  ...{ key, enabled: true, variationType: 'STRING', totalShards, allocations },
  variations: Object.fromEntries(['a', 'b', 'c'].map((one) => [one, { key: one, value: one }])),
});
const variationOf = (
  flag: Flag,
  subject: string,
  attributes: Record<string, string | null>,
  now: number,
): string | null =>
  evaluate(
    compile(
      { createdAt: '', format: 'SERVER', environment: { name: '' }, flags: { [flag.key]: flag } },
      { compileRegex },
    ),
    flag.key,
    null,
    { key: subject, attributes, now },
  ).variationKey;

const conditions = fc.array(
  fc.oneof(
    fc.record({
      attribute: fc.constantFrom('plan', 'country'),
      operator: fc.constantFrom('ONE_OF', 'NOT_ONE_OF'),
      value: fc.subarray(['x', 'y', 'z'], { minLength: 1 }),
    }),
    fc.record({
      attribute: fc.constantFrom('plan', 'country'),
      operator: fc.constantFrom('MATCHES', 'NOT_MATCHES'),
      value: fc.constantFrom('^x', 'y|z'),
    }),
    fc.record({ attribute: fc.constantFrom('plan', 'country'), operator: fc.constant('IS_NULL'), value: fc.boolean() }),
  ),
  { minLength: 1, maxLength: 2 },
) as fc.Arbitrary<Condition[]>;

/** A gate, or an experiment of two variations, perhaps for a part of the traffic and between dates. */
const allocation = (key: string): fc.Arbitrary<Allocation> =>
  fc
    .record({
      rules: fc.array(fc.record({ conditions }), { maxLength: 2 }),
      served: fc.subarray(['a', 'b', 'c'], { minLength: 1, maxLength: 2 }),
      exposure: fc.constantFrom(100, 60, 0),
      cut: fc.integer({ min: 10, max: 90 }),
      dates: fc.constantFrom<readonly [number | null, number | null]>([null, null], [5, null], [null, 15], [5, 15]),
    })
    .map(({ rules, served, exposure, cut, dates: [from, until] }) => {
      const traffic = exposure === 100 ? [] : [{ salt: `t-${key}`, ranges: [{ start: 0, end: exposure }] }];
      const [first = 'a', second] = served;
      const part = (start: number, end: number) => ({ salt: `s-${key}`, ranges: [{ start, end }] });
      const splits =
        second === undefined
          ? [{ variationKey: first, shards: traffic }]
          : [
              { variationKey: first, shards: [...traffic, part(0, cut)] },
              { variationKey: second, shards: [...traffic, part(cut, 100)] },
            ];
      return {
        ...{ key, rules, splits, doLog: true },
        ...(from !== null && { startAt: day(from) }),
        ...(until !== null && { endAt: day(until) }),
      };
    });

const waterfall = (name: string) =>
  fc
    .integer({ min: 1, max: 3 })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => allocation(`${name}${at}`))));

const subjects = Array.from({ length: 25 }, (_, at) => ({
  key: `subject-${at}`,
  attributes: { plan: ['x', 'y', 'z', null][at % 4]!, country: ['x', 'y', null][at % 3]! },
}));

it('serves by the published rules what asking the needed flag first would serve', () => {
  const needed = fc.record({ of: waterfall('p'), wanted: fc.subarray(['a', 'b', 'c'], { minLength: 1 }) });
  fc.assert(
    fc.property(needed, waterfall('d'), ({ of, wanted }, [first, ...others]) => {
      const asked = flagOf('needed', of);
      let written: Allocation[];
      try {
        written = requireFlag([first!], { flag: asked, variations: wanted });
      } catch (problem) {
        if (problem instanceof NotSayable) return;
        throw problem;
      }
      const [plain, fallback] = [flagOf('own', [first!, ...others]), flagOf('own', others)];
      const inlined = flagOf('own', [...written, ...others]);
      for (const now of [2, 10, 20].map((n) => Date.parse(day(n)))) {
        for (const { key, attributes } of subjects) {
          const isServed = wanted.includes(variationOf(asked, key, attributes, now) ?? 'nothing');
          const expected = variationOf(isServed ? plain : fallback, key, attributes, now);
          expect(variationOf(inlined, key, attributes, now)).toBe(expected);
        }
      }
    }),
    { numRuns: 300 },
  );
});

const gate = (rule: Condition, variationKey: string): Allocation => ({
  ...{ key: 'gate', rules: [{ conditions: [rule] }], splits: [{ variationKey, shards: [] }], doLog: false },
});
const rest = (variationKey: string): Allocation => ({
  key: 'rest',
  splits: [{ variationKey, shards: [] }],
  doLog: false,
});
const adults: Condition = { attribute: 'age', operator: 'GTE', value: 18 };

describe('given an earlier allocation that compares numbers', () => {
  const flag = flagOf('needed', [gate(adults, 'a'), rest('b')]);

  it('requires its own variation', () => {
    expect(requireFlag([rest('c')], { flag, variations: ['a'] })).toEqual([
      { ...rest('c'), rules: [{ conditions: [adults] }] },
    ]);
  });

  it('refuses to require the variation after it, and says what to do', () => {
    expect(() => requireFlag([rest('c')], { flag, variations: ['b'] })).toThrow(/Require the variation of that/);
  });
});

it('leaves an allocation as it is where the needed flag serves everybody the wanted variations', () => {
  const flag = flagOf('needed', [gate({ attribute: 'plan', operator: 'ONE_OF', value: ['x'] }, 'a'), rest('b')]);

  expect(
    requireFlag([rest('c')], { flag, variations: ['a', 'b'] }).flatMap(({ rules }) => rules ?? []),
  ).not.toContainEqual({
    conditions: [],
  });
  expect(requireFlag([rest('c')], { flag: flagOf('needed', [rest('a')]), variations: ['a'] })).toEqual([rest('c')]);
});

it('lets nobody in where the needed flag is off, gone, or serves nothing of it', () => {
  const off = { ...flagOf('needed', [rest('a')]), enabled: false };

  expect(requireFlag([rest('c')], { flag: off, variations: ['a'] })).toEqual([]);
  expect(requireFlag([rest('c')], { flag: null, variations: ['a'] })).toEqual([]);
  expect(requireFlag([rest('c')], { flag: flagOf('needed', [rest('b')]), variations: ['a'] })).toEqual([]);
});

it('refuses what would take too many rules', () => {
  const many = Array.from({ length: 8 }, (_, at) => ({
    ...gate({ attribute: `a${at}`, operator: 'ONE_OF', value: ['x'] }, 'b'),
    rules: [0, 1].map((n) => ({
      conditions: [0, 1].map((m): Condition => ({ attribute: `a${at}-${n}-${m}`, operator: 'ONE_OF', value: ['x'] })),
    })),
  }));

  expect(() => requireFlag([rest('c')], { flag: flagOf('needed', [...many, rest('a')]), variations: ['a'] })).toThrow(
    /too many/,
  );
});

it('finds the shards outside of ranges', () => {
  expect(
    complement(
      [
        { start: 20, end: 30 },
        { start: 0, end: 10 },
      ],
      100,
    ),
  ).toEqual([
    { start: 10, end: 20 },
    { start: 30, end: 100 },
  ]);
  expect(complement([], 100)).toEqual([{ start: 0, end: 100 }]);
});
