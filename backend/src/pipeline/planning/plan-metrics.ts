import {
  measureKey,
  momentColumns,
  moments,
  resplitContributors,
  resplits,
  series,
  StatementTooLong,
  subjects,
  type MetricBlock,
  type MomentQuery,
  type ScratchTable,
  type SeriesVariable,
  type Statement,
  type SubjectValue,
  type Variable,
} from '@assay/warehouse-sql';
import { valueKey, variableKey, variablesOf, type PlannedMetric, type PlannedVariable } from './measures-of.js';
import type { MetricColumns } from './plan.js';
import { planFreshness, type FactColumn, type FactReads, type StagedSource } from './plan-facts.js';
import { factsUntil, unitsOf, type Draft } from './plan-draft.js';
import type { MetricSet } from './plan-sets.js';
import { planCovariates, type PlannedSet } from './plan-covariates.js';
import { planRedraws } from './plan-redraws.js';
import { planCaps, planClusters, planPivots } from './plan-units.js';

/** Numeric columns of one result row. */
const resultColumns = 40;

/** A table of subjects, its caps, moments and series, for each set of metrics. */
export const planMetrics = (draft: Draft, sets: readonly MetricSet[], reads: FactReads): void => {
  const planned = sets.flatMap((set, at) => {
    const ready = set.filter((metric) => !reads.problems.some((problem) => problem.metricId === metric.metricId));
    return ready.length > 0 ? [planSet(draft, ready, reads, at)] : [];
  });
  planCovariates(draft, planned);
  planRedraws(draft, planned);
};

const isMember = ({ measure }: PlannedVariable): boolean => measure.reduction.kind === 'member';

/** The variables and the values of a set, each once. */
const indexed = (set: readonly PlannedMetric[]) => {
  const values = new Map<string, { at: number; of: PlannedVariable }>();
  const variables = new Map<string, { at: number; of: PlannedVariable; metric: PlannedMetric }>();
  for (const metric of set) {
    for (const of of variablesOf(metric)) {
      if (!values.has(valueKey(of))) values.set(valueKey(of), { at: values.size, of });
      if (!variables.has(variableKey(of))) variables.set(variableKey(of), { at: variables.size, of, metric });
    }
  }
  return { values, variables };
};

