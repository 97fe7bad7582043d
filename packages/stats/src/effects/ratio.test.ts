import { expect, it } from '@jest/globals';
import { funnelStep, sampleRatio } from './ratio.js';
import { jointOf } from '../moments/joint.js';

it('gives the delta-method variance of a ratio', () => {
  const products = [90, 15, 8].map((variance) => variance * 4999);

  const ratio = sampleRatio({ n: 5000, means: [12, 3], products });

  expect(ratio.mean).toBeCloseTo(4, 12);
  expect(ratio.variance).toBeCloseTo(0.00217777778, 11);
});

it('makes a funnel step from three counts as if the subjects had been there', () => {
  const subjects = [...Array(30).fill([1, 1]), ...Array(20).fill([0, 1]), ...Array(50).fill([0, 0])] as number[][];

  const fromCounts = funnelStep(100, 50, 30);
  const fromRows = jointOf(subjects, 2);

  expect(fromCounts.means).toEqual([0.3, 0.5]);
  fromRows.products.forEach((product, index) => expect(fromCounts.products[index]).toBeCloseTo(product, 10));
});
