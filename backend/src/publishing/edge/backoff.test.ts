import { expect, it } from '@jest/globals';
import { backoff } from './backoff.js';

it('doubles from one second to five minutes', () => {
  expect([1, 2, 3, 9, 10, 50].map((attempts) => backoff(attempts, 0))).toEqual([
    1_000, 2_000, 4_000, 256_000, 300_000, 300_000,
  ]);
});

it('takes off up to half, by chance', () => {
  expect(backoff(4, 0.5)).toBe(6_000);
  expect(backoff(4, 0.999)).toBeGreaterThanOrEqual(4_000);
});
