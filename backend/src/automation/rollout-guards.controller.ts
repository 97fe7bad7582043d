import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  rolloutGuardInput,
  type RolloutGuardInput,
  rolloutGuardState,
  type RolloutGuardState,
  rolloutGuardView,
  type RolloutGuardView,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../identity/index.js';
import { Answers, IfMatch } from '../kernel/index.js';
import { RolloutGuardsService } from './rollout-guards.service.js';

@ApiTags('Guarded roll-outs')
@Controller('experiments/:id/guard')
export class RolloutGuardsController {
  constructor(private readonly guards: RolloutGuardsService) {}

  @Get()
  @Can('insight.view')
  @Answers(rolloutGuardState)
  view(@Who() who: Actor, @Param('id') id: string): Promise<RolloutGuardState> {
    return this.guards.view(who, id);
  }

  @Put()
  @Can('flag.edit')
  @Answers(rolloutGuardView)
  set(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: rolloutGuardInput }) input: RolloutGuardInput,
    @IfMatch() version: number | null,
  ): Promise<RolloutGuardView> {
    return this.guards.set(who, id, input, version);
  }

  @Delete()
  @Can('flag.edit')
  @HttpCode(204)
  remove(@Who() who: Actor, @Param('id') id: string, @IfMatch() version: number | null): Promise<void> {
    return this.guards.remove(who, id, version);
  }
}
