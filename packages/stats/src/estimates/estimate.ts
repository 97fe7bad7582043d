import type { CupedOptions } from '../adjustment/cuped.js';
import { fiellerInterval, type FiellerSet } from '../effects/fieller.js';
import { defaultGate, whyNoDifference, whyNoLift, type GatedArm, type ValidityGate } from '../effects/gate.js';
import { absoluteDifference, incrementalTotal, relativeLift, type Effect, type EffectKind } from '../effects/lift.js';
import type { ArmPair, ProportionDivisor, SampleMean } from '../effects/sample-mean.js';
import { twoSidedZ } from '../distributions/normal.js';
import { alphaOf, type Correction } from '../families/preferential.js';
import type { Posterior } from '../intervals/bayesian.js';
import { isSkewedForSize } from '../validity/skew.js';
import { adjustArms, estimateArm, type ArmWithout, type EstimatedArm, type NoEstimateKind } from './arms.js';
import { subjectsOf, totalOf, type ArmMoments } from './metric-moments.js';
import { judge, minimumSubjectsOf, type IntervalMethod } from './method.js';

/** What is asked of one metric. Absent keys take the defaults named beside them. */
export interface EstimateRequest {
  readonly control: ArmMoments;
  readonly treatments: readonly ArmMoments[];
  readonly effect: EffectKind;
  readonly method: IntervalMethod;
  /** Level of the interval before correction, e.g. 0.95. */
  readonly level: number;
  /** none */
  readonly correction?: Correction;
  /** CUPED: on where covariates are given; `false` switches it off. */
  readonly cuped?: Partial<CupedOptions> | false;
  /** Validity of relative lifts: `defaultGate`; `false` shows every lift that can be computed. */
  readonly gate?: ValidityGate | false;
  /** `increase` */
  readonly desiredChange?: 'increase' | 'decrease';
  /** 2, and 100 while an interval is sequential. */
  readonly minimumSubjects?: number;
  /** Divisor of a proportion's variance: n − 1. */
  readonly proportionDivisor?: ProportionDivisor;
}

/** One arm beside an estimate. Values are per subject (or the ratio, or the percentile). */
export interface ArmValue {
  readonly variation: string;
  /** Subjects; null where withheld. */
  readonly n: number | null;
  /** Value that the effect is computed from: adjusted, where CUPED is used; null where there is none. */
  readonly value: number | null;
  /** Value as observed (after winsorization); null where there is none. */
  readonly rawValue: number | null;
  /** Standard error of `value`. */
  readonly standardError: number | null;
  /** Σ over the arm; null for ratios and percentiles. */
  readonly total: number | null;
}

/** Everything that a number was made of: enough to make it again. */
export interface Provenance {
  readonly request: EstimateRequest;
  readonly treatment: ArmMoments;
  readonly alpha: number;
  readonly covariates: readonly string[];
}

interface Compared {
  readonly control: ArmValue;
  readonly treatment: ArmValue;
}

export interface GoodEstimate extends Compared {
  readonly kind: 'estimate';
  readonly effect: EffectKind;
  /** Effect in its own unit: 0.03 is +3 % where relative; metric units otherwise. Bayesian: posterior mean. */
  readonly lift: number;
  readonly low: number;
  readonly high: number;
  /** Standard error of `lift`; Bayesian: posterior sd. */
  readonly standardError: number;
  /** null for Bayesian intervals. Compare with `alpha`. */
  readonly pValue: number | null;
  /** p times (1 − level)/alpha, at most 1: compare with 1 − level. null for Bayesian intervals. */
  readonly adjustedPValue: number | null;
  readonly level: number;
  /** Error rate of this interval after correction. */
  readonly alpha: number;
  readonly method: IntervalMethod;
  /** Subjects of both arms. */
  readonly n: number;
  readonly usesCuped: boolean;
  /** 1 − variance with CUPED / without; null where CUPED is not used. */
  readonly varianceReduction: number | null;
  /** Why CUPED was wanted and not used; else null. */
  readonly notAdjusted: string | null;
  /** The interval may be off by more than half a point: a small arm of a skewed metric. Else null. */
  readonly caution: 'skewed_small_arm' | null;
  /** Chance to win, loss and risk; null but for Bayesian intervals. */
  readonly posterior: Posterior | null;
  readonly provenance: Provenance;
}

