import gammainc from '@stdlib/math-base-special-gammainc';

/**
 * P(X > x) of a chi-square variable: the upper regularised incomplete gamma function Q(df/2, x/2).
 *
 * Source:  Abramowitz & Stegun (1964), 26.4.19.
 * Domain:  x ≥ 0, df > 0; x ≤ 0 gives 1.
 */
export const chiSquareUpper = (x: number, df: number): number => (x <= 0 ? 1 : gammainc(x / 2, df / 2, true, true));
