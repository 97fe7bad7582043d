import type { ResultsView } from '@assay/api-contract';
import type { ExperimentDesign } from '@assay/definitions';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/index.js';
import type { Experiment } from '../experiments/index.js';
import type { Actor } from '../identity/index.js';
import { DefinitionLookup } from '../metrics/index.js';
import type { ExperimentSummaries } from '../pipeline/index.js';
import { stratified } from './epochs.js';
import type { JudgedMetric } from './metric-results.js';
import type { MetricSummary } from './metric-summaries.js';
import { withSharedCovariates } from './shared-covariates.js';

/** What the results of an experiment are about: its metrics as they are defined now, and what is counted. */
@Injectable()
export class JudgedMetrics {
  constructor(
    private readonly database: Database,
    private readonly definitions: DefinitionLookup,
  ) {}

  /** Metrics and their summaries over all subjects, stratified where the weights changed. */
  async comparable(
    who: Actor,
    experiment: Experiment,
    overall: ExperimentSummaries | null,
  ): Promise<{ readonly judged: JudgedMetric[]; readonly summaries: readonly MetricSummary[] }> {
    const judged = await this.of(who, experiment, overall);
    if (!overall) return { judged, summaries: [] };
    const { moments, epochs, diagnostics } = overall;
    const { summaries, refused } = stratified(experiment.design, moments, epochs, diagnostics);
    const nameOf = (id: string): string => judged.find((one) => one.id === id)?.metric.name ?? id;
    return {
      judged: judged.map((one) => {
        const because = refused.get(one.id);
        return because === undefined ? one : { ...one, incomparable: because };
      }),
      summaries: experiment.design.sharesCovariates ? withSharedCovariates(summaries, diagnostics, nameOf) : summaries,
    };
  }

  /** The experiment's metrics as they are defined now, with what the run tells of each. */
  async of(who: Actor, { design }: Experiment, overall: ExperimentSummaries | null): Promise<JudgedMetric[]> {
    const ids = design.metrics.map((metric) => metric.metricId);
    const stored = await this.database.inOrganisation(who.organisationId, (tx) =>
      this.definitions.listMetrics(tx, who.workspaceId, ids),
    );
    return design.metrics.flatMap(({ metricId, role }) => {
      const definition = stored.find((one) => one.id === metricId);
      if (!definition) return [];
      const statements = overall?.statements.filter((one) => one.metricIds.includes(metricId)) ?? [];
      const failed = statements.find((one) => one.status === 'failed' || one.status === 'skipped');
      return [
        {
          id: metricId,
          version: definition.version,
          role,
          metric: definition.metric,
          runId: statements[0]?.runId ?? null,
          statementIds: statements.map((one) => one.id),
          failure: failed ? (failed.error ?? 'A statement that it needs failed; see Runs.') : null,
        },
      ];
    });
  }

  /** What every n counts. */
  async countedIn(
    who: Actor,
    { analysedEntityId, assignmentSourceId }: ExperimentDesign,
  ): Promise<ResultsView['counted']> {
    if (analysedEntityId !== null) return 'clusters';
    const source = await this.database.inOrganisation(who.organisationId, (tx) =>
      this.definitions.findAssignmentSource(tx, who.workspaceId, assignmentSourceId),
    );
    return source && source.untilColumn !== null ? 'slots' : 'subjects';
  }
}
