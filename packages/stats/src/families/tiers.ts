import { adjustFamily, type AdjustedP, type Procedure } from './adjust.js';

export type Tier = 'primary' | 'secondary' | 'monitoring';

/** One test: a metric × treatment, its role and its unadjusted p (null where there is no p). */
export interface TieredTest {
  readonly tier: Tier;
  readonly pValue: number | null;
}

/** One test after adjustment; null p where there was none. */
export interface TieredResult extends Omit<AdjustedP, 'pValue'> {
  readonly pValue: number | null;
}

/** What each tier controls. Primary metrics decide, so they are not made to pay for the others. */
export const defaultTiers: Readonly<Record<Tier, Procedure | 'none'>> = {
  primary: 'holm',
  secondary: 'benjamini_hochberg',
  monitoring: 'benjamini_hochberg',
};

/**
 * Tiered correction: each tier is a family of its own; primary tests keep the family-wise error, secondary and
 * monitoring ones the false discovery rate.
 *
 * Source:  families by question: Bretz, Hothorn & Westfall (2011), section 2.1; procedures as `adjustFamily`.
 * Domain:  p in 0 … 1 or null; results in the order of the input.
 */
export function adjustTiers(
  tests: readonly TieredTest[],
  alpha: number,
  procedures: Readonly<Record<Tier, Procedure | 'none'>> = defaultTiers,
): TieredResult[] {
  const results = tests.map(({ pValue }): TieredResult => ({
    pValue,
    alpha,
    isRejected: pValue !== null && pValue < alpha,
  }));
  for (const tier of ['primary', 'secondary', 'monitoring'] as const) {
    const procedure = procedures[tier];
    if (procedure === 'none') continue;
    const members = tests.flatMap((test, index) =>
      test.tier === tier && test.pValue !== null ? [{ index, pValue: test.pValue }] : [],
    );
    const adjusted = adjustFamily(
      members.map(({ pValue }) => pValue),
      procedure,
      alpha,
    );
    members.forEach(({ index }, place) => {
      const one = adjusted[place];
      if (one) results[index] = one;
    });
  }
  return results;
}