const planSet = (draft: Draft, set: readonly PlannedMetric[], reads: FactReads, at: number): PlannedSet => {
  const { d, request, variations, tables } = draft;
  const { values, variables } = indexed(set);
  const metricIds = [...new Set(set.map((m) => m.metricId))];
  const analysed = set.filter((m) => m.variant === null);
  const isClustered = tables.members !== null;
  const untilMicros = Date.parse(factsUntil(request, draft.options.asOf)) * 1000;
  const read = (of: PlannedVariable): FactColumn => reads.columns.get(measureKey(of.measure)) as FactColumn;
  const fromFacts = [...values.values()].filter(({ of }) => !isMember(of));
  const facts = [...new Map(fromFacts.map(({ of }) => [read(of).step, read(of)])).values()];
  const subjectTable = draft.table(`subject_${at}`);
  const subjectValues = [...values.values()].map(({ of }): SubjectValue => {
    if (isMember(of)) return { facts: null, column: 0, cutoff: of.cutoff };
    const { step, column } = read(of);
    return { facts: facts.findIndex((one) => one.step === step), column, cutoff: of.cutoff };
  });
  const made = draft.add({
    id: `subjects_${at}`,
    kind: 'subjects',
    label: [
      'Values per subject',
      ...facts.flatMap((one) => (one.source ? [`facts from ${one.source.name}`] : [])),
    ].join(', '),
    needs: [
      tables.propertyValues ? 'property_values' : 'exposures',
      ...(tables.members ? [unitsOf(draft).step] : []),
      ...facts.map((one) => one.needs),
    ],
    metricIds,
    statement: subjects(d, {
      table: subjectTable,
      exposures: unitsOf(draft).table,
      countedBy: draft.countedBy,
      propertyValues: tables.propertyValues,
      properties: draft.properties.length,
      variations,
      facts: facts.map((one) => one.facts),
      values: subjectValues,
      untilMicros,
    }),
  });
  facts.forEach((one, i) => {
    if (one.source) planFreshness(draft, one.source, made, subjectTable, `last_age_us${i}`);
  });
  const judged = [...variables.values()].map(({ of }): Variable => ({
    column: values.get(valueKey(of))?.at as number,
    winsorization: of.winsorization,
    isBinary: of.isBinary,
  }));
  const capped = planCaps(
    draft,
    { subjects: subjectTable, variables: judged },
    [...variables.values()],
    metricIds,
    made,
    at,
  );
  const units = isClustered
    ? planClusters(draft, { subjects: subjectTable, caps: capped.caps, variables: judged }, metricIds, capped.step, at)
    : { subjects: subjectTable, caps: capped.caps, variables: judged, step: capped.step };
  const ready = planPivots(draft, units, metricIds, at);
  const minimumContributors = request.connection.minimumContributors;
  const { step: _, ...judgedUnits } = units;
  const countedBy = draft.countedBy === 'unit' ? draft.countedBy : null;
  const base = { ...judgedUnits, pivots: ready.pivots, variations, minimumContributors, countedBy };
  const indexOf = (of: PlannedVariable): number => variables.get(variableKey(of))?.at as number;
  planMoments(draft, analysed, indexOf, { ...base, properties: draft.properties.length }, ready.step, at);
  planResplits(draft, set, indexOf, base, ready.step, at);
  if (draft.options.withSeries) {
    const sources = [...new Set(set.flatMap((m) => m.sourceIds))].map((id) => reads.staged.get(id) as StagedSource);
    const seriesVariables = [...variables.values()].map(({ of }, i): SeriesVariable => {
      // Sums over a cluster are no shares, whatever they are sums of.
      const variable = { ...(judged[i] as Variable), ...(isClustered ? { isBinary: false } : {}) };
      if (isMember(of)) return { ...variable, source: -1, measure: -1, cutoff: of.cutoff, isMember: true };
      if (of.measure.reduction.kind === 'step') {
        const { facts: table, column } = read(of);
        const step = { table: table as ScratchTable, at: column };
        return { ...variable, source: -1, measure: -1, cutoff: of.cutoff, step };
      }
      const source = sources.findIndex((s) => s.measures[0]?.sourceId === of.measure.sourceId);
      const keys = (sources[source] as StagedSource).measures.map(measureKey);
      return { ...variable, source, measure: keys.indexOf(measureKey(of.measure)), cutoff: of.cutoff };
    });
    const days = {
      subjects: subjectTable,
      countedBy: draft.countedBy,
      caps: capped.caps,
      variables: seriesVariables,
      sources,
    };
    planSeries(draft, analysed, indexOf, { ...base, ...days, untilMicros }, ready.step, at);
  }
  return { metrics: analysed, table: base, indexOf, step: ready.step };
};

type IndexOf = (variable: PlannedVariable) => number;

const planMoments = (
  draft: Draft,
  set: readonly PlannedMetric[],
  indexOf: IndexOf,
  base: Omit<MomentQuery, 'metrics'>,
  needs: string,
  at: number,
): void => {
  const make = (chunk: readonly PlannedMetric[]): Statement =>
    moments(draft.d, { ...base, metrics: chunk.map((m) => blockOf(m, indexOf)) });
  blocks(set, make).forEach(({ chunk, statement }, part) => {
    draft.add({
      id: `moments_${at}_${part}`,
      kind: 'moments',
      label: 'Sums per variation',
      needs: [needs],
      metricIds: chunk.map((m) => m.metricId),
      reading: { kind: 'moments', metrics: chunk.map(columnsOf), properties: draft.properties.map((p) => p.name) },
      statement,
    });
  });
};

