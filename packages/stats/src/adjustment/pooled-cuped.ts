import { covarianceOf, meanOf, mergeJoint, type JointMoments } from '../moments/joint.js';
import type { ArmPair, SampleMean } from '../effects/sample-mean.js';
import type { Effect } from '../effects/lift.js';

/** Outcome and its pre-period twin: means `[y, x]`, or ratios `[y, z, x, w]` = y/z with pre-period x/w. */
export type TwinKind = 'mean' | 'ratio';

/** One arm's linear forms of outcome and covariate, in the variables of the block. */
interface Linear {
  readonly value: number;
  readonly covariate: number;
  readonly outcomeWeights: readonly number[];
  readonly covariateWeights: readonly number[];
}

/** An adjusted pair with what it was adjusted by. */
export interface PooledCuped {
  readonly theta: number;
  readonly pair: ArmPair;
  /** Lift over the *unadjusted* control value, with the delta method through that value too. */
  readonly liftOverRaw: Effect;
}

export interface PooledOptions {
  readonly kind: TwinKind;
  /**
   * `arms`: slope from all subjects together (Deng et al.). `within`: from the sum of both arms' covariances, for
   * ratios through each arm's own linear form.
   */
  readonly slope: 'arms' | 'within';
  /** Divisor of covariances, as for proportions: n − 1 (default) or n. */
  readonly divisor?: 'n-1' | 'n';
}

/**
 * Classic CUPED with one covariate and one slope for both arms:
 *
 *     θ = Cov(y, x)/Var(x) over all subjects     ȳ_v − θ(x̄_v − x̄)     Var = (s²_y − 2θs_xy + θ²s²_x)/n
 *
 * A ratio is adjusted by its pre-period ratio through the linear forms of both. Offered because peers have it as their
 * default; ours, with slopes of each arm and the term for the shared mean, is `adjustByCovariates`.
 *
 * Source:  Deng, Xu, Kohavi & Walker (2013), section 3.2 and appendix B.
 * Oracle:  oracles/cuped.json
 * Domain:  blocks `[y, x]` or `[y, z, x, w]` of the same variables, n ≥ 3, Var(x) > 0; θ = 0 where Var(x) = 0.
 */
export function pooledCuped(control: JointMoments, treatment: JointMoments, options: PooledOptions): PooledCuped {
  const { kind, slope, divisor = 'n-1' } = options;
  const pooled = mergeJoint(control, treatment);
  const [c, t, all] = [control, treatment, pooled].map((joint) => linearOf(joint, kind)) as [Linear, Linear, Linear];
  const theta =
    slope === 'arms'
      ? slopeOf([[pooled, all]], divisor)
      : slopeOf(
          [
            [control, c],
            [treatment, t],
          ],
          divisor,
        );
  const adjust = (joint: JointMoments, linear: Linear): SampleMean => ({
    n: joint.n,
    mean: linear.value - theta * (linear.covariate - all.covariate),
    variance: spread(joint, residual(linear, 1, theta), divisor) / joint.n,
    df: joint.n - 1,
  });
  const pair = { control: adjust(control, c), treatment: adjust(treatment, t), covariance: 0 };
  // d/d(control) of (t − c)/y_c: its outcome enters through both numerator and baseline.
  const difference = pair.treatment.mean - pair.control.mean;
  const scale = Math.abs(c.value);
  const baseline = kind === 'ratio' ? 1 + difference / scale : t.value / c.value;
  const variance =
    pair.treatment.variance / scale ** 2 +
    spread(control, residual(c, baseline, theta), divisor) / (control.n * scale ** 2);
  const error = Math.sqrt(variance);
  return {
    theta,
    pair,
    liftOverRaw: { estimate: difference / scale, variance, errorBelow: error, errorAbove: error },
  };
}

function linearOf(joint: JointMoments, kind: TwinKind): Linear {
  if (kind === 'mean') {
    return { value: meanOf(joint, 0), covariate: meanOf(joint, 1), outcomeWeights: [1, 0], covariateWeights: [0, 1] };
  }
  const [y, z, x, w] = [0, 1, 2, 3].map((index) => meanOf(joint, index)) as [number, number, number, number];
  return {
    value: y / z,
    covariate: x / w,
    outcomeWeights: [1 / z, -y / z ** 2, 0, 0],
    covariateWeights: [0, 0, 1 / w, -x / w ** 2],
  };
}

const residual = (linear: Linear, outcome: number, theta: number): number[] =>
  linear.outcomeWeights.map((weight, index) => outcome * weight - theta * (linear.covariateWeights[index] ?? 0));

/** Variance of a linear form of one subject's variables. */
function spread(joint: JointMoments, a: readonly number[], divisor: 'n-1' | 'n', b: readonly number[] = a): number {
  let total = 0;
  a.forEach((left, row) => {
    b.forEach((right, column) => {
      total += left * right * covarianceOf(joint, row, column);
    });
  });
  return divisor === 'n' ? (total * (joint.n - 1)) / joint.n : total;
}

function slopeOf(parts: readonly (readonly [JointMoments, Linear])[], divisor: 'n-1' | 'n'): number {
  let covariance = 0;
  let variance = 0;
  for (const [joint, linear] of parts) {
    covariance += spread(joint, linear.outcomeWeights, divisor, linear.covariateWeights);
    variance += spread(joint, linear.covariateWeights, divisor);
  }
  return variance === 0 ? 0 : covariance / variance;
}
