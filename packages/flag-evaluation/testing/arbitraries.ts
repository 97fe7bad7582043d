import fc from 'fast-check';
import type { Attributes, Condition, Flag, Ruleset, VariationType } from '../src/wire.js';

/** Few names and values, so that conditions and attributes meet often. */
const names = fc.constantFrom('country', 'age', 'plan', 'version', 'id', 'größe', '__proto__', 'constructor');
const texts = fc.constantFrom(
  'US',
  'CA',
  'pro',
  '',
  'true',
  'false',
  '1',
  '3.5',
  '10',
  'null',
  'größe',
  '🚀',
  'subject-1',
);
const versions = fc.constantFrom('1.0.0', '1.2.0', '1.10.0', '2.0.0-alpha', '2.0.0-beta', '2.0.0', '28.5', 'x.y.z');
const numbers = fc.constantFrom(-7, 0, 1, 3.5, 10, 18, 1e21);

export const subjectKeys = fc.oneof(
  fc.nat(200).map((n) => `subject-${n}`),
  fc.constantFrom('größe', '🚀', 'x'.repeat(80)),
);

const values = fc.oneof(texts, versions, numbers, fc.boolean(), fc.constant(null));

export const subjectAttributes: fc.Arbitrary<Attributes> = fc
  .uniqueArray(fc.tuple(names, values), { selector: ([name]) => name, maxLength: 6 })
  .map((entries) => Object.fromEntries(entries));

const conditions: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    attribute: names,
    operator: fc.constantFrom('ONE_OF', 'NOT_ONE_OF'),
    value: fc.array(texts, { maxLength: 12 }),
  }),
  fc.record({
    attribute: names,
    operator: fc.constantFrom('MATCHES', 'NOT_MATCHES'),
    value: fc.constantFrom('US', '^1', '.*', '^$', '[0-9]+', 'alpha|beta', 'größe'),
  }),
  fc.record({
    attribute: names,
    operator: fc.constantFrom('GTE', 'GT', 'LTE', 'LT'),
    value: fc.oneof(numbers, fc.constantFrom('1.0.0', '1.2.0', '2.0.0-beta', '2.0.0', '10', '3.5', '-7')),
  }),
  fc.record({ attribute: names, operator: fc.constant('IS_NULL'), value: fc.boolean() }),
  fc.record({ attribute: names, operator: fc.constant('SOUNDS_LIKE'), value: texts }),
);

const dates = fc.constantFrom('2020-01-01T00:00:00.000Z', '2026-01-01T00:00:00Z', '2030-06-01T12:00:00.000Z');

const ranges = fc.tuple(fc.nat(100), fc.nat(100)).map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));

const shards = fc.record({
  salt: fc.constantFrom('traffic', 'split', 'größe', 's'.repeat(60)),
  ranges: fc.array(ranges, { maxLength: 3 }),
});

const valuesOf: Record<VariationType, fc.Arbitrary<string | number | boolean>> = {
  STRING: fc.oneof({ weight: 9, arbitrary: texts }, { weight: 1, arbitrary: fc.constant(7) }),
  BOOLEAN: fc.oneof({ weight: 9, arbitrary: fc.boolean() }, { weight: 1, arbitrary: fc.constant('yes') }),
  NUMERIC: fc.oneof({ weight: 9, arbitrary: numbers }, { weight: 1, arbitrary: fc.constant('3.5x') }),
  INTEGER: fc.constantFrom(0, 1, -7, 3.5, 1e15),
  JSON: fc.oneof({ weight: 9, arbitrary: fc.json({ maxDepth: 2 }) }, { weight: 1, arbitrary: fc.constant('{oops') }),
};

const types = fc.constantFrom<VariationType>('STRING', 'BOOLEAN', 'NUMERIC', 'INTEGER', 'JSON');

const flagOf = (key: string): fc.Arbitrary<Flag> =>
  types.chain((variationType) =>
    fc.record({
      key: fc.constant(key),
      enabled: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
      variationType: fc.constant(variationType),
      variations: fc
        .tuple(valuesOf[variationType], valuesOf[variationType])
        .map(([a, b]) => ({ a: { key: 'a', value: a }, b: { key: 'b', value: b } })),
      totalShards: fc.constant(100),
      allocations: fc
        .array(
          fc.record(
            {
              rules: fc.array(fc.record({ conditions: fc.array(conditions, { maxLength: 3 }) }), { maxLength: 3 }),
              startAt: dates,
              endAt: dates,
              splits: fc.array(
                fc.record({
                  variationKey: fc.constantFrom('a', 'b', 'b', 'gone'),
                  shards: fc.array(shards, { maxLength: 2 }),
                }),
                { maxLength: 3 },
              ),
              doLog: fc.boolean(),
            },
            { requiredKeys: ['splits', 'doLog'] },
          ),
          { maxLength: 4 },
        )
        .map((allocations) => allocations.map((one, i) => ({ ...one, key: `allocation-${i}` }))),
    }),
  );

const flagKeys = ['new-checkout', 'größe', '__proto__', 'constructor'];

export const rulesets: fc.Arbitrary<Ruleset> = fc.tuple(...flagKeys.map(flagOf)).map((flags) => ({
  createdAt: '2026-01-01T00:00:00.000Z',
  format: 'SERVER',
  environment: { name: 'Production' },
  flags: Object.fromEntries(flags.map((flag) => [flag.key, flag])),
}));

export const moments = fc
  .constantFrom(
    '2019-01-01T00:00:00Z',
    '2020-01-01T00:00:00Z',
    '2026-01-01T00:00:00Z',
    '2027-01-01T00:00:00Z',
    '2030-06-01T12:00:00Z',
    '2031-01-01T00:00:00Z',
  )
  .map((iso) => Date.parse(iso));

/** Good rulesets with some fields of their flags replaced by nonsense. */
export const brokenRulesets: fc.Arbitrary<Ruleset> = fc
  .tuple(rulesets, fc.array(fc.tuple(fc.nat(), fc.jsonValue({ maxDepth: 3 })), { minLength: 1, maxLength: 4 }))
  .map(([ruleset, injuries]) => {
    const places: [Record<string, unknown>, string][] = [];
    const copy = JSON.parse(JSON.stringify(ruleset)) as Record<string, unknown>;
    const walk = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const key of Object.keys(value)) {
        places.push([value as Record<string, unknown>, key]);
        walk((value as Record<string, unknown>)[key]);
      }
    };
    walk(copy.flags);
    for (const [place, nonsense] of injuries) {
      const [owner, key] = places[place % Math.max(1, places.length)] ?? [copy, 'flags'];
      Object.defineProperty(owner, key, { value: nonsense, enumerable: true, configurable: true, writable: true });
    }
    return copy as unknown as Ruleset;
  });
