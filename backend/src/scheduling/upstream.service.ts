import type { ReadinessInput, ReadinessView } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { Database, type Transaction } from '../database/index.js';
import { type Experiment, ExperimentsService } from '../experiments/index.js';
import type { Actor } from '../identity/index.js';
import { Clock, invalid } from '../kernel/index.js';
import { DefinitionLookup, type NamedSource } from '../metrics/index.js';
import { RunsService } from '../pipeline/index.js';
import { SourceReadinessStore } from './source-readiness.store.js';

/**
 * Refreshes when upstream is ready: a pipeline of the customer announces the sources that it has filled, and each
 * experiment that waits for them is refreshed once all of its sources were announced since its last refresh.
 */
@Injectable()
export class Upstream {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly definitions: DefinitionLookup,
    private readonly experiments: ExperimentsService,
    private readonly readiness: SourceReadinessStore,
    private readonly runs: RunsService,
  ) {}

  async announce(who: Actor, { sources }: ReadinessInput): Promise<ReadinessView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      // Two announcements at once would each see the other's source as missing.
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`upstream ${who.workspaceId}`]);
      const announced = await this.#find(tx, who, sources);
      await this.readiness.note(
        tx,
        who,
        announced.map(({ id }) => id),
        this.clock.now(),
      );
      await this.audit.append(tx, {
        actor: who,
        action: 'sources.announced',
        target: { kind: 'workspace', id: who.workspaceId, name: 'Upstream' },
        after: { sources: announced.map(({ name }) => name) },
      });
      const view: { refreshed: ReadinessView['refreshed']; waiting: ReadinessView['waiting'] } = {
        refreshed: [],
        waiting: [],
      };
      for (const experiment of await this.experiments.listUpstreamIn(tx, who)) {
        const read = await this.#sourcesOf(tx, who, experiment);
        if (!read.some(({ id }) => announced.some((one) => one.id === id))) continue;
        const missing = await this.#missing(tx, experiment, read);
        const named = { experimentId: experiment.id, name: experiment.name };
        if (missing.length > 0) {
          view.waiting.push({ ...named, for: missing.map(({ name }) => name) });
          continue;
        }
        const { run } = await this.runs.requestIn(tx, who, experiment.id, 'api', who.name);
        view.refreshed.push({ ...named, runId: run.id });
      }
      return view;
    });
  }

  async #find(tx: Transaction, who: Actor, sources: readonly string[]): Promise<readonly NamedSource[]> {
    const known = await this.definitions.listSources(tx, who.workspaceId);
    return sources.map((wanted, at) => {
      const found = known.filter(({ id, name }) => id === wanted || name === wanted);
      const [first] = found;
      if (found.length > 1)
        throw invalid(`sources.${at}`, `An assignment source and a fact source are called “${wanted}”: give the id.`);
      if (!first) throw invalid(`sources.${at}`, `There is no source “${wanted}” here: give its name or id.`);
      return first;
    });
  }

  async #sourcesOf(tx: Transaction, who: Actor, { design }: Experiment): Promise<readonly NamedSource[]> {
    const ids = design.metrics.map(({ metricId }) => metricId);
    const metrics = await this.definitions.listMetrics(tx, who.workspaceId, ids);
    const facts = await this.definitions.listFactSourcesOf(
      tx,
      who.workspaceId,
      metrics.map(({ metric }) => metric),
    );
    const assignment = await this.definitions.getAssignmentSource(tx, who.workspaceId, design.assignmentSourceId);
    return [assignment, ...facts].map(({ id, name }) => ({ id, name }));
  }

  /** Sources that were not announced since the last refresh was asked for, or since the start. */
  async #missing(tx: Transaction, { id, startedAt }: Experiment, read: readonly NamedSource[]): Promise<NamedSource[]> {
    const last = (await this.runs.lastRequestedIn(tx, id)) ?? startedAt ?? new Date(0);
    const ready = await this.readiness.of(
      tx,
      read.map((source) => source.id),
    );
    return read.filter((source) => (ready.get(source.id) ?? new Date(0)).getTime() <= last.getTime());
  }
}
