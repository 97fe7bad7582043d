import { decision, experimentStatus, metadataValues, refreshSchedule } from '@assay/api-contract';
import { analysisPlan, experimentDesign } from '@assay/definitions';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Transaction } from '../database/index.js';
import { ExperimentEntity } from './experiment.entity.js';
import type { Experiment, LastRun } from './experiment.js';

const tags = z.array(z.string());
const lastRun = z.object({ id: z.string(), status: z.string(), finishedAt: z.string().nullable() });

const toExperiment = (row: ExperimentEntity): Experiment => ({
  id: row.id,
  workspaceId: row.workspaceId,
  name: row.name,
  hypothesis: row.hypothesis,
  design: experimentDesign.parse(row.design),
  plan: analysisPlan.parse(row.plan),
  schedule: refreshSchedule.parse(row.schedule),
  note: row.note,
  hasTimes: row.hasTimes,
  tags: tags.parse(row.tags),
  owner: row.owner,
  teamId: row.teamId,
  metadata: metadataValues.parse(row.metadata),
  status: experimentStatus.parse(row.status),
  startedAt: row.startedAt,
  concludedAt: row.concludedAt,
  decision: decision.nullable().parse(row.decision),
  lastRun: lastRun.nullable().parse(row.lastRun),
  nextRefreshAt: row.nextRefreshAt,
  version: row.version,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});

export interface ExperimentFilter {
  readonly workspaceId: string;
  readonly status?: string | undefined;
  readonly tag?: string | undefined;
  readonly owner?: string | undefined;
  readonly team?: string | undefined;
}

@Injectable()
export class ExperimentStore {
  async find(tx: Transaction, workspaceId: string, id: string): Promise<Experiment | null> {
    const row = await tx.findOneBy(ExperimentEntity, { id, workspaceId });
    return row && toExperiment(row);
  }

  /** Newest first. `after` is the id of the last one shown; ids made later sort later. */
  async list(tx: Transaction, filter: ExperimentFilter, limit: number, after: string | null): Promise<Experiment[]> {
    const query = tx
      .createQueryBuilder(ExperimentEntity, 'e')
      .where('e.workspace_id = :workspaceId', { workspaceId: filter.workspaceId })
      .orderBy('e.id', 'DESC')
      .take(limit);
    if (filter.status) query.andWhere('e.status = :status', { status: filter.status });
    if (filter.tag !== undefined) query.andWhere('e.tags @> :tagged', { tagged: JSON.stringify([filter.tag]) });
    if (filter.owner !== undefined) query.andWhere('e.owner = :owner', { owner: filter.owner });
    if (filter.team !== undefined) query.andWhere('e.team_id = :team', { team: filter.team });
    if (after !== null) query.andWhere('e.id < :after', { after });
    return (await query.getMany()).map(toExperiment);
  }

  /** @param alsoUses definitions that it uses without naming them. */
  async add(
    tx: Transaction,
    organisationId: string,
    experiment: Experiment,
    alsoUses: readonly string[],
  ): Promise<void> {
    await tx.insert(ExperimentEntity, { ...experiment, tags: [...experiment.tags], organisationId });
    await this.#saveUses(tx, organisationId, experiment, alsoUses);
  }

  /** Saves an edit if the version is still the one that was read; false otherwise. */
  async save(
    tx: Transaction,
    organisationId: string,
    experiment: Experiment,
    alsoUses: readonly string[],
  ): Promise<boolean> {
    const { id, version, lastRun: _lastRun, createdAt: _createdAt, ...rest } = experiment;
    const { affected } = await tx.update(
      ExperimentEntity,
      { id, version: version - 1 },
      {
        ...rest,
        tags: [...rest.tags],
        version,
      },
    );
    if (affected === 1) await this.#saveUses(tx, organisationId, experiment, alsoUses);
    return affected === 1;
  }

  async remove(tx: Transaction, id: string): Promise<void> {
    await tx.delete(ExperimentEntity, { id });
  }

  /** Notes how the newest run stands; the version stays, since nobody edited anything. */
  async noteRun(tx: Transaction, id: string, run: LastRun): Promise<void> {
    await tx.update(ExperimentEntity, { id }, { lastRun: run });
  }

  /** Running experiments whose refresh is due, of every organisation, locked so that two ticks never take the same. */
  async takeDue(tx: Transaction, now: Date, limit: number): Promise<(Experiment & { organisationId: string })[]> {
    const rows = await tx
      .createQueryBuilder(ExperimentEntity, 'e')
      .where("e.status = 'running' AND e.next_refresh_at <= :now", { now })
      .orderBy('e.next_refresh_at')
      .take(limit)
      .setLock('pessimistic_write')
      .setOnLocked('skip_locked')
      .getMany();
    return rows.map((row) => ({ ...toExperiment(row), organisationId: row.organisationId }));
  }

  /** Running experiments on the workspace's schedule. */
  async listFollowers(tx: Transaction, workspaceId: string): Promise<Experiment[]> {
    return this.#listRunning(tx, workspaceId, 'workspace');
  }

  /** Running experiments that are refreshed when upstream is ready. */
  async listUpstream(tx: Transaction, workspaceId: string): Promise<Experiment[]> {
    return this.#listRunning(tx, workspaceId, 'upstream');
  }

  async setNextRefresh(tx: Transaction, id: string, nextRefreshAt: Date | null): Promise<void> {
    await tx.update(ExperimentEntity, { id }, { nextRefreshAt });
  }

  async #listRunning(tx: Transaction, workspaceId: string, schedule: string): Promise<Experiment[]> {
    const rows = await tx
      .createQueryBuilder(ExperimentEntity, 'e')
      .where("e.workspace_id = :workspaceId AND e.status = 'running' AND e.schedule ->> 'kind' = :schedule", {
        workspaceId,
        schedule,
      })
      .orderBy('e.id')
      .getMany();
    return rows.map(toExperiment);
  }

  async #saveUses(
    tx: Transaction,
    organisationId: string,
    experiment: Experiment,
    alsoUses: readonly string[],
  ): Promise<void> {
    const { design, id, workspaceId } = experiment;
    const uses = [
      design.assignmentSourceId,
      ...design.metrics.map((metric) => metric.metricId),
      ...[design.entryPointId, design.segmentId].filter((one) => one !== null),
      ...alsoUses,
    ];
    await tx.query('DELETE FROM experiment_uses WHERE experiment_id = $1', [id]);
    await tx.query(
      `INSERT INTO experiment_uses (organisation_id, workspace_id, experiment_id, definition_id)
       SELECT $1, $2, $3, unnest($4::text[])`,
      [organisationId, workspaceId, id, uses],
    );
  }
}
