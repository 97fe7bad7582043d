import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  entryPointInput,
  type EntryPointInput,
  entryPointPage,
  entryPointView,
  type EntryPointView,
  definitionVersionPage,
  type DefinitionVersion,
  definitionUses,
  type DefinitionUses,
  pageQuery,
  type PageQuery,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../identity/index.js';
import { Answers, IfMatch, type Page } from '../kernel/index.js';
import { entryPointViewOf, versionViewOf } from './definition.view.js';
import { DefinitionsService } from './definitions.service.js';

@ApiTags('Entry points')
@Controller('entry-points')
export class EntryPointsController {
  constructor(private readonly definitions: DefinitionsService) {}

  @Get()
  @Can('definition.view')
  @Answers(entryPointPage)
  async list(@Who() who: Actor, @Query({ schema: pageQuery }) page: PageQuery): Promise<Page<EntryPointView>> {
    const { items, next } = await this.definitions.list(who, 'entry_point', page);
    return { items: items.map(entryPointViewOf), next };
  }

  @Get(':id')
  @Can('definition.view')
  @Answers(entryPointView)
  async get(@Who() who: Actor, @Param('id') id: string): Promise<EntryPointView> {
    return entryPointViewOf(await this.definitions.get(who, 'entry_point', id));
  }

  @Get(':id/versions')
  @Can('definition.view')
  @Answers(definitionVersionPage)
  async versions(
    @Who() who: Actor,
    @Param('id') id: string,
    @Query({ schema: pageQuery }) page: PageQuery,
  ): Promise<Page<DefinitionVersion>> {
    const { items, next } = await this.definitions.versions(who, 'entry_point', id, page);
    return { items: items.map(versionViewOf), next };
  }

  @Get(':id/uses')
  @Can('insight.view')
  @Answers(definitionUses)
  uses(@Who() who: Actor, @Param('id') id: string): Promise<DefinitionUses> {
    return this.definitions.uses(who, 'entry_point', id);
  }

  @Post()
  @Can('definition.edit')
  @Answers(entryPointView, 201)
  async create(@Who() who: Actor, @Body({ schema: entryPointInput }) input: EntryPointInput): Promise<EntryPointView> {
    return entryPointViewOf(await this.definitions.create(who, 'entry_point', input));
  }

  @Put(':id')
  @Can('definition.edit')
  @Answers(entryPointView)
  async edit(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: entryPointInput }) input: EntryPointInput,
    @IfMatch() version: number | null,
  ): Promise<EntryPointView> {
    return entryPointViewOf(await this.definitions.edit(who, 'entry_point', id, input, version));
  }

  @Delete(':id')
  @Can('definition.edit')
  @HttpCode(204)
  remove(@Who() who: Actor, @Param('id') id: string, @IfMatch() version: number | null): Promise<void> {
    return this.definitions.remove(who, 'entry_point', id, version);
  }
}