export interface NoEstimate extends Compared {
  readonly kind: NoEstimateKind;
  /** One sentence for people, without values of subjects. */
  readonly because: string;
  /** Where only the relative lift is undefined: the absolute difference, and Fieller's interval of the lift. */
  readonly instead: { readonly absolute: GoodEstimate; readonly fieller: FiellerSet } | null;
}

export type Estimate = GoodEstimate | NoEstimate;

/**
 * Compares each treatment with control: moments in, one estimate (or named outcome) per treatment out, in the order of
 * `treatments`. Never NaN, never an exception for data; every reason why there is no number is a `kind`.
 *
 * Source:  the functions called: effects/, adjustment/cuped, intervals/, families/preferential.
 * Domain:  0 < level < 1, else `invalid_input`.
 */
export function estimate(request: EstimateRequest): Estimate[] {
  const { control, treatments, method } = request;
  const inputs = [control, ...treatments];
  const minimum = request.minimumSubjects ?? minimumSubjectsOf(method);
  const found = inputs.map((arm) => estimateArm(arm.metric, minimum, request.proportionDivisor));
  const usable = found.flatMap((arm, index) => (arm.kind === 'arm' ? [{ arm, index }] : []));
  const adjusted = adjustArms(
    usable.map(({ index }) => inputs[index] ?? control),
    usable.map(({ arm }) => arm),
    request.cuped ?? (control.covariates ? {} : false),
  );
  const placeOf = (index: number): number => usable.findIndex((one) => one.index === index);
  const valueOf = (index: number): ArmValue =>
    armValue(inputs[index] ?? control, found[index], adjusted.arms[placeOf(index)]);
  return treatments.map((treatment, position): Estimate => {
    const index = position + 1;
    const arms = { control: valueOf(0), treatment: valueOf(index) };
    const [c, t] = [found[0], found[index]];
    if (c?.kind !== 'arm' || t?.kind !== 'arm') {
      const { kind, because } = [c, t].find((arm) => arm && arm.kind !== 'arm') as ArmWithout;
      return { ...arms, kind, because, instead: null };
    }
    const [atControl, atTreatment] = [placeOf(0), placeOf(index)];
    const pair: ArmPair = {
      control: adjusted.arms[atControl] as SampleMean,
      treatment: adjusted.arms[atTreatment] as SampleMean,
      covariance: adjusted.covariance(atControl, atTreatment),
    };
    const { covariates, notAdjusted } = adjusted;
    return comparePair({ request, treatment, arms, pair, raw: [c, t], covariates, notAdjusted });
  });
}

interface PairInput {
  readonly request: EstimateRequest;
  readonly treatment: ArmMoments;
  readonly arms: Compared;
  readonly pair: ArmPair;
  readonly raw: readonly [EstimatedArm, EstimatedArm];
  readonly covariates: readonly string[];
  readonly notAdjusted: string | null;
}

