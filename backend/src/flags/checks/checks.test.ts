import { describe, expect, it } from '@jest/globals';
import type { AllocationInput, ConditionInput, FlagType, FlagVariation } from '@assay/api-contract';
import { aDefault, anAllocation, anExperiment, onAndOff } from '../testing/builders.js';
import { checkAllocations } from './allocations.js';
import { checkCondition } from './condition.js';
import { refusalOfPattern } from './pattern.js';
import { checkVariations } from './variations.js';

const pathsOf = (allocations: readonly AllocationInput[]): string[] =>
  checkAllocations(allocations, onAndOff).map((error) => error.path);

it('finds nothing wrong with a gate, an experiment and a default', () => {
  expect(pathsOf([anAllocation(), anExperiment(), aDefault()])).toEqual([]);
});

it.each<[string, AllocationInput[], string]>([
  ['two allocations of one key', [anAllocation(), anAllocation()], 'allocations.1.key'],
  ['a default that is not last', [aDefault(), anAllocation()], 'allocations.0.kind'],
  [
    'weights that are all zero',
    [
      anExperiment({
        splits: [
          { variationKey: 'on', weight: 0 },
          { variationKey: 'off', weight: 0 },
        ],
      }),
    ],
    'allocations.0.splits',
  ],
  [
    'a variation that the flag has not',
    [anAllocation({ splits: [{ variationKey: 'maybe', weight: 1 }] })],
    'allocations.0.splits.0.variationKey',
  ],
  [
    'a variation listed twice',
    [
      anExperiment({
        splits: [
          { variationKey: 'on', weight: 1 },
          { variationKey: 'on', weight: 1 },
        ],
      }),
    ],
    'allocations.0.splits.1.variationKey',
  ],
  [
    'an experiment of one variation',
    [anExperiment({ splits: [{ variationKey: 'on', weight: 1 }] })],
    'allocations.0.splits',
  ],
  ['a gate of two', [anAllocation({ splits: anExperiment().splits })], 'allocations.0.splits'],
  ['a default with rules', [{ ...aDefault(), rules: [{ conditions: [] }] }], 'allocations.0.rules'],
  ['a default for a part', [{ ...aDefault(), trafficExposure: 0.5 }], 'allocations.0.trafficExposure'],
  ['a rule without conditions', [anAllocation({ rules: [{ conditions: [] }] })], 'allocations.0.rules.0.conditions'],
  [
    'an end before the start',
    [anAllocation({ startAt: '2026-02-01T00:00:00Z', endAt: '2026-01-01T00:00:00Z' })],
    'allocations.0.endAt',
  ],
])('refuses %s at its field', (_, allocations, path) => {
  expect(pathsOf(allocations)).toContain(path);
});

describe('a condition', () => {
  const refusal = (condition: Omit<ConditionInput, 'attribute'>): string | null =>
    checkCondition({ attribute: 'plan', ...condition }, 'c')?.message ?? null;

  it.each<Omit<ConditionInput, 'attribute'>>([
    { operator: 'ONE_OF', value: ['a', '1'] },
    { operator: 'NOT_ONE_OF', value: ['a'] },
    { operator: 'IS_NULL', value: false },
    { operator: 'MATCHES', value: '^[a-z]+@example\\.com$' },
    { operator: 'NOT_MATCHES', value: 'a|b' },
    { operator: 'GTE', value: 18 },
    { operator: 'GT', value: '1.2.3-beta.1+build' },
    { operator: 'LTE', value: '-1.5e3' },
    { operator: 'LT', value: '0' },
  ])('is taken: $operator $value', (condition) => {
    expect(refusal(condition)).toBeNull();
  });

  it.each<Omit<ConditionInput, 'attribute'>>([
    { operator: 'ONE_OF', value: 'a' },
    { operator: 'ONE_OF', value: [] },
    { operator: 'IS_NULL', value: 'true' },
    { operator: 'MATCHES', value: 5 },
    { operator: 'MATCHES', value: '' },
    { operator: 'GTE', value: 'v1.2.3' },
    { operator: 'GT', value: '28.5.0.1' },
    { operator: 'LT', value: '2026-01-01' },
    { operator: 'LTE', value: '' },
    { operator: 'GT', value: true },
  ])('is refused: $operator $value', (condition) => {
    expect(refusal(condition)).not.toBeNull();
  });
});

