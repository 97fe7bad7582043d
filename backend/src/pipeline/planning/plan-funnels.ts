import { funnels, measureKey, type StepFacts } from '@assay/warehouse-sql';
import type { PlannedFunnel, PlannedMetric, PlannedVariable } from './measures-of.js';
import type { Draft } from './plan-draft.js';
import type { FactColumn, FactReader, FactReads, StagedSource } from './plan-facts.js';

/** The facts of all steps; they are staged, whatever else is read of their sources. */
export const funnelReaders = (metrics: readonly PlannedMetric[]): readonly FactReader[] =>
  metrics.flatMap(({ metricId, funnel }) => (funnel?.facts ?? []).map((measure) => ({ metricId, measure })));

/**
 * A table of the subjects that entered each funnel, from staged facts; metrics of the same steps share it. Returns the
 * reads with the columns of its steps.
 */
export const planFunnels = (draft: Draft, metrics: readonly PlannedMetric[], reads: FactReads): FactReads => {
  const { staged } = reads;
  const columns = new Map(reads.columns);
  let at = 0;
  for (const { funnel } of metrics) {
    if (!funnel || columns.has(keyOf(funnel.steps[0]))) continue;
    if (!funnel.facts.every((fact) => staged.has(fact.sourceId))) continue; // its source is among the problems
    const users = metrics.filter((m) => m.funnel && keyOf(m.funnel.steps[0]) === keyOf(funnel.steps[0]));
    planFunnel(draft, funnel, users, at++, columns, staged);
  }
  return { ...reads, columns };
};

const planFunnel = (
  draft: Draft,
  funnel: PlannedFunnel,
  users: readonly PlannedMetric[],
  at: number,
  columns: Map<string, FactColumn>,
  staged: ReadonlyMap<string, StagedSource>,
): void => {
  const table = draft.table(`funnel_${at}`);
  const sources = [...new Set(funnel.facts.map((fact) => fact.sourceId))].map((id) => staged.get(id) as StagedSource);
  const step = draft.add({
    id: `funnel_${at}`,
    kind: 'funnel',
    label: 'Steps that subjects reached',
    needs: sources.map((source) => source.step),
    metricIds: users.map((m) => m.metricId),
    statement: funnels(draft.d, {
      table,
      steps: funnel.facts.map((measure): StepFacts => {
        const source = staged.get(measure.sourceId) as StagedSource;
        return { staged: { table: source.events, stagedFor: source.measures }, measure };
      }),
      within: funnel.within,
      withCalendarAge: draft.options.withSeries,
    }),
  });
  funnel.steps.forEach((variable, column) =>
    columns.set(keyOf(variable), { step, needs: step, facts: table, source: null, column }),
  );
};

const keyOf = (variable: PlannedVariable | undefined): string => (variable ? measureKey(variable.measure) : '');
