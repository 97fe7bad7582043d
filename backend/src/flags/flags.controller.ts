import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  flagEnvironmentInput,
  type FlagEnvironmentInput,
  flagInput,
  type FlagInput,
  flagPage,
  flagRestoration,
  type FlagRestoration,
  flagSearch,
  type FlagSearch,
  flagTrial,
  type FlagTrial,
  flagTrialInput,
  type FlagTrialInput,
  flagUpdate,
  type FlagUpdate,
  flagVersion,
  type FlagVersion,
  flagVersionPage,
  flagView,
  type FlagView,
  pageQuery,
  type PageQuery,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../identity/index.js';
import { Answers, IfMatch, type Page } from '../kernel/index.js';
import { FlagsService } from './flags.service.js';

@ApiTags('Flags')
@Controller('flags')
export class FlagsController {
  constructor(private readonly flags: FlagsService) {}

  @Get()
  @Can('insight.view')
  @Answers(flagPage)
  list(@Who() who: Actor, @Query({ schema: flagSearch }) search: FlagSearch): Promise<Page<FlagView>> {
    return this.flags.list(who, search);
  }

  @Get(':key')
  @Can('insight.view')
  @Answers(flagView)
  get(@Who() who: Actor, @Param('key') key: string): Promise<FlagView> {
    return this.flags.view(who, key);
  }

  @Post()
  @Can('flag.edit')
  @Answers(flagView, 201)
  create(@Who() who: Actor, @Body({ schema: flagInput }) input: FlagInput): Promise<FlagView> {
    return this.flags.create(who, input);
  }

  @Put(':key')
  @Can('flag.edit')
  @Answers(flagView)
  update(
    @Who() who: Actor,
    @Param('key') key: string,
    @Body({ schema: flagUpdate }) input: FlagUpdate,
    @IfMatch() version: number | null,
  ): Promise<FlagView> {
    return this.flags.update(who, key, input, version);
  }

  @Put(':key/environments/:environment')
  @Can('flag.edit')
  @Answers(flagView)
  setEnvironment(
    @Who() who: Actor,
    @Param('key') key: string,
    @Param('environment') environment: string,
    @Body({ schema: flagEnvironmentInput }) input: FlagEnvironmentInput,
    @IfMatch() version: number | null,
  ): Promise<FlagView> {
    return this.flags.setEnvironment(who, key, environment, input, version);
  }

  @Delete(':key')
  @Can('flag.edit')
  @HttpCode(204)
  archive(@Who() who: Actor, @Param('key') key: string, @IfMatch() version: number | null): Promise<void> {
    return this.flags.archive(who, key, version);
  }

  @Get(':key/versions')
  @Can('insight.view')
  @Answers(flagVersionPage)
  versions(
    @Who() who: Actor,
    @Param('key') key: string,
    @Query({ schema: pageQuery }) page: PageQuery,
  ): Promise<Page<FlagVersion>> {
    return this.flags.versions(who, key, page);
  }

  @Get(':key/versions/:version')
  @Can('insight.view')
  @Answers(flagVersion)
  version(@Who() who: Actor, @Param('key') key: string, @Param('version') version: string): Promise<FlagVersion> {
    return this.flags.version(who, key, version);
  }

  @Post(':key/versions/:version/restoration')
  @Can('flag.edit')
  @HttpCode(200)
  @Answers(flagView)
  restore(
    @Who() who: Actor,
    @Param('key') key: string,
    @Param('version') version: string,
    @Body({ schema: flagRestoration }) input: FlagRestoration,
    @IfMatch() expected: number | null,
  ): Promise<FlagView> {
    return this.flags.restore(who, key, version, input, expected);
  }

  @Post(':key/try')
  @Can('insight.view')
  @HttpCode(200)
  @Answers(flagTrial)
  try(
    @Who() who: Actor,
    @Param('key') key: string,
    @Body({ schema: flagTrialInput }) input: FlagTrialInput,
  ): Promise<FlagTrial> {
    return this.flags.try(who, key, input);
  }
}
