import { expect, it } from '@jest/globals';
import { alwaysValidP, mixtureRho, runningSequence, sequentialBoundary } from './sequential.js';

const rho = mixtureRho(10_000, 0.05);

it('has the published ρ at 95 %', () => {
  expect(rho).toBeCloseTo(1260.056097926, 8);
});

it.each([
  [100, 9.0844],
  [1000, 3.8551],
  [5000, 3.0836],
  [10_000, 3.0352],
  [20_000, 3.0615],
  [50_000, 3.153],
  [100_000, 3.2417],
  [1_000_000, 3.5616],
])('is %d subjects in at %d standard errors', (t, bound) => {
  expect(sequentialBoundary(t, rho, 0.05)).toBeCloseTo(bound, 4);
});

it('is tightest near the subjects it is tuned for', () => {
  const at = (t: number): number => sequentialBoundary(t, rho, 0.05);

  expect(at(10_000)).toBeLessThan(Math.min(at(7000), at(14_000)));
});

it('inverts the boundary in alpha with ρ held', () => {
  expect(alwaysValidP(3.5, 20050, rho)).toBeCloseTo(0.01292205817, 10);
  expect(alwaysValidP(4, 20050, rho)).toBeCloseTo(0.00221400673, 10);
  expect(alwaysValidP(sequentialBoundary(777, rho, 0.05), 777, rho)).toBeCloseTo(0.05, 12);
});

it('intersects the looks, and says so when nothing is left', () => {
  const look = (low: number, high: number, pValue: number) => ({ low, high, pValue });

  expect(runningSequence([look(-1, 1, 1), look(0.1, 0.8, 0.01), look(-0.2, 0.5, 0.2)])).toEqual({
    interval: { low: 0.1, high: 0.5 },
    pValue: 0.01,
  });
  expect(runningSequence([look(0.6, 1, 0.01), look(-0.2, 0.5, 0.2)]).interval).toBeNull();
});