const planSeries = (
  draft: Draft,
  set: readonly PlannedMetric[],
  indexOf: IndexOf,
  base: Omit<Parameters<typeof series>[1], 'metrics'>,
  needs: string,
  at: number,
): void => {
  const outcome = set.map((m) => ({
    ...m,
    variables: m.variables.filter((v) => v.role === 'numerator' || v.role === 'denominator'),
  }));
  const make = (chunk: readonly PlannedMetric[]): Statement =>
    series(draft.d, { ...base, metrics: chunk.map((m) => blockOf(m, indexOf)) });
  blocks(outcome, make).forEach(({ chunk, statement }, part) => {
    draft.add({
      id: `series_${at}_${part}`,
      kind: 'series',
      label: 'Sums per day',
      needs: [needs],
      metricIds: [],
      reading: { kind: 'series', metrics: chunk.map(columnsOf) },
      statement,
    });
  });
};

/** Both halves of many random splits, for the variants of an A/A check. */
const planResplits = (
  draft: Draft,
  set: readonly PlannedMetric[],
  indexOf: IndexOf,
  base: Omit<MomentQuery, 'metrics' | 'properties'>,
  needs: string,
  at: number,
): void => {
  const variants = set.flatMap((m) => (m.variant === null ? [] : [{ ...m, variant: m.variant }]));
  const contributors = base.minimumContributors > 1 ? Math.max(resplitContributors, base.minimumContributors) : 1;
  const make = (chunk: readonly PlannedMetric[]): Statement =>
    resplits(draft.d, {
      ...base,
      exposures: draft.tables.exposures,
      contributors,
      metrics: chunk.map((m) => blockOf(m, indexOf)),
    });
  blocks(variants, make).forEach(({ chunk, statement }, part) => {
    draft.add({
      id: `resplits_${at}_${part}`,
      kind: 'resplits',
      label: 'Sums of random halves',
      needs: [needs],
      metricIds: [],
      reading: { kind: 'resplits', metrics: chunk.map((m) => ({ ...columnsOf(m), variant: m.variant })) },
      statement,
    });
  });
};

const columnsOf = (metric: PlannedMetric): MetricColumns => ({
  metricId: metric.metricId,
  roles: metric.variables.map((v) => v.role),
  steps: earlierSteps(metric).length,
});

const earlierSteps = ({ funnel }: PlannedMetric): readonly PlannedVariable[] => funnel?.steps.slice(0, -1) ?? [];

const blockOf = (metric: PlannedMetric, indexOf: IndexOf): MetricBlock => ({
  variables: metric.variables.map(indexOf),
  steps: earlierSteps(metric).map(indexOf),
});

/** Metrics in statements of at most 40 numeric columns that the warehouse takes; one metric is never cut. */
const blocks = <M extends PlannedMetric>(
  metrics: readonly M[],
  make: (chunk: readonly M[]) => Statement,
): { readonly chunk: readonly M[]; readonly statement: Statement }[] => {
  const chunks: M[][] = [];
  let width = Infinity;
  for (const metric of metrics) {
    const more = momentColumns(metric.variables.length, earlierSteps(metric).length);
    if (width + more > resultColumns) {
      chunks.push([]);
      width = 0;
    }
    (chunks[chunks.length - 1] as M[]).push(metric);
    width += more;
  }
  const split = (chunk: readonly M[]): { readonly chunk: readonly M[]; readonly statement: Statement }[] => {
    try {
      return [{ chunk, statement: make(chunk) }];
    } catch (problem) {
      if (!(problem instanceof StatementTooLong) || chunk.length === 1) throw problem;
      const half = Math.ceil(chunk.length / 2);
      return [...split(chunk.slice(0, half)), ...split(chunk.slice(half))];
    }
  };
  return chunks.flatMap(split);
};
