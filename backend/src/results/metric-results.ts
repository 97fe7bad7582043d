import type { ArmView, EstimateView, MetricResult, StepResult } from '@assay/api-contract';
import type { AnalysisPlan, ExperimentDesign, IntervalMethod, Metric, MetricRole, Variation } from '@assay/definitions';
import {
  alphaOf,
  estimate,
  evidenceOf,
  guardrailOf,
  type Correction,
  type Estimate,
  type EstimateRequest,
  type GoodEstimate,
  type IntervalMethod as StatsMethod,
} from '@assay/stats';
import { correctFamily, isFamily } from './corrections.js';
import { armMomentsOf, isBinaryMetric, stepSummary, type MetricSummary } from './metric-summaries.js';

/** How the reader looks at the summaries; a plan is the pre-registered way. */
export interface Lens {
  readonly method: IntervalMethod;
  readonly level: number;
  readonly usesCuped: boolean;
  readonly effect: 'relative' | 'absolute';
  readonly correction: AnalysisPlan['correction'];
}

export interface JudgedMetric {
  readonly id: string;
  readonly version: number;
  readonly role: MetricRole;
  readonly metric: Metric;
  /** The run that its numbers came from; null = none. */
  readonly runId: string | null;
  /** Statements of that run. */
  readonly statementIds: readonly string[];
  /** Why the run has no number of it; null = it has. */
  readonly failure: string | null;
  /** Why its numbers cannot be compared, since the weights changed; absent = they can. */
  readonly incomparable?: string;
}

/**
 * Results of each metric in one cell: the moments of every arm in, values and estimates out. All tests of the cell are
 * one family where the correction needs one.
 */
export const metricResults = (
  design: ExperimentDesign,
  plan: AnalysisPlan,
  lens: Lens,
  metrics: readonly JudgedMetric[],
  summaries: readonly MetricSummary[],
): MetricResult[] => {
  const byMetric = new Map<string, MetricSummary[]>();
  for (const summary of summaries) {
    byMetric.set(summary.metricId, [...(byMetric.get(summary.metricId) ?? []), summary]);
  }
  const asked = metrics.map((judged) => askedOf(design, plan, lens, judged, byMetric.get(judged.id) ?? []));
  const corrected = correctedEstimates(lens, asked);
  return asked.map((one, at) => ({
    ...describe(one.judged),
    arms: armsOf(design, lens, one, corrected[at] ?? []),
    steps: stepsOf(design, plan, lens, one),
    impact: null,
  }));
};

/** What is asked of the statistics for one metric; no request while a variation has no summary. */
export interface Asked {
  readonly judged: JudgedMetric;
  readonly summaries: readonly MetricSummary[];
  readonly request: EstimateRequest | null;
}

export const askedOf = (
  design: ExperimentDesign,
  plan: AnalysisPlan,
  lens: Lens,
  judged: JudgedMetric,
  summaries: readonly MetricSummary[],
): Asked => ({ judged, summaries, request: requestOf(design, plan, lens, judged, summaries) });

/** An estimate, the request that gives it, and its p-value after correction. */
export interface Corrected {
  readonly request: EstimateRequest;
  readonly estimate: Estimate;
  readonly adjustedPValue: number | null;
}

/** Estimates per metric and treatment. The alpha of a family is found from all p-values, and the estimates made with it. */
export const correctedEstimates = (lens: Lens, asked: readonly Asked[]): readonly (readonly Corrected[])[] => {
  const plain = asked.map(({ request }) =>
    (request ? estimate(request) : []).map((one): Corrected => {
      const adjustedPValue = one.kind === 'estimate' ? one.adjustedPValue : null;
      return { request: request as EstimateRequest, estimate: one, adjustedPValue };
    }),
  );
  if (!isFamily(lens.correction) || lens.method === 'bayesian') return plain;
  const tests = plain.flatMap((treatments, metric) =>
    treatments.map((one, treatment) => ({
      ...{ one, treatment, role: (asked[metric] as Asked).judged.role },
      pValue: one.estimate.kind === 'estimate' ? one.estimate.pValue : null,
    })),
  );
  const level = 1 - lens.level;
  const judged = correctFamily(lens.correction, tests, level);
  let at = 0;
  return plain.map((treatments) =>
    treatments.map((one, treatment): Corrected => {
      const test = judged[at++];
      if (!test || one.estimate.kind !== 'estimate') return one;
      const request: EstimateRequest = {
        ...one.request,
        correction: { kind: 'bonferroni', tests: level / test.alpha },
      };
      return { request, estimate: estimate(request)[treatment] as Estimate, adjustedPValue: test.pValue };
    }),
  );
};

