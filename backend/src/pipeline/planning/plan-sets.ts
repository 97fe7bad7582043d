import { variablesOf, type PlannedMetric } from './measures-of.js';
import type { Draft } from './plan-draft.js';

/** Metrics that share a table of subjects. */
export type MetricSet = readonly PlannedMetric[];

/** Columns of a subject table besides its values. */
const keyColumns = 8;

/**
 * Metrics that read the same fact sources share one table of subjects, so that a source that fails takes only its
 * own metrics with it.
 */
export const metricSets = (draft: Draft, metrics: readonly PlannedMetric[]): readonly MetricSet[] => {
  const bySources = new Map<string, PlannedMetric[]>();
  for (const metric of metrics) {
    const key = JSON.stringify(metric.sourceIds);
    bySources.set(key, [...(bySources.get(key) ?? []), metric]);
  }
  return [...bySources.values()].flatMap((group) => split(draft, group));
};

/** Sets whose subject table and pivots stay within the limits of one table. */
const split = (draft: Draft, group: readonly PlannedMetric[]): MetricSet[] => {
  const { tableColumns, selectColumns, textCharacters } = draft.d.limits;
  // A value takes about 120 characters in the subject table; a percentile cap about 2,000 in the caps.
  const room = Math.min(tableColumns, selectColumns) - keyColumns - draft.properties.length;
  const sets: PlannedMetric[][] = [[]];
  let [values, text] = [0, 0];
  for (const metric of group) {
    const own = variablesOf(metric);
    const more = own.length;
    const longer = own.reduce((sum, v) => sum + 200 + (v.winsorization ? 4_500 : 0), 0);
    if (values > 0 && (values + more > room || text + longer > textCharacters * 0.8)) {
      sets.push([]);
      [values, text] = [0, 0];
    }
    (sets[sets.length - 1] as PlannedMetric[]).push(metric);
    values += more;
    text += longer;
  }
  return sets;
};
