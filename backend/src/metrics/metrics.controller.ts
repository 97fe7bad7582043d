import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  metricInput,
  type MetricInput,
  metricPage,
  metricSearch,
  type MetricSearch,
  owningTeam,
  type OwningTeam,
  metricView,
  type MetricView,
  definitionVersionPage,
  type DefinitionVersion,
  definitionUses,
  type DefinitionUses,
  pageQuery,
  type PageQuery,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../identity/index.js';
import { Answers, IfMatch, type Page } from '../kernel/index.js';
import { metricViewOf, versionViewOf } from './definition.view.js';
import { MetricTeamsService } from './metric-teams.service.js';
import { DefinitionsService } from './definitions.service.js';

@ApiTags('Metrics')
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly definitions: DefinitionsService,
    private readonly teams: MetricTeamsService,
  ) {}

  @Get()
  @Can('insight.view')
  @Answers(metricPage)
  async list(@Who() who: Actor, @Query({ schema: metricSearch }) search: MetricSearch): Promise<Page<MetricView>> {
    const { items, next } = await this.teams.list(who, search);
    return { items: items.map(metricViewOf), next };
  }

  @Get(':id')
  @Can('insight.view')
  @Answers(metricView)
  async get(@Who() who: Actor, @Param('id') id: string): Promise<MetricView> {
    return metricViewOf(await this.definitions.get(who, 'metric', id));
  }

  @Get(':id/versions')
  @Can('insight.view')
  @Answers(definitionVersionPage)
  async versions(
    @Who() who: Actor,
    @Param('id') id: string,
    @Query({ schema: pageQuery }) page: PageQuery,
  ): Promise<Page<DefinitionVersion>> {
    const { items, next } = await this.definitions.versions(who, 'metric', id, page);
    return { items: items.map(versionViewOf), next };
  }

  @Get(':id/uses')
  @Can('insight.view')
  @Answers(definitionUses)
  uses(@Who() who: Actor, @Param('id') id: string): Promise<DefinitionUses> {
    return this.definitions.uses(who, 'metric', id);
  }

  @Post()
  @Can('metric.edit')
  @Answers(metricView, 201)
  async create(@Who() who: Actor, @Body({ schema: metricInput }) input: MetricInput): Promise<MetricView> {
    return metricViewOf(await this.definitions.create(who, 'metric', input));
  }

  @Put(':id')
  @Can('metric.edit')
  @Answers(metricView)
  async edit(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: metricInput }) input: MetricInput,
    @IfMatch() version: number | null,
  ): Promise<MetricView> {
    return metricViewOf(await this.definitions.edit(who, 'metric', id, input, version));
  }

  @Put(':id/team')
  @Can('metric.edit')
  @Answers(metricView)
  async setTeam(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: owningTeam }) input: OwningTeam,
    @IfMatch() version: number | null,
  ): Promise<MetricView> {
    return metricViewOf(await this.teams.set(who, id, input, version));
  }

  @Delete(':id')
  @Can('metric.edit')
  @HttpCode(204)
  remove(@Who() who: Actor, @Param('id') id: string, @IfMatch() version: number | null): Promise<void> {
    return this.definitions.remove(who, 'metric', id, version);
  }
}
