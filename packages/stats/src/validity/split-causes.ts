import { srmAlpha, srmTest, type SplitCounts } from './srm.js';

/** Counts of one value of one property (a cell of traffic), by epoch. */
export interface SplitCell {
  readonly property: string;
  readonly value: string;
  readonly epochs: readonly SplitCounts[];
}

/** A cell where the split is off, with how much of the whole mismatch it explains. */
export interface SplitCause {
  readonly property: string;
  readonly value: string;
  readonly pValue: number;
  /** p times the number of cells tested, at most 1. */
  readonly adjustedPValue: number;
  readonly isAlarm: boolean;
  /** Subjects too many (+) or missing (−) per variation. */
  readonly excess: readonly number[];
}

/**
 * The split inside each value of each property, worst first; Bonferroni over all cells. A mismatch that lives in one cell
 * names its cause (one browser, one country, one day).
 *
 * Source:  Fabijan et al. (2019), section 5 (segment drill-down); Bonferroni.
 * Domain:  cells in which `srmTest` has enough expected subjects; the others are left out.
 */
export function splitCauses(cells: readonly SplitCell[], alpha = srmAlpha): SplitCause[] {
  const tested = cells.flatMap(({ property, value, epochs }) => {
    const test = srmTest(epochs);
    return test.kind === 'srm' ? [{ property, value, test }] : [];
  });
  return tested
    .map(({ property, value, test }): SplitCause => {
      const adjustedPValue = Math.min(1, test.pValue * tested.length);
      return {
        property,
        value,
        pValue: test.pValue,
        adjustedPValue,
        isAlarm: adjustedPValue < alpha,
        excess: test.observed.map((count, v) => count - (test.expected[v] ?? 0)),
      };
    })
    .sort((a, b) => a.pValue - b.pValue || size(b) - size(a));
}

const size = ({ excess }: SplitCause): number => Math.max(...excess.map(Math.abs));
