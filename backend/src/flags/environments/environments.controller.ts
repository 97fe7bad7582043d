import { Body, Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  environmentInput,
  type EnvironmentInput,
  environmentPage,
  environmentUpdate,
  type EnvironmentUpdate,
  environmentView,
  type EnvironmentView,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../../identity/index.js';
import { Answers, IfMatch, type Page } from '../../kernel/index.js';
import { EnvironmentsService } from './environments.service.js';

@ApiTags('Flags')
@Controller('environments')
export class EnvironmentsController {
  constructor(private readonly environments: EnvironmentsService) {}

  @Get()
  @Can('insight.view')
  @Answers(environmentPage)
  list(@Who() who: Actor): Promise<Page<EnvironmentView>> {
    return this.environments.list(who);
  }

  @Post()
  @Can('environment.edit')
  @Answers(environmentView, 201)
  create(@Who() who: Actor, @Body({ schema: environmentInput }) input: EnvironmentInput): Promise<EnvironmentView> {
    return this.environments.create(who, input);
  }

  @Patch(':key')
  @Can('environment.edit')
  @Answers(environmentView)
  update(
    @Who() who: Actor,
    @Param('key') key: string,
    @Body({ schema: environmentUpdate }) input: EnvironmentUpdate,
    @IfMatch() version: number | null,
  ): Promise<EnvironmentView> {
    return this.environments.update(who, key, input, version);
  }
}
