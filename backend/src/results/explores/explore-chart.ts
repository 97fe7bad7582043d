import type { ExploreChart, ExploreInput } from '@assay/api-contract';
import type { AnalysisPlan, ExperimentDesign } from '@assay/definitions';
import type { DaySummary, Diagnostic, MomentsSummary } from '../../pipeline/index.js';
import { byLabel, labelsAreIncomparable, takenTogether } from '../labels.js';
import { metricResults, type JudgedMetric, type Lens } from '../metric-results.js';
import type { MetricSummary } from '../metric-summaries.js';
import { seriesOf } from '../series.js';

/** As the plan says, without covariates, and without a correction: explores belong to no family. */
export const lensOf = ({ method, level }: AnalysisPlan): Lens => ({
  method,
  level,
  usesCuped: false,
  effect: 'relative',
  correction: 'none',
});

/** What the newest run found that a chart is drawn from. */
export interface ExploreSource {
  readonly design: ExperimentDesign;
  readonly plan: AnalysisPlan;
  readonly judged: JudgedMetric;
  /** Of all subjects. */
  readonly overall: readonly MetricSummary[];
  /** By value of the property that the chart is split or filtered by; empty without one. */
  readonly split: readonly MomentsSummary[];
  readonly days: readonly DaySummary[];
}

export type Drawn = Pick<ExploreChart, 'because' | 'cells' | 'series'>;

const nothing = (because: string): Drawn => ({ because, cells: [], series: null });

/** The property whose values a chart needs; null = it is of all subjects together. */
export const propertyOf = ({ splitBy, filter }: ExploreInput): string | null => splitBy ?? filter?.property ?? null;

/** Control, and the treatments that a chart shows. */
export const shownVariations = (
  { variations }: ExperimentDesign,
  chart: ExploreInput,
): ExperimentDesign['variations'] => {
  const isShown = (key: string): boolean => chart.variations.length === 0 || chart.variations.includes(key);
  const treatments = variations.filter(({ isControl, key }) => !isControl && isShown(key));
  return [...variations.filter(({ isControl }) => isControl), ...treatments];
};

/** The numbers of a chart that can be drawn. */
export const drawn = (chart: ExploreInput, source: ExploreSource): Drawn =>
  chart.visualisation === 'series' ? drawnByDay(chart, source) : drawnByValue(chart, source);

const drawnByDay = (chart: ExploreInput, { design, plan, judged, days }: ExploreSource): Drawn => {
  const series = seriesOf(design, plan, lensOf(plan), judged, days);
  const keys = shownVariations(design, chart).map(({ key }) => key);
  const treatments = series.treatments.filter(({ variation }) => keys.includes(variation));
  if (!treatments.some(({ points }) => points.length > 0))
    return nothing('No day was computed yet: it appears after the next refresh.');
  const arms = series.arms.filter(({ variation }) => keys.includes(variation));
  return { because: null, cells: [], series: { ...series, arms, treatments } };
};

const drawnByValue = (chart: ExploreInput, source: ExploreSource): Drawn => {
  if (propertyOf(chart) === null)
    return { because: null, cells: [cellOf(chart, source, null, source.overall)], series: null };
  const labels = byLabel(source.split.filter(({ metricId }) => metricId === chart.metricId));
  if (labels.size === 0) return nothing('No value was counted yet: it appears after the next refresh.');
  const missing = missingValues(chart, [...labels.keys()]);
  if (missing !== null) return nothing(missing);
  const { splitBy, filter } = chart;
  const values = filter?.values ?? [...labels.keys()];
  if (splitBy !== null) {
    const cells = values.map((value) => cellOf(chart, source, value, labels.get(value) ?? []));
    return { because: null, cells, series: null };
  }
  const together = takenTogether(values.flatMap((value) => labels.get(value) ?? []));
  return { because: null, cells: [cellOf(chart, source, null, together)], series: null };
};

/** Why a filter cannot be applied, given the values that are counted apart; null = it can. */
export const missingValues = ({ filter }: ExploreInput, known: readonly string[]): string | null => {
  const absent = filter?.values.find((value) => !known.includes(value));
  if (filter === null || absent === undefined) return null;
  const few = 'either no subject has it, or too few have it to be counted apart';
  return `“${absent}” is none of the values of “${filter.property}” in the latest refresh (${few}). It has ${known.join(', ')}.`;
};

const cellOf = (
  chart: ExploreInput,
  { design, plan, judged }: ExploreSource,
  value: string | null,
  summaries: readonly MetricSummary[],
): ExploreChart['cells'][number] => {
  const own = summaries.filter(({ metricId }) => metricId === judged.id);
  const isOfSome = propertyOf(chart) !== null && design.weightChanges.length > 0;
  const asked = isOfSome ? { ...judged, incomparable: labelsAreIncomparable } : judged;
  const [result] = metricResults(design, plan, lensOf(plan), [asked], own);
  if (!result) throw new Error(`the metric ${judged.id} has no result`);
  const keys = shownVariations(design, chart).map(({ key }) => key);
  const isShown = ({ variation }: { readonly variation: string }): boolean => keys.includes(variation);
  const steps = result.steps.map((step) => ({ ...step, arms: step.arms.filter(isShown) }));
  return { value, result: { ...result, arms: result.arms.filter(isShown), steps } };
};

/** Values of each property that the latest refresh counts apart, in their order. */
export const knownValues = (
  { splitBy }: ExperimentDesign,
  diagnostics: readonly Diagnostic[],
): { readonly property: string; readonly values: string[] }[] => {
  const labels = diagnostics.flatMap((one) => (one.kind === 'labels' ? one.labels : []));
  return splitBy.map((property) => {
    const own = labels.filter((one) => one.property === property).map(({ label }) => label);
    return { property, values: [...new Set(own)].sort() };
  });
};
