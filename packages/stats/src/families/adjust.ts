/** How p-values of a family of tests are adjusted. */
export type Procedure =
  | 'bonferroni'
  | 'sidak'
  | 'holm'
  | 'holm_sidak'
  | 'hochberg'
  | 'hochberg_sidak'
  | 'hommel'
  | 'benjamini_hochberg'
  | 'benjamini_yekutieli';

/** One test of a family after adjustment, at the place of its p-value in the input. */
export interface AdjustedP {
  /** Compare with alpha. */
  readonly pValue: number;
  /** Compare the unadjusted p with this; null for Hommel, which has no such form. */
  readonly alpha: number | null;
  readonly isRejected: boolean;
}

/**
 * Adjusted p-values of a family:
 *
 *     bonferroni m·p · šidák 1 − (1 − p)^m
 *     holm           max over smaller p of (m − k + 1)·p₍ₖ₎                   (any dependence)
 *     holm_sidak     the same with 1 − (1 − p)^(m − k + 1)
 *     hochberg       min over larger p of (m − k + 1)·p₍ₖ₎                    (positive dependence)
 *     hommel         smallest alpha whose closed Simes test rejects           (positive dependence)
 *     benjamini_hochberg   min over larger p of m·p₍ₖ₎/k                      (false discovery rate)
 *     benjamini_yekutieli  the same times Σ 1/i                               (any dependence)
 *
 * Source:  Holm (1979); Hochberg (1988); Hommel (1988); Benjamini & Hochberg (1995); Benjamini & Yekutieli (2001).
 *          Adjusted forms: Wright (1992), "Adjusted P-values for simultaneous inference".
 * Oracle:  oracles/families.json
 * Domain:  every p in 0 … 1; the order of the input is kept, ties included.
 */
export function adjustFamily(pValues: readonly number[], procedure: Procedure, alpha: number): AdjustedP[] {
  const m = pValues.length;
  const order = pValues.map((_, index) => index).sort((a, b) => (pValues[a] ?? 0) - (pValues[b] ?? 0));
  const sorted = order.map((index) => pValues[index] ?? Number.NaN);
  const { adjusted, alphas } = adjustSorted(sorted, procedure, alpha);
  const result = new Array<AdjustedP>(m);
  order.forEach((index, rank) => {
    const pValue = Math.min(1, adjusted[rank] ?? Number.NaN);
    const limit = alphas === null ? null : (alphas[rank] ?? Number.NaN);
    const isRejected = limit === null ? pValue <= alpha : (sorted[rank] ?? 1) <= limit;
    result[index] = { pValue, alpha: limit, isRejected };
  });
  return result;
}

interface Adjusted {
  readonly adjusted: readonly number[];
  readonly alphas: readonly number[] | null;
}

function adjustSorted(sorted: readonly number[], procedure: Procedure, alpha: number): Adjusted {
  const m = sorted.length;
  const all = (value: number): number[] => sorted.map(() => value);
  switch (procedure) {
    case 'bonferroni':
      return { adjusted: sorted.map((p) => p * m), alphas: all(alpha / m) };
    case 'sidak':
      return { adjusted: sorted.map((p) => sidak(p, m)), alphas: all(sidak(alpha, 1 / m)) };
    case 'holm':
      return stepDown(
        sorted,
        alpha,
        (p, tests) => p * tests,
        (a, tests) => a / tests,
      );
    case 'holm_sidak':
      return stepDown(sorted, alpha, sidak, (a, tests) => sidak(a, 1 / tests));
    case 'hochberg':
      return stepUp(
        sorted,
        (p, k) => p * (m - k + 1),
        (k) => alpha / (m - k + 1),
      );
    case 'hochberg_sidak':
      return stepUp(
        sorted,
        (p, k) => sidak(p, m - k + 1),
        (k) => sidak(alpha, 1 / (m - k + 1)),
      );
    case 'benjamini_hochberg':
      return stepUp(
        sorted,
        (p, k) => (p * m) / k,
        (k) => (alpha * k) / m,
      );
    case 'benjamini_yekutieli': {
      const tests = m * sorted.reduce((sum, _, index) => sum + 1 / (index + 1), 0);
      return stepUp(
        sorted,
        (p, k) => (p * tests) / k,
        (k) => (alpha * k) / tests,
      );
    }
    case 'hommel':
      return { adjusted: hommel(sorted), alphas: null };
    default:
      return procedure satisfies never;
  }
}

/** 1 − (1 − p)^tests without cancellation for small p. */
const sidak = (p: number, tests: number): number => (p >= 1 ? 1 : -Math.expm1(tests * Math.log1p(-p)));

/** From the smallest p upwards: adjusted values never fall; once one is kept, the limit stays. */
function stepDown(
  sorted: readonly number[],
  alpha: number,
  adjust: (p: number, tests: number) => number,
  limitOf: (alpha: number, tests: number) => number,
): Adjusted {
  let highest = 0;
  let kept: number | null = null;
  const adjusted: number[] = [];
  const alphas: number[] = [];
  sorted.forEach((p, index) => {
    const tests = sorted.length - index;
    highest = Math.max(highest, adjust(p, tests));
    adjusted.push(highest);
    const limit = limitOf(alpha, tests);
    if (kept === null && p > limit) kept = limit;
    alphas.push(kept === null ? limit : Math.min(limit, kept));
  });
  return { adjusted, alphas };
}

/** From the largest p downwards: adjusted values never rise; once one is rejected, the limit stays. */
function stepUp(
  sorted: readonly number[],
  adjust: (p: number, rank: number) => number,
  limitOf: (rank: number) => number,
): Adjusted {
  let lowest = 1;
  let rejected: number | null = null;
  const adjusted = new Array<number>(sorted.length);
  const alphas = new Array<number>(sorted.length);
  for (let index = sorted.length - 1; index >= 0; index -= 1) {
    const p = sorted[index] ?? Number.NaN;
    lowest = Math.min(lowest, adjust(p, index + 1));
    adjusted[index] = lowest;
    const limit = limitOf(index + 1);
    if (rejected === null && p <= limit) rejected = limit;
    alphas[index] = Math.max(limit, rejected ?? 0);
  }
  return { adjusted, alphas };
}

/** Source: Wright (1992), the algorithm of his appendix. Domain: `sorted` ascending. */
function hommel(sorted: readonly number[]): number[] {
  const n = sorted.length;
  const p = (k: number): number => sorted[k - 1] ?? Number.NaN; // 1-based as in the source
  const a = sorted.slice();
  for (let m = n; m > 1; m -= 1) {
    let smallest = Number.POSITIVE_INFINITY;
    for (let k = n - m + 1; k <= n; k += 1) smallest = Math.min(smallest, (m * p(k)) / (m + k - n));
    for (let k = n - m + 1; k <= n; k += 1) a[k - 1] = Math.max(a[k - 1] ?? 0, smallest);
    for (let k = 1; k <= n - m; k += 1) a[k - 1] = Math.max(a[k - 1] ?? 0, Math.min(smallest, m * p(k)));
  }
  return a;
}
