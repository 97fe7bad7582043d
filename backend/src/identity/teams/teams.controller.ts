import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  teamInput,
  type TeamInput,
  teamPage,
  teamRemoval,
  type TeamRemoval,
  teamView,
  type TeamView,
} from '@assay/api-contract';
import { Answers, IfMatch, type Page } from '../../kernel/index.js';
import { Can, Who } from '../access/access.decorator.js';
import type { Actor } from '../access/actor.js';
import { TeamsService } from './teams.service.js';

@ApiTags('Teams')
@Controller('teams')
export class TeamsController {
  constructor(private readonly teams: TeamsService) {}

  @Get()
  @Can('insight.view')
  @Answers(teamPage)
  list(@Who() who: Actor): Promise<Page<TeamView>> {
    return this.teams.list(who);
  }

  @Get(':id')
  @Can('insight.view')
  @Answers(teamView)
  get(@Who() who: Actor, @Param('id') id: string): Promise<TeamView> {
    return this.teams.view(who, id);
  }

  @Post()
  @Can('team.edit')
  @Answers(teamView, 201)
  create(@Who() who: Actor, @Body({ schema: teamInput }) input: TeamInput): Promise<TeamView> {
    return this.teams.create(who, input);
  }

  @Put(':id')
  @Can('team.edit')
  @Answers(teamView)
  update(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: teamInput }) input: TeamInput,
    @IfMatch() version: number | null,
  ): Promise<TeamView> {
    return this.teams.update(who, id, input, version);
  }

  @Delete(':id')
  @Can('team.edit')
  @HttpCode(204)
  remove(
    @Who() who: Actor,
    @Param('id') id: string,
    @Query({ schema: teamRemoval }) removal: TeamRemoval,
    @IfMatch() version: number | null,
  ): Promise<void> {
    return this.teams.remove(who, id, removal, version);
  }
}
