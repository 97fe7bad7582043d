import type { ExperimentDesign } from './experiment.js';
import { factReadsOf, type Metric } from './metric.js';
import type { AssignmentSource, EntityColumn, FactSource, Property } from './sources.js';

/** Who is analysed, as facts and metrics may know them. */
export interface Assigned extends Pick<AssignmentSource, 'entityId' | 'secondaryIds'> {
  /** They are members of the clusters that are assigned. */
  readonly isClustered?: boolean;
  /** They are slots of a schedule. */
  readonly isScheduled?: boolean;
}

/** Who is analysed: those that are assigned, or the members of the assigned clusters. */
export const analysedBy = (
  source: AssignmentSource,
  { analysedEntityId }: Pick<ExperimentDesign, 'analysedEntityId'>,
): Assigned => {
  const { entityId, secondaryIds, untilColumn } = source;
  return analysedEntityId === null
    ? { entityId, secondaryIds, isClustered: false, isScheduled: untilColumn !== null }
    : { entityId: analysedEntityId, secondaryIds: [], isClustered: true, isScheduled: false };
};

/** How the rows of a fact source find the subjects of an assignment source. */
export interface SubjectLink {
  /** The column of the fact source that is compared. */
  readonly column: string;
  /** The column of the assignment source that it is compared with; null = the subject itself. */
  readonly secondaryId: EntityColumn | null;
}

/**
 * By the subject where the fact source has its entity, else by the first of the secondary ids whose entity it has;
 * null = by none. A secondary id belongs to the subject that it was first seen with.
 */
export const subjectLink = (assigned: Assigned, facts: Pick<FactSource, 'entities'>): SubjectLink | null => {
  const columnOf = (entityId: string): string | undefined =>
    facts.entities.find((one) => one.entityId === entityId)?.column;
  const own = columnOf(assigned.entityId);
  if (own !== undefined) return { column: own, secondaryId: null };
  for (const secondaryId of assigned.secondaryIds) {
    const column = columnOf(secondaryId.entityId);
    if (column !== undefined) return { column, secondaryId };
  }
  return null;
};

/** The entities whose metrics an assignment source can be judged by. */
export const entitiesOf = ({ entityId, secondaryIds }: Assigned): readonly string[] => [
  entityId,
  ...secondaryIds.map((one) => one.entityId),
];

/** Properties that name no one: those that hold the keys of an entity would split subjects out one by one. */
export const propertiesToSplit = (
  source: Pick<AssignmentSource, 'properties' | 'subjectColumn' | 'secondaryIds'>,
): readonly Property[] => {
  const keys = [source.subjectColumn, ...source.secondaryIds.map(({ column }) => column)];
  return source.properties.filter(({ column }) => !keys.includes(column));
};

/** What of a metric is about the time since one subject was exposed, or about its own facts; null = nothing. */
const notOfSlots = (metric: Metric): string | null => {
  if (metric.kind === 'percentile' || metric.kind === 'funnel') return `is a ${metric.kind}`;
  const parts = metric.kind === 'ratio' ? [metric.numerator, metric.denominator] : [metric.numerator];
  for (const { operation, window, threshold } of parts) {
    if (operation === 'conversion' || operation === 'retention') return `is a ${operation}`;
    if (window !== null || threshold?.within) return 'has a time window';
  }
  return null;
};

/**
 * Why the subjects of an assignment source cannot be judged by a metric, in the reader's words; null = they can.
 * `sourceOf` finds the source of a fact; facts of no source are another problem. The order of facts and their distinct
 * values are about one subject's own, while those that a secondary id brings may be of several.
 */
export const misfitOf = (
  metric: Metric,
  assigned: Assigned,
  sourceOf: (factId: string) => Pick<FactSource, 'name' | 'entities'> | undefined,
): string | null => {
  if (assigned.isClustered && (metric.kind === 'percentile' || metric.kind === 'funnel'))
    return `“${metric.name}” is a ${metric.kind}, which is not analysed by cluster: choose a mean or a ratio.`;
  if (assigned.isScheduled) {
    const because = notOfSlots(metric);
    if (because !== null) return `“${metric.name}” ${because}, which slots of a schedule are not judged by.`;
  }
  for (const { factId, needs } of factReadsOf(metric)) {
    const facts = sourceOf(factId);
    if (!facts) continue;
    const link = subjectLink(assigned, facts);
    if (link === null) return `“${metric.name}” reads “${facts.name}”, which has no column of the experiment's entity.`;
    if (link.secondaryId === null || (metric.kind !== 'funnel' && needs !== 'value')) continue;
    const what = metric.kind === 'funnel' ? 'a funnel' : 'a count of distinct values';
    return `“${metric.name}” reads “${facts.name}” by a secondary id, and ${what} needs the subject's own: add the entity that is assigned to that source, or choose another metric.`;
  }
  return null;
};
