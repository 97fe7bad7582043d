import { cholesky, quadratic, solveFactored } from './cholesky.js';
import {
  at,
  covarianceOf,
  meanOf,
  mergeJoint,
  packedLength,
  selectJoint,
  type JointMoments,
} from '../moments/joint.js';
import type { SampleMean } from '../effects/sample-mean.js';

/** One arm as CUPED needs it: its unadjusted estimate and the joint moments of outcome variables and covariates. */
export interface CupedArm {
  readonly raw: SampleMean;
  /** Weights w of the outcome's linear form y* = Σ w·(outcome variable); [1] for a plain mean. */
  readonly weights: readonly number[];
  /** Outcome variables first (as many as weights), then the covariates in their declared order. */
  readonly joint: JointMoments;
}

export interface CupedOptions {
  /** Ridge on standardised covariates. */
  readonly ridge: number;
  /** n/(n − 1 − p) style correction of the residual variance for p fitted slopes. */
  readonly correctDegrees: boolean;
  /** The smallest arm must have this many subjects for each covariate that is kept. */
  readonly subjectsPerCovariate: number;
}
export const defaultCuped: CupedOptions = { ridge: 1e-3, correctDegrees: true, subjectsPerCovariate: 20 };

export interface AdjustedArm extends SampleMean {
  /** Slope of each kept covariate, per unit of the covariate. */
  readonly slopes: readonly number[];
  /** Variance of one subject's residual; `variance` holds it divided by n plus the term for the shared mean. */
  readonly residualVariance: number;
}

export type CupedResult =
  | {
      readonly kind: 'adjusted';
      readonly arms: readonly AdjustedArm[];
      /** Indices of the covariates that were used. */
      readonly kept: readonly number[];
      /** Covariance of two arms' adjusted means: both lean on one pooled covariate mean. */
      readonly covariance: (a: number, b: number) => number;
    }
  | { readonly kind: 'not_adjusted'; readonly because: string };

/**
 * Means adjusted by several covariates, with slopes of their own in each arm:
 *
 *     b_v = (S_XX,v + λI)⁻¹ S_Xy,v        μ̃_v = m_v − b_v'(x̄_v − x̄)        x̄ pooled over all arms
 *     e²_v = s²_v − 2b_v'S_Xy,v + b_v'S_XX,v b_v,  times (n_v − 1)/(n_v − 1 − p)
 *     Var(μ̃_v) = e²_v/n_v + b_v'S_X b_v/N          Cov(μ̃_v, μ̃_w) = b_v'S_X b_w/N
 *
 * The last two are the term for the shared mean: without it 95 % intervals cover 90 % with unequal slopes and a 25/75
 * split. A ratio or percentile is adjusted through its linear form (weights). Covariates are standardised by their
 * pooled deviation, constant ones dropped, and of the rest the first n_min/20 are kept.
 *
 * Source:  Lin (2013), "Agnostic notes on regression adjustments", section 4; Negi & Wooldridge (2021), section 4;
 *          Deng, Xu, Kohavi & Walker (2013), section 3, for the idea.
 * Oracle:  oracles/cuped.json
 * Domain:  every arm ≥ 20 subjects for each covariate kept, moments finite; otherwise `not_adjusted`.
 */
