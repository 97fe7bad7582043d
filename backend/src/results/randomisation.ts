import type { ArmView, MetricResult } from '@assay/api-contract';
import type { Diagnostic } from '../pipeline/index.js';

/**
 * The randomisation test of a switchback beside each estimate:
 *
 *     p = (1 + #{|difference*| ≥ |difference|}) / (1 + draws)
 *
 * over schedules in which the slots of treatment and control are shuffled within each unit and block, a time as
 * long as one slot of each variation.
 *
 * Source:  Fisher (1935); Bojinov, Simchi-Levi & Zhao (2023), section 4; the + 1: Phipson & Smyth (2010).
 * Oracle:  pipeline/reference/redraws.property.test.ts
 * Domain:  exact where every order within a block was as likely (see `redraws`); without draws there is no test.
 */
export const withRandomisation = (
  metrics: readonly MetricResult[],
  diagnostics: readonly Diagnostic[],
): MetricResult[] => {
  const tests = diagnostics.flatMap((one) => (one.kind === 'redraws' ? one.tests : []));
  return metrics.map((metric) => ({
    ...metric,
    arms: metric.arms.map((arm): ArmView => {
      const test = tests.find((one) => one.metricId === metric.metricId && one.variation === arm.variation);
      if (!test || test.drawn === 0 || arm.estimate?.kind !== 'estimate') return arm;
      const randomisation = { pValue: (1 + test.atLeast) / (1 + test.drawn), draws: test.drawn };
      return { ...arm, estimate: { ...arm.estimate, randomisation } };
    }),
  }));
};
