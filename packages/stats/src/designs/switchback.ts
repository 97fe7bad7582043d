import { absoluteDifference, relativeLift, type Effect } from '../effects/lift.js';
import { sampleRatio } from '../effects/ratio.js';
import type { ArmPair } from '../effects/sample-mean.js';
import { jointOf } from '../moments/joint.js';

/** One environment during one period, burn-in and burn-out removed. */
export interface SwitchbackCell {
  readonly environment: string;
  /** Order of the period within its environment. */
  readonly period: number;
  /** Index of the variation; 0 is control. */
  readonly variation: number;
  /** Σ of the outcome, and of its denominator (subjects, trips). */
  readonly numerator: number;
  readonly denominator: number;
}

export type Switchback =
  | {
      readonly kind: 'switchback';
      readonly pair: ArmPair;
      readonly effect: Effect;
      /** Clusters: environment × period, the units of the design. */
      readonly cells: number;
      /** Changes of variation within environments. */
      readonly switches: number;
    }
  | { readonly kind: 'not_enough_data'; readonly because: string };

/**
 * Switchback effect of variation `treatment` against control: ratio of totals in each arm with environment × period as
 * independent clusters (delta method).
 *
 * Source:  Deng, Knoblich & Lu (2018), section 3.1 with cells as clusters; Bojinov, Simchi-Levi & Zhao (2023), "Design
 *          and Analysis of Switchback Experiments", for the design.
 * Oracle:  designs.test.ts
 * Domain:  two cells with a denominator in each arm; outcomes of one period do not carry over (burn-in removes them).
 */
export function switchbackEffect(
  cells: readonly SwitchbackCell[],
  treatment: number,
  scale: 'relative' | 'absolute',
): Switchback {
  const arm = (variation: number) => cells.filter((cell) => cell.variation === variation && cell.denominator !== 0);
  const [c, t] = [arm(0), arm(treatment)];
  if (c.length < 2 || t.length < 2) return { kind: 'not_enough_data', because: 'each arm needs two periods' };
  const valueOf = (of: readonly SwitchbackCell[]) =>
    sampleRatio(
      jointOf(
        of.map(({ numerator, denominator }) => [numerator, denominator]),
        2,
      ),
    );
  const pair: ArmPair = { control: valueOf(c), treatment: valueOf(t), covariance: 0 };
  if (scale === 'relative' && pair.control.mean === 0) {
    return { kind: 'not_enough_data', because: 'the control ratio is zero' };
  }
  const effect = scale === 'relative' ? relativeLift(pair) : absoluteDifference(pair);
  return { kind: 'switchback', pair, effect, cells: c.length + t.length, switches: switchesOf(cells) };
}

function switchesOf(cells: readonly SwitchbackCell[]): number {
  const last = new Map<string, number>();
  let switches = 0;
  for (const { environment, variation } of [...cells].sort((a, b) => a.period - b.period)) {
    const before = last.get(environment);
    if (before !== undefined && before !== variation) switches += 1;
    last.set(environment, variation);
  }
  return switches;
}

/**
 * Randomisation test of the sharp null "no effect in any cell": redraws each environment's schedule as it was drawn (each
 * period on its own, with the given share of treatment) and counts how often the difference is at least as large.
 *
 *     p = (1 + #{|difference*| ≥ |difference|}) / (1 + redraws)
 *
 * Source:  Fisher (1935); Bojinov, Simchi-Levi & Zhao (2023), section 4; the + 1: Phipson & Smyth (2010).
 * Domain:  `random` gives numbers in [0, 1); few clusters are fine, the test is exact.
 */
export function switchbackRandomisationP(
  cells: readonly SwitchbackCell[],
  { share, redraws, random }: { readonly share: number; readonly redraws: number; readonly random: () => number },
): number {
  const difference = (treated: (cell: SwitchbackCell) => boolean): number => {
    const sums = { y: [0, 0], z: [0, 0] };
    for (const cell of cells) {
      const arm = treated(cell) ? 1 : 0;
      sums.y[arm] = (sums.y[arm] ?? 0) + cell.numerator;
      sums.z[arm] = (sums.z[arm] ?? 0) + cell.denominator;
    }
    return (sums.y[1] ?? 0) / (sums.z[1] ?? 0) - (sums.y[0] ?? 0) / (sums.z[0] ?? 0);
  };
  const observed = Math.abs(difference((cell) => cell.variation !== 0));
  let atLeast = 0;
  let counted = 0;
  for (let draw = 0; draw < redraws; draw += 1) {
    const redrawn = Math.abs(difference(() => random() < share));
    if (Number.isNaN(redrawn)) continue; // all cells in one arm: the design would not have been run
    counted += 1;
    if (redrawn >= observed * (1 - 1e-12)) atLeast += 1;
  }
  return (1 + atLeast) / (1 + counted);
}
