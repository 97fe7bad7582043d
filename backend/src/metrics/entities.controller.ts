import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  entityInput,
  type EntityInput,
  entityPage,
  entityView,
  type EntityView,
  definitionVersionPage,
  type DefinitionVersion,
  definitionUses,
  type DefinitionUses,
  pageQuery,
  type PageQuery,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../identity/index.js';
import { Answers, IfMatch, type Page } from '../kernel/index.js';
import { entityViewOf, versionViewOf } from './definition.view.js';
import { DefinitionsService } from './definitions.service.js';

@ApiTags('Entities')
@Controller('entities')
export class EntitiesController {
  constructor(private readonly definitions: DefinitionsService) {}

  @Get()
  @Can('insight.view')
  @Answers(entityPage)
  async list(@Who() who: Actor, @Query({ schema: pageQuery }) page: PageQuery): Promise<Page<EntityView>> {
    const { items, next } = await this.definitions.list(who, 'entity', page);
    return { items: items.map(entityViewOf), next };
  }

  @Get(':id')
  @Can('insight.view')
  @Answers(entityView)
  async get(@Who() who: Actor, @Param('id') id: string): Promise<EntityView> {
    return entityViewOf(await this.definitions.get(who, 'entity', id));
  }

  @Get(':id/versions')
  @Can('insight.view')
  @Answers(definitionVersionPage)
  async versions(
    @Who() who: Actor,
    @Param('id') id: string,
    @Query({ schema: pageQuery }) page: PageQuery,
  ): Promise<Page<DefinitionVersion>> {
    const { items, next } = await this.definitions.versions(who, 'entity', id, page);
    return { items: items.map(versionViewOf), next };
  }

  @Get(':id/uses')
  @Can('insight.view')
  @Answers(definitionUses)
  uses(@Who() who: Actor, @Param('id') id: string): Promise<DefinitionUses> {
    return this.definitions.uses(who, 'entity', id);
  }

  @Post()
  @Can('definition.edit')
  @Answers(entityView, 201)
  async create(@Who() who: Actor, @Body({ schema: entityInput }) input: EntityInput): Promise<EntityView> {
    return entityViewOf(await this.definitions.create(who, 'entity', input));
  }

  @Put(':id')
  @Can('definition.edit')
  @Answers(entityView)
  async edit(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: entityInput }) input: EntityInput,
    @IfMatch() version: number | null,
  ): Promise<EntityView> {
    return entityViewOf(await this.definitions.edit(who, 'entity', id, input, version));
  }

  @Delete(':id')
  @Can('definition.edit')
  @HttpCode(204)
  remove(@Who() who: Actor, @Param('id') id: string, @IfMatch() version: number | null): Promise<void> {
    return this.definitions.remove(who, 'entity', id, version);
  }
}
