import type { Cell } from './cells.js';
import { cellsOf } from './fixed-looks.js';
import { populations } from './populations.js';

/** Share of the runs that each population gets, so that a cell takes about a minute. */
const shareOf: ReadonlyMap<string, number> = new Map([
  ['normal', 0.2],
  ['0/1 at 1 %', 0.5],
  ['0/1 at 0.1 %', 0.5],
  ['ratio, correlated denominator', 0.1],
]);

/** A/A error with many subjects in each arm: 100,000 at full size. */
export function largeArms(runs: number, subjects: number): Cell[] {
  return populations.flatMap((population, index) => {
    const share = shareOf.get(population.name);
    if (share === undefined) return [];
    const split = { control: subjects, treatment: subjects };
    return cellsOf(population, split, Math.ceil(runs * share), 5000 + index);
  });
}
