import { jointOf, momentsOf, type JointMoments, type MetricMoments } from '@assay/stats';
import type { Chance } from './random.js';

/** A population to draw subjects from: one arm's metric moments, made from rows. */
export interface Population {
  readonly name: string;
  readonly draw: (chance: Chance, n: number) => MetricMoments;
}

const numbers = (name: string, one: (chance: Chance) => number): Population => ({
  name,
  draw: (chance, n) => {
    const values = new Float64Array(n);
    for (let index = 0; index < n; index += 1) values[index] = one(chance);
    return { kind: 'mean', moments: momentsOf(values) };
  },
});

const shares = (name: string, p: number): Population => ({
  name,
  draw: (chance, n) => {
    let successes = 0;
    for (let index = 0; index < n; index += 1) if (chance.uniform() < p) successes += 1;
    return { kind: 'proportion', n, successes };
  },
});

/** Number of events of a subject: 1, 2, 3 … geometric with mean 3. */
export function eventsOf({ uniform }: Chance): number {
  return 1 + Math.floor(Math.log(1 - uniform()) / Math.log(2 / 3));
}

/** Spending of one subject: nothing for 70 %, else lognormal. */
export const spending = (chance: Chance): number => (chance.uniform() < 0.7 ? 0 : Math.exp(3 + chance.normal()));

function ratioRows(chance: Chance, n: number): JointMoments {
  const row: [number, number] = [0, 0]; // reused: jointOf keeps no row
  function* rows(): Generator<readonly number[]> {
    for (let index = 0; index < n; index += 1) {
      const z = eventsOf(chance);
      row[0] = z * (2 + 0.5 * chance.normal()) + chance.normal();
      row[1] = z;
      yield row;
    }
  }
  return jointOf(rows(), 2);
}

function clusterRows(chance: Chance, n: number): JointMoments {
  const rows: [number, number][] = [];
  for (let index = 0; index < n; index += 1) {
    const size = eventsOf(chance);
    const level = 0.2 + 0.6 * chance.uniform();
    let converted = 0;
    for (let event = 0; event < size; event += 1) if (chance.uniform() < level) converted += 1;
    rows.push([converted, size]);
  }
  return jointOf(rows, 2);
}

/** Every kind of metric that the product judges by a mean. */
export const populations: readonly Population[] = [
  numbers('normal', ({ normal }) => 10 + 3 * normal()),
  shares('0/1 at 50 %', 0.5),
  shares('0/1 at 1 %', 0.01),
  shares('0/1 at 0.1 %', 0.001),
  numbers('zero-inflated lognormal', spending),
  { name: 'ratio, correlated denominator', draw: (chance, n) => ({ kind: 'ratio', joint: ratioRows(chance, n) }) },
  { name: 'clustered 0/1', draw: (chance, n) => ({ kind: 'ratio', joint: clusterRows(chance, n) }) },
  numbers('integers with ties', ({ uniform }) => Math.floor(6 * uniform() ** 3)),
];
