import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  workspaceScheduleInput,
  type WorkspaceScheduleInput,
  workspaceScheduleView,
  type WorkspaceScheduleView,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../identity/index.js';
import { Answers, IfMatch } from '../kernel/index.js';
import { WorkspaceScheduleService } from './workspace-schedule.service.js';

@ApiTags('Schedules')
@Controller('workspace/schedule')
export class WorkspaceScheduleController {
  constructor(private readonly schedules: WorkspaceScheduleService) {}

  @Get()
  @Can('insight.view')
  @Answers(workspaceScheduleView)
  get(@Who() who: Actor): Promise<WorkspaceScheduleView> {
    return this.schedules.get(who);
  }

  @Put()
  @Can('warehouse.edit')
  @Answers(workspaceScheduleView)
  set(
    @Who() who: Actor,
    @Body({ schema: workspaceScheduleInput }) input: WorkspaceScheduleInput,
    @IfMatch() version: number | null,
  ): Promise<WorkspaceScheduleView> {
    return this.schedules.set(who, input, version);
  }
}
