import type { SeriesView } from '@assay/api-contract';
import type { AnalysisPlan, ExperimentDesign } from '@assay/definitions';
import type { DaySummary } from '../pipeline/index.js';
import { metricResults, withoutFamily, type JudgedMetric, type Lens } from './metric-results.js';

/** Cumulative values and lift of one metric at the end of each day: the same estimate as the headline, from that day's moments. */
export const seriesOf = (
  design: ExperimentDesign,
  plan: AnalysisPlan,
  lens: Lens,
  judged: JudgedMetric,
  days: readonly DaySummary[],
): SeriesView => {
  const byDay = new Map<string, DaySummary[]>();
  for (const one of days) byDay.set(one.day, [...(byDay.get(one.day) ?? []), one]);
  const results = [...byDay]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, summaries]) => ({
      day,
      result: metricResults(design, plan, withoutFamily(lens), [comparableOn(design, judged, day)], summaries)[0],
    }));
  return {
    metricId: judged.id,
    level: lens.level,
    method: lens.method,
    isCorrected: lens.method !== 'bayesian' && lens.correction === 'preferential_bonferroni',
    arms: (results[0]?.result?.arms ?? []).map(({ variation }) => ({
      variation,
      points: results.map(({ day, result }) => {
        const arm = result?.arms.find((one) => one.variation === variation);
        return { day, n: arm?.n ?? 0, value: arm?.value ?? null };
      }),
    })),
    treatments: design.variations
      .filter((variation) => !variation.isControl)
      .map(({ key }) => ({
        variation: key,
        points: results.map(({ day, result }) => {
          const arm = result?.arms.find((one) => one.variation === key);
          const estimate = arm?.estimate?.kind === 'estimate' ? arm.estimate : null;
          return {
            day,
            n: arm?.n ?? 0,
            lift: estimate?.lift ?? null,
            low: estimate?.low ?? null,
            high: estimate?.high ?? null,
          };
        }),
      })),
  };
};

/** Days are not counted by period: from the first change of the weights on, there are values and no lift. */
const comparableOn = ({ weightChanges: [first] }: ExperimentDesign, judged: JudgedMetric, day: string): JudgedMetric =>
  first && day >= first.at.slice(0, 10) ? { ...judged, incomparable: 'The weights had changed by then.' } : judged;
