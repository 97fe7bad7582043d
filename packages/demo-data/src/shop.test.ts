import { expect, it } from '@jest/globals';
import { demoEffects, seededRandom, shopVisitors, type Shop } from './index.js';

const aShop = (change: Partial<Shop> = {}): Shop => {
  const random = seededRandom(7);
  return {
    seed: 1,
    visitors: 20_000,
    from: '2026-03-01T00:00:00Z',
    days: 14,
    historyDays: 14,
    control: 'control',
    treatment: 'one-page',
    effects: demoEffects,
    assign: () => ({
      experiment: 'checkout',
      featureFlag: 'checkout',
      allocation: 'test',
      variation: random() < 0.5 ? 'one-page' : 'control',
    }),
    ...change,
  };
};

it('gives the same rows for the same seed', () => {
  const first = [...shopVisitors(aShop({ visitors: 50, assign: () => null }))];
  const second = [...shopVisitors(aShop({ visitors: 50, assign: () => null }))];

  expect(second).toEqual(first);
});

it('plants the effect on orders that it says it plants', () => {
  const orders = { 'one-page': 0, control: 0 };
  const days = { 'one-page': 0, control: 0 };
  const end = Date.parse('2026-03-15T00:00:00Z');

  for (const rows of shopVisitors(aShop())) {
    const assigned = rows.assignments[0];
    if (!assigned) continue;
    const arm = assigned.variation as keyof typeof orders;
    days[arm] += end - Date.parse(assigned.timestamp);
    orders[arm] += rows.orders.filter((order) => order.orderedAt >= assigned.timestamp).length;
  }
  const lift = orders['one-page'] / days['one-page'] / (orders.control / days.control) - 1;

  // About 2,200 orders an arm with over-dispersion: the standard error of the lift is near 0.045.
  expect(Math.abs(lift - demoEffects.ordersPerSubject)).toBeLessThan(0.14);
});

it('holds duplicates and subjects in two variations, as real logs do', () => {
  const rows = [...shopVisitors(aShop({ visitors: 5000 }))];

  const mixed = rows.filter((one) => new Set(one.assignments.map((a) => a.variation)).size > 1).length;
  const repeated = rows.filter((one) => one.assignments.length > 1).length;
  expect(mixed).toBeGreaterThan(0);
  expect(mixed / rows.length).toBeLessThan(0.01);
  expect(repeated / rows.length).toBeGreaterThan(0.2);
});
