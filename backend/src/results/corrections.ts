import type { AnalysisPlan, MetricRole } from '@assay/definitions';
import { adjustFamily, adjustTiers, type Tier } from '@assay/stats';

type Kind = AnalysisPlan['correction'];
/** Corrections that need the p-values of all tests; the others know the alpha of a metric beforehand. */
export type FamilyCorrection = Extract<Kind, 'holm' | 'benjamini_hochberg' | 'tiered'>;

export const isFamily = (kind: Kind): kind is FamilyCorrection =>
  kind === 'holm' || kind === 'benjamini_hochberg' || kind === 'tiered';

/** One metric × treatment of an experiment; p is null where there is no estimate. */
export interface FamilyTest {
  readonly role: MetricRole;
  readonly pValue: number | null;
}

/** What one test is compared with after correction. */
export interface CorrectedTest {
  /** Compare with alpha; null where there was no p. */
  readonly pValue: number | null;
  /** Compare the unadjusted p with this: the error rate of the interval that says the same. */
  readonly alpha: number;
}

/**
 * Corrects all tests of an experiment together. Holm keeps the chance of any false claim at alpha, Benjamini and
 * Hochberg the expected share of false claims. Tiered: primary metrics by Holm, secondary and monitoring ones by
 * Benjamini and Hochberg, each tier by itself; guardrails are not corrected, because that would make harm harder to see.
 */
export const correctFamily = (
  kind: FamilyCorrection,
  tests: readonly FamilyTest[],
  alpha: number,
): readonly CorrectedTest[] => {
  if (kind === 'tiered') return tiered(tests, alpha);
  const known = tests.flatMap(({ pValue }, at) => (pValue === null ? [] : [{ pValue, at }]));
  const adjusted = adjustFamily(
    known.map(({ pValue }) => pValue),
    kind,
    alpha,
  );
  return tests.map(({ pValue }, at) => {
    const one = adjusted[known.findIndex((test) => test.at === at)];
    return one ? { pValue: one.pValue, alpha: one.alpha ?? alpha } : { pValue, alpha };
  });
};

const tiered = (tests: readonly FamilyTest[], alpha: number): readonly CorrectedTest[] => {
  const inTiers = tests.flatMap(({ role, pValue }, at) => {
    const tier: Tier | null = role === 'guardrail' ? null : role;
    return tier === null ? [] : [{ tier, pValue, at }];
  });
  const adjusted = adjustTiers(inTiers, alpha);
  return tests.map(({ pValue }, at) => {
    const one = adjusted[inTiers.findIndex((test) => test.at === at)];
    return one ? { pValue: one.pValue, alpha: one.alpha ?? alpha } : { pValue, alpha };
  });
};
