import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  audienceInput,
  type AudienceInput,
  audiencePage,
  audienceUpdate,
  type AudienceUpdate,
  audienceView,
  type AudienceView,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../../identity/index.js';
import { Answers, IfMatch, type Page } from '../../kernel/index.js';
import { AudiencesService } from './audiences.service.js';

@ApiTags('Flags')
@Controller('audiences')
export class AudiencesController {
  constructor(private readonly audiences: AudiencesService) {}

  @Get()
  @Can('insight.view')
  @Answers(audiencePage)
  list(@Who() who: Actor): Promise<Page<AudienceView>> {
    return this.audiences.list(who);
  }

  @Get(':key')
  @Can('insight.view')
  @Answers(audienceView)
  get(@Who() who: Actor, @Param('key') key: string): Promise<AudienceView> {
    return this.audiences.view(who, key);
  }

  @Post()
  @Can('flag.edit')
  @Answers(audienceView, 201)
  create(@Who() who: Actor, @Body({ schema: audienceInput }) input: AudienceInput): Promise<AudienceView> {
    return this.audiences.create(who, input);
  }

  @Put(':key')
  @Can('flag.edit')
  @Answers(audienceView)
  update(
    @Who() who: Actor,
    @Param('key') key: string,
    @Body({ schema: audienceUpdate }) input: AudienceUpdate,
    @IfMatch() version: number | null,
  ): Promise<AudienceView> {
    return this.audiences.update(who, key, input, version);
  }

  @Delete(':key')
  @Can('flag.edit')
  @HttpCode(204)
  remove(@Who() who: Actor, @Param('key') key: string, @IfMatch() version: number | null): Promise<void> {
    return this.audiences.remove(who, key, version);
  }
}
