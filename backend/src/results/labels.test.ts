import { expect, it } from '@jest/globals';
import { jointOf } from '@assay/stats';
import type { MomentsSummary } from '../pipeline/index.js';
import { byLabel, takenTogether } from './labels.js';

const rows = {
  DE: [3, 0, 8, 1],
  FR: [2, 2, 5],
};
const summary = (label: keyof typeof rows, over: Partial<MomentsSummary> = {}): MomentsSummary => {
  const { n, means, products } = jointOf(
    rows[label].map((value) => [value]),
    1,
  );
  return {
    ...{ metricId: 'm', variation: 'control', property: 'Country', label },
    moments: {
      ...{ outcome: 'measured', n, roles: ['numerator'], means: [...means], products: [...products] },
      sums: means.map((mean) => mean * n),
      steps: [n - 1],
    },
    ...over,
  };
};

it('gives the moments of all subjects of the values', () => {
  const [whole, ...others] = takenTogether([summary('DE'), summary('FR')]);

  const all = [...rows.DE, ...rows.FR];
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  expect(others).toEqual([]);
  expect(whole?.moments).toMatchObject({
    n: 7,
    means: [expect.closeTo(mean, 12)],
    products: [
      expect.closeTo(
        all.reduce((sum, value) => sum + (value - mean) ** 2, 0),
        12,
      ),
    ],
    sums: [expect.closeTo(21, 12)],
    steps: [5],
  });
});

it('withholds the whole where a part is withheld', () => {
  const withheld = { outcome: 'suppressed' as const, n: 3, roles: ['numerator' as const] };

  const [whole] = takenTogether([summary('DE'), summary('FR', { moments: withheld })]);

  expect(whole?.moments).toEqual({ outcome: 'suppressed', n: 7, roles: ['numerator'] });
});

it('leaves metrics and variations apart', () => {
  const parts = [summary('DE'), summary('FR', { variation: 'treatment' }), summary('FR', { metricId: 'other' })];

  expect(takenTogether(parts)).toEqual(parts);
  expect([...byLabel(parts).entries()].map(([label, own]) => [label, own.length])).toEqual([
    ['DE', 1],
    ['FR', 2],
  ]);
});
