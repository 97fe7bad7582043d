import { measureKey, percentileMarks, percentiles, points, type ScratchTable } from '@assay/warehouse-sql';
import type { PlannedPercentile } from './measures-of.js';
import type { Draft } from './plan-draft.js';
import type { FactReads } from './plan-facts.js';

interface Points {
  readonly step: string;
  readonly table: ScratchTable;
}

/**
 * The percentiles of each metric, from the staged facts: their values once for all percentiles of the same facts, the
 * order statistics of each, and then what of them may leave.
 */
export const planPercentiles = (draft: Draft, metrics: readonly PlannedPercentile[], reads: FactReads): void => {
  const ready = metrics.filter((metric) => !reads.problems.some((problem) => problem.metricId === metric.metricId));
  const made = new Map<string, Points>();
  ready.forEach((metric, at) => {
    const key = measureKey(metric.measure);
    const users = ready.filter((other) => measureKey(other.measure) === key).map((other) => other.metricId);
    const found = made.get(key) ?? planPoints(draft, metric, users, reads, made.size);
    made.set(key, found);
    planPercentile(draft, metric, found, at);
  });
};

const planPoints = (
  draft: Draft,
  { measure }: PlannedPercentile,
  metricIds: readonly string[],
  reads: FactReads,
  at: number,
): Points => {
  const { exposures, propertyValues } = draft.tables;
  const staged = reads.staged.get(measure.sourceId);
  const own = staged?.measures.find((m) => measureKey(m) === measureKey(measure));
  if (!staged || !own) throw new RangeError('The facts of a percentile are staged.');
  const table = draft.table(`point_${at}`);
  const step = draft.add({
    id: `points_${at}`,
    kind: 'percentiles',
    label: 'Values of facts',
    needs: [propertyValues ? 'property_values' : 'exposures', staged.step],
    metricIds,
    statement: points(draft.d, {
      table,
      exposures,
      propertyValues,
      properties: draft.properties.length,
      staged: { table: staged.events, stagedFor: staged.measures },
      measure: own,
    }),
  });
  return { step, table };
};

const planPercentile = (draft: Draft, { metricId, percentile }: PlannedPercentile, from: Points, at: number): void => {
  const marks = draft.table(`mark_${at}`);
  const properties = draft.properties.length;
  const needs = draft.add({
    id: `marks_${at}`,
    kind: 'percentiles',
    label: 'Percentiles per variation',
    needs: [from.step],
    metricIds: [metricId],
    statement: percentileMarks(draft.d, { table: marks, points: from.table, properties, percentile }),
  });
  draft.add({
    id: `percentile_${at}`,
    kind: 'moments',
    label: 'Percentiles and their error',
    needs: [needs],
    metricIds: [metricId],
    reading: { kind: 'percentile', metricId, percentile, properties: draft.properties.map((p) => p.name) },
    statement: percentiles(draft.d, {
      points: from.table,
      marks,
      properties,
      variations: draft.variations,
      minimumContributors: draft.request.connection.minimumContributors,
    }),
  });
};
