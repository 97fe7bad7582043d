import { timedSchedule, type TimedSchedule } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/index.js';
import { WorkspaceScheduleEntity } from './workspace-schedule.entity.js';

/** The refresh times of a workspace; version 0 = nobody has set any. */
export interface WorkspaceSchedule {
  readonly schedule: TimedSchedule | null;
  readonly version: number;
}

@Injectable()
export class WorkspaceScheduleStore {
  async get(tx: Transaction, workspaceId: string): Promise<WorkspaceSchedule> {
    const row = await tx.findOneBy(WorkspaceScheduleEntity, { workspaceId });
    return row === null
      ? { schedule: null, version: 0 }
      : { schedule: timedSchedule.nullable().parse(row.schedule), version: row.version };
  }

  async save(
    tx: Transaction,
    of: { readonly organisationId: string; readonly workspaceId: string },
    { schedule, version }: WorkspaceSchedule,
  ): Promise<void> {
    const { organisationId, workspaceId } = of;
    await tx.upsert(WorkspaceScheduleEntity, { organisationId, workspaceId, schedule, version }, ['workspaceId']);
  }
}
