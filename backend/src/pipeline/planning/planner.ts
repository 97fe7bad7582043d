import { subjectProperties, type WeightEpoch, weightEpochs } from '@assay/definitions';
import {
  countsByDay,
  countsByLabel,
  countsByVariation,
  dialects,
  dropTable,
  exposures,
  propertyValues,
  runTable,
  slots,
  type ExposureQuery,
  type Periods,
  type ScratchTable,
  type Statement,
} from '@assay/warehouse-sql';
import type { AnalysisRequest } from './analysis-request.js';
import { plannedMetrics, plannedVariants } from './measures-of.js';
import type { Plan, Step } from './plan.js';
import { earlier, factsUntil, type Draft, type PlanOptions } from './plan-draft.js';
import { planFacts } from './plan-facts.js';
import { funnelReaders, planFunnels } from './plan-funnels.js';
import { planMetrics } from './plan-metrics.js';
import { atAssignment, isJoined, planJoined } from './plan-entity-properties.js';
import { carriedOf, narrowed, planPopulation, segmentColumns } from './plan-population.js';
import { planPublication } from './plan-publication.js';
import { planPercentiles } from './plan-percentiles.js';
import { planAssignments, planSecondaryIds, secondaryIdsInUse } from './plan-secondary-ids.js';
import { metricSets } from './plan-sets.js';
import { planTotals } from './plan-totals.js';
import { exposureEpoch, variationOf } from '../summaries/summary.js';

const topValues = 50;

/**
 * The statements of one refresh: one scan of the assignment source, one of each fact source for all metrics and
 * their look-back covariates, then tables of subjects and aggregates over them. A statement that is over a limit of
 * the warehouse is split; a fact source that would need two scans is staged instead.
 */
export const planAnalysis = (request: AnalysisRequest, options: PlanOptions): Plan => {
  if (!/^[a-z0-9]{4,40}$/.test(options.runId))
    throw new RangeError('A run id has 4 to 40 lower-case letters and digits.');
  const d = dialects[request.connection.dialect];
  const steps: Step[] = [];
  const manifest: ScratchTable[] = [];
  const table = (suffix: string): ScratchTable => {
    const made = runTable(d, request.connection.scratchSchema, `assay_${options.runId}_${suffix}`);
    manifest.push(made);
    return made;
  };
  const { metrics, percentiles, problems } = plannedMetrics(request);
  const everyMetric = [...metrics, ...percentiles].map((m) => m.metricId);
  const properties = splitProperties(request);
  const draft: Draft = {
    d,
    request,
    options,
    variations: request.design.variations.map((v) => v.key),
    properties,
    tables: {
      exposures: table('exposure'),
      members: request.design.analysedEntityId === null ? null : table('member'),
      propertyValues: properties.length > 0 ? table('property_value') : null,
    },
    countedBy:
      request.design.analysedEntityId !== null
        ? 'cluster_key'
        : request.assignmentSource.untilColumn !== null
          ? 'unit'
          : null,
    secondaryIds: secondaryIdsInUse(request, table),
    table,
    add: (step) => {
      steps.push({ needs: [], metricIds: [], reading: null, ...step });
      return step.id;
    },
  };

  planExposures(draft, everyMetric);
  const sets = metricSets(draft, [...metrics, ...plannedVariants(request)]);
  const facts = planFacts(draft, sets, [...percentiles, ...funnelReaders(metrics)]);
  const reads = planFunnels(draft, metrics, facts);
  planMetrics(draft, sets, reads);
  planPercentiles(draft, percentiles, reads);
  const totalled = planTotals(draft);
  planPublication(draft, steps, [...metrics, ...percentiles], reads);
  manifest.forEach((made, i) => {
    draft.add({
      id: `drop_${i}`,
      kind: 'clean_up',
      label: `Remove scratch table ${made.table}`,
      statement: dropTable(d, made),
    });
  });
  const entryPoints = request.entryPoint ? 1 : 0;
  const propertySources = steps.filter(({ id }) => id.startsWith('entity_properties_')).length;
  const otherExperiments = request.others?.length ?? 0;
  return {
    runId: options.runId,
    asOf: options.asOf,
    steps,
    manifest,
    problems: [...problems, ...reads.problems],
    scans: {
      assignmentSource: 1,
      entryPoints,
      propertySources,
      otherExperiments,
      factSources: reads.scans + totalled,
      scratchReads:
        steps.length - 1 - entryPoints - propertySources - otherExperiments - reads.scans - totalled - manifest.length,
    },
  };
};

