import { covarianceOf, meanOf, type JointMoments } from '../moments/joint.js';
import type { SampleMean } from './sample-mean.js';

/**
 * Ratio of two totals Σy/Σz and its variance, by the delta method on per-subject pairs (y, z):
 *
 *     R = ȳ/z̄        Var(R) = (s²_y − 2R·s_yz + R²·s²_z) / (n·z̄²)
 *
 * A clustered design is the same with y = a cluster's sum and z = its number of subjects.
 *
 * Source:  Deng, Knoblich & Lu (2018), "Applying the Delta Method in Metric Analytics", section 3.1, eq. 4.
 * Oracle:  oracles/effects.json
 * Domain:  the block's variables are y, z in this order; n ≥ 2; z̄ ≠ 0, else the caller reports `undefined_lift`.
 */
export function sampleRatio(joint: JointMoments): SampleMean {
  const z = meanOf(joint, 1);
  const ratio = meanOf(joint, 0) / z;
  const spread =
    covarianceOf(joint, 0, 0) - 2 * ratio * covarianceOf(joint, 0, 1) + ratio ** 2 * covarianceOf(joint, 1, 1);
  return { n: joint.n, mean: ratio, variance: Math.max(0, spread) / (joint.n * z ** 2), df: joint.n - 1 };
}

/**
 * Joint moments of a step-to-step conversion in a funnel: y = reached this step, z = reached the step before.
 * Both are 0/1 and nested, so the counts say everything.
 *
 * Source:  Σy² = Σy = Σyz = `reached` and Σz² = Σz = `before` for nested 0/1 values.
 * Domain:  0 ≤ reached ≤ before ≤ n.
 */
export function funnelStep(n: number, before: number, reached: number): JointMoments {
  return {
    n,
    means: n === 0 ? [0, 0] : [reached / n, before / n],
    products:
      n === 0 ? [0, 0, 0] : [(reached * (n - reached)) / n, (reached * (n - before)) / n, (before * (n - before)) / n],
  };
}
