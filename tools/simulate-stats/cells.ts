import { twoSidedZ } from '@assay/stats';

/** Counts of one cell of the table. */
export interface Tally {
  runs: number;
  /** Runs without an interval, by a named outcome. */
  hidden: number;
  /** Shown intervals that miss the truth (sequential: at any look). */
  missed: number;
}

/** What must hold of a cell. */
export type Demand =
  /** Error near alpha: outside ± 0.5 points the product warns, so the table says so. */
  | 'near'
  /**
   * False claims in at most alpha + 3 Monte Carlo errors of all runs; what is hidden claims nothing. Where only the
   * share among those shown is above, the table warns.
   */
  | 'at_most'
  /** A known-bad estimator: its error must be clearly above alpha. */
  | 'must_fail';

export interface Cell {
  readonly group: string;
  readonly name: string;
  readonly alpha: number;
  readonly demand: Demand;
  readonly tally: Tally;
}

/** A cell before its first run. */
export const emptyCell = ({ runs, ...cell }: Omit<Cell, 'tally'> & { readonly runs: number }): Cell => ({
  ...cell,
  tally: { runs, hidden: 0, missed: 0 },
});

export type Verdict = 'ok' | 'warning' | 'not shown' | 'FAILED';

/** Monte Carlo standard error of the observed error rate under alpha. */
const monteCarlo = (alpha: number, shown: number): number => Math.sqrt((alpha * (1 - alpha)) / Math.max(1, shown));

export const shownOf = ({ runs, hidden }: Tally): number => runs - hidden;
export const errorOf = (tally: Tally): number => tally.missed / Math.max(1, shownOf(tally));

/** Judges a cell. A cell that hides more than half of its runs says nothing of its coverage. */
export function verdictOf({ tally, alpha, demand }: Cell): Verdict {
  const shown = shownOf(tally);
  if (shown < tally.runs / 2) return 'not shown';
  const error = errorOf(tally);
  const noise = 3 * monteCarlo(alpha, shown);
  if (demand === 'must_fail') return error > alpha + noise ? 'ok' : 'FAILED';
  if (demand === 'at_most') {
    if (tally.missed / tally.runs > alpha + 3 * monteCarlo(alpha, tally.runs)) return 'FAILED';
    return error - alpha <= Math.max(0.005, noise) ? 'ok' : 'warning';
  }
  return Math.abs(error - alpha) <= Math.max(0.005, noise) ? 'ok' : 'warning';
}

/** One line of the table of results, in Markdown. */
export function lineOf(cell: Cell): string {
  const { tally } = cell;
  const shown = shownOf(tally);
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  const half = twoSidedZ(0.05) * monteCarlo(Math.max(errorOf(tally), 1e-4), shown);
  const error = shown === 0 ? '–' : `${percent(errorOf(tally))} ± ${(100 * half).toFixed(2)}`;
  const hidden = percent(tally.hidden / tally.runs);
  return `| ${cell.group} | ${cell.name} | ${tally.runs} | ${percent(cell.alpha)} | ${error} | ${hidden} | ${verdictOf(cell)} |`;
}

export const header = [
  '| what | cell | runs | nominal error | error of those shown | not shown | verdict |',
  '|---|---|---|---|---|---|---|',
];
