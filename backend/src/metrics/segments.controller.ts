import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  segmentInput,
  type SegmentInput,
  segmentPage,
  segmentView,
  type SegmentView,
  definitionVersionPage,
  type DefinitionVersion,
  definitionUses,
  type DefinitionUses,
  pageQuery,
  type PageQuery,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../identity/index.js';
import { Answers, IfMatch, type Page } from '../kernel/index.js';
import { segmentViewOf, versionViewOf } from './definition.view.js';
import { DefinitionsService } from './definitions.service.js';

@ApiTags('Segments')
@Controller('segments')
export class SegmentsController {
  constructor(private readonly definitions: DefinitionsService) {}

  @Get()
  @Can('definition.view')
  @Answers(segmentPage)
  async list(@Who() who: Actor, @Query({ schema: pageQuery }) page: PageQuery): Promise<Page<SegmentView>> {
    const { items, next } = await this.definitions.list(who, 'segment', page);
    return { items: items.map(segmentViewOf), next };
  }

  @Get(':id')
  @Can('definition.view')
  @Answers(segmentView)
  async get(@Who() who: Actor, @Param('id') id: string): Promise<SegmentView> {
    return segmentViewOf(await this.definitions.get(who, 'segment', id));
  }

  @Get(':id/versions')
  @Can('definition.view')
  @Answers(definitionVersionPage)
  async versions(
    @Who() who: Actor,
    @Param('id') id: string,
    @Query({ schema: pageQuery }) page: PageQuery,
  ): Promise<Page<DefinitionVersion>> {
    const { items, next } = await this.definitions.versions(who, 'segment', id, page);
    return { items: items.map(versionViewOf), next };
  }

  @Get(':id/uses')
  @Can('insight.view')
  @Answers(definitionUses)
  uses(@Who() who: Actor, @Param('id') id: string): Promise<DefinitionUses> {
    return this.definitions.uses(who, 'segment', id);
  }

  @Post()
  @Can('definition.edit')
  @Answers(segmentView, 201)
  async create(@Who() who: Actor, @Body({ schema: segmentInput }) input: SegmentInput): Promise<SegmentView> {
    return segmentViewOf(await this.definitions.create(who, 'segment', input));
  }

  @Put(':id')
  @Can('definition.edit')
  @Answers(segmentView)
  async edit(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: segmentInput }) input: SegmentInput,
    @IfMatch() version: number | null,
  ): Promise<SegmentView> {
    return segmentViewOf(await this.definitions.edit(who, 'segment', id, input, version));
  }

  @Delete(':id')
  @Can('definition.edit')
  @HttpCode(204)
  remove(@Who() who: Actor, @Param('id') id: string, @IfMatch() version: number | null): Promise<void> {
    return this.definitions.remove(who, 'segment', id, version);
  }
}
