import gammaln from '@stdlib/math-base-special-gammaln';
import type { SplitCounts } from './srm.js';

/** Weight of the prior on the ordered split, in subjects: larger finds small mismatches, smaller finds gross ones. */
export const defaultConcentration = 1000;

/** Alarm of the sequential test. It holds at every look, so it need not be as strict as the chi-square's. */
export const sequentialSrmAlpha = 0.01;

/**
 * ln of the Bayes factor for "some other split" against the ordered one, with a Dirichlet(κw) prior:
 *
 *     ln BF = lnΓ(κ) − lnΓ(κ + N) + Σ [ lnΓ(κw_v + O_v) − lnΓ(κw_v) ] − Σ O_v·ln w_v
 *
 * Source:  Lindon & Malek (2022), "Anytime-Valid Inference For Multinomial Count Data", eq. 9.
 * Oracle:  oracles/srm.json
 * Domain:  counts ≥ 0; variations without weight are left out; κ > 0. Fewer than two variations give 0.
 */
export function splitBayesFactor({ observed, weights }: SplitCounts, concentration = defaultConcentration): number {
  const active = weights.flatMap((weight, v) => (weight > 0 ? [{ weight, count: observed[v] ?? 0 }] : []));
  if (active.length < 2) return 0;
  const all = active.reduce((sum, { weight }) => sum + weight, 0);
  const n = active.reduce((sum, { count }) => sum + count, 0);
  return active.reduce(
    (sum, { weight, count }) => {
      const share = weight / all;
      return sum + gammaln(concentration * share + count) - gammaln(concentration * share) - count * Math.log(share);
    },
    gammaln(concentration) - gammaln(concentration + n),
  );
}

/** Sequential p of one look: min(1, 1/BF). Alarm below `sequentialSrmAlpha`. Source, domain: `splitBayesFactor`. */
export const sequentialSrmP = (counts: SplitCounts, concentration = defaultConcentration): number =>
  Math.min(1, Math.exp(-splitBayesFactor(counts, concentration)));

/**
 * Running p over looks and epochs: within an epoch of constant weights the smallest p so far; epochs are tests of their
 * own, so the smallest of them is multiplied by their number. Counts of a look are those since the epoch began.
 * Recomputed from counts, so a restatement changes earlier looks too.
 *
 * Source:  Lindon & Malek (2022), section 3 (running minimum); Bonferroni over epochs.
 * Domain:  epochs in order, each with its looks in order. No look gives 1.
 */
export function runningSrmP(epochs: readonly (readonly SplitCounts[])[], concentration = defaultConcentration): number {
  const smallest = epochs.map((looks) =>
    looks.reduce((lowest, look) => Math.min(lowest, sequentialSrmP(look, concentration)), 1),
  );
  return Math.min(1, Math.max(1, epochs.length) * Math.min(1, ...smallest));
}
