import { twoSidedP } from '../distributions/normal.js';
import { absoluteDifference } from '../effects/lift.js';
import { sampleMean } from '../effects/sample-mean.js';
import type { Moments } from '../moments/moments.js';

/** Pre-period moments of one metric in control and one treatment, before any adjustment. */
export interface PreperiodPair {
  readonly metric: string;
  readonly treatment: string;
  readonly moments: { readonly control: Moments; readonly treatment: Moments };
}

export interface Imbalance {
  readonly metric: string;
  readonly treatment: string;
  /** Difference of pre-period means in standard errors. */
  readonly z: number;
  readonly pValue: number;
  /** p times the number of tests, at most 1. */
  readonly adjustedPValue: number;
  readonly isAlarm: boolean;
}

/**
 * Do the arms differ before the experiment began? A two-sided z test per metric and treatment on raw pre-period values,
 * Bonferroni over all of them, alarm at 0.001: assignment cannot have caused what came before it.
 *
 * Source:  Kohavi, Tang & Xu (2020), chapter 21; Bonferroni.
 * Domain:  pairs with two subjects an arm and a value that varies; the others are left out. Most suspicious first.
 */
export function preperiodImbalance(pairs: readonly PreperiodPair[], alpha = 0.001): Imbalance[] {
  const tested = pairs.flatMap(({ metric, treatment, moments }) => {
    if (moments.control.n < 2 || moments.treatment.n < 2) return [];
    const control = sampleMean(moments.control);
    const { estimate, variance } = absoluteDifference({
      control,
      treatment: sampleMean(moments.treatment),
      covariance: 0,
    });
    if (!(variance > 0) || !Number.isFinite(estimate)) return [];
    const z = estimate / Math.sqrt(variance);
    return [{ metric, treatment, z, pValue: twoSidedP(z) }];
  });
  return tested
    .map((test): Imbalance => {
      const adjustedPValue = Math.min(1, test.pValue * tested.length);
      return { ...test, adjustedPValue, isAlarm: adjustedPValue < alpha };
    })
    .sort((a, b) => a.pValue - b.pValue);
}