export function adjustByCovariates(arms: readonly CupedArm[], options: CupedOptions = defaultCuped): CupedResult {
  const first = arms[0];
  if (!first) return { kind: 'not_adjusted', because: 'there are no arms' };
  const outcomes = first.weights.length;
  const covariates = first.joint.means.length - outcomes;
  const pooled = arms.slice(1).reduce((all, arm) => mergeJoint(all, arm.joint), first.joint);
  const smallest = Math.min(...arms.map((arm) => arm.joint.n));
  const varying = Array.from({ length: covariates }, (_, index) => outcomes + index).filter((variable) =>
    arms.every((arm) => varies(arm.joint, variable)),
  );
  const kept = varying.slice(0, Math.max(0, Math.floor(smallest / options.subjectsPerCovariate)));
  if (kept.length === 0) {
    return {
      kind: 'not_adjusted',
      because: covariates === 0 ? 'there are no covariates' : 'too few subjects, or constant covariates',
    };
  }
  const scales = kept.map((variable) => 1 / Math.sqrt(covarianceOf(pooled, variable, variable)));
  const shared = standardised(selectJoint(pooled, kept), scales);
  const centre = kept.map((variable) => meanOf(pooled, variable));
  const adjusted: { arm: AdjustedArm; b: number[] }[] = [];
  for (const arm of arms) {
    const one = adjustArm(arm, kept, scales, centre, options);
    if (one === null) return { kind: 'not_adjusted', because: 'the covariates of an arm are collinear' };
    const sharedVariance = quadratic(shared, one.b, one.b) / pooled.n;
    adjusted.push({ b: one.b, arm: { ...one.arm, variance: one.arm.variance + sharedVariance } });
  }
  return {
    kind: 'adjusted',
    arms: adjusted.map(({ arm }) => arm),
    kept: kept.map((variable) => variable - outcomes),
    covariance: (a, b) => quadratic(shared, adjusted[a]?.b ?? [], adjusted[b]?.b ?? []) / pooled.n,
  };
}

/** A covariate varies in an arm if its deviation is more than rounding of its mean. */
function varies(joint: JointMoments, variable: number): boolean {
  const variance = covarianceOf(joint, variable, variable);
  return variance > 1e-24 * meanOf(joint, variable) ** 2 && Number.isFinite(variance);
}

/** Sample covariances of the selected variables, each scaled. */
function standardised(joint: JointMoments, scales: readonly number[]): number[] {
  const matrix = new Array<number>(packedLength(scales.length));
  for (let row = 0; row < scales.length; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      matrix[at(row, column)] = covarianceOf(joint, row, column) * (scales[row] ?? 1) * (scales[column] ?? 1);
    }
  }
  return matrix;
}

function adjustArm(
  { raw, weights, joint }: CupedArm,
  kept: readonly number[],
  scales: readonly number[],
  centre: readonly number[],
  options: CupedOptions,
): { arm: AdjustedArm; b: number[] } | null {
  const within = standardised(selectJoint(joint, kept), scales);
  const withOutcome = kept.map(
    (variable, index) =>
      weights.reduce((sum, weight, outcome) => sum + weight * covarianceOf(joint, variable, outcome), 0) *
      (scales[index] ?? 1),
  );
  // The source divides by n, our covariances by n − 1; the ridge is scaled so that both say the same.
  const ridge = (options.ridge * joint.n) / (joint.n - 1);
  const system = within.slice();
  kept.forEach((_, index) => (system[at(index, index)] = (system[at(index, index)] ?? 0) + ridge));
  const factor = cholesky(system, kept.length);
  if (factor === null) return null;
  const b = solveFactored(factor, withOutcome);
  const slopes = b.map((slope, index) => slope * (scales[index] ?? 1));
  const shift = slopes.reduce((sum, slope, i) => sum + slope * (meanOf(joint, kept[i] ?? -1) - (centre[i] ?? 0)), 0);
  const explained = b.reduce((sum, slope, index) => sum + slope * (withOutcome[index] ?? 0), 0);
  const degrees = options.correctDegrees ? (joint.n - 1) / (joint.n - 1 - kept.length) : 1;
  const residual = raw.variance * raw.n - 2 * explained + quadratic(within, b, b);
  const residualVariance = Math.max(0, residual) * degrees;
  return {
    b,
    arm: {
      n: raw.n,
      mean: raw.mean - shift,
      variance: residualVariance / raw.n,
      df: joint.n - 1 - kept.length,
      slopes,
      residualVariance,
    },
  };
}
