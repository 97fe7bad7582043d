import { expect, it } from '@jest/globals';
import { isSkewedForSize } from './skew.js';

const arm = (n: number, mean: number, deviation: number) => ({ n, mean, variance: deviation ** 2 / n, df: n - 1 });

it('warns of a small arm of a skewed metric', () => {
  expect(isSkewedForSize(arm(3800, 10, 28), arm(200, 10, 28))).toBe(true);
});

it('is content with enough subjects, equal arms or little skew', () => {
  expect(isSkewedForSize(arm(40_000, 10, 28), arm(4000, 10, 28))).toBe(false);
  expect(isSkewedForSize(arm(200, 10, 28), arm(200, 10, 28))).toBe(false);
  expect(isSkewedForSize(arm(3800, 10, 9), arm(200, 10, 9))).toBe(false);
});
