import {
  absoluteDifference,
  adjustByCovariates,
  jointOf,
  marginalOf,
  sampleMean,
  twoSidedZ,
  type CupedArm,
  type JointMoments,
} from '@assay/stats';
import { emptyCell, type Cell } from './cells.js';
import { chanceFrom, type Chance } from './random.js';

interface Setting {
  readonly name: string;
  readonly control: number;
  readonly treatment: number;
  readonly slopes: readonly [number, number];
}

const settings: readonly Setting[] = [
  { name: 'equal slopes, 500/500', control: 500, treatment: 500, slopes: [2, 2] },
  { name: 'slopes 1 and 3, 250/750', control: 250, treatment: 750, slopes: [1, 3] },
  { name: 'slopes 1 and 3, 750/250', control: 750, treatment: 250, slopes: [1, 3] },
  { name: 'slopes 0 and 4, 100/1900', control: 100, treatment: 1900, slopes: [0, 4] },
];

/** Outcome, the covariate that matters, and one that does not. The true difference of the arms is 1. */
function armOf(chance: Chance, n: number, slope: number, shift: number): JointMoments {
  const rows: number[][] = [];
  for (let index = 0; index < n; index += 1) {
    const x = chance.normal();
    rows.push([10 + shift + slope * x + chance.normal(), x, chance.normal()]);
  }
  return jointOf(rows, 3);
}

/** Coverage of CUPED with slopes of each arm, and of the known-bad version without the term for the shared mean. */
export function covariates(runs: number): Cell[] {
  return settings.flatMap(({ name, control, treatment, slopes }, index): Cell[] => {
    const chance = chanceFrom(3000 + index);
    const where = { name, alpha: 0.05, runs };
    const ours = emptyCell({ ...where, group: 'CUPED, coverage of the difference', demand: 'near' });
    const without = emptyCell({ ...where, group: 'CUPED without the shared mean (known bad)', demand: 'must_fail' });
    const z = twoSidedZ(0.05);
    for (let run = 0; run < runs; run += 1) {
      const joints = [armOf(chance, control, slopes[0], 0), armOf(chance, treatment, slopes[1], 1)];
      const arms = joints.map((joint): CupedArm => ({ joint, weights: [1], raw: sampleMean(marginalOf(joint, 0)) }));
      const result = adjustByCovariates(arms);
      const [c, t] = result.kind === 'adjusted' ? result.arms : [];
      if (result.kind !== 'adjusted' || !c || !t) {
        ours.tally.hidden += 1;
        without.tally.hidden += 1;
        continue;
      }
      const effect = absoluteDifference({ control: c, treatment: t, covariance: result.covariance(0, 1) });
      const alone = Math.sqrt(c.residualVariance / c.n + t.residualVariance / t.n);
      const distance = Math.abs(effect.estimate - 1);
      if (distance > z * effect.errorBelow) ours.tally.missed += 1;
      if (distance > z * alone) without.tally.missed += 1;
    }
    return slopes[0] === slopes[1] ? [ours] : [ours, without];
  });
}
