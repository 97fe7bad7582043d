import {
  misfitOf,
  type Assigned,
  type AssignmentSource,
  type EntryPoint,
  type FactSource,
  type Metric,
  type MetricCollection,
  type PropertySource,
  type Segment,
} from '@assay/definitions';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/index.js';
import { found } from '../kernel/index.js';
import { type Definition, factIdsOf, factSourceWith } from './definition.js';
import { DefinitionStore } from './definition.store.js';

interface Versioned {
  readonly id: string;
  readonly version: number;
}

/** A source, to be found by name. */
export interface NamedSource {
  readonly id: string;
  readonly name: string;
}

const mostSources = 10_000;

/** A metric as it stands. */
export interface StoredMetric extends Versioned {
  readonly metric: Metric;
}

/** Answers higher floors about definitions, inside their transaction. The SQL of sources is ready to be bracketed. */
@Injectable()
export class DefinitionLookup {
  constructor(private readonly definitions: DefinitionStore) {}

  async findAssignmentSource(
    tx: Transaction,
    workspaceId: string,
    id: string,
  ): Promise<(AssignmentSource & Versioned) | null> {
    const definition = await this.definitions.find(tx, workspaceId, 'assignment_source', id);
    return definition && runnable(definition);
  }

  async getAssignmentSource(tx: Transaction, workspaceId: string, id: string): Promise<AssignmentSource & Versioned> {
    return found(await this.findAssignmentSource(tx, workspaceId, id), 'assignment source', id);
  }

  async findFactSource(tx: Transaction, workspaceId: string, id: string): Promise<(FactSource & Versioned) | null> {
    const definition = await this.definitions.find(tx, workspaceId, 'fact_source', id);
    return definition && runnable(definition);
  }

  async getFactSource(tx: Transaction, workspaceId: string, id: string): Promise<FactSource & Versioned> {
    return found(await this.findFactSource(tx, workspaceId, id), 'fact source', id);
  }

  async findEntryPoint(tx: Transaction, workspaceId: string, id: string): Promise<(EntryPoint & Versioned) | null> {
    const definition = await this.definitions.find(tx, workspaceId, 'entry_point', id);
    return definition && runnable(definition);
  }

  async getEntryPoint(tx: Transaction, workspaceId: string, id: string): Promise<EntryPoint & Versioned> {
    return found(await this.findEntryPoint(tx, workspaceId, id), 'entry point', id);
  }

  async findSegment(tx: Transaction, workspaceId: string, id: string): Promise<(Segment & Versioned) | null> {
    const definition = await this.definitions.find(tx, workspaceId, 'segment', id);
    return definition && { ...definition.body, id, version: definition.version };
  }

  async getSegment(tx: Transaction, workspaceId: string, id: string): Promise<Segment & Versioned> {
    return found(await this.findSegment(tx, workspaceId, id), 'segment', id);
  }

  async findCollection(tx: Transaction, workspaceId: string, id: string): Promise<MetricCollection | null> {
    return (await this.definitions.find(tx, workspaceId, 'metric_collection', id))?.body ?? null;
  }

  /** Sources of properties of an entity, by name. */
  async listPropertySources(
    tx: Transaction,
    workspaceId: string,
    entityId: string,
  ): Promise<readonly (PropertySource & Versioned)[]> {
    const { propertySources } = await this.definitions.known(tx, workspaceId);
    return propertySources.filter(({ body }) => body.entityId === entityId).map(runnable);
  }

  /** Assignment and fact sources of a workspace. */
  async listSources(tx: Transaction, workspaceId: string): Promise<readonly NamedSource[]> {
    const { factSources } = await this.definitions.known(tx, workspaceId);
    const assignments = await this.definitions.list(tx, workspaceId, 'assignment_source', mostSources, null);
    return [...assignments, ...factSources].map(({ id, body }) => ({ id, name: body.name }));
  }

  /** Those that exist, in the order of the ids. */
  async listMetrics(tx: Transaction, workspaceId: string, ids: readonly string[]): Promise<readonly StoredMetric[]> {
    const definitions = await this.definitions.listByIds(tx, workspaceId, 'metric', ids);
    return definitions.map(({ id, version, body }) => ({ id, version, metric: body }));
  }

  /** The fact sources that these metrics read, each once. */
  async listFactSourcesOf(
    tx: Transaction,
    workspaceId: string,
    metrics: readonly Metric[],
  ): Promise<readonly (FactSource & Versioned)[]> {
    const { factSources } = await this.definitions.known(tx, workspaceId);
    const ids = metrics.flatMap((metric) => factIdsOf(metric).map((fact) => factSourceWith(factSources, fact)?.id));
    return factSources.filter(({ id }) => ids.includes(id)).map(runnable);
  }

  /** Why those who are analysed cannot be judged by a metric, by metric; those that can be are not there. */
  async misfitsOf(
    tx: Transaction,
    workspaceId: string,
    assigned: Assigned,
    metrics: readonly StoredMetric[],
  ): Promise<ReadonlyMap<string, string>> {
    const { factSources } = await this.definitions.known(tx, workspaceId);
    return new Map(
      metrics.flatMap(({ id, metric }) => {
        const misfit = misfitOf(metric, assigned, (fact) => factSourceWith(factSources, fact)?.body);
        return misfit === null ? [] : [[id, misfit] as const];
      }),
    );
  }
}

const runnable = <K extends 'assignment_source' | 'fact_source' | 'entry_point' | 'property_source'>({
  id,
  version,
  body,
  checked,
}: Definition<K>) => ({
  ...body,
  id,
  version,
  sql: checked?.sql ?? body.sql,
});
