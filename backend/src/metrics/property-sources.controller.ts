import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  propertySourceInput,
  type PropertySourceInput,
  propertySourcePage,
  propertySourceView,
  type PropertySourceView,
  definitionVersionPage,
  type DefinitionVersion,
  definitionUses,
  type DefinitionUses,
  pageQuery,
  type PageQuery,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../identity/index.js';
import { Answers, IfMatch, type Page } from '../kernel/index.js';
import { propertySourceViewOf, versionViewOf } from './definition.view.js';
import { DefinitionsService } from './definitions.service.js';

@ApiTags('Properties of entities')
@Controller('property-sources')
export class PropertySourcesController {
  constructor(private readonly definitions: DefinitionsService) {}

  @Get()
  @Can('definition.view')
  @Answers(propertySourcePage)
  async list(@Who() who: Actor, @Query({ schema: pageQuery }) page: PageQuery): Promise<Page<PropertySourceView>> {
    const { items, next } = await this.definitions.list(who, 'property_source', page);
    return { items: items.map(propertySourceViewOf), next };
  }

  @Get(':id')
  @Can('definition.view')
  @Answers(propertySourceView)
  async get(@Who() who: Actor, @Param('id') id: string): Promise<PropertySourceView> {
    return propertySourceViewOf(await this.definitions.get(who, 'property_source', id));
  }

  @Get(':id/versions')
  @Can('definition.view')
  @Answers(definitionVersionPage)
  async versions(
    @Who() who: Actor,
    @Param('id') id: string,
    @Query({ schema: pageQuery }) page: PageQuery,
  ): Promise<Page<DefinitionVersion>> {
    const { items, next } = await this.definitions.versions(who, 'property_source', id, page);
    return { items: items.map(versionViewOf), next };
  }

  @Get(':id/uses')
  @Can('insight.view')
  @Answers(definitionUses)
  uses(@Who() who: Actor, @Param('id') id: string): Promise<DefinitionUses> {
    return this.definitions.uses(who, 'property_source', id);
  }

  @Post()
  @Can('definition.edit')
  @Answers(propertySourceView, 201)
  async create(
    @Who() who: Actor,
    @Body({ schema: propertySourceInput }) input: PropertySourceInput,
  ): Promise<PropertySourceView> {
    return propertySourceViewOf(await this.definitions.create(who, 'property_source', input));
  }

  @Put(':id')
  @Can('definition.edit')
  @Answers(propertySourceView)
  async edit(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: propertySourceInput }) input: PropertySourceInput,
    @IfMatch() version: number | null,
  ): Promise<PropertySourceView> {
    return propertySourceViewOf(await this.definitions.edit(who, 'property_source', id, input, version));
  }

  @Delete(':id')
  @Can('definition.edit')
  @HttpCode(204)
  remove(@Who() who: Actor, @Param('id') id: string, @IfMatch() version: number | null): Promise<void> {
    return this.definitions.remove(who, 'property_source', id, version);
  }
}
