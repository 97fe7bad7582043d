import { expect, it } from '@jest/globals';
import { powerQuery } from '@assay/api-contract';
import { metric } from '@assay/definitions';
import type { DaySummary, Moments, MomentsSummary } from '../../pipeline/index.js';
import { powerOf, type PowerInput } from './power.js';

const revenue = metric.parse({
  ...{ kind: 'simple', name: 'Revenue', entityId: 'e', precision: 0.05 },
  numerator: { factId: 'f', operation: 'sum' },
});
const variance = 400;

/** Mean 10 and variance 400; the look-back twin has the same variance and explains 36 % of it. */
const momentsOf = (n: number, withCovariate: boolean): Moments => {
  const m2 = variance * (n - 1);
  return withCovariate
    ? {
        ...{ outcome: 'measured', n, roles: ['numerator', 'numerator_covariate'] },
        ...{ sums: [10 * n, 9 * n], means: [10, 9], products: [m2, 0.6 * m2, m2] },
      }
    : { outcome: 'measured', n, roles: ['numerator'], sums: [10 * n], means: [10], products: [m2] };
};
const dayOf = (day: string, n: number): DaySummary => ({
  ...{ metricId: 'm', variation: 'everyone', day },
  moments: momentsOf(n, false),
});
const overall: MomentsSummary = {
  ...{ metricId: 'm', variation: 'everyone', property: null, label: null },
  moments: momentsOf(40_000, true),
};
const input: PowerInput = {
  planned: { id: 'm', metric: revenue, isPrimary: true },
  metrics: 3,
  overall,
  days: [dayOf('2026-03-01', 4000), dayOf('2026-03-06', 30_000), dayOf('2026-03-14', 40_000)],
  from: '2026-03-01T00:00:00.000Z',
  length: 14,
};
const fixed = powerQuery.parse({ method: 'fixed' });

it('gives the smallest lift of the textbook after each week', () => {
  const { points, value } = powerOf(input, fixed);

  expect(value).toBe(10);
  // (1.959964 + 0.841621) × √(2 · 400 / 20,000) / 10
  expect(points.at(-1)).toMatchObject({ days: 14, subjects: 40_000, lift: expect.closeTo(0.05603170436, 9) });
  // The day before last repeats what stood on 6 March.
  expect(points[0]).toMatchObject({ days: 7, subjects: 30_000 });
});

it('credits CUPED with what the look-back explains', () => {
  const { points, varianceReduction } = powerOf(input, fixed);
  const last = points.at(-1);

  expect(varianceReduction).toBeCloseTo(0.36, 3);
  expect(last?.liftWithCuped).toBeCloseTo(0.05603170436 * 0.8, 4);
});

it('names the first day on which the wanted precision is reached', () => {
  const { daysNeeded, daysNeededWithCuped } = powerOf(input, powerQuery.parse({ method: 'fixed', power: 0.5 }));

  expect(daysNeeded).toBe(6);
  expect(daysNeededWithCuped).toBe(6);
  expect(powerOf(input, fixed).daysNeeded).toBeNull();
});

it('needs more for fewer subjects, more variations, a correction or looks at any time', () => {
  const lift = (change: object): number =>
    powerOf(input, powerQuery.parse({ ...fixed, ...change })).points[1]?.lift ?? 0;
  const plain = lift({});

  expect(lift({ exposure: 0.5 })).toBeCloseTo(plain * Math.SQRT2, 12);
  for (const change of [{ variations: 3 }, { correction: 'preferential_bonferroni' }, { method: 'sequential' }])
    expect(lift(change)).toBeGreaterThan(plain);
});

it('says why there is no number', () => {
  const none = powerOf({ ...input, overall: null }, fixed);
  const few = powerOf({ ...input, days: [dayOf('2026-03-01', 30)] }, fixed);

  expect(none).toMatchObject({ value: null, points: [], explanation: expect.stringContaining('see the run') });
  expect(few.points.map((point) => point.lift)).toEqual([null, null]);
});
