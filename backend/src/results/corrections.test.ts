import { describe, expect, it } from '@jest/globals';
import {
  analysisPlan,
  correction,
  experimentDesign,
  metric,
  type AnalysisPlan,
  type MetricRole,
} from '@assay/definitions';
import fc from 'fast-check';
import { correctFamily } from './corrections.js';
import { metricResults, type JudgedMetric, type Lens } from './metric-results.js';
import type { MetricSummary } from './metric-summaries.js';

const test = (role: MetricRole, pValue: number | null) => ({ role, pValue });

it('compares with Holm the smallest p with alpha over all tests, the next with one fewer', () => {
  const tests = [test('primary', 0.02), test('secondary', 0.001), test('guardrail', null), test('secondary', 0.2)];

  const corrected = correctFamily('holm', tests, 0.05);

  expect(corrected.map(({ pValue }) => pValue)).toEqual([0.04, 0.003, null, 0.2]);
  expect(corrected.map(({ alpha }) => alpha)).toEqual([0.025, 0.05 / 3, 0.05, 0.05]);
});

it('corrects each role by itself and no guardrail', () => {
  const tests = [test('primary', 0.03), test('secondary', 0.02), test('secondary', 0.04), test('guardrail', 0.04)];

  const corrected = correctFamily('tiered', [...tests, test('monitoring', 0.04)], 0.05);

  expect(corrected.map(({ pValue }) => pValue)).toEqual([0.03, 0.04, 0.04, 0.04, 0.04]);
  expect(corrected[3]).toEqual({ pValue: 0.04, alpha: 0.05 });
});

const variations = ['control', 'one', 'two'];
const roles: readonly MetricRole[] = ['primary', 'secondary', 'secondary', 'guardrail', 'monitoring'];
const design = experimentDesign.parse({
  experimentKey: 'e',
  assignmentSourceId: 's',
  assignmentFrom: '2026-01-01T00:00:00Z',
  variations: variations.map((key, at) => ({ key, name: key, weight: 1, isControl: at === 0 })),
  metrics: roles.map((role, at) => ({ metricId: `m${at}`, role })),
});
const judged = roles.map((role, at): JudgedMetric => ({
  ...{ id: `m${at}`, version: 1, role, runId: null, statementIds: [], failure: null },
  metric: metric.parse({
    ...{ name: `m${at}`, entityId: 'e', kind: 'simple' },
    numerator: { factId: 'f', operation: 'sum' },
  }),
}));
const n = 2000;
const summariesOf = (lifts: readonly number[]): MetricSummary[] =>
  judged.flatMap(({ id }, metricAt) =>
    variations.map((variation, at) => {
      const mean = 10 * (1 + (at === 0 ? 0 : (lifts[2 * metricAt + at - 1] ?? 0)));
      const moments = { n, roles: ['numerator' as const], sums: [mean * n], means: [mean], products: [25 * (n - 1)] };
      return { metricId: id, variation, moments: { outcome: 'measured' as const, ...moments } };
    }),
  );
const planOf = (change: Partial<AnalysisPlan>): AnalysisPlan => analysisPlan.parse({ cuped: false, ...change });
const lensOf = (plan: AnalysisPlan, level = plan.level): Lens => ({
  ...{ method: plan.method, level, usesCuped: false, effect: 'relative', correction: plan.correction },
});

const estimatesOf = (plan: AnalysisPlan, lens: Lens, lifts: readonly number[]) =>
  metricResults(design, plan, lens, judged, summariesOf(lifts)).flatMap(({ arms }) =>
    arms.flatMap(({ estimate }) => (estimate?.kind === 'estimate' ? [estimate] : [])),
  );

describe('given any lifts, method, correction and level', () => {
  const lifts = fc.array(fc.double({ min: -0.05, max: 0.05, noNaN: true }), { minLength: 10, maxLength: 10 });
  const method = fc.constantFrom('fixed' as const, 'sequential' as const);

  it('has p below alpha exactly where the interval excludes zero', () => {
    fc.assert(
      fc.property(lifts, method, fc.constantFrom(...correction.options), (given, how, kind) => {
        const plan = planOf({ method: how, correction: kind });
        const found = estimatesOf(plan, lensOf(plan), given);

        expect(found).toHaveLength(10);
        for (const { pValue, adjustedPValue, alpha, low, high, evidence } of found) {
          expect((pValue ?? 1) < alpha).toBe(low > 0 || high < 0);
          expect((adjustedPValue ?? 1) < 0.05).toBe(evidence !== 'undecided');
        }
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it('keeps the p-value when another level or correction is looked at', () => {
    fc.assert(
      fc.property(lifts, method, fc.constantFrom(...correction.options), (given, how, kind) => {
        const plan = planOf({ method: how, correction: 'preferential_bonferroni' });
        const planned = estimatesOf(plan, lensOf(plan), given);
        const other = estimatesOf(plan, { ...lensOf(plan, 0.8), correction: kind }, given);

        expect(other.map((one) => one.pValue)).toEqual(planned.map((one) => one.pValue));
      }),
      { seed: 8, numRuns: 100 },
    );
  });
});
