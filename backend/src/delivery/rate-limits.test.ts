import { expect, it } from '@jest/globals';
import type { Grant } from '@assay/edge-handler';
import { RateLimits } from './rate-limits.js';

const aGrant = (): Grant => ({ environment: 'env_a', kind: 'server', tags: 'all' });
const countAllowed = (limits: RateLimits, grant: Grant, tries: number): number =>
  Array.from({ length: tries }, () => limits.delayOf(grant)).filter((delay) => delay === 0).length;

it('lets two seconds’ worth in at once, then as many as the rate says', () => {
  let now = 0;
  const limits = new RateLimits(10, () => now);
  const grant = aGrant();

  const atOnce = countAllowed(limits, grant, 100);
  now += 1_000;
  const later = countAllowed(limits, grant, 100);
  now += 60_000;
  const rested = countAllowed(limits, grant, 100);

  expect([atOnce, later, rested]).toEqual([20, 10, 20]);
});

it('says how long to wait, and is right', () => {
  let now = 0;
  const limits = new RateLimits(2, () => now);
  const grant = aGrant();
  countAllowed(limits, grant, 4);

  const wait = limits.delayOf(grant);
  now += wait * 1_000;

  expect(wait).toBeCloseTo(0.5, 12);
  expect(limits.delayOf(grant)).toBe(0);
});

it('keeps keys of the same environment apart', () => {
  const limits = new RateLimits(1, () => 0);

  expect([countAllowed(limits, aGrant(), 9), countAllowed(limits, aGrant(), 9)]).toEqual([2, 2]);
});

it('limits nothing at rate 0, and is not fooled by a clock that goes back', () => {
  let now = 10_000;
  const strict = new RateLimits(1, () => now);
  const grant = aGrant();
  countAllowed(strict, grant, 9);

  now = 0;

  expect(strict.delayOf(grant)).toBeGreaterThan(0);
  expect(countAllowed(new RateLimits(0, () => now), grant, 1_000)).toBe(1_000);
});
