import type { SampleMean } from '../effects/sample-mean.js';

/** Subjects per unit of squared skewness for a 95 % interval of a mean to be right to a quarter of a point a side. */
const perSquaredSkewness = 355;

/**
 * Is the smaller arm too small for so skewed a metric? The normal approximation needs n ≥ 355·skewness², and skewness is at
 * least cv − 1/cv for values that are not negative (cv = s/m), so two moments are enough to warn. With equal arms the skews
 * cancel in the difference: the warning is for splits beyond 1 : 2.
 *
 * Source:  Kohavi, Deng, Longbotham & Xu (2014), "Seven Rules of Thumb for Web Site Experimenters", rule 7; the bound on
 *          skewness: E[y³] ≥ E[y²]²/E[y] (Cauchy–Schwarz) for y ≥ 0.
 * Domain:  arms of a metric that is not negative; a mean of zero or less is never flagged.
 */
export function isSkewedForSize(control: SampleMean, treatment: SampleMean): boolean {
  const [small, large] = control.n <= treatment.n ? [control, treatment] : [treatment, control];
  if (small.mean <= 0 || small.n * 2 >= large.n) return false;
  const variation = Math.sqrt(small.variance * small.n) / small.mean;
  const skewness = variation - 1 / variation;
  return skewness > 0 && small.n < perSquaredSkewness * skewness ** 2;
}