/** Properties that exist and hold no keys; epochs of constant weights are one more, since results are stratified by them. */
const splitProperties = ({
  design,
  assignmentSource,
  propertySources = [],
  others = [],
}: AnalysisRequest): Draft['properties'] => {
  // Labels of slots would be of few units.
  const known = assignmentSource.untilColumn === null ? subjectProperties(assignmentSource, propertySources) : [];
  const named = known
    .filter(({ name }) => design.splitBy.includes(name))
    .map((one) => ({ name: one.name, column: carriedOf(one) }));
  const [first, ...later] = weightEpochs(design);
  const epoch = first && later.length > 0 ? [{ name: exposureEpoch, column: periodsOf(first, later) }] : [];
  const ofOthers = others.map(({ experimentId }) => ({ name: variationOf(experimentId), column: { experimentId } }));
  return [...named, ...epoch, ...ofOthers];
};

const periodsOf = (first: WeightEpoch, later: readonly WeightEpoch[]): Periods => ({
  first: first.label,
  later: later.map(({ label, from }) => ({ name: label, from })),
});

/** The assignment source is scanned for its subjects alone. */
const unstaged = { staged: null, needs: [] };

const planExposures = (draft: Draft, metricIds: readonly string[]): void => {
  const { d, request, options, variations, properties, tables } = draft;
  const { design, assignmentSource: source } = request;
  const minimumContributors = request.connection.minimumContributors;
  const isNarrowed = narrowed(request);
  const carried = [...properties.map((p) => p.column), ...segmentColumns(draft)];
  const assigned = isNarrowed ? draft.table('assigned') : tables.exposures;
  const id = isNarrowed ? 'assigned' : 'exposures';
  const isDescribed = carried.some(isJoined);
  const first = isDescribed ? draft.table('undescribed') : assigned;
  const query: ExposureQuery = {
    ...source,
    table: first,
    select: source.sql,
    experimentKey: request.experimentId === null ? null : design.experimentKey,
    variations,
    properties: atAssignment(carried),
    from: design.assignmentFrom,
    until: earlier(design.assignmentUntil, options.asOf),
  };
  const { untilColumn } = source;
  const { staged, needs: before } = draft.secondaryIds.length > 0 ? planAssignments(draft, query, metricIds) : unstaged;
  const scanning = draft.add({
    id: isDescribed ? 'undescribed' : id,
    kind: 'exposures',
    label: `${untilColumn === null ? 'Exposures' : 'Slots'} from ${source.name}`,
    needs: before,
    metricIds,
    statement: untilColumn === null ? exposures(d, { ...query, staged }) : slotsOf(draft, query, untilColumn),
  });
  const assigning = isDescribed
    ? planJoined(draft, { assigned: first, assigning: scanning, carried, into: assigned, id, metricIds })
    : scanning;
  if (isNarrowed) planPopulation(draft, { assigned, assigning, properties: carried.length, metricIds });
  if (staged) planSecondaryIds(draft, staged, carried.length, metricIds);
  const counted = { exposures: tables.exposures, variations, minimumContributors };
  const needs = ['exposures'];
  draft.add({
    id: 'counts',
    kind: 'diagnostics',
    label: 'Subjects per variation',
    needs,
    reading: { kind: 'counts' },
    statement: countsByVariation(d, counted),
  });
  draft.add({
    id: 'traffic',
    kind: 'diagnostics',
    label: 'Subjects per day',
    needs,
    reading: { kind: 'traffic' },
    statement: countsByDay(d, counted),
  });
  if (!tables.propertyValues) return;
  draft.add({
    id: 'property_values',
    kind: 'property_values',
    label: 'Values to split by',
    needs,
    metricIds,
    statement: propertyValues(d, {
      ...counted,
      table: tables.propertyValues,
      properties: properties.length,
      topValues,
    }),
  });
  draft.add({
    id: 'labels',
    kind: 'diagnostics',
    label: 'Subjects per property value',
    needs: ['property_values'],
    reading: { kind: 'labels', properties: properties.map((p) => p.name) },
    statement: countsByLabel(d, { ...counted, propertyValues: tables.propertyValues, properties: properties.length }),
  });
};

/** The slots of a schedule that have ended. */
const slotsOf = ({ d, request, options }: Draft, query: ExposureQuery, untilColumn: string): Statement => {
  const { burnInMinutes, burnOutMinutes } = request.design;
  return slots(d, {
    ...query,
    untilColumn,
    ...{ burnIn: burnInMinutes * 60_000_000, burnOut: burnOutMinutes * 60_000_000 },
    endedBy: Date.parse(factsUntil(request, options.asOf)) * 1000,
  });
};
