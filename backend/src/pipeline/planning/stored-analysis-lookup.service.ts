import { Injectable } from '@nestjs/common';
import type { DialectKind } from '@assay/warehouse-sql';
import type { Transaction } from '../../database/index.js';
import { ExperimentsService } from '../../experiments/index.js';
import { OrganisationsService } from '../../identity/index.js';
import { found } from '../../kernel/index.js';
import { DefinitionLookup } from '../../metrics/index.js';
import { ConnectionLookup, fillTemplate, type TemplateWord } from '../../warehouses/index.js';
import { designOf } from '../baselines/baseline.js';
import { BaselineStore } from '../baselines/baseline.store.js';
import { variantsOf } from '../baselines/variants.js';
import { AnalysisLookup, type AnalysisSubject, type SubjectOfRun } from './analysis-lookup.js';
import type { AnalysisRequest } from './analysis-request.js';
import { factsUntil } from './plan-draft.js';

/** Gathers the stored definitions of an experiment, its placeholders filled in. */
@Injectable()
export class StoredAnalysisLookup extends AnalysisLookup {
  constructor(
    private readonly experiments: ExperimentsService,
    private readonly definitions: DefinitionLookup,
    private readonly connections: ConnectionLookup,
    private readonly organisations: OrganisationsService,
    private readonly baselines: BaselineStore,
  ) {
    super();
  }

  async get(tx: Transaction, of: SubjectOfRun, now: Date): Promise<AnalysisSubject> {
    const { organisationId, workspaceId, experimentId } = of;
    const { name, design, hasTimes, isCalibrated } = await this.#designOf(tx, of, now);
    const connection = await this.connections.getOfWorkspace(tx, workspaceId);
    const source = await this.definitions.getAssignmentSource(tx, workspaceId, design.assignmentSourceId);
    const ids = design.metrics.map((metric) => metric.metricId);
    const metrics = await this.definitions.listMetrics(tx, workspaceId, ids);
    const factSources = await this.definitions.listFactSourcesOf(
      tx,
      workspaceId,
      metrics.map((one) => one.metric),
    );
    const { minimumContributors } = await this.organisations.getCustody(tx, organisationId);
    const request: AnalysisRequest = {
      experimentId,
      design,
      assignmentSource: source,
      factSources,
      metrics: metrics.map(({ id, metric }) => ({ ...metric, id })),
      variants: isCalibrated
        ? metrics.flatMap(({ id, metric }) => variantsOf({ ...metric, id }, design.lookbackDays))
        : [],
      connection: {
        id: connection.id,
        dialect: connection.settings.kind,
        scratchSchema: connection.scratchSchema.split('.'),
        minimumContributors,
      },
    };
    return { name, hasTimes, request: withTemplates(request, connection.settings.kind, now.toISOString()) };
  }

  async #designOf(tx: Transaction, { workspaceId, experimentId, baselineId }: SubjectOfRun, now: Date) {
    if (experimentId !== null)
      return { ...(await this.experiments.getIn(tx, { workspaceId }, experimentId)), isCalibrated: false };
    const id = baselineId ?? '';
    const baseline = found(await this.baselines.find(tx, workspaceId, id), 'baseline', id);
    const { isCalibrated } = baseline;
    return {
      name: isCalibrated ? 'A/A check' : 'Sample size',
      design: designOf(baseline, now),
      hasTimes: true,
      isCalibrated,
    };
  }
}

/** Customer SQL with its placeholders replaced by literals of this refresh. */
const withTemplates = (request: AnalysisRequest, kind: DialectKind, asOf: string): AnalysisRequest => {
  const { design, assignmentSource, factSources } = request;
  const until = factsUntil(request, asOf);
  const lookback = new Date(Date.parse(design.assignmentFrom) - design.lookbackDays * 86_400_000).toISOString();
  const values: Readonly<Record<TemplateWord, string>> = {
    analysis_start_timestamp: lookback,
    analysis_end_timestamp: until,
    experiment_events_start_timestamp: lookback,
    experiment_events_end_timestamp: until,
    assignments_start_timestamp: design.assignmentFrom,
    assignments_end_timestamp: design.assignmentUntil ?? until,
    experiment_key: request.experimentId === null ? '%' : design.experimentKey,
    allocation_key: request.experimentId === null ? '%' : design.experimentKey,
  };
  const filled = <T extends { readonly sql: string }>(source: T): T => ({
    ...source,
    sql: fillTemplate(source.sql, kind, values),
  });
  return { ...request, assignmentSource: filled(assignmentSource), factSources: factSources.map(filled) };
};
