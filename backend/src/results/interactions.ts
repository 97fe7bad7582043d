import type { ResultsView } from '@assay/api-contract';
import type { ExperimentDesign, Variation } from '@assay/definitions';
import { interaction, marginalOf, type CellTable, type Moments } from '@assay/stats';
import type { MomentsSummary } from '../pipeline/index.js';
import { isBinaryMetric } from './metric-summaries.js';
import type { JudgedMetric } from './metric-results.js';

type InteractionView = ResultsView['interactions'][number];

/** Below it, a test says that something is the matter. */
const alarm = 0.01;

export interface OtherOf {
  readonly experimentId: string;
  readonly name: string;
  readonly design: ExperimentDesign;
}

/**
 * Whether another experiment disturbs this one: are their variations assigned independently, and is the effect of one
 * the same in every variation of the other? `summaries` are split by the variation in the other.
 */
export const interactionOf = (
  design: ExperimentDesign,
  { experimentId, name, design: theirs }: OtherOf,
  metrics: readonly JudgedMetric[],
  summaries: readonly MomentsSummary[],
): InteractionView => {
  const made = metrics.map((judged) => ({ judged, tested: testOf(design, theirs, judged, summaries) }));
  const tests = made.flatMap(({ tested }) => (tested.kind === 'tested' ? [tested] : []));
  const dependence = tests[0]?.dependence.pValue ?? null;
  const disturbed = made.filter(({ tested }) => tested.kind === 'tested' && tested.effect.pValue < alarm);
  const isDependent = dependence !== null && dependence < alarm;
  return {
    experimentId,
    name,
    status: isDependent ? 'failed' : disturbed.length > 0 ? 'warning' : tests.length > 0 ? 'passed' : 'unknown',
    explanation: isDependent
      ? `The variations of both are not independent: a subject's variation in “${name}” tells of the one here. One of the two splits by the other, or they share a salt.`
      : disturbed.length > 0
        ? `The effect differs between variations of “${name}” on ${disturbed.map(({ judged }) => judged.metric.name).join(', ')}: judge both together before either is rolled out.`
        : tests.length > 0
          ? `Nothing says that “${name}” disturbs it.`
          : summaries.length === 0
            ? 'Refresh to test it.'
            : 'Too few subjects are in both.',
    dependencePValue: dependence,
    metrics: made.map(({ judged, tested }) => ({
      metricId: judged.id,
      name: judged.metric.name,
      pValue: tested.kind === 'tested' ? tested.effect.pValue : null,
      because: tested.kind === 'tested' ? null : sentence(tested.because),
    })),
  };
};

const testOf = (
  design: ExperimentDesign,
  theirs: ExperimentDesign,
  { id, metric }: JudgedMetric,
  summaries: readonly MomentsSummary[],
) => {
  if (metric.kind !== 'simple' || design.analysedEntityId !== null)
    return { kind: 'not_applicable' as const, because: 'only simple metrics of the assigned entity are tested' };
  const cellOf = ({ key }: Variation, { key: label }: Variation): Moments => {
    const found = summaries.find((one) => one.metricId === id && one.variation === key && one.label === label);
    return found?.moments.outcome === 'measured' ? marginalOf(found.moments, 0) : { n: 0, mean: 0, m2: 0 };
  };
  const cells: CellTable = controlFirst(design).map((row) => controlFirst(theirs).map((column) => cellOf(row, column)));
  const relative = interaction(cells, 'relative');
  // Without a baseline, or for shares near 0, "the same" is the same difference.
  return relative.kind === 'undefined_lift' || isBinaryMetric(metric) ? interaction(cells, 'absolute') : relative;
};

const controlFirst = ({ variations }: ExperimentDesign): Variation[] =>
  [...variations].sort((a, b) => Number(b.isControl) - Number(a.isControl));

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
