import {
  type AssignmentSource,
  assignmentSource,
  entitiesOf,
  type Entity,
  entity,
  type EntryPoint,
  entryPoint,
  type FactSource,
  factReadsOf,
  factSource,
  type Metric,
  metric,
  propertySource,
  type MetricCollection,
  metricCollection,
  type PropertySource,
  type Segment,
  segment,
} from '@assay/definitions';
import type { Certification } from '@assay/api-contract';
import type { z } from 'zod';
import type { ColumnType } from '../warehouses/index.js';

export const definitionKinds = [
  'entity',
  'assignment_source',
  'fact_source',
  'metric',
  'entry_point',
  'segment',
  'property_source',
  'metric_collection',
] as const;
export type DefinitionKind = (typeof definitionKinds)[number];

/** What people write, by kind. */
export interface BodyOf {
  readonly entity: Entity;
  readonly assignment_source: AssignmentSource;
  readonly fact_source: FactSource;
  readonly metric: Metric;
  readonly entry_point: EntryPoint;
  readonly segment: Segment;
  readonly property_source: PropertySource;
  readonly metric_collection: MetricCollection;
}

export const bodySchemas: { readonly [K in DefinitionKind]: z.ZodType<BodyOf[K]> } = {
  entity,
  assignment_source: assignmentSource,
  fact_source: factSource,
  metric,
  entry_point: entryPoint,
  segment,
  property_source: propertySource,
  metric_collection: metricCollection,
};

/** How each kind is called in messages. */
export const titleOf: Readonly<Record<DefinitionKind, string>> = {
  entity: 'entity',
  assignment_source: 'assignment source',
  fact_source: 'fact source',
  metric: 'metric',
  entry_point: 'entry point',
  segment: 'segment',
  property_source: 'source of properties',
  metric_collection: 'metric collection',
};

export const idPrefixOf: Readonly<Record<DefinitionKind, string>> = {
  entity: 'ent',
  assignment_source: 'asg',
  fact_source: 'fcs',
  metric: 'met',
  entry_point: 'ept',
  segment: 'seg',
  property_source: 'prs',
  metric_collection: 'mcl',
};

/** A column that the warehouse said a source has, when the source was last saved. */
export interface SourceColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly nativeType: string;
}

/** What the warehouse said of a source's SELECT. */
export interface CheckedSql {
  /** The SELECT without comments and closing semicolon: what is put into brackets. */
  readonly sql: string;
  readonly columns: readonly SourceColumn[];
}

/** A stored definition with its newest version. */
export interface Definition<K extends DefinitionKind = DefinitionKind> {
  readonly id: string;
  readonly organisationId: string;
  readonly workspaceId: string;
  readonly kind: K;
  readonly body: BodyOf[K];
  /** Null for kinds without SQL. */
  readonly checked: CheckedSql | null;
  /** Which repository manages it instead of people; null = people do. */
  readonly certified: Certification;
  /** The team that owns it; null = none. Only metrics have one. It is no part of a version. */
  readonly teamId: string | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const isKind = <K extends DefinitionKind>(
  definition: Definition,
  kind: K,
): definition is Definition & Definition<K> => definition.kind === kind;

/** All definitions of a workspace, for the checks that look across them. */
export interface Known {
  readonly entities: readonly Definition<'entity'>[];
  readonly factSources: readonly Definition<'fact_source'>[];
  readonly metrics: readonly Definition<'metric'>[];
  readonly propertySources: readonly Definition<'property_source'>[];
}

/** Ids of other definitions that a definition names; none of them can be deleted while it is there. */
export function usesOf(kind: DefinitionKind, body: BodyOf[DefinitionKind], known: Known): readonly string[] {
  switch (kind) {
    case 'entity':
      return [];
    case 'assignment_source':
      return entitiesOf(body as AssignmentSource);
    case 'entry_point':
    case 'segment':
    case 'property_source':
      return [(body as EntryPoint | Segment | PropertySource).entityId];
    case 'fact_source':
      return (body as FactSource).entities.map(({ entityId }) => entityId);
    case 'metric': {
      const sources = factIdsOf(body as Metric).map((id) => factSourceWith(known.factSources, id)?.id);
      return [...new Set([(body as Metric).entityId, ...sources.filter((id) => id !== undefined)])];
    }
    case 'metric_collection': {
      const { entityId, metrics } = body as MetricCollection;
      return [entityId, ...metrics.map(({ metricId }) => metricId)];
    }
    default:
      return kind satisfies never;
  }
}

export const factIdsOf = (body: Metric): readonly string[] => [
  ...new Set(factReadsOf(body).map(({ factId }) => factId)),
];

export const factSourceWith = (
  sources: readonly Definition<'fact_source'>[],
  factId: string,
): Definition<'fact_source'> | undefined => sources.find(({ body }) => body.facts.some(({ id }) => id === factId));
