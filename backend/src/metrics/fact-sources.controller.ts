import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  factSourceInput,
  type FactSourceInput,
  factSourcePage,
  factSourceView,
  type FactSourceView,
  definitionVersionPage,
  type DefinitionVersion,
  definitionUses,
  type DefinitionUses,
  pageQuery,
  type PageQuery,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../identity/index.js';
import { Answers, IfMatch, type Page } from '../kernel/index.js';
import { factSourceViewOf, versionViewOf } from './definition.view.js';
import { DefinitionsService } from './definitions.service.js';
import { FactSourcesService } from './fact-sources.service.js';

@ApiTags('Fact sources')
@Controller('fact-sources')
export class FactSourcesController {
  constructor(
    private readonly definitions: DefinitionsService,
    private readonly factSources: FactSourcesService,
  ) {}

  @Get()
  @Can('definition.view')
  @Answers(factSourcePage)
  async list(@Who() who: Actor, @Query({ schema: pageQuery }) page: PageQuery): Promise<Page<FactSourceView>> {
    const { items, next } = await this.definitions.list(who, 'fact_source', page);
    return { items: items.map(factSourceViewOf), next };
  }

  @Get(':id')
  @Can('definition.view')
  @Answers(factSourceView)
  async get(@Who() who: Actor, @Param('id') id: string): Promise<FactSourceView> {
    return factSourceViewOf(await this.definitions.get(who, 'fact_source', id));
  }

  @Get(':id/versions')
  @Can('definition.view')
  @Answers(definitionVersionPage)
  async versions(
    @Who() who: Actor,
    @Param('id') id: string,
    @Query({ schema: pageQuery }) page: PageQuery,
  ): Promise<Page<DefinitionVersion>> {
    const { items, next } = await this.definitions.versions(who, 'fact_source', id, page);
    return { items: items.map(versionViewOf), next };
  }

  @Get(':id/uses')
  @Can('insight.view')
  @Answers(definitionUses)
  uses(@Who() who: Actor, @Param('id') id: string): Promise<DefinitionUses> {
    return this.definitions.uses(who, 'fact_source', id);
  }

  @Post()
  @Can('definition.edit')
  @Answers(factSourceView, 201)
  async create(@Who() who: Actor, @Body({ schema: factSourceInput }) input: FactSourceInput): Promise<FactSourceView> {
    return factSourceViewOf(await this.factSources.create(who, input));
  }

  @Put(':id')
  @Can('definition.edit')
  @Answers(factSourceView)
  async edit(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: factSourceInput }) input: FactSourceInput,
    @IfMatch() version: number | null,
  ): Promise<FactSourceView> {
    return factSourceViewOf(await this.factSources.edit(who, id, input, version));
  }

  @Delete(':id')
  @Can('definition.edit')
  @HttpCode(204)
  remove(@Who() who: Actor, @Param('id') id: string, @IfMatch() version: number | null): Promise<void> {
    return this.definitions.remove(who, 'fact_source', id, version);
  }
}
