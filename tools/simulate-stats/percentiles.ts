import {
  estimate,
  jointOf,
  outerZ,
  samplePercentile,
  twoSidedP,
  type EstimateRequest,
  type PercentileMoments,
} from '@assay/stats';
import type { Cell } from './cells.js';
import { eventsOf } from './populations.js';
import { chanceFrom, type Chance } from './random.js';

const prices = [4.99, 9.99, 14.99, 19.99, 29.99, 49.99, 99.99];

/** Events of one subject share the subject's level, as a person's own speed or taste does. */
const populations: readonly { readonly name: string; readonly event: (level: number, chance: Chance) => number }[] = [
  { name: 'continuous', event: (level, { normal }) => Math.exp(5 + level + 0.3 * normal()) },
  { name: 'integers', event: (level, { normal }) => Math.max(0, Math.round(3 + 1.5 * level + normal())) },
  {
    name: 'price list',
    event: (level, { normal }) => prices[Math.min(6, Math.max(0, Math.round(2 + level + normal())))] ?? 0,
  },
];

/** Linear interpolation between order statistics at rank p·(N − 1). */
function at(sorted: Float64Array, p: number): number {
  const rank = Math.min(Math.max(p, 0), 1) * (sorted.length - 1);
  const low = Math.floor(rank);
  const below = sorted[low] ?? 0;
  return below + (rank - low) * ((sorted[low + 1] ?? below) - below);
}

/** Largest share of events on the quantile or on its neighbouring values. */
function largestAtom(sorted: Float64Array, quantile: number): number {
  const first = sorted.findIndex((value) => value >= quantile);
  const runAt = (from: number, step: number): number => {
    const value = sorted[from];
    let length = 0;
    while (value !== undefined && sorted[from + step * length] === value) length += 1;
    return length;
  };
  const here = runAt(first, 1);
  return Math.max(here, runAt(first - 1, -1), runAt(first + here, 1)) / sorted.length;
}

/** One arm's percentile as the two passes of the warehouse return it. */
function draw(
  chance: Chance,
  n: number,
  p: number,
  event: (level: number, chance: Chance) => number,
): PercentileMoments {
  const subjects = Array.from({ length: n }, () => {
    const level = chance.normal();
    return Array.from({ length: eventsOf(chance) }, () => event(level, chance));
  });
  const sorted = Float64Array.from(subjects.flat()).sort();
  const spread = outerZ * Math.sqrt((p * (1 - p)) / sorted.length);
  const quantile = at(sorted, p);
  const rows = subjects.map((events) => [events.filter((value) => value <= quantile).length, events.length]);
  return {
    p,
    events: sorted.length,
    quantile,
    lower: at(sorted, p - spread),
    upper: at(sorted, p + spread),
    ranks: jointOf(rows, 2),
    largestAtom: largestAtom(sorted, quantile),
  };
}

/** A/A error of percentiles; the known-bad version takes clustered events for independent ones. */
export function percentiles(runs: number, subjects: number): Cell[] {
  return populations.flatMap(({ name, event }, index) =>
    [0.5, 0.9].flatMap((p): Cell[] => {
      const chance = chanceFrom(4000 + 10 * index + 100 * p);
      const cellOf = (group: string, demand: Cell['demand']): Cell => ({
        group,
        name: `${name}, p${100 * p}, ${subjects}/${subjects} subjects`,
        alpha: 0.05,
        demand,
        tally: { runs, hidden: 0, missed: 0 },
      });
      const ours = cellOf('A/A, percentile', 'near');
      const iid = cellOf('A/A, percentile of independent events (known bad)', 'must_fail');
      for (let run = 0; run < runs; run += 1) {
        const [c, t] = [draw(chance, subjects, p, event), draw(chance, subjects, p, event)];
        const request: EstimateRequest = {
          control: { variation: 'c', metric: { kind: 'percentile', percentile: c } },
          treatments: [{ variation: 't', metric: { kind: 'percentile', percentile: t } }],
          effect: 'absolute',
          method: { kind: 'fixed' },
          level: 0.95,
        };
        const [one] = estimate(request);
        if (one?.kind !== 'estimate') ours.tally.hidden += 1;
        else if (one.low > 0 || one.high < 0) ours.tally.missed += 1;
        const naive = ((c.upper - c.lower) / (2 * outerZ)) ** 2 + ((t.upper - t.lower) / (2 * outerZ)) ** 2;
        if (samplePercentile(c).kind !== 'percentile') iid.tally.hidden += 1;
        else if (twoSidedP((t.quantile - c.quantile) / Math.sqrt(naive)) < 0.05) iid.tally.missed += 1;
      }
      return name === 'continuous' ? [ours, iid] : [ours];
    }),
  );
}
