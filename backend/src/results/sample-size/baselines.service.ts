import type { BaselineInput, BaselineView, PowerQuery, PowerView } from '@assay/api-contract';
import { entitiesOf } from '@assay/definitions';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../audit/index.js';
import { Database, type Transaction } from '../../database/index.js';
import type { Actor } from '../../identity/index.js';
import { Clock, decodeCursor, found, invalid, newId, pageOf, type Page } from '../../kernel/index.js';
import { DefinitionLookup } from '../../metrics/index.js';
import { type Baseline, BaselineStore, RunsService } from '../../pipeline/index.js';
import { powerOf } from './power.js';

/** Baselines are read once from the warehouse; every plan is computed from what they left. */
@Injectable()
export class BaselinesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly definitions: DefinitionLookup,
    private readonly baselines: BaselineStore,
    private readonly runs: RunsService,
  ) {}

  async create(who: Actor, input: BaselineInput): Promise<BaselineView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      await this.#check(tx, who, input);
      const at = this.clock.now();
      const { assignmentSourceId, metricIds, weeks, lookbackDays, isCalibrated } = input;
      const { organisationId, workspaceId } = who;
      const baseline: Baseline = {
        ...{ id: newId('bas', at), organisationId, workspaceId, createdAt: at },
        ...{ assignmentSourceId, metricIds, days: weeks * 7, lookbackDays, isCalibrated },
      };
      await this.baselines.add(tx, baseline);
      const origin = who.kind === 'api_key' ? 'api' : 'manual';
      await this.runs.requestBaselineIn(tx, who, baseline.id, { origin, requestedBy: who.name });
      await this.audit.append(tx, {
        actor: who,
        action: 'baseline.requested',
        target: { kind: 'baseline', id: baseline.id, name: isCalibrated ? 'A/A check' : 'Sample size' },
        after: { ...input },
      });
      return this.#viewOf(tx, baseline);
    });
  }

  async list(who: Actor, page: { limit: number; cursor?: string | undefined }): Promise<Page<BaselineView>> {
    const after = decodeCursor(page.cursor)?.[0] ?? null;
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const views: BaselineView[] = [];
      for (const one of await this.baselines.list(tx, who.workspaceId, page.limit + 1, after))
        views.push(await this.#viewOf(tx, one));
      return pageOf(views, page.limit, (view) => [view.id]);
    });
  }

  async get(who: Actor, id: string): Promise<BaselineView> {
    return this.database.inOrganisation(who.organisationId, async (tx) =>
      this.#viewOf(tx, await this.#get(tx, who, id)),
    );
  }

  /** Smallest lifts and days needed, for the experiment that is planned. */
  async power(who: Actor, id: string, query: PowerQuery): Promise<PowerView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const baseline = await this.#get(tx, who, id);
      const { run, moments, days } = await this.runs.baselineRunIn(tx, id);
      const hasEnded = run.status !== 'queued' && run.status !== 'running';
      if (run.asOf === null || !hasEnded) return { baselineId: id, asOf: null, metrics: [] };
      const from = new Date(Date.parse(run.asOf) - baseline.days * 86_400_000).toISOString();
      const stored = await this.definitions.listMetrics(tx, who.workspaceId, baseline.metricIds);
      const metrics = stored.map((one, at) =>
        powerOf(
          {
            planned: { ...one, isPrimary: at === 0 },
            metrics: stored.length,
            overall: moments.find((summary) => summary.metricId === one.id) ?? null,
            days: days.filter((summary) => summary.metricId === one.id),
            from,
            length: baseline.days,
          },
          query,
        ),
      );
      return { baselineId: id, asOf: run.asOf, metrics };
    });
  }

  async #check(tx: Transaction, who: Actor, input: BaselineInput): Promise<void> {
    const source = await this.definitions.findAssignmentSource(tx, who.workspaceId, input.assignmentSourceId);
    if (!source) throw invalid('assignmentSourceId', 'There is no such assignment source: choose one of the list.');
    if (source.untilColumn !== null) {
      const message = `“${source.name}” is a schedule of slots, which nothing is planned from: choose a source of assignments.`;
      throw invalid('assignmentSourceId', message);
    }
    const metrics = await this.definitions.listMetrics(tx, who.workspaceId, input.metricIds);
    const misfits = await this.definitions.misfitsOf(tx, who.workspaceId, source, metrics);
    input.metricIds.forEach((id, at) => {
      const metric = metrics.find((one) => one.id === id)?.metric;
      if (!metric) throw invalid(`metricIds.${at}`, 'There is no such metric: choose one of the list.');
      if (metric.kind === 'percentile')
        throw invalid(
          `metricIds.${at}`,
          `“${metric.name}” is a percentile, which cannot be planned yet: leave it out.`,
        );
      if (!entitiesOf(source).includes(metric.entityId))
        throw invalid(`metricIds.${at}`, `“${metric.name}” is of another entity than “${source.name}”: leave it out.`);
      const misfit = misfits.get(id);
      if (misfit !== undefined) throw invalid(`metricIds.${at}`, misfit);
    });
  }

  async #get(tx: Transaction, who: Actor, id: string): Promise<Baseline> {
    return found(await this.baselines.find(tx, who.workspaceId, id), 'baseline', id);
  }

  async #viewOf(tx: Transaction, baseline: Baseline): Promise<BaselineView> {
    const { id, assignmentSourceId, metricIds, days, lookbackDays, isCalibrated, createdAt } = baseline;
    const run = await this.runs.runOfBaselineIn(tx, id);
    const asked = { id, assignmentSourceId, metricIds: [...metricIds], weeks: days / 7, lookbackDays, isCalibrated };
    return { ...asked, createdAt: createdAt.toISOString(), run };
  }
}
