import type { ResultsView } from '@assay/api-contract';
import { type ExperimentDesign, type WeightEpoch, weightEpochs } from '@assay/definitions';
import { acrossEpochs, type JointMoments } from '@assay/stats';
import { type Diagnostic, exposureEpoch, type MeasuredMoments, type MomentsSummary } from '../pipeline/index.js';
import type { MetricSummary } from './metric-summaries.js';

/** Where small epochs were put together. */
const together = '(other)';

/** The largest share of subjects whose epochs may have been put together although their weights differ. */
const shareOfTogether = 0.05;

/** Subjects of each variation in a period of constant weights. */
export interface EpochCounts {
  /** null = several small ones that were put together. */
  readonly epoch: WeightEpoch | null;
  /** In the order of the variations. */
  readonly observed: readonly number[];
}

/** Periods with subjects in them, in order; empty where the weights never changed, or nothing of them is known. */
export const epochCounts = (design: ExperimentDesign, diagnostics: readonly Diagnostic[]): readonly EpochCounts[] => {
  if (design.weightChanges.length === 0) return [];
  const labels = diagnostics
    .flatMap((one) => (one.kind === 'labels' ? one.labels : []))
    .filter(({ property }) => property === exposureEpoch);
  const counted = (label: string): number[] =>
    design.variations.map(
      ({ key }) => labels.find((one) => one.label === label && one.variation === key)?.subjects ?? 0,
    );
  const epochs = weightEpochs(design);
  const present = epochs.filter(({ label }) => labels.some((one) => one.label === label));
  const absent = epochs.filter((epoch) => !present.includes(epoch));
  const found = present.map((epoch) => ({ epoch, observed: counted(epoch.label) }));
  if (!labels.some(({ label }) => label === together)) return found;
  // A single small epoch keeps its own weights.
  const [only, ...more] = absent;
  return [...found, { epoch: only && more.length === 0 ? only : null, observed: counted(together) }];
};

/** What each metric's summaries are with epochs of constant weights as strata. */
export interface Stratified {
  readonly summaries: readonly MetricSummary[];
  /** Metrics without a result because of the weights, and why. */
  readonly refused: ReadonlyMap<string, string>;
}

/** `overall` as it is where the weights never changed. */
export const stratified = (
  design: ExperimentDesign,
  overall: readonly MomentsSummary[],
  byEpoch: readonly MomentsSummary[],
  diagnostics: readonly Diagnostic[],
): Stratified => {
  if (design.weightChanges.length === 0) return { summaries: overall, refused: new Map() };
  const refused = new Map<string, string>();
  const whole = whyNot(design, byEpoch, diagnostics);
  const summaries = [...new Set(overall.map(({ metricId }) => metricId))].flatMap((metricId) => {
    const plain = overall.filter((one) => one.metricId === metricId);
    if (plain.some(({ moments }) => moments.outcome === 'suppressed' || moments.n === 0)) return plain;
    const made =
      whole ??
      strata(
        design,
        plain,
        byEpoch.filter((one) => one.metricId === metricId),
      );
    if (typeof made !== 'string') return made;
    refused.set(metricId, made);
    return plain;
  });
  return { summaries, refused };
};

/** Why no metric can be stratified; null = nothing is known against it. */
const whyNot = (
  design: ExperimentDesign,
  byEpoch: readonly MomentsSummary[],
  diagnostics: readonly Diagnostic[],
): string | null => {
  const known = new Set(weightEpochs(design).map(({ label }) => label));
  const isOther = byEpoch.some(({ label }) => label !== together && !known.has(label ?? ''));
  if (byEpoch.length === 0 || isOther) {
    return 'The weights were edited after the last refresh: refresh to stratify by them.';
  }
  const counts = epochCounts(design, diagnostics);
  const subjects = counts.map(({ observed }) => observed.reduce((sum, n) => sum + n, 0));
  const mixed = counts.reduce((sum, { epoch }, i) => sum + (epoch === null ? (subjects[i] ?? 0) : 0), 0);
  return mixed > shareOfTogether * subjects.reduce((sum, n) => sum + n, 0)
    ? 'The weights changed, and periods between the changes are too small to be told apart. Let assignments begin after the small ones, or wait.'
    : null;
};

const strata = (
  design: ExperimentDesign,
  plain: readonly MomentsSummary[],
  own: readonly MomentsSummary[],
): readonly MetricSummary[] | string => {
  const [first] = plain;
  if (!first || first.moments.outcome === 'percentile') {
    return 'The weights changed, and a percentile cannot be put together from periods of different weights. Limit the dates to one period.';
  }
  const labels = [...new Set(own.map(({ label }) => label))];
  const cells = design.variations.map(({ key }) =>
    labels.map((label) => own.find((one) => one.variation === key && one.label === label)?.moments),
  );
  if (cells.some((arm) => arm.some((cell) => cell?.outcome === 'suppressed'))) {
    return 'The weights changed, and in a period between the changes too few subjects contribute to this metric.';
  }
  const arms = cells.map((arm) => arm.flatMap((cell) => (cell?.outcome === 'measured' ? [cell] : [])));
  const made = acrossEpochs(arms.map((arm) => arm.map(jointOf)));
  if (made === null) return 'The weights changed, and a variation has fewer than two subjects in a period.';
  const steps = Array.from({ length: arms[0]?.[0]?.steps?.length ?? 0 }, (_, step) =>
    acrossEpochs(arms.map((arm) => arm.map((cell) => stepOf(cell, step)))),
  );
  return made.map((joint, v): MetricSummary => {
    const reached = steps.map((step) => step?.[v]);
    return {
      metricId: first.metricId,
      variation: design.variations[v]?.key ?? '',
      moments: {
        outcome: 'measured',
        n: joint.n,
        roles: first.moments.roles,
        sums: joint.means.map((mean) => mean * joint.n),
        means: [...joint.means],
        products: [...joint.products],
        ...(steps.length > 0 ? { steps: reached.map((step) => (step?.means[0] ?? 0) * joint.n) } : {}),
      },
      weighted: { stepProducts: reached.map((step) => step?.products[0] ?? 0) },
    };
  });
};

const jointOf = ({ n, means, products }: MeasuredMoments): JointMoments => ({ n, means, products });

const stepOf = ({ n, steps }: MeasuredMoments, at: number): JointMoments => {
  const share = (steps?.[at] ?? 0) / n;
  return { n, means: [share], products: [n * share * (1 - share)] };
};

/** The periods as the reader sees them; null where the weights never changed. */
export const weightsViewOf = (
  design: ExperimentDesign,
  diagnostics: readonly Diagnostic[],
  plain: NonNullable<ResultsView['weights']>['plain'],
): ResultsView['weights'] => {
  if (design.weightChanges.length === 0) return null;
  const counts = epochCounts(design, diagnostics);
  return {
    epochs: weightEpochs(design).map((epoch) => {
      const all = epoch.weights.reduce((sum, weight) => sum + weight, 0);
      const counted = counts.find((one) => one.epoch?.label === epoch.label);
      return {
        from: new Date(epoch.from).toISOString(),
        until: epoch.until === null ? null : new Date(epoch.until).toISOString(),
        variations: design.variations.map(({ key }, v) => ({
          variation: key,
          expectedShare: (epoch.weights[v] ?? 0) / all,
          subjects: counted?.observed[v] ?? null,
        })),
      };
    }),
    plain,
  };
};
