import {
  adjustByCovariates,
  estimate,
  jointOf,
  normalQuantile,
  sampleRatio,
  selectJoint,
  twoSidedZ,
  type ArmMoments,
  type CupedArm,
  type JointMoments,
} from '@assay/stats';
import { emptyCell, type Cell } from './cells.js';
import { drawEvents, jointRanks, percentileOf } from './percentile-rows.js';
import { eventsOf } from './populations.js';
import { chanceFrom, type Chance } from './random.js';

interface Setting {
  readonly control: number;
  readonly treatment: number;
  /** Slopes of control and treatment on the covariate. */
  readonly slopes: readonly [number, number];
}

const misses = (arms: readonly [ArmMoments, ArmMoments], truth: number): boolean | null => {
  const [one] = estimate({
    control: arms[0],
    treatments: [arms[1]],
    effect: 'absolute',
    method: { kind: 'fixed' },
    level: 0.95,
  });
  const isAsAsked = one?.kind === 'estimate' && one.usesCuped === (arms[0].covariates !== null);
  return !isAsAsked ? null : one.low > truth || one.high < truth;
};

const count = (cell: Cell, isMissed: boolean | null): void => {
  if (isMissed === null) cell.tally.hidden += 1;
  else if (isMissed) cell.tally.missed += 1;
};

/**
 * Numerator, denominator, a covariate of the value and the denominator before the experiment. The two zero-mean terms
 * leave the true ratio at `ratio`: x is independent of the denominator, and `before` has mean 3.
 */
function ratioRows(chance: Chance, n: number, ratio: number, slope: number): JointMoments {
  function* rows(): Generator<readonly number[]> {
    for (let index = 0; index < n; index += 1) {
      const before = eventsOf(chance);
      const z = eventsOf(chance) + before;
      const x = chance.normal();
      yield [z * (ratio + slope * x + 0.5 * chance.normal()) + slope * (before - 3) + chance.normal(), z, x, before];
    }
  }
  return jointOf(rows(), 4);
}

/** Without the term for the shared mean, as a known-bad version of the same interval. */
function missesWithout(joints: readonly JointMoments[], truth: number): boolean | null {
  const arms = joints.map((joint): CupedArm => {
    const raw = sampleRatio(selectJoint(joint, [0, 1]));
    const denominator = joint.means[1] ?? 0;
    return { raw, weights: [1 / denominator, -raw.mean / denominator], joint };
  });
  const result = adjustByCovariates(arms);
  const [c, t] = result.kind === 'adjusted' ? result.arms : [];
  if (!c || !t) return null;
  const alone = Math.sqrt(c.residualVariance / c.n + t.residualVariance / t.n);
  return Math.abs(t.mean - c.mean - truth) > twoSidedZ(0.05) * alone;
}

function ratioCells({ control, treatment, slopes }: Setting, runs: number, seed: number): Cell[] {
  const chance = chanceFrom(seed);
  const where = { name: `ratio, slopes ${slopes[0]} and ${slopes[1]}, ${control}/${treatment}`, alpha: 0.05, runs };
  const ours = emptyCell({ ...where, group: 'CUPED, coverage of the difference', demand: 'near' });
  const without = emptyCell({ ...where, group: 'CUPED without the shared mean (known bad)', demand: 'must_fail' });
  const armOf = (variation: string, joint: JointMoments): ArmMoments => ({
    variation,
    metric: { kind: 'ratio', joint: selectJoint(joint, [0, 1]) },
    covariates: { names: ['x', 'before'], joint },
  });
  for (let run = 0; run < runs; run += 1) {
    const c = ratioRows(chance, control, 2, slopes[0]);
    const t = ratioRows(chance, treatment, 2.5, slopes[1]);
    count(ours, misses([armOf('c', c), armOf('t', t)], 0.5));
    count(without, missesWithout([c, t], 0.5));
  }
  return [ours, without];
}

const own = 0.2; // deviation of a subject's level that the covariate does not explain, on the log scale
const within = 0.3; // deviation of one event about its subject's level, on the log scale

/** Percentile of all events: they are lognormal, for the number of a subject's events is independent of its level. */
const trueQuantile = (p: number, slope: number): number =>
  Math.exp(5 + normalQuantile(p) * Math.sqrt(slope ** 2 + own ** 2 + within ** 2));

function percentileCells({ control, treatment, slopes }: Setting, runs: number, seed: number): Cell[] {
  const chance = chanceFrom(seed);
  const where = {
    name: `slopes ${slopes[0]} and ${slopes[1]}, ${control}/${treatment}`,
    alpha: 0.05,
    demand: 'near' as const,
    runs,
  };
  const asked = [0.5, 0.9].map((p) => ({
    p,
    truth: trueQuantile(p, slopes[1]) - trueQuantile(p, slopes[0]),
    cell: emptyCell({
      ...where,
      name: `percentile p${100 * p}, ${where.name}`,
      group: 'CUPED, coverage of the difference',
    }),
    raw: emptyCell({
      ...where,
      name: `percentile p${100 * p}, ${where.name}`,
      group: 'The same without CUPED',
    }),
  }));
  const draw = (n: number, slope: number) => {
    const x = new Float64Array(n).map(() => chance.normal());
    const level = (subject: number): number => slope * (x[subject] ?? 0) + own * chance.normal();
    const rows = drawEvents(chance, n, level, (at, { normal }) => Math.exp(5 + at + within * normal()));
    return { x, rows };
  };
  for (let run = 0; run < runs; run += 1) {
    const drawn = { c: draw(control, slopes[0]), t: draw(treatment, slopes[1]) };
    for (const { p, truth, cell, raw } of asked) {
      const armOf = (variation: 'c' | 't'): ArmMoments => {
        const { x, rows } = drawn[variation];
        const percentile = percentileOf(rows, p);
        const joint = jointRanks(rows, percentile.quantile, [x]);
        return { variation, metric: { kind: 'percentile', percentile }, covariates: { names: ['x'], joint } };
      };
      const [c, t] = [armOf('c'), armOf('t')];
      count(cell, misses([c, t], truth));
      count(
        raw,
        misses(
          [
            { ...c, covariates: null },
            { ...t, covariates: null },
          ],
          truth,
        ),
      );
    }
  }
  return asked.flatMap(({ cell, raw }) => [cell, raw]);
}

/** Coverage of CUPED for ratios, with slopes of each arm and unequal arms, and of the known-bad version. */
export function adjustedRatios(runs: number): Cell[] {
  const settings: readonly Setting[] = [
    { control: 250, treatment: 750, slopes: [1, 3] },
    { control: 750, treatment: 250, slopes: [1, 3] },
  ];
  return settings.flatMap((setting, index) => ratioCells(setting, runs, 3100 + index));
}

/** Coverage of CUPED for percentiles, with slopes of each arm and unequal arms. */
export function adjustedPercentiles(runs: number): Cell[] {
  const settings: readonly Setting[] = [
    { control: 500, treatment: 1500, slopes: [0.2, 0.6] },
    { control: 1500, treatment: 500, slopes: [0.2, 0.6] },
  ];
  return settings.flatMap((setting, index) => percentileCells(setting, runs, 3200 + index));
}
