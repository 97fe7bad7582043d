import {
  exploreChart,
  type ExploreChart,
  exploreDetail,
  type ExploreDetail,
  exploreInput,
  type ExploreInput,
  exploreOrder,
  type ExploreOrder,
  explorePage,
  type ExplorePage,
  exploreProposals,
  type ExploreProposals,
  exploreView,
  type ExploreView,
} from '@assay/api-contract';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Actor, AnswerOnce, Can, Who } from '../../identity/index.js';
import { Answers, IfMatch } from '../../kernel/index.js';
import { ExploresService } from './explores.service.js';

@ApiTags('Explores')
@Controller('experiments/:id/explores')
export class ExploresController {
  constructor(private readonly explores: ExploresService) {}

  @Get()
  @Can('insight.view')
  @Answers(explorePage)
  list(@Who() who: Actor, @Param('id') id: string): Promise<ExplorePage> {
    return this.explores.list(who, id);
  }

  @Get('proposals')
  @Can('insight.view')
  @Answers(exploreProposals)
  propose(@Who() who: Actor, @Param('id') id: string): Promise<ExploreProposals> {
    return this.explores.propose(who, id);
  }

  @Get(':exploreId')
  @Can('insight.view')
  @Answers(exploreDetail)
  view(@Who() who: Actor, @Param('id') id: string, @Param('exploreId') exploreId: string): Promise<ExploreDetail> {
    return this.explores.view(who, id, exploreId);
  }

  /** Saves nothing. A chart that cannot be drawn is answered with the reason. */
  @Post('preview')
  @Can('insight.view')
  @HttpCode(200)
  @Answers(exploreChart)
  preview(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: exploreInput }) input: ExploreInput,
  ): Promise<ExploreChart> {
    return this.explores.preview(who, id, input);
  }

  @Post()
  @Can('experiment.edit')
  @AnswerOnce()
  @Answers(exploreView, 201)
  create(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: exploreInput }) input: ExploreInput,
  ): Promise<ExploreView> {
    return this.explores.create(who, id, input);
  }

  @Put('order')
  @Can('experiment.edit')
  @Answers(explorePage)
  order(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: exploreOrder }) input: ExploreOrder,
  ): Promise<ExplorePage> {
    return this.explores.order(who, id, input);
  }

  @Put(':exploreId')
  @Can('experiment.edit')
  @Answers(exploreView)
  replace(
    @Who() who: Actor,
    @Param('id') id: string,
    @Param('exploreId') exploreId: string,
    @Body({ schema: exploreInput }) input: ExploreInput,
    @IfMatch() version: number | null,
  ): Promise<ExploreView> {
    return this.explores.replace(who, id, exploreId, input, version);
  }

  @Delete(':exploreId')
  @Can('experiment.edit')
  @HttpCode(204)
  remove(
    @Who() who: Actor,
    @Param('id') id: string,
    @Param('exploreId') exploreId: string,
    @IfMatch() version: number | null,
  ): Promise<void> {
    return this.explores.remove(who, id, exploreId, version);
  }
}
