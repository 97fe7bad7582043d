import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  environmentInput,
  type EnvironmentInput,
  environmentPage,
  environmentView,
  type EnvironmentView,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../../identity/index.js';
import { Answers, type Page } from '../../kernel/index.js';
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
}
