import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  metricCollectionInput,
  type MetricCollectionInput,
  metricCollectionPage,
  metricCollectionView,
  type MetricCollectionView,
  definitionVersionPage,
  type DefinitionVersion,
  definitionUses,
  type DefinitionUses,
  pageQuery,
  type PageQuery,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../identity/index.js';
import { Answers, IfMatch, type Page } from '../kernel/index.js';
import { metricCollectionViewOf, versionViewOf } from './definition.view.js';
import { DefinitionsService } from './definitions.service.js';

@ApiTags('Metrics')
@Controller('metric-collections')
export class MetricCollectionsController {
  constructor(private readonly definitions: DefinitionsService) {}

  @Get()
  @Can('insight.view')
  @Answers(metricCollectionPage)
  async list(@Who() who: Actor, @Query({ schema: pageQuery }) page: PageQuery): Promise<Page<MetricCollectionView>> {
    const { items, next } = await this.definitions.list(who, 'metric_collection', page);
    return { items: items.map(metricCollectionViewOf), next };
  }

  @Get(':id')
  @Can('insight.view')
  @Answers(metricCollectionView)
  async get(@Who() who: Actor, @Param('id') id: string): Promise<MetricCollectionView> {
    return metricCollectionViewOf(await this.definitions.get(who, 'metric_collection', id));
  }

  @Get(':id/versions')
  @Can('insight.view')
  @Answers(definitionVersionPage)
  async versions(
    @Who() who: Actor,
    @Param('id') id: string,
    @Query({ schema: pageQuery }) page: PageQuery,
  ): Promise<Page<DefinitionVersion>> {
    const { items, next } = await this.definitions.versions(who, 'metric_collection', id, page);
    return { items: items.map(versionViewOf), next };
  }

  @Get(':id/uses')
  @Can('insight.view')
  @Answers(definitionUses)
  uses(@Who() who: Actor, @Param('id') id: string): Promise<DefinitionUses> {
    return this.definitions.uses(who, 'metric_collection', id);
  }

  @Post()
  @Can('metric.edit')
  @Answers(metricCollectionView, 201)
  async create(
    @Who() who: Actor,
    @Body({ schema: metricCollectionInput }) input: MetricCollectionInput,
  ): Promise<MetricCollectionView> {
    return metricCollectionViewOf(await this.definitions.create(who, 'metric_collection', input));
  }

  @Put(':id')
  @Can('metric.edit')
  @Answers(metricCollectionView)
  async edit(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: metricCollectionInput }) input: MetricCollectionInput,
    @IfMatch() version: number | null,
  ): Promise<MetricCollectionView> {
    return metricCollectionViewOf(await this.definitions.edit(who, 'metric_collection', id, input, version));
  }

  @Delete(':id')
  @Can('metric.edit')
  @HttpCode(204)
  remove(@Who() who: Actor, @Param('id') id: string, @IfMatch() version: number | null): Promise<void> {
    return this.definitions.remove(who, 'metric_collection', id, version);
  }
}
