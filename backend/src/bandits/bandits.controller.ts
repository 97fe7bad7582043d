import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  banditInput,
  type BanditInput,
  banditModelDetail,
  type BanditModelDetail,
  banditModelPage,
  type BanditModelView,
  banditPage,
  banditUpdate,
  type BanditUpdate,
  banditView,
  type BanditView,
  pageQuery,
  type PageQuery,
  runView,
  type RunView,
  servedModelInput,
  type ServedModelInput,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../identity/index.js';
import { Answers, IfMatch, type Page } from '../kernel/index.js';
import { BanditsService } from './bandits.service.js';

@ApiTags('Bandits')
@Controller('bandits')
export class BanditsController {
  constructor(private readonly bandits: BanditsService) {}

  @Get()
  @Can('definition.view')
  @Answers(banditPage)
  list(@Who() who: Actor): Promise<Page<BanditView>> {
    return this.bandits.list(who);
  }

  @Get(':key')
  @Can('definition.view')
  @Answers(banditView)
  view(@Who() who: Actor, @Param('key') key: string): Promise<BanditView> {
    return this.bandits.view(who, key);
  }

  @Post()
  @Can('definition.edit')
  @Answers(banditView, 201)
  create(@Who() who: Actor, @Body({ schema: banditInput }) input: BanditInput): Promise<BanditView> {
    return this.bandits.create(who, input);
  }

  @Put(':key')
  @Can('definition.edit')
  @Answers(banditView)
  update(
    @Who() who: Actor,
    @Param('key') key: string,
    @Body({ schema: banditUpdate }) input: BanditUpdate,
    @IfMatch() version: number | null,
  ): Promise<BanditView> {
    return this.bandits.update(who, key, input, version);
  }

  @Delete(':key')
  @Can('definition.edit')
  @HttpCode(204)
  remove(@Who() who: Actor, @Param('key') key: string, @IfMatch() version: number | null): Promise<void> {
    return this.bandits.remove(who, key, version);
  }

  @Post(':key/trainings')
  @Can('run.start')
  @Answers(runView, 201)
  train(@Who() who: Actor, @Param('key') key: string): Promise<RunView> {
    return this.bandits.train(who, key);
  }

  @Get(':key/models')
  @Can('definition.view')
  @Answers(banditModelPage)
  models(
    @Who() who: Actor,
    @Param('key') key: string,
    @Query({ schema: pageQuery }) page: PageQuery,
  ): Promise<Page<BanditModelView>> {
    return this.bandits.models(who, key, page);
  }

  @Get(':key/models/:version')
  @Can('definition.view')
  @Answers(banditModelDetail)
  model(@Who() who: Actor, @Param('key') key: string, @Param('version') version: string): Promise<BanditModelDetail> {
    return this.bandits.model(who, key, version);
  }

  @Put(':key/held-model')
  @Can('flag.edit')
  @Answers(banditView)
  hold(
    @Who() who: Actor,
    @Param('key') key: string,
    @Body({ schema: servedModelInput }) { version }: ServedModelInput,
    @IfMatch() expected: number | null,
  ): Promise<BanditView> {
    return this.bandits.hold(who, key, version, expected);
  }

  @Delete(':key/held-model')
  @Can('flag.edit')
  @Answers(banditView)
  release(@Who() who: Actor, @Param('key') key: string, @IfMatch() expected: number | null): Promise<BanditView> {
    return this.bandits.hold(who, key, null, expected);
  }
}
