import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  assignmentSourceInput,
  type AssignmentSourceInput,
  assignmentSourcePage,
  assignmentSourceView,
  type AssignmentSourceView,
  definitionVersionPage,
  type DefinitionVersion,
  definitionUses,
  type DefinitionUses,
  pageQuery,
  type PageQuery,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../identity/index.js';
import { Answers, IfMatch, type Page } from '../kernel/index.js';
import { assignmentSourceViewOf, versionViewOf } from './definition.view.js';
import { DefinitionsService } from './definitions.service.js';

@ApiTags('Assignment sources')
@Controller('assignment-sources')
export class AssignmentSourcesController {
  constructor(private readonly definitions: DefinitionsService) {}

  @Get()
  @Can('definition.view')
  @Answers(assignmentSourcePage)
  async list(@Who() who: Actor, @Query({ schema: pageQuery }) page: PageQuery): Promise<Page<AssignmentSourceView>> {
    const { items, next } = await this.definitions.list(who, 'assignment_source', page);
    return { items: items.map(assignmentSourceViewOf), next };
  }

  @Get(':id')
  @Can('definition.view')
  @Answers(assignmentSourceView)
  async get(@Who() who: Actor, @Param('id') id: string): Promise<AssignmentSourceView> {
    return assignmentSourceViewOf(await this.definitions.get(who, 'assignment_source', id));
  }

  @Get(':id/versions')
  @Can('definition.view')
  @Answers(definitionVersionPage)
  async versions(
    @Who() who: Actor,
    @Param('id') id: string,
    @Query({ schema: pageQuery }) page: PageQuery,
  ): Promise<Page<DefinitionVersion>> {
    const { items, next } = await this.definitions.versions(who, 'assignment_source', id, page);
    return { items: items.map(versionViewOf), next };
  }

  @Get(':id/uses')
  @Can('insight.view')
  @Answers(definitionUses)
  uses(@Who() who: Actor, @Param('id') id: string): Promise<DefinitionUses> {
    return this.definitions.uses(who, 'assignment_source', id);
  }

  @Post()
  @Can('definition.edit')
  @Answers(assignmentSourceView, 201)
  async create(
    @Who() who: Actor,
    @Body({ schema: assignmentSourceInput }) input: AssignmentSourceInput,
  ): Promise<AssignmentSourceView> {
    return assignmentSourceViewOf(await this.definitions.create(who, 'assignment_source', input));
  }

  @Put(':id')
  @Can('definition.edit')
  @Answers(assignmentSourceView)
  async edit(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: assignmentSourceInput }) input: AssignmentSourceInput,
    @IfMatch() version: number | null,
  ): Promise<AssignmentSourceView> {
    return assignmentSourceViewOf(await this.definitions.edit(who, 'assignment_source', id, input, version));
  }

  @Delete(':id')
  @Can('definition.edit')
  @HttpCode(204)
  remove(@Who() who: Actor, @Param('id') id: string, @IfMatch() version: number | null): Promise<void> {
    return this.definitions.remove(who, 'assignment_source', id, version);
  }
}
