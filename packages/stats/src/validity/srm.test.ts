import { expect, it } from '@jest/globals';
import { srmTest } from './srm.js';

it('tests counts against the ordered split', () => {
  const test = srmTest([{ observed: [5000, 5250, 4900], weights: [1, 1, 1] }]);

  expect(test).toMatchObject({ kind: 'srm', degreesOfFreedom: 2 });
  expect(test.kind === 'srm' && test.chiSquare).toBeCloseTo(12.8712871287, 9);
  expect(test.kind === 'srm' && test.pValue).toBeCloseTo(0.00160337649, 10);
});

it('takes no ramp for a mismatch: expected counts are summed over epochs of constant weights', () => {
  const test = srmTest([
    { observed: [9000, 1000], weights: [9, 1] },
    { observed: [5000, 5000], weights: [1, 1] },
  ]);

  expect(test.kind === 'srm' && test.pValue).toBe(1);
});

it('leaves a variation without weight out of the test', () => {
  const test = srmTest([{ observed: [500, 500, 3], weights: [1, 1, 0] }]);

  expect(test.kind === 'srm' && test.degreesOfFreedom).toBe(1);
});

it('says that five expected subjects are needed', () => {
  expect(srmTest([{ observed: [4, 5], weights: [1, 1] }]).kind).toBe('not_enough_data');
});
