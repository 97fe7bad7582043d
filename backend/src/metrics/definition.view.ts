import type {
  AssignmentSourceView,
  DefinitionVersion,
  EntityView,
  EntryPointView,
  FactSourceView,
  MetricCollectionView,
  MetricView,
  PropertySourceView,
  SegmentView,
} from '@assay/api-contract';
import type { Definition, DefinitionKind } from './definition.js';
import type { SavedVersion } from './definition.store.js';

const storedOf = ({ id, version, createdAt, updatedAt }: Definition) => ({
  id,
  version,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});

export const entityViewOf = (definition: Definition<'entity'>): EntityView => ({
  ...storedOf(definition),
  ...definition.body,
});

export const assignmentSourceViewOf = (definition: Definition<'assignment_source'>): AssignmentSourceView => ({
  ...storedOf(definition),
  ...definition.body,
});

export const entryPointViewOf = (definition: Definition<'entry_point'>): EntryPointView => ({
  ...storedOf(definition),
  ...definition.body,
});

export const segmentViewOf = (definition: Definition<'segment'>): SegmentView => ({
  ...storedOf(definition),
  ...definition.body,
});

export const propertySourceViewOf = (definition: Definition<'property_source'>): PropertySourceView => ({
  ...storedOf(definition),
  ...definition.body,
});

export const factSourceViewOf = (definition: Definition<'fact_source'>): FactSourceView => ({
  ...storedOf(definition),
  certified: definition.certified,
  ...definition.body,
});

export const metricViewOf = (definition: Definition<'metric'>): MetricView => ({
  ...storedOf(definition),
  certified: definition.certified,
  teamId: definition.teamId,
  metric: definition.body,
});

export const metricCollectionViewOf = (definition: Definition<'metric_collection'>): MetricCollectionView => ({
  ...storedOf(definition),
  ...definition.body,
});

export const versionViewOf = ({ version, at, by, body }: SavedVersion): DefinitionVersion => ({
  version,
  at: at.toISOString(),
  by,
  definition: body,
});

/** How the audit trail shows any definition. */
export const auditViewOf = (definition: Definition<DefinitionKind>): object => ({
  ...storedOf(definition),
  ...definition.body,
});
