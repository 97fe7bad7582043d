import type { MetricResult, SanityView } from '@assay/api-contract';
import type { ExperimentDesign } from '@assay/definitions';
import { globalLift } from '@assay/stats';
import { type Diagnostic, whyNoTotal } from '../pipeline/index.js';
import type { JudgedMetric } from './metric-results.js';
import type { MetricSummary } from './metric-summaries.js';

interface ImpactInput {
  readonly design: ExperimentDesign;
  readonly judged: JudgedMetric;
  /** With relative estimates. */
  readonly result: MetricResult;
  /** Over all subjects, not weighted. */
  readonly summaries: readonly MetricSummary[];
  readonly diagnostics: readonly Diagnostic[];
  readonly split: SanityView['split'];
}

/** What each treatment would do to the whole metric; null = not asked for. */
export const impactOf = ({
  design,
  judged,
  result,
  summaries,
  diagnostics,
  split,
}: ImpactInput): MetricResult['impact'] => {
  const { isWanted, exposure } = design.globalLift;
  if (!isWanted) return null;
  const none = (because: string): MetricResult['impact'] => ({ kind: 'none', because });
  const because = whyNoTotal(judged.metric);
  if (because !== null) return none(because);
  if (design.analysedEntityId !== null) return none('Members of clusters do not stand for everyone.');
  if (design.weightChanges.length > 0) return none('The weights changed: shares of all subjects say nothing of one.');
  const totals = diagnostics.flatMap((one) => (one.kind === 'totals' ? one.totals : []));
  const found = totals.find(({ metricId }) => metricId === judged.id);
  if (!found) return none('Its total was not computed yet: refresh.');
  if (found.total === null) return none('Too few subjects contribute to its total.');
  const ordered = [...design.variations].sort((a, b) => Number(b.isControl) - Number(a.isControl));
  const arms = ordered.map(({ key }) => armOf(summaries.find((one) => one.variation === key)));
  const known = arms.filter((arm) => arm !== null);
  if (known.length < arms.length) return none('A variation has no value yet.');
  const { total: everyone } = found;
  const inside = known.reduce((sum, arm) => sum + arm.total, 0);
  return {
    kind: 'impact',
    total: everyone,
    coverage: everyone === 0 ? null : inside / everyone,
    treatments: ordered.slice(1).map(({ key: variation }, at) => {
      const estimate = result.arms.find((arm) => arm.variation === variation)?.estimate;
      if (estimate?.kind !== 'estimate')
        return { kind: 'none', variation, because: estimate?.explanation ?? 'There is no estimate.' };
      const hasSrm = split.status === 'failed';
      const made = globalLift({ everyone, arms: known, treatment: at + 1, exposure, lift: estimate, hasSrm });
      return made.kind === 'global_lift'
        ? { kind: 'global_lift', variation, lift: made.lift, low: made.low, high: made.high }
        : { kind: 'none', variation, because: sentence(made.because) };
    }),
  };
};

const armOf = (summary: MetricSummary | undefined): { readonly total: number; readonly n: number } | null =>
  summary?.moments.outcome === 'measured' ? { total: summary.moments.sums[0] ?? 0, n: summary.moments.n } : null;

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
