import { describe, expect, it } from '@jest/globals';
import type { AllocationInput } from '@assay/api-contract';
import { compile, evaluate, type Evaluation } from '@assay/flag-evaluation';
import fc from 'fast-check';
import { aDefault, anAllocation, anExperiment, onAndOff } from './testing/builders.js';
import { boundsOf, writeFlag } from './ufc.js';

const write = (allocations: readonly AllocationInput[]): ReturnType<typeof writeFlag> =>
  writeFlag({ key: 'checkout', type: 'BOOLEAN', variations: onAndOff, isEnabled: true, allocations });

const decider = (allocations: readonly AllocationInput[]): ((key: string) => Evaluation) => {
  const flags = { checkout: write(allocations) };
  const ruleset = compile({ createdAt: '', format: 'SERVER', environment: { name: 'test' }, flags });
  return (key) => evaluate(ruleset, 'checkout', 'BOOLEAN', { key, attributes: {}, now: 0 });
};

const subjects = Array.from({ length: 400 }, (_, i) => `subject-${i}`);

it('keeps every subject who is in, with the variation that they have, when the exposure is raised', () => {
  const share = fc.integer({ min: 0, max: 10_000 });
  fc.assert(
    fc.property(
      share,
      share,
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 2 }),
      (a, b, weights) => {
        const at = (exposure: number): ((key: string) => Evaluation) =>
          decider([
            anExperiment({
              trafficExposure: exposure / 10_000,
              splits: [
                { variationKey: 'on', weight: weights[0]! },
                { variationKey: 'off', weight: weights[1]! },
              ],
            }),
          ]);
        const [before, after] = [at(Math.min(a, b)), at(Math.max(a, b))];

        for (const subject of subjects) {
          const was = before(subject).variationKey;
          if (was !== null) expect(after(subject).variationKey).toBe(was);
        }
      },
    ),
    { numRuns: 30 },
  );
});

it('lets in the share that is asked for and splits it by the weights', () => {
  const decide = decider([
    anExperiment({
      trafficExposure: 0.3,
      splits: [
        { variationKey: 'on', weight: 3 },
        { variationKey: 'off', weight: 1 },
      ],
    }),
  ]);
  const found = Array.from({ length: 20_000 }, (_, i) => decide(`s${i}`).variationKey);

  const on = found.filter((key) => key === 'on').length / found.length;
  const off = found.filter((key) => key === 'off').length / found.length;
  expect(on).toBeCloseTo(0.225, 1.7); // 20,000 subjects: standard error 0.003
  expect(off).toBeCloseTo(0.075, 1.7);
});

it('cuts the shards without a gap, whatever the weights', () => {
  expect(boundsOf([1, 1, 1])).toEqual([0, 3333, 6667, 10_000]);
  expect(boundsOf([0, 5, 0])).toEqual([0, 0, 10_000, 10_000]);
  expect(boundsOf([1e-6, 1e6])).toEqual([0, 0, 10_000]);
});

it('says of every allocation whether its assignments are logged: of experiments alone', () => {
  const { allocations } = write([anExperiment(), anAllocation(), aDefault()]);

  expect(allocations.map((one) => [one.key, one.doLog])).toEqual([
    ['test', true],
    ['gate', false],
    ['default', false],
  ]);
});

it('admits nobody at an exposure of zero, and needs no shard for everybody', () => {
  const { allocations } = write([anAllocation({ trafficExposure: 0 }), aDefault()]);

  expect(allocations[0]?.splits[0]?.shards[0]?.ranges).toEqual([]);
  expect(allocations[1]?.splits).toEqual([{ variationKey: 'off', shards: [] }]);
  expect(decider([anAllocation({ trafficExposure: 0 }), aDefault()])('a').variationKey).toBe('off');
});

describe('given two allocations whose keys run into each other', () => {
  it('buckets them independently', () => {
    const of = (key: string, allocation: string): string =>
      writeFlag({
        key,
        type: 'BOOLEAN',
        variations: onAndOff,
        isEnabled: true,
        allocations: [anExperiment({ key: allocation })],
      }).allocations[0]!.splits[0]!.shards[0]!.salt;

    expect(of('a-b', 'c')).not.toBe(of('a', 'b-c'));
  });
});

it('writes JSON values as text and dates in one form', () => {
  const flag = writeFlag({
    key: 'layout',
    type: 'JSON',
    variations: [{ key: 'wide', name: '', value: { columns: 3 } }],
    isEnabled: true,
    allocations: [anAllocation({ startAt: '2026-11-02T09:00:00Z', splits: [{ variationKey: 'wide', weight: 1 }] })],
  });

  expect(flag.variations.wide?.value).toBe('{"columns":3}');
  expect(flag.allocations[0]?.startAt).toBe('2026-11-02T09:00:00.000Z');
});

describe('given a progressive roll-out', () => {
  const day = (number: number): number => Date.UTC(2026, 11, number);
  const phase = (number: number, trafficExposure: number) => ({
    at: new Date(day(number)).toISOString(),
    trafficExposure,
  });
  const rollout = anExperiment({
    trafficExposure: 0,
    phases: [phase(2, 0.1), phase(3, 0.5), phase(4, 1)],
    endAt: new Date(day(9)).toISOString(),
  });
  const ruleset = compile({
    createdAt: '',
    format: 'SERVER',
    environment: { name: 'test' },
    flags: { checkout: write([rollout]) },
  });
  const servedAt = (now: number): Map<string, string> =>
    new Map(
      subjects.flatMap((key) => {
        const { variationKey } = evaluate(ruleset, 'checkout', 'BOOLEAN', { key, attributes: {}, now });
        return variationKey === null ? [] : [[key, variationKey] as const];
      }),
    );

  it('lets in more at each phase, from one ruleset, and moves nobody', () => {
    const [none, some, half, all] = [1, 2, 3, 4].map((number) => servedAt(day(number)));

    expect([none?.size, all?.size]).toEqual([0, subjects.length]);
    expect(some!.size).toBeGreaterThan(0);
    expect(half!.size).toBeGreaterThan(some!.size);
    for (const [key, variation] of some!) expect(half!.get(key)).toBe(variation);
    for (const [key, variation] of half!) expect(all!.get(key)).toBe(variation);
  });

  it('holds each phase to the instant of the next, and ends', () => {
    expect(servedAt(day(3) - 1)).toEqual(servedAt(day(2)));
    expect(servedAt(day(9) - 1).size).toBe(subjects.length);
    expect(servedAt(day(9) + 1).size).toBe(0);
  });

  it('is logged under one experiment', () => {
    expect(write([rollout]).allocations.map(({ key }) => key)).toEqual(['test', 'test', 'test']);
  });
});

it('lets no subject into two parts of one layer, and everybody into one of parts that fill it', () => {
  const inPart = (start: number, end: number) => decider([anAllocation({ layer: { key: 'checkout', start, end } })]);
  const [low, high] = [inPart(0, 4_000), inPart(4_000, 10_000)];

  const both = subjects.filter((key) => low(key).variationKey !== null && high(key).variationKey !== null);
  const neither = subjects.filter((key) => low(key).variationKey === null && high(key).variationKey === null);

  expect([both, neither]).toEqual([[], []]);
  expect(subjects.filter((key) => low(key).variationKey !== null).length / subjects.length).toBeCloseTo(0.4, 1);
});