describe('a pattern', () => {
  it.each([
    '(?=a)b',
    '(a)\\1',
    '(unclosed',
    'a{1001}',
    '\\Aabc\\z',
    '(?i)abc',
    '\\p{L}+',
    '[[:alpha:]]',
    '[]a]',
    '(?P<x>a)',
    'a'.repeat(1_001),
  ])('that engines cannot read alike or in linear time is refused: %s', (pattern) => {
    expect(refusalOfPattern(pattern)).not.toBeNull();
  });

  it.each(['(a+)+$', '\\.example\\.(com|net)$', '^\\d{3}-[A-Z]+$', 'a\\\\zb', '[\\]a]', '(?:ab)?c', '\\bword\\b'])(
    'that both read is taken: %s',
    (pattern) => {
      expect(refusalOfPattern(pattern)).toBeNull();
    },
  );
});

describe('variations', () => {
  const messages = (type: FlagType, value: FlagVariation['value']): number =>
    checkVariations(type, [{ key: 'a', name: '', value }]).length;

  it.each<[FlagType, FlagVariation['value']]>([
    ['BOOLEAN', false],
    ['STRING', ''],
    ['INTEGER', -3],
    ['NUMERIC', 0.25],
    ['JSON', { deep: [1, null] }],
  ])('of type %s take %p', (type, value) => {
    expect(messages(type, value)).toBe(0);
  });

  it.each<[FlagType, FlagVariation['value']]>([
    ['BOOLEAN', 'true'],
    ['STRING', 5],
    ['STRING', 'x'.repeat(65_537)],
    ['INTEGER', 1.5],
    ['INTEGER', 2 ** 53],
    ['NUMERIC', '1'],
    ['JSON', 'x'.repeat(250_000)],
  ])('of type %s refuse another value', (type, value) => {
    expect(messages(type, value)).toBe(1);
  });

  it('have keys of their own', () => {
    const twice = [onAndOff[0]!, onAndOff[0]!];

    expect(checkVariations('BOOLEAN', twice).map((error) => error.path)).toEqual(['variations.1.key']);
  });
});

describe('given the phases of a roll-out', () => {
  const at = (day: number, trafficExposure: number) => ({ at: `2026-12-0${day}T00:00:00Z`, trafficExposure });

  it('takes one that grows between its start and its end', () => {
    const phases = [at(2, 0.1), at(3, 0.1), at(4, 1)];
    const [startAt, endAt] = ['2026-12-01T00:00:00Z', '2026-12-09T00:00:00Z'];

    expect(pathsOf([anAllocation({ trafficExposure: 0, startAt, endAt, phases })])).toEqual([]);
  });

  it.each<[string, Partial<AllocationInput>, string]>([
    ['out of order', { trafficExposure: 0, phases: [at(3, 0.1), at(2, 0.5)] }, 'phases.1.at'],
    ['before the start', { trafficExposure: 0, startAt: '2026-12-05T00:00:00Z', phases: [at(3, 1)] }, 'phases.0.at'],
    ['that shrink', { trafficExposure: 0.5, phases: [at(3, 0.2)] }, 'phases.0.trafficExposure'],
    ['after the end', { trafficExposure: 0, endAt: '2026-12-02T00:00:00Z', phases: [at(3, 1)] }, 'endAt'],
  ])('refuses phases %s', (_, change, path) => {
    expect(pathsOf([anAllocation(change)])).toEqual([`allocations.0.${path}`]);
  });

  it('refuses them for the default', () => {
    expect(pathsOf([{ ...aDefault(), phases: [at(3, 1)] }])).toEqual(['allocations.0.startAt']);
  });
});