const describe = ({
  id,
  version,
  role,
  metric,
  runId,
  statementIds,
}: JudgedMetric): Omit<MetricResult, 'arms' | 'steps' | 'impact'> => ({
  metricId: id,
  name: metric.name,
  description: metric.description,
  role,
  kind: metric.kind,
  isBinary: isBinaryMetric(metric),
  displayStyle: metric.displayStyle,
  desiredChange: metric.desiredChange,
  precision: metric.precision,
  guardrailCutoff: metric.guardrailCutoff,
  definitionVersion: version,
  runId,
  statementIds: [...statementIds],
});

const armsOf = (
  design: ExperimentDesign,
  lens: Lens,
  { judged, summaries, request }: Asked,
  corrected: readonly Corrected[],
): ArmView[] => {
  const ordered = inOrder(design);
  if (request === null) {
    return ordered.map(({ key, isControl }) => ({
      variation: key,
      n: summaries.find((summary) => summary.variation === key)?.moments.n ?? 0,
      value: null,
      estimate: isControl ? null : withoutSummary(judged, summaries.length),
    }));
  }
  const shownControl = corrected[0]?.estimate.control;
  return ordered.map(({ key, isControl }, index): ArmView => {
    if (isControl)
      return { variation: key, n: shownControl?.n ?? 0, value: shownControl?.rawValue ?? null, estimate: null };
    const { estimate: one, adjustedPValue } = corrected[index - 1] as Corrected;
    return {
      variation: key,
      n: one.treatment.n ?? 0,
      value: one.treatment.rawValue,
      estimate: viewOf(one, adjustedPValue, judged, lens),
    };
  });
};

/** Each step of a funnel as a share of all subjects, judged as the metric is, without covariates. Exploratory: no family. */
const stepsOf = (
  design: ExperimentDesign,
  plan: AnalysisPlan,
  lens: Lens,
  { judged, summaries }: Asked,
): StepResult[] => {
  if (judged.metric.kind !== 'funnel') return [];
  const steps = judged.metric.funnel.steps.map(({ name }, at) => {
    const own = summaries.map((summary) => stepSummary(summary, at));
    const asked = askedOf(design, plan, lens, judged, own);
    const [estimates = []] = correctedEstimates(withoutFamily(lens), [asked]);
    return { name, arms: armsOf(design, lens, asked, estimates) };
  });
  return steps.map(({ name, arms }, at) => ({
    name,
    arms: arms.map((arm, i): StepResult['arms'][number] => {
      const before = at === 0 ? 1 : (steps[at - 1]?.arms[i]?.value ?? null);
      return { ...arm, ofStepBefore: arm.value === null || !before ? null : arm.value / before };
    }),
  }));
};

/** The same view where there is no family to correct: of days, of cells, of steps. */
export const withoutFamily = (lens: Lens): Lens => (isFamily(lens.correction) ? { ...lens, correction: 'none' } : lens);

/** Control first, then the treatments as they are listed. */
const inOrder = (design: ExperimentDesign): Variation[] =>
  [...design.variations].sort((a, b) => Number(b.isControl) - Number(a.isControl));