function comparePair(input: PairInput): Estimate {
  const { request, arms, pair, raw, treatment } = input;
  const none = (kind: NoEstimateKind, because: string): NoEstimate => ({ ...arms, kind, because, instead: null });
  if (!(request.level > 0 && request.level < 1)) return none('invalid_input', 'the level is outside 0 … 1');
  if (request.effect === 'total' && totalOf(treatment.metric) === null) {
    return none('not_applicable', 'ratios and percentiles have no total');
  }
  const alpha =
    request.method.kind === 'bayesian'
      ? 1 - request.level
      : alphaOf(request.correction ?? { kind: 'none' }, 1 - request.level);
  if (request.effect === 'relative') {
    const because = whyUndefined(input);
    if (because !== null) {
      const absolute = comparePair({
        ...input,
        request: { ...request, effect: 'absolute', ...absolutePrior(request) },
      });
      const instead =
        absolute.kind === 'estimate' ? { absolute, fieller: fiellerInterval(pair, twoSidedZ(alpha)) } : null;
      return absolute.kind === 'estimate' || absolute.kind === 'not_enough_data'
        ? { ...none('undefined_lift', because), instead }
        : absolute;
    }
  }
  const tooFew = request.gate === false ? null : whyNoDifference(gatedArms(input), request.gate ?? defaultGate);
  if (tooFew !== null) return none('not_enough_data', tooFew);
  const effect = effectOf(request.effect, pair);
  if (!Number.isFinite(effect.estimate) || !Number.isFinite(effect.variance)) {
    return none('invalid_input', 'the effect is too large to be a number');
  }
  if (!(effect.variance > 0)) return none('not_enough_data', 'every subject has the same value');
  const judged = judge(request.method, effect, alpha, pair, request.desiredChange === 'decrease');
  if (![judged.centre, judged.low, judged.high, judged.error].every(Number.isFinite)) {
    return none('invalid_input', 'the interval is too large to be numbers');
  }
  const plain = effectOf(request.effect, { control: raw[0].raw, treatment: raw[1].raw, covariance: 0 });
  const usesCuped = input.covariates.length > 0;
  // Written out, without spread: thousands of cells are made at once.
  return {
    control: arms.control,
    treatment: arms.treatment,
    kind: 'estimate',
    effect: request.effect,
    lift: judged.centre,
    low: judged.low,
    high: judged.high,
    standardError: judged.error,
    pValue: judged.pValue,
    adjustedPValue: judged.pValue === null ? null : Math.min(1, (judged.pValue * (1 - request.level)) / alpha),
    level: request.level,
    alpha,
    method: request.method,
    n: pair.control.n + pair.treatment.n,
    usesCuped,
    varianceReduction: usesCuped ? reductionOf(effect, plain) : null,
    notAdjusted: input.notAdjusted,
    caution: cautionOf(input),
    posterior: judged.posterior,
    provenance: { request, treatment, alpha, covariates: input.covariates },
  };
}

const cautionOf = ({ raw: [control, treatment], treatment: { metric } }: PairInput): GoodEstimate['caution'] =>
  metric.kind === 'mean' && isSkewedForSize(control.raw, treatment.raw) ? 'skewed_small_arm' : null;

function reductionOf(adjusted: Effect, plain: Effect): number | null {
  const reduction = 1 - adjusted.variance / plain.variance;
  return Number.isFinite(reduction) ? reduction : null;
}

function effectOf(kind: EffectKind, pair: ArmPair): Effect {
  if (kind === 'relative') return relativeLift(pair);
  return kind === 'total' ? incrementalTotal(pair) : absoluteDifference(pair);
}

/** A relative prior says nothing about an absolute difference without a baseline: then the prior is flat. */
const absolutePrior = ({ method }: EstimateRequest): { method: IntervalMethod } => ({
  method: method.kind === 'bayesian' ? { kind: 'bayesian', prior: 'flat' } : method,
});

function whyUndefined(input: PairInput): string | null {
  if (input.pair.control.mean === 0) return 'the control mean is zero';
  if (input.request.gate === false) return null;
  return whyNoLift(gatedArms(input), input.request.gate ?? defaultGate);
}

const gatedArms = ({ pair, raw }: PairInput): GatedArm[] => [
  gatedArm(pair.control, raw[0]),
  gatedArm(pair.treatment, raw[1]),
];

const gatedArm = ({ n, mean, variance }: SampleMean, { isBinary, raw }: EstimatedArm): GatedArm => ({
  n,
  mean,
  variance,
  isBinary,
  rawMean: raw.mean,
});

function armValue(arm: ArmMoments, found: { kind: string } | undefined, value: SampleMean | undefined): ArmValue {
  const raw = found?.kind === 'arm' ? (found as EstimatedArm).raw : null;
  return {
    variation: arm.variation,
    n: subjectsOf(arm.metric),
    value: value?.mean ?? null,
    rawValue: raw?.mean ?? null,
    standardError: value === undefined ? null : Math.sqrt(value.variance),
    total: raw === null ? null : totalOf(arm.metric),
  };
}
