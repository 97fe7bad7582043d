import type { WorkspaceScheduleInput, WorkspaceScheduleView } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { Database } from '../database/index.js';
import type { Actor } from '../identity/index.js';
import { Clock, expectVersion } from '../kernel/index.js';
import { ExperimentStore } from './experiment.store.js';
import { nextRefresh } from './schedule.js';
import { WorkspaceScheduleStore } from './workspace-schedule.store.js';

/** The refresh times that experiments of a workspace share. */
@Injectable()
export class WorkspaceScheduleService {
  constructor(
    private readonly database: Database,
    private readonly schedules: WorkspaceScheduleStore,
    private readonly experiments: ExperimentStore,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async get(who: Actor): Promise<WorkspaceScheduleView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => ({
      ...(await this.schedules.get(tx, who.workspaceId)),
      followers: (await this.experiments.listFollowers(tx, who.workspaceId)).length,
    }));
  }

  /** The running experiments that follow it get their next refresh by the new times at once. */
  async set(who: Actor, input: WorkspaceScheduleInput, expected: number | null): Promise<WorkspaceScheduleView> {
    const next = nextRefresh(input.schedule, this.clock.now());
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`schedule ${who.workspaceId}`]);
      const before = await this.schedules.get(tx, who.workspaceId);
      expectVersion(before.version, expected);
      const after = { schedule: input.schedule, version: before.version + 1 };
      await this.schedules.save(tx, who, after);
      const followers = await this.experiments.listFollowers(tx, who.workspaceId);
      for (const { id } of followers) await this.experiments.setNextRefresh(tx, id, next);
      await this.audit.append(tx, {
        actor: who,
        action: 'workspace.schedule_changed',
        target: { kind: 'workspace', id: who.workspaceId, name: 'Refresh schedule' },
        before: { schedule: before.schedule },
        after: { schedule: after.schedule },
      });
      return { ...after, followers: followers.length };
    });
  }
}