/** null while a variation has no summary. */
const requestOf = (
  design: ExperimentDesign,
  plan: AnalysisPlan,
  lens: Lens,
  judged: JudgedMetric,
  summaries: readonly MetricSummary[],
): EstimateRequest | null => {
  const arms = inOrder(design).map(({ key }) => summaries.find((summary) => summary.variation === key));
  const [control, ...treatments] = arms.flatMap((arm) => (arm ? [armMomentsOf(judged.metric, arm)] : []));
  if (!control || treatments.length < arms.length - 1 || judged.incomparable !== undefined) return null;
  const correctionOf = (kind: AnalysisPlan['correction']): Correction =>
    kind === 'preferential_bonferroni'
      ? {
          kind,
          isPrimary: judged.role === 'primary',
          treatments: treatments.length,
          metrics: design.metrics.length,
          primaryShare: plan.primaryShare,
        }
      : { kind: 'none' };
  return {
    control,
    treatments,
    effect: lens.effect,
    method: methodOf(lens, plan, alphaOf(correctionOf(plan.correction), 1 - plan.level)),
    level: lens.level,
    correction: correctionOf(lens.correction),
    ...(lens.usesCuped ? {} : { cuped: false as const }),
    desiredChange: judged.metric.desiredChange,
  };
};

/** The metric's planned alpha fixes the sequential tuning, so that viewing another level or correction keeps the p-value. */
const methodOf = (lens: Lens, plan: AnalysisPlan, plannedAlpha: number): StatsMethod => {
  switch (lens.method) {
    case 'fixed':
      return { kind: 'fixed' };
    case 'sequential':
      return { kind: 'sequential', plannedAlpha };
    case 'bayesian':
      return lens.effect === 'relative'
        ? { kind: 'bayesian', prior: { mean: 0, sd: plan.priorSd } }
        : { kind: 'bayesian', prior: 'flat' };
    default:
      return lens.method satisfies never;
  }
};

const withoutSummary = (judged: JudgedMetric, found: number): EstimateView => {
  if (judged.failure !== null) return { kind: 'none', reason: 'statement_failed', explanation: judged.failure };
  if (judged.incomparable !== undefined)
    return { kind: 'none', reason: 'weights_changed', explanation: judged.incomparable };
  return found > 0
    ? { kind: 'none', reason: 'no_data', explanation: 'A variation has no subjects yet.' }
    : { kind: 'none', reason: 'not_computed_yet', explanation: 'Refresh to compute it.' };
};

const viewOf = (one: Estimate, adjustedPValue: number | null, judged: JudgedMetric, lens: Lens): EstimateView => {
  if (one.kind !== 'estimate') {
    const reasons = ['not_enough_data', 'undefined_lift', 'suppressed', 'percentile_on_atom', 'no_data'] as const;
    const reason = reasons.find((known) => known === one.kind) ?? 'undefined_lift';
    return { kind: 'none', reason, explanation: sentence(one.because) };
  }
  const { desiredChange } = judged.metric;
  const cutoff = judged.role === 'guardrail' && one.effect === 'relative' ? judged.metric.guardrailCutoff : null;
  return {
    kind: 'estimate',
    effect: lens.effect,
    lift: one.lift,
    low: one.low,
    high: one.high,
    standardError: one.standardError,
    pValue: one.pValue,
    adjustedPValue,
    alpha: one.alpha,
    chanceToWin: one.posterior?.chanceToWin ?? null,
    level: lens.level,
    method: lens.method,
    usesCuped: one.usesCuped,
    covariates: one.provenance.covariates.length,
    varianceReduction: one.varianceReduction,
    randomisation: null,
    caution: one.caution === null ? null : cautions[one.caution],
    evidence: shownEvidence(one, desiredChange),
    guardrail: cutoff === null ? null : shownGuardrail(one, desiredChange, cutoff),
  };
};

const cautions: Readonly<Record<NonNullable<GoodEstimate['caution']>, string>> = {
  skewed_small_arm: 'A few large values in a small arm: the interval may miss more often than its level says.',
};

/** The statistics' words for an interval beside zero, as the table shows them. */
const shownEvidence = (one: GoodEstimate, desired: 'increase' | 'decrease') => {
  switch (evidenceOf(one, desired, null)) {
    case 'significant_positive':
      return 'better' as const;
    case 'significant_negative':
      return 'worse' as const;
    default:
      return 'undecided' as const;
  }
};

/** The cutoff is signed towards the bad side; the statistics take how far it is. */
const shownGuardrail = (one: GoodEstimate, desired: 'increase' | 'decrease', cutoff: number) => {
  const state = guardrailOf(one, desired, Math.abs(cutoff));
  return state === 'unknown' ? null : state;
};

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
