import {
  assignmentSource,
  entity,
  entryPoint,
  fact,
  factSource,
  metric,
  metricCollection,
  propertySource,
  segment,
} from '@assay/definitions';
import { z } from 'zod';
import { pageOf, pageQuery, stored } from './common.js';

/** Who manages a definition instead of people: the repository that syncs it under a tag; null = people do. */
export const certification = z.object({ syncTag: z.string(), referenceUrl: z.string().nullable() }).nullable();
export type Certification = z.infer<typeof certification>;

export const entityInput = entity.meta({ id: 'EntityInput' });
export const entityView = z.object({ ...stored, ...entity.shape }).meta({ id: 'Entity' });
export type EntityInput = z.infer<typeof entityInput>;
export type EntityView = z.infer<typeof entityView>;
export const entityPage = pageOf(entityView).meta({ id: 'EntityPage' });

export const assignmentSourceInput = assignmentSource.meta({ id: 'AssignmentSourceInput' });
export const assignmentSourceView = z.object({ ...stored, ...assignmentSource.shape }).meta({ id: 'AssignmentSource' });
export type AssignmentSourceInput = z.infer<typeof assignmentSourceInput>;
export type AssignmentSourceView = z.infer<typeof assignmentSourceView>;
export const assignmentSourcePage = pageOf(assignmentSourceView).meta({ id: 'AssignmentSourcePage' });

export const entryPointInput = entryPoint.meta({ id: 'EntryPointInput' });
export const entryPointView = z.object({ ...stored, ...entryPoint.shape }).meta({ id: 'EntryPoint' });
export type EntryPointInput = z.infer<typeof entryPointInput>;
export type EntryPointView = z.infer<typeof entryPointView>;
export const entryPointPage = pageOf(entryPointView).meta({ id: 'EntryPointPage' });

export const segmentInput = segment.meta({ id: 'SegmentInput' });
export const segmentView = z.object({ ...stored, ...segment.shape }).meta({ id: 'Segment' });
export type SegmentInput = z.infer<typeof segmentInput>;
export type SegmentView = z.infer<typeof segmentView>;
export const segmentPage = pageOf(segmentView).meta({ id: 'SegmentPage' });

export const propertySourceInput = propertySource.meta({ id: 'PropertySourceInput' });
export const propertySourceView = z.object({ ...stored, ...propertySource.shape }).meta({ id: 'PropertySource' });
export type PropertySourceInput = z.infer<typeof propertySourceInput>;
export type PropertySourceView = z.infer<typeof propertySourceView>;
export const propertySourcePage = pageOf(propertySourceView).meta({ id: 'PropertySourcePage' });

/** A new fact has no id yet; an edited one keeps its own. */
export const factInput = fact.extend({ id: z.string().optional() });
export const factSourceInput = z
  .object({ ...factSource.shape, facts: z.array(factInput).min(1, 'Name at least one fact.').max(200) })
  .meta({ id: 'FactSourceInput' });
export const factSourceView = z
  .object({ ...stored, certified: certification, ...factSource.shape })
  .meta({ id: 'FactSource' });
export type FactSourceInput = z.infer<typeof factSourceInput>;
export type FactSourceView = z.infer<typeof factSourceView>;
export const factSourcePage = pageOf(factSourceView).meta({ id: 'FactSourcePage' });

export const metricInput = metric.meta({ id: 'MetricInput' });
export const metricView = z
  .object({
    ...stored,
    certified: certification,
    /** The team that owns it; null = none. */
    teamId: z.string().nullable().default(null),
    metric,
  })
  .meta({ id: 'Metric' });
export type MetricInput = z.infer<typeof metricInput>;
export type MetricView = z.infer<typeof metricView>;
export const metricSearch = pageQuery.extend({
  /** Only those that this team owns, by its id. */
  team: z.string().min(1).optional(),
});
export type MetricSearch = z.infer<typeof metricSearch>;
export const metricPage = pageOf(metricView).meta({ id: 'MetricPage' });

export const metricCollectionInput = metricCollection.meta({ id: 'MetricCollectionInput' });
export const metricCollectionView = z.object({ ...stored, ...metricCollection.shape }).meta({ id: 'MetricCollection' });
export type MetricCollectionInput = z.infer<typeof metricCollectionInput>;
export type MetricCollectionView = z.infer<typeof metricCollectionView>;
export const metricCollectionPage = pageOf(metricCollectionView).meta({ id: 'MetricCollectionPage' });

/** One saved state of a definition. */
export const definitionVersion = z
  .object({ version: z.number().int(), at: z.iso.datetime(), by: z.string(), definition: z.unknown() })
  .meta({ id: 'DefinitionVersion' });
export type DefinitionVersion = z.infer<typeof definitionVersion>;
export const definitionVersionPage = pageOf(definitionVersion).meta({ id: 'DefinitionVersionPage' });

/** Something that stops or changes when a definition does. */
export const definitionUse = z.object({
  kind: z.enum([
    'assignment_source',
    'fact_source',
    'metric',
    'entry_point',
    'segment',
    'property_source',
    'metric_collection',
    'experiment',
  ]),
  id: z.string(),
  name: z.string(),
  /** It names the definition itself; else it names something that does. */
  isDirect: z.boolean(),
});
export type DefinitionUse = z.infer<typeof definitionUse>;

/** Everything that an edit reaches, what names the definition itself first; at most 500. */
export const definitionUses = z.object({ items: z.array(definitionUse) }).meta({ id: 'DefinitionUses' });
export type DefinitionUses = z.infer<typeof definitionUses>;
