import { adjustByCovariates, defaultCuped, type CupedArm, type CupedOptions } from '../adjustment/cuped.js';
import { samplePercentile } from '../effects/percentile.js';
import { sampleRatio } from '../effects/ratio.js';
import { sampleMean, sampleProportion, type ProportionDivisor, type SampleMean } from '../effects/sample-mean.js';
import { meanOf } from '../moments/joint.js';
import { problemOf, problemOfJoint, subjectsOf, type ArmMoments, type MetricMoments } from './metric-moments.js';

/** Why there is no number. */
export type NoEstimateKind =
  /** No subject in an arm. */
  | 'no_data'
  /** Too few subjects, or nothing varies. */
  | 'not_enough_data'
  /** No baseline: the control mean or a denominator is zero or too near to it. */
  | 'undefined_lift'
  /** Withheld in the warehouse. */
  | 'suppressed'
  /** Too many events on one value for a percentile's interval. */
  | 'percentile_on_atom'
  /** Moments that cannot be true. */
  | 'invalid_input'
  /** The metric has no such effect (a ratio has no total). */
  | 'not_applicable';

/** An arm that has a value. */
export interface EstimatedArm {
  readonly kind: 'arm';
  /** Value and error before any adjustment. */
  readonly raw: SampleMean;
  readonly isBinary: boolean;
  /** Linear form of the outcome in its own variables, for CUPED. */
  readonly weights: readonly number[];
}

export interface ArmWithout {
  readonly kind: Exclude<NoEstimateKind, 'not_applicable'>;
  readonly because: string;
}

/** Value of one arm from its moments, or the named reason why there is none. Values and variances are finite. */
export function estimateArm(
  metric: MetricMoments,
  minimumSubjects: number,
  divisor: ProportionDivisor = 'n-1',
): EstimatedArm | ArmWithout {
  const found = armFrom(metric, minimumSubjects, divisor);
  if (found.kind !== 'arm') return found;
  const { mean, variance } = found.raw;
  return Number.isFinite(mean) && Number.isFinite(variance) && found.weights.every(Number.isFinite)
    ? found
    : { kind: 'invalid_input', because: 'the value is too large to be a number' };
}

function armFrom(
  metric: MetricMoments,
  minimumSubjects: number,
  divisor: ProportionDivisor,
): EstimatedArm | ArmWithout {
  if (metric.kind === 'suppressed') return { kind: 'suppressed', because: 'too few subjects contribute to this value' };
  const problem = problemOf(metric);
  if (problem !== null) return { kind: 'invalid_input', because: problem };
  const n = subjectsOf(metric) ?? 0;
  if (n === 0) return { kind: 'no_data', because: 'no subject has been assigned' };
  if (n < Math.max(2, minimumSubjects)) {
    return { kind: 'not_enough_data', because: `${Math.max(2, minimumSubjects)} subjects per variation are needed` };
  }
  switch (metric.kind) {
    case 'mean':
      return { kind: 'arm', raw: sampleMean(metric.moments), isBinary: metric.isBinary ?? false, weights: [1] };
    case 'proportion':
      return { kind: 'arm', raw: sampleProportion(n, metric.successes, divisor), isBinary: true, weights: [1] };
    case 'ratio': {
      const denominator = meanOf(metric.joint, 1);
      if (denominator === 0) return { kind: 'undefined_lift', because: 'the denominator is zero' };
      const raw = sampleRatio(metric.joint);
      return { kind: 'arm', raw, isBinary: false, weights: [1 / denominator, -raw.mean / denominator] };
    }
    case 'percentile': {
      const found = samplePercentile(metric.percentile);
      if (found.kind !== 'percentile') return found;
      const slope = 1 / (meanOf(metric.percentile.ranks, 1) * found.density);
      return { kind: 'arm', raw: found, isBinary: false, weights: [-slope, metric.percentile.p * slope] };
    }
    default:
      return metric satisfies never;
  }
}

/** Arms after CUPED, or the raw ones with the reason why they stay raw. */
export interface AdjustedArms {
  readonly arms: readonly SampleMean[];
  readonly covariance: (a: number, b: number) => number;
  /** Names of the covariates used; empty where the arms stayed raw. */
  readonly covariates: readonly string[];
  /** Why CUPED was not used; null where it was, or where it was not asked for. */
  readonly notAdjusted: string | null;
}

/** Applies CUPED to all arms at once; they share the pooled covariate means. */
export function adjustArms(
  inputs: readonly ArmMoments[],
  arms: readonly EstimatedArm[],
  cuped: Partial<CupedOptions> | false,
): AdjustedArms {
  const raw = { arms: arms.map((arm) => arm.raw), covariance: () => 0, covariates: [] };
  if (cuped === false) return { ...raw, notAdjusted: null };
  const blocks: CupedArm[] = [];
  const names = inputs[0]?.covariates?.names ?? [];
  for (const [index, arm] of arms.entries()) {
    const block = inputs[index]?.covariates ?? null;
    if (block === null) return { ...raw, notAdjusted: 'there are no covariates' };
    if (block.joint === 'suppressed') return { ...raw, notAdjusted: 'the covariates are withheld' };
    const problem = problemOfJoint(block.joint, arm.weights.length + names.length);
    if (problem !== null) return { ...raw, notAdjusted: problem };
    if (block.joint.n !== arm.raw.n) return { ...raw, notAdjusted: 'the covariates are of another population' };
    blocks.push({ raw: arm.raw, weights: arm.weights, joint: block.joint });
  }
  const result = adjustByCovariates(blocks, { ...defaultCuped, ...cuped });
  if (result.kind === 'not_adjusted') return { ...raw, notAdjusted: result.because };
  if (!result.arms.every(({ mean, variance }) => Number.isFinite(mean) && Number.isFinite(variance))) {
    return { ...raw, notAdjusted: 'the covariates are too large to be numbers' };
  }
  return {
    arms: result.arms,
    covariance: result.covariance,
    covariates: result.kept.map((index) => names[index] ?? ''),
    notAdjusted: null,
  };
}
