import type { MetricExport } from '@assay/api-contract';
import { certifiedFactSourceOf, certifiedMetricOf, type CertifiedNames } from '@assay/definitions';
import { Injectable } from '@nestjs/common';
import { Database } from '../../database/index.js';
import type { Actor } from '../../identity/index.js';
import { DefinitionStore } from '../definition.store.js';

/** Reads a workspace's fact sources and metrics out in the wire format of metrics as code. */
@Injectable()
export class MetricExportService {
  constructor(
    private readonly database: Database,
    private readonly definitions: DefinitionStore,
  ) {}

  async export(who: Actor): Promise<MetricExport> {
    const { entities, factSources, metrics } = await this.database.inOrganisation(who.organisationId, (tx) =>
      this.definitions.known(tx, who.workspaceId),
    );
    const nameById = new Map([
      ...entities.map(({ id, body }) => [id, body.name] as const),
      ...factSources.flatMap(({ body }) => body.facts.map(({ id, name }) => [id, name] as const)),
    ]);
    const nameOf = (id: string): string => nameById.get(id) ?? id;
    const names: CertifiedNames = { entity: nameOf, fact: nameOf };
    const written = metrics.map(({ body, certified }) => ({
      name: body.name,
      metric: certifiedMetricOf(body, certified?.referenceUrl ?? null, names),
    }));
    return {
      sync_tag: 'export',
      fact_sources: factSources
        .map(({ body, certified }) => certifiedFactSourceOf(body, certified?.referenceUrl ?? null, names))
        .toSorted(byName),
      metrics: written.flatMap(({ metric }) => (metric === null ? [] : [metric])).toSorted(byName),
      skipped: written.flatMap(({ name, metric }) => (metric === null ? [name] : [])),
    };
  }
}

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
