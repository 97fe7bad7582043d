import { describe, expect, it } from '@jest/globals';
import type { AllocationInput } from '@assay/api-contract';
import { compile, evaluate } from '@assay/flag-evaluation';
import fc from 'fast-check';
import { compileRegex } from '../checks/pattern.js';
import { aDefault, anExperiment, onAndOff } from '../testing/builders.js';
import { type PublishedFlag, writeFlag } from '../ufc.js';
import { type Holdout, meets, withHoldouts } from './holdout.js';

const now = Date.parse('2026-06-01T00:00:00Z');
const part = { key: 'q4', statusQuo: 'off' };

/** What a subject gets and what is logged, as `variation allocation holdoutVariation`. */
const decide = (
  subject: string,
  change: Partial<AllocationInput>,
  { share = 0.2, endAt = null }: { readonly share?: number; readonly endAt?: Date | null } = {},
): string => {
  const known = new Map([['q4', { key: 'q4', share, endAt }]]);
  const allocations = withHoldouts([anExperiment(change), aDefault('off')], known);
  const flag: PublishedFlag = { key: 'checkout', type: 'BOOLEAN', variations: onAndOff, isEnabled: true, allocations };
  const ruleset = compile(
    { createdAt: '', format: 'SERVER', environment: { name: 'Test' }, flags: { checkout: writeFlag(flag) } },
    { compileRegex },
  );
  const found = evaluate(ruleset, 'checkout', null, { key: subject, attributes: { plan: 'pro' }, now });
  return [
    found.variationKey,
    found.doLog ? found.allocationKey : '',
    found.extraLogging?.['holdoutVariation'] ?? '',
  ].join(' ');
};

const subjects = Array.from({ length: 4_000 }, (_, at) => `subject-${at}`);
const shareOf = (change: Partial<AllocationInput>, is: (told: string) => boolean): number =>
  subjects.filter((subject) => is(decide(subject, change))).length / subjects.length;

it('holds out its share in two halves, who keep the status quo and are logged apart from the experiment', () => {
  const change = { holdout: part };

  // Binomial(4,000, 0.1): off by more than 0.03 with a chance below one in a million.
  expect(shareOf(change, (told) => told === 'off test-q4 status_quo')).toBeCloseTo(0.1, 1);
  expect(shareOf(change, (told) => told === 'off test-q4 all_shipped_variants')).toBeCloseTo(0.1, 1);
  expect(shareOf(change, (told) => told.startsWith('on test '))).toBeCloseTo(0.4, 1);
});

it('leaves everybody else what they had', () => {
  for (const subject of subjects.slice(0, 500)) {
    const told = decide(subject, { holdout: part });
    if (!told.includes('test-q4')) expect(told).toBe(decide(subject, {}));
  }
});

it('gives one half and everybody else what was shipped, and the other half the status quo', () => {
  const [before, after] = [{ holdout: part }, { holdout: part, shipped: 'on' }];

  for (const subject of subjects.slice(0, 500)) {
    const half = decide(subject, before).split(' ')[2];
    const expected =
      half === 'status_quo'
        ? 'off test-q4 status_quo'
        : half === 'all_shipped_variants'
          ? 'on test-q4 all_shipped_variants'
          : 'on  ';
    expect(decide(subject, after)).toBe(expected);
  }
});

it('holds nobody out once it has ended', () => {
  for (const subject of subjects.slice(0, 200)) {
    expect(decide(subject, { holdout: part }, { endAt: new Date(now - 1) })).toBe(decide(subject, {}));
  }
});

it('holds out nobody whom the experiment would not let in', () => {
  const rules = [{ conditions: [{ attribute: 'plan', operator: 'ONE_OF' as const, value: ['free'] }] }];

  expect(shareOf({ holdout: part, rules }, (told) => told.includes('q4'))).toBe(0);
  expect(shareOf({ holdout: part, trafficExposure: 0 }, (told) => told.includes('q4'))).toBe(0);
  expect(shareOf({ holdout: part, trafficExposure: 0, shipped: 'on' }, (told) => told !== 'off  ')).toBe(0);
});

it('never moves a held-out subject when the exposure of the experiment is raised', () => {
  fc.assert(
    fc.property(fc.constantFrom(...subjects), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (subject, exposure) => {
      const before = decide(subject, { holdout: part, trafficExposure: exposure });
      if (before.includes('q4')) expect(decide(subject, { holdout: part, trafficExposure: 1 })).toBe(before);
    }),
    { numRuns: 60 },
  );
});

describe('two holdouts', () => {
  const of = (flags: readonly string[] | null): Pick<Holdout, 'flags'> => ({ flags });

  it.each<[readonly string[] | null, readonly string[] | null, boolean]>([
    [null, null, true],
    [null, ['a'], true],
    [['a', 'b'], ['b'], true],
    [['a'], ['b'], false],
  ])('of %p and %p meet: %p', (one, other, expected) => {
    expect(meets(of(one), of(other))).toBe(expected);
  });
});
