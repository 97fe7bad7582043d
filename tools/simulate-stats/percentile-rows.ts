import { jointOf, outerZ, type JointMoments, type PercentileMoments } from '@assay/stats';
import { eventsOf } from './populations.js';
import type { Chance } from './random.js';

/** One arm's events in memory: sorted once, whatever the number of percentiles that are taken of them. */
export interface EventRows {
  /** Values in the order of subjects. */
  readonly values: Float64Array;
  /** Place in `values` after the last event of each subject. */
  readonly ends: readonly number[];
  readonly sorted: Float64Array;
}

/** Draws n subjects with one, two, three … events each; events of one subject share the subject's level. */
export function drawEvents(
  chance: Chance,
  n: number,
  levelOf: (subject: number) => number,
  event: (level: number, chance: Chance) => number,
): EventRows {
  const drawn: number[] = [];
  const ends: number[] = [];
  for (let subject = 0; subject < n; subject += 1) {
    const level = levelOf(subject);
    for (let left = eventsOf(chance); left > 0; left -= 1) drawn.push(event(level, chance));
    ends.push(drawn.length);
  }
  const values = new Float64Array(drawn);
  return { values, ends, sorted: values.slice().sort() };
}

/** Linear interpolation between order statistics at rank p·(N − 1). */
function at(sorted: Float64Array, p: number): number {
  const rank = Math.min(Math.max(p, 0), 1) * (sorted.length - 1);
  const low = Math.floor(rank);
  const below = sorted[low] ?? 0;
  return below + (rank - low) * ((sorted[low + 1] ?? below) - below);
}

/** Place of the first value that is not below the quantile, by bisection. */
function firstFrom(sorted: Float64Array, quantile: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < quantile) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Largest share of events on the quantile or on its neighbouring values. */
function largestAtom(sorted: Float64Array, quantile: number): number {
  const first = firstFrom(sorted, quantile);
  const runAt = (from: number, step: number): number => {
    const value = sorted[from];
    let length = 0;
    while (value !== undefined && sorted[from + step * length] === value) length += 1;
    return length;
  };
  const here = runAt(first, 1);
  return Math.max(here, runAt(first - 1, -1), runAt(first + here, 1)) / sorted.length;
}

/** Per subject: events at or below the quantile, events, and the covariates of the subject where there are any. */
export function jointRanks(
  { values, ends }: EventRows,
  quantile: number,
  covariates: readonly Float64Array[] = [],
): JointMoments {
  const size = 2 + covariates.length;
  const row = new Array<number>(size).fill(0); // reused: jointOf keeps no row
  function* rows(): Generator<readonly number[]> {
    let from = 0;
    for (const [subject, end] of ends.entries()) {
      let below = 0;
      for (let index = from; index < end; index += 1) if ((values[index] ?? 0) <= quantile) below += 1;
      row[0] = below;
      row[1] = end - from;
      for (let index = 2; index < size; index += 1) row[index] = covariates[index - 2]?.[subject] ?? 0;
      from = end;
      yield row;
    }
  }
  return jointOf(rows(), size);
}

/** One arm's percentile as the two passes of the warehouse return it. */
export function percentileOf(events: EventRows, p: number): PercentileMoments {
  const { sorted } = events;
  const spread = outerZ * Math.sqrt((p * (1 - p)) / sorted.length);
  const quantile = at(sorted, p);
  return {
    p,
    events: sorted.length,
    quantile,
    lower: at(sorted, p - spread),
    upper: at(sorted, p + spread),
    ranks: jointRanks(events, quantile),
    largestAtom: largestAtom(sorted, quantile),
  };
}
