import { expect, it } from '@jest/globals';
import { calibrationQuery } from '@assay/api-contract';
import { metric } from '@assay/definitions';
import type { ResplitSummary } from '../../pipeline/index.js';
import { calibrationOf } from './calibration.js';

const revenue = metric.parse({
  ...{ kind: 'simple', name: 'Revenue', entityId: 'e', precision: 0.1 },
  numerator: { factId: 'f', operation: 'sum' },
});
const bought = metric.parse({
  ...{ kind: 'simple', name: 'Bought', entityId: 'e', precision: 0.1 },
  numerator: { factId: 'f', operation: 'distinct_entity' },
});
const fixed = calibrationQuery.parse({});

/** Numbers between 0 and 1, the same every time (mulberry32). */
const randomFrom = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
};

/** 400 random splits of 4,000 values; `claims` scales the squares that the halves report. */
const splitsOf = (value: (random: () => number) => number, claims = 1): ResplitSummary => {
  const random = randomFrom(7);
  const values = Array.from({ length: 4000 }, () => value(random));
  const half = (chosen: readonly number[]): number[] => {
    const mean = chosen.reduce((sum, one) => sum + one, 0) / chosen.length;
    return [chosen.length, mean, claims * chosen.reduce((sum, one) => sum + (one - mean) ** 2, 0)];
  };
  const halves = Array.from({ length: 400 }, (): [number[], number[]] => {
    const isFirst = values.map(() => random() < 0.5);
    return [half(values.filter((_, i) => isFirst[i])), half(values.filter((_, i) => !isFirst[i]))];
  });
  return { metricId: 'm', variant: 'as_defined', roles: ['numerator'], halves };
};

const exponential = (random: () => number): number => -Math.log(1 - random());
const calibrated = (summary: ResplitSummary, of = revenue, query = fixed) =>
  calibrationOf({ id: 'm', metric: of }, summary, query);

it('trusts intervals that miss as often as their level says, and finds what was planted', () => {
  const found = calibrated(splitsOf(exponential));

  expect(found.verdict).toBe('trusted');
  expect([found.splits, found.judged]).toEqual([400, 400]);
  expect(found.coverage?.rate).toBeGreaterThan(0.92);
  // A lift of 10 % of values with mean and standard deviation 1 in halves of 2,000: 1 / √1000 ≈ 3.2 % error.
  expect(found.power?.rate).toBeGreaterThan(0.8);
  expect(found.halfWidth).toBeCloseTo(1.96 / Math.sqrt(1000), 2);
});

it('does not trust intervals that claim half of the variance', () => {
  const found = calibrated(splitsOf(exponential, 0.5));

  expect(found.verdict).toBe('too_narrow');
  expect(found.falsePositives?.low).toBeGreaterThan(0.05);
  expect(found.coverage?.rate).toBeLessThan(0.9);
});

it('calls intervals for any look cautious where there is one look', () => {
  expect(calibrated(splitsOf(exponential), revenue, { ...fixed, method: 'sequential' }).verdict).toBe('cautious');
});

it('plants a lift into a share as more subjects, not as larger ones', () => {
  const found = calibrated(
    splitsOf((random) => (random() < 0.4 ? 1 : 0)),
    bought,
  );

  expect(found.verdict).toBe('trusted');
  expect(found.coverage?.rate).toBeGreaterThan(0.92);
});

it('says why there is no verdict', () => {
  const withheld = calibrated({ ...splitsOf(exponential), halves: null });
  const rare = calibrated(splitsOf((random) => (random() < 0.001 ? 1000 * random() : 0)));

  expect(withheld).toMatchObject({
    verdict: 'unknown',
    splits: 0,
    explanation: expect.stringMatching(/single values/),
  });
  expect(rare).toMatchObject({
    verdict: 'unknown',
    falsePositives: null,
    explanation: expect.stringMatching(/too small/),
  });
});
