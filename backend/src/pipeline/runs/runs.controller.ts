import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  pageQuery,
  type PageQuery,
  refreshInput,
  type RefreshInput,
  runDetail,
  type RunDetail,
  runPage,
  runView,
  type RunView,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../../identity/index.js';
import { Answers, type Page } from '../../kernel/index.js';
import { RunsService } from './runs.service.js';

@ApiTags('Runs')
@Controller('experiments/:id')
export class ExperimentRunsController {
  constructor(private readonly runs: RunsService) {}

  /** While a run waits or runs, that one is the answer. */
  @Post('refresh')
  @HttpCode(202)
  @Can('run.start')
  @Answers(runView, 202)
  refresh(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: refreshInput.optional() }) input: RefreshInput | undefined,
  ): Promise<RunView> {
    return this.runs.requestRun(who, id, who.kind === 'api_key' ? 'api' : 'manual', input);
  }

  @Get('runs')
  @Can('insight.view')
  @Answers(runPage)
  list(
    @Who() who: Actor,
    @Param('id') id: string,
    @Query({ schema: pageQuery }) page: PageQuery,
  ): Promise<Page<RunView>> {
    return this.runs.listRuns(who, id, page);
  }
}

@ApiTags('Runs')
@Controller('runs')
export class RunsController {
  constructor(private readonly runs: RunsService) {}

  @Get()
  @Can('insight.view')
  @Answers(runPage)
  list(@Who() who: Actor, @Query({ schema: pageQuery }) page: PageQuery): Promise<Page<RunView>> {
    return this.runs.listRuns(who, null, page);
  }

  @Get(':id')
  @Can('insight.view')
  @Answers(runDetail)
  get(@Who() who: Actor, @Param('id') id: string): Promise<RunDetail> {
    return this.runs.getRun(who, id);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Can('run.start')
  @Answers(runView)
  cancel(@Who() who: Actor, @Param('id') id: string): Promise<RunView> {
    return this.runs.cancelRun(who, id);
  }
}
