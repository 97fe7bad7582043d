import { describe, expect, it } from '@jest/globals';
import { aggregateImpact } from './aggregate-impact.js';
import { expectedAfterLaunch, fitPrior } from './empirical-bayes.js';
import { geolift } from './geolift.js';
import { globalLift } from './global-lift.js';
import { interaction } from './interaction.js';
import { switchbackEffect, switchbackRandomisationP, type SwitchbackCell } from './switchback.js';
import type { Moments } from '../moments/moments.js';

const cell = (n: number, mean: number, variance: number): Moments => ({ n, mean, m2: variance * (n - 1) });
/** Numbers in [0, 1) that repeat: Park & Miller's generator. */
const seeded = () => {
  let state = 20_261_122;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
};
/** Standard normal by twelve uniform numbers. */
const normalFrom = (random: () => number) => () => Array.from({ length: 12 }, random).reduce((sum, u) => sum + u, -6);

it('scales a lift to the whole metric', () => {
  const arms = [
    { total: 1, n: 50 },
    { total: 1.0606, n: 50 },
  ];
  const lift = { lift: 0.0606, low: 0.02, high: 0.1 };
  const inputs = { arms, everyone: 2.0606 / 0.818, treatment: 1, exposure: 1, lift, hasSrm: false };

  const global = globalLift(inputs);

  expect(global.kind === 'global_lift' && global.lift).toBeCloseTo(0.0492989361, 9);
  expect(global.kind === 'global_lift' && global.coverage).toBeCloseTo(0.818, 12);
  expect(globalLift({ ...inputs, hasSrm: true }).kind).toBe('srm');
});

it('multiplies shipped lifts', () => {
  const impact = aggregateImpact(
    [
      { lift: 0.02, sd: 0.01 },
      { lift: 0.03, sd: 0.01 },
    ],
    0.05,
  );

  expect(impact?.lift).toBeCloseTo(1.02 * 1.03 - 1, 12);
  expect(impact?.low).toBeLessThan(0.0506);
  expect(aggregateImpact([{ lift: -1, sd: 0.1 }], 0.05)).toBeNull();
});

it('finds experiments that disturb each other', () => {
  const found = interaction(
    [
      [cell(25_000, 10, 100), cell(25_000, 10.1, 100)],
      [cell(25_000, 10.5, 100), cell(25_000, 10.2, 100)],
    ],
    'absolute',
  );
  const uneven = interaction(
    [
      [cell(15_000, 10, 100), cell(25_000, 10, 100)],
      [cell(35_000, 10, 100), cell(25_000, 10, 100)],
    ],
    'relative',
  );

  expect(found.kind === 'tested' && found.effect.statistic).toBeCloseTo(3.16227766 ** 2, 6);
  expect(found.kind === 'tested' && found.effect.pValue).toBeCloseTo(0.0015654, 7);
  expect(uneven.kind === 'tested' && uneven.dependence.statistic).toBeCloseTo(4166.6667, 3);
  expect(uneven.kind === 'tested' && uneven.effect.pValue).toBeCloseTo(1, 10);
});

it('takes equal percentages for no interaction on the relative scale', () => {
  const cells = [
    [cell(1000, 10, 4), cell(1000, 11, 4), cell(1000, 12, 4)],
    [cell(1000, 20, 4), cell(1000, 22, 4), cell(1000, 24, 4)],
  ];
  const relative = interaction(cells, 'relative');
  const absolute = interaction(cells, 'absolute');

  expect(relative.kind === 'tested' && relative.effect).toMatchObject({
    degreesOfFreedom: 2,
    pValue: expect.closeTo(1, 9),
  });
  expect(absolute.kind === 'tested' && absolute.effect.pValue).toBeLessThan(1e-6);
});

describe('given a switchback of two cities over forty periods', () => {
  const noise = normalFrom(seeded());
  const cells = (effect: number): SwitchbackCell[] =>
    Array.from({ length: 80 }, (_, index) => {
      const variation = Math.floor(index / 2) % 2;
      const denominator = 100 + (index % 7);
      const numerator = denominator * (2 + effect * variation) + 5 * noise();
      return {
        environment: index % 2 === 0 ? 'a' : 'b',
        period: Math.floor(index / 2),
        variation,
        numerator,
        denominator,
      };
    });

  it('estimates the effect with periods as clusters', () => {
    const found = switchbackEffect(cells(0.2), 1, 'relative');

    expect(found.kind === 'switchback' && found.effect.estimate).toBeCloseTo(0.1, 1);
    expect(found.kind === 'switchback' && found.switches).toBe(78);
    expect(switchbackEffect(cells(0).slice(0, 2), 1, 'absolute').kind).toBe('not_enough_data');
  });

  it('tests by redrawing the schedule', () => {
    const p = (effect: number) =>
      switchbackRandomisationP(cells(effect), { share: 0.5, redraws: 400, random: seeded() });

    expect(p(0.2)).toBeLessThan(0.01);
    expect(p(0)).toBeGreaterThan(0.05);
  });
});

it('fits a prior from past experiments and expects less of a winner', () => {
  const normal = normalFrom(seeded());
  const past = Array.from({ length: 400 }, (_, i) => {
    const standardError = 0.01 + 0.01 * (i % 3);
    return { lift: 0.005 + 0.03 * normal() + standardError * normal(), standardError };
  });

  const prior = fitPrior(past);

  if (prior.kind !== 'prior') throw new Error(prior.because);
  expect(prior.sd).toBeGreaterThan(0.025);
  expect(prior.sd).toBeLessThan(0.035);
  expect(expectedAfterLaunch({ lift: 0.08, standardError: 0.03 }, prior, 0.05).mean).toBeLessThan(0.06);
  expect(fitPrior(past.slice(0, 9)).kind).toBe('not_enough_data');
});

describe('given twelve regions of which one is treated', () => {
  const noise = normalFrom(seeded());
  const season = (t: number, phase: number): number => 1 + 0.2 * Math.sin((2 * Math.PI * t) / 7 + phase);
  const donors = Array.from({ length: 20 }, (_, j) =>
    Array.from({ length: 70 }, (_, t) => (50 + 10 * j) * (season(t, j % 3) + 0.01 * noise())),
  );
  const treated = (effect: number) =>
    Array.from({ length: 70 }, (_, t) => 100 * (season(t, 0) + 0.01 * noise()) * (t >= 56 ? 1 + effect : 1));

  it('finds a planted lift and says how rare it is among placebos', () => {
    const found = geolift({ treated: treated(0.15), donors, start: 56 });

    expect(found.kind === 'geolift' && found.lift).toBeCloseTo(0.15, 1);
    expect(found.kind === 'geolift' && found.pValue).toBeLessThan(0.06);
    expect(found.kind === 'geolift' && found.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
  });

  it('finds nothing where there is nothing', () => {
    const found = geolift({ treated: treated(0), donors, start: 56 });

    expect(found.kind === 'geolift' && Math.abs(found.lift)).toBeLessThan(0.02);
    expect(found.kind === 'geolift' && found.pValue).toBeGreaterThan(0.05);
  });
});
