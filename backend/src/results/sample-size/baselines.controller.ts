import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  baselineInput,
  type BaselineInput,
  baselinePage,
  baselineView,
  type BaselineView,
  pageQuery,
  type PageQuery,
  powerQuery,
  type PowerQuery,
  powerView,
  type PowerView,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../../identity/index.js';
import { Answers, type Page } from '../../kernel/index.js';
import { BaselinesService } from './baselines.service.js';

@ApiTags('Sample size')
@Controller('baselines')
export class BaselinesController {
  constructor(private readonly baselines: BaselinesService) {}

  /** Reads the metrics of everyone in an assignment source, once; its run says when it is done. */
  @Post()
  @HttpCode(202)
  @Can('run.start')
  @Answers(baselineView, 202)
  create(@Who() who: Actor, @Body({ schema: baselineInput }) input: BaselineInput): Promise<BaselineView> {
    return this.baselines.create(who, input);
  }

  @Get()
  @Can('insight.view')
  @Answers(baselinePage)
  list(@Who() who: Actor, @Query({ schema: pageQuery }) page: PageQuery): Promise<Page<BaselineView>> {
    return this.baselines.list(who, page);
  }

  @Get(':id')
  @Can('insight.view')
  @Answers(baselineView)
  get(@Who() who: Actor, @Param('id') id: string): Promise<BaselineView> {
    return this.baselines.get(who, id);
  }

  /** Computed from what the baseline left; no statement is sent. */
  @Get(':id/power')
  @Can('insight.view')
  @Answers(powerView)
  power(
    @Who() who: Actor,
    @Param('id') id: string,
    @Query({ schema: powerQuery }) query: PowerQuery,
  ): Promise<PowerView> {
    return this.baselines.power(who, id, query);
  }
}
