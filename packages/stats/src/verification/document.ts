import type { Estimate, EstimateRequest, GoodEstimate } from '../estimates/estimate.js';
import { defaultCuped } from '../adjustment/cuped.js';
import { defaultPrior } from '../intervals/bayesian.js';
import { defaultTuning } from '../intervals/sequential.js';
import { sha256 } from './sha256.js';

/** One metric of a report: what was asked, with the moments, and what was shown. */
export interface ReportedMetric {
  readonly name: string;
  /** Statements that returned the moments, as they were sent; empty where they are not at hand. */
  readonly sql: readonly string[];
  readonly request: EstimateRequest;
  readonly estimates: readonly Estimate[];
}

/** A number as it was shown, under the name by which the script prints it. */
export type Published = Readonly<Record<string, number | string | null>>;

/** One metric in a form that a program of another language can check. */
export interface VerifiableMetric {
  readonly name: string;
  readonly sql: readonly string[];
  /** JSON text of moments and settings; the digest is of exactly this text. */
  readonly made_of: string;
  readonly digest: string;
  readonly published: readonly Published[];
}

export interface VerificationDocument {
  readonly format: 'assay-verification-1';
  readonly metrics: readonly VerifiableMetric[];
}

/**
 * Everything that is needed to make a report's numbers again, for `verificationScript`.
 *
 * Source:  the requests themselves, with every default written out.
 * Domain:  estimates in the order of the request's treatments.
 */
export const verificationDocument = (metrics: readonly ReportedMetric[]): VerificationDocument => ({
  format: 'assay-verification-1',
  metrics: metrics.map(({ name, sql, request, estimates }) => {
    const made_of = madeOf(request);
    return { name, sql, made_of, digest: sha256(made_of), published: estimates.map(published) };
  }),
});

/** Digest of what an estimate was made of: equal moments and settings, equal digest. */
export const digestOf = (request: EstimateRequest): string => sha256(madeOf(request));

function madeOf(request: EstimateRequest): string {
  const { control, treatments, effect, method, level, correction, cuped } = request;
  const tuned = method.kind === 'sequential' || method.kind === 'hybrid' ? { tuning: defaultTuning } : {};
  const prior = method.kind === 'bayesian' ? { prior: defaultPrior } : {};
  return JSON.stringify({
    arms: [control, ...treatments],
    effect,
    method: { ...tuned, ...prior, ...method },
    level,
    correction: correction ?? { kind: 'none' },
    cuped: cuped === false || (cuped === undefined && !control.covariates) ? null : { ...defaultCuped, ...cuped },
    desiredChange: request.desiredChange ?? 'increase',
    proportionDivisor: request.proportionDivisor ?? 'n-1',
  });
}

function published(estimate: Estimate): Published {
  const { kind, control, treatment } = estimate;
  if (kind !== 'estimate') return { kind, variation: treatment.variation };
  const shown: GoodEstimate = estimate;
  return {
    kind,
    variation: treatment.variation,
    used_cuped: shown.usesCuped ? 'yes' : 'no',
    control_value: control.value,
    treatment_value: treatment.value,
    lift: shown.lift,
    low: shown.low,
    high: shown.high,
    standard_error: shown.standardError,
    p_value: shown.pValue,
    adjusted_p_value: shown.adjustedPValue,
    alpha: shown.alpha,
    variance_reduction: shown.varianceReduction,
    chance_to_win: shown.posterior?.chanceToWin ?? null,
    loss: shown.posterior?.loss ?? null,
    risk: shown.posterior?.risk ?? null,
  };
}
