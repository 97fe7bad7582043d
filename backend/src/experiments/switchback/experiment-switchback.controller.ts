import { experimentSwitchback, type ExperimentSwitchback } from '@assay/api-contract';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Actor, Can, Who } from '../../identity/index.js';
import { Answers } from '../../kernel/index.js';
import { ExperimentSwitchbackService } from './experiment-switchback.service.js';

@ApiTags('Experiments')
@Controller('experiments/:id/switchback')
export class ExperimentSwitchbackController {
  constructor(private readonly switchbacks: ExperimentSwitchbackService) {}

  /** Which flag of ours planned the schedule, and how much it switches; the cells are those of the flag. */
  @Get()
  @Can('insight.view')
  @Answers(experimentSwitchback)
  view(@Who() who: Actor, @Param('id') id: string): Promise<ExperimentSwitchback> {
    return this.switchbacks.view(who, id);
  }
}
