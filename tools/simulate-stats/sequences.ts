import {
  absoluteDifference,
  hybridInterval,
  hybridRho,
  mergeMoments,
  mixtureRho,
  noMoments,
  sampleMean,
  sequentialInterval,
  sequentialSrmP,
  twoSidedZ,
  type Moments,
} from '@assay/stats';
import { momentsOf } from '@assay/stats';
import { emptyCell, type Cell } from './cells.js';
import { spending } from './populations.js';
import { chanceFrom, type Chance } from './random.js';

const alpha = 0.05;
const hidden = 100; // subjects an arm before a sequential interval is shown

const outcomes: readonly { readonly name: string; readonly one: (chance: Chance) => number }[] = [
  { name: 'normal', one: ({ normal }) => normal() },
  { name: '0/1 at 50 %', one: ({ uniform }) => (uniform() < 0.5 ? 1 : 0) },
  { name: '0/1 at 1 %', one: ({ uniform }) => (uniform() < 0.01 ? 1 : 0) },
  { name: 'zero-inflated lognormal', one: spending },
];

interface Course {
  readonly runs: number;
  readonly looks: number;
  /** Subjects per arm and look. */
  readonly batch: readonly [number, number];
}

const cell = (group: string, name: string, runs: number, demand: Cell['demand'], level = alpha): Cell =>
  emptyCell({ group, name, alpha: level, demand, runs });

const batchOf = (chance: Chance, n: number, one: (chance: Chance) => number): Moments => {
  const values = new Float64Array(n);
  for (let index = 0; index < n; index += 1) values[index] = one(chance);
  return momentsOf(values);
};

/** A/A with a look after every batch: sequential, the running phase of the hybrid, and a peeked fixed test. */
function course(name: string, one: (chance: Chance) => number, { runs, looks, batch }: Course, seed: number): Cell[] {
  const chance = chanceFrom(seed);
  const where = `${name}, ${batch[0]}/${batch[1]} a look, ${looks} looks`;
  const sequential = cell('A/A, sequential at any look', where, runs, 'at_most');
  const hybrid = cell('A/A, hybrid at any look', where, runs, 'at_most', alpha / 2);
  const peeked = cell('A/A, fixed z peeked at (known bad)', where, runs, 'must_fail');
  const rho = mixtureRho(10_000, alpha);
  const half = hybridRho(10_000, alpha);
  const z = twoSidedZ(alpha);
  for (let run = 0; run < runs; run += 1) {
    let [c, t] = [noMoments, noMoments];
    const missed = { sequential: false, hybrid: false, peeked: false };
    for (let look = 0; look < looks; look += 1) {
      c = mergeMoments(c, batchOf(chance, batch[0], one));
      t = mergeMoments(t, batchOf(chance, batch[1], one));
      if (Math.min(c.n, t.n) < hidden || (c.m2 === 0 && t.m2 === 0)) continue;
      const effect = absoluteDifference({ control: sampleMean(c), treatment: sampleMean(t), covariance: 0 });
      if (Math.abs(effect.estimate) < 1.9 * effect.errorBelow) continue; // inside every interval below
      const n = c.n + t.n;
      missed.sequential ||= excludes(sequentialInterval(effect, alpha, n, rho));
      missed.hybrid ||= excludes(hybridInterval(effect, alpha, { phase: 'running', t: n, rho: half }));
      missed.peeked ||= Math.abs(effect.estimate) > z * effect.errorBelow;
    }
    if (missed.sequential) sequential.tally.missed += 1;
    if (missed.hybrid) hybrid.tally.missed += 1;
    if (missed.peeked) peeked.tally.missed += 1;
  }
  return [sequential, hybrid, peeked];
}

const excludes = ({ low, high }: { low: number; high: number }): boolean => low > 0 || high < 0;

/** Sequential test of the split under the ordered split, with a look after every batch. */
function splits({ runs, looks, batch }: Course, seed: number): Cell {
  const chance = chanceFrom(seed);
  const weights = [batch[0], batch[1]];
  const share = batch[0] / (batch[0] + batch[1]);
  const result = cell(
    'SRM, sequential at any look',
    `${batch[0]}/${batch[1]} a look, ${looks} looks`,
    runs,
    'at_most',
    0.01,
  );
  for (let run = 0; run < runs; run += 1) {
    const observed: [number, number] = [0, 0];
    let isMissed = false;
    for (let look = 0; look < looks; look += 1) {
      for (let subject = 0; subject < batch[0] + batch[1]; subject += 1)
        observed[chance.uniform() < share ? 0 : 1] += 1;
      isMissed ||= sequentialSrmP({ observed, weights }) < 0.01;
    }
    if (isMissed) result.tally.missed += 1;
  }
  return result;
}

/** Everything that is looked at again and again. `scale` 1 is the full size. */
export function sequences(runs: number, looks: number): Cell[] {
  const even: Course = { runs, looks, batch: [20, 20] };
  const uneven: Course = { runs, looks, batch: [10, 30] };
  return [
    ...outcomes.flatMap(({ name, one }, index) => course(name, one, even, 2000 + index)),
    ...course('normal', ({ normal }) => normal(), uneven, 2100),
    splits(even, 2300),
    splits(uneven, 2301),
  ];
}
