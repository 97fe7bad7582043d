import type { PropertyAnalysisView } from '@assay/api-contract';
import type { AnalysisPlan, ExperimentDesign } from '@assay/definitions';
import { adjustFamily, twoSidedP } from '@assay/stats';
import type { MomentsSummary } from '../pipeline/index.js';
import { labelsAreIncomparable, takenTogether } from './labels.js';
import { metricResults, type JudgedMetric, type Lens } from './metric-results.js';

/** The share of the cells that are named although nothing differs, among all that are named. */
const falseDiscoveryRate = 0.1;

interface PropertySplit {
  readonly property: string;
  /** Of every label, metric and variation. */
  readonly summaries: readonly MomentsSummary[];
}

/** One look, no covariates, no correction: cells are judged against each other, all together. */
const lens: Lens = { method: 'fixed', level: 0.95, usesCuped: false, effect: 'relative', correction: 'none' };

/**
 * Values of properties inside of which the effect is another than in all the rest:
 *
 *     z = (Δ_g − Δ_rest)/√(SE_g² + SE_rest²)      Benjamini–Hochberg over all cells, q < 0.1
 *
 * A value and the rest have no subject in common, so that their estimates are independent. Exploratory: it says where
 * to look, and a new experiment says whether it is so.
 *
 * Source:  Cochran (1954), the test of two independent estimates; Benjamini & Hochberg (1995).
 * Domain:  simple metrics and ratios; values with an estimate on both sides.
 */
export const propertyAnalysis = (
  design: ExperimentDesign,
  plan: AnalysisPlan,
  metrics: readonly JudgedMetric[],
  splits: readonly PropertySplit[],
): PropertyAnalysisView['cells'] => {
  const usable = metrics.filter(({ metric }) => metric.kind === 'simple' || metric.kind === 'ratio');
  const cells = splits.flatMap(({ property, summaries }) => {
    const labels = [...new Set(summaries.map(({ label }) => label ?? ''))].sort();
    // Of two values, one beside the rest is the other beside the rest.
    const compared = labels.length < 2 ? [] : labels.length === 2 ? labels.slice(0, 1) : labels;
    return compared.flatMap((value) => cellsOf(design, plan, usable, { property, value, summaries }));
  });
  const adjusted = adjustFamily(
    cells.map(({ pValue }) => pValue),
    'benjamini_hochberg',
    falseDiscoveryRate,
  );
  return cells
    .map((cell, at) => ({ ...cell, qValue: adjusted[at]?.pValue ?? 1 }))
    .map((cell) => ({ ...cell, isNotable: cell.qValue < falseDiscoveryRate }))
    .sort((a, b) => a.pValue - b.pValue);
};

type Cell = Omit<PropertyAnalysisView['cells'][number], 'qValue' | 'isNotable'>;

const cellsOf = (
  design: ExperimentDesign,
  plan: AnalysisPlan,
  metrics: readonly JudgedMetric[],
  { property, value, summaries }: PropertySplit & { readonly value: string },
): Cell[] => {
  const inside = summaries.filter(({ label }) => label === value);
  const rest = summaries.filter(({ label }) => label !== value);
  const results = metricResults(design, plan, lens, metrics, inside);
  const others = metricResults(design, plan, lens, metrics, takenTogether(rest));
  return results.flatMap(({ metricId, name, arms }, at) =>
    arms.flatMap(({ variation, estimate: own }): Cell[] => {
      const other = others[at]?.arms.find((arm) => arm.variation === variation)?.estimate;
      if (own?.kind !== 'estimate' || other?.kind !== 'estimate') return [];
      const z = (own.lift - other.lift) / Math.hypot(own.standardError, other.standardError);
      const pValue = twoSidedP(z);
      return Number.isFinite(pValue)
        ? [{ property, value, metricId, name, variation, lift: own.lift, restLift: other.lift, pValue }]
        : [];
    }),
  );
};

/** Why values of properties are not compared; null = they are. */
export const whyNoAnalysis = ({ splitBy, weightChanges }: ExperimentDesign, asOf: string | null): string | null => {
  if (splitBy.length === 0) return 'Results are split by no property: choose some under Set-up, and refresh.';
  if (weightChanges.length > 0) return labelsAreIncomparable;
  return asOf === null ? 'Nothing was read yet: refresh.' : null;
};
