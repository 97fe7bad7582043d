import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  connectionInput,
  type ConnectionInput,
  connectionPage,
  type ConnectionTest,
  connectionTest,
  connectionView,
  type ConnectionView,
  pageQuery,
  type PageQuery,
  preview,
  type Preview,
  previewInput,
  type PreviewInput,
  type WarehouseSchema,
  warehouseSchema,
} from '@assay/api-contract';
import { type Actor, AnswerOnce, Can, Who } from '../../identity/index.js';
import { Answers, IfMatch, type Page } from '../../kernel/index.js';
import { ConnectionsService } from './connections.service.js';

@ApiTags('Warehouse')
@Controller('connections')
export class ConnectionsController {
  constructor(private readonly connections: ConnectionsService) {}

  @Get()
  @Can('warehouse.view')
  @Answers(connectionPage)
  list(@Who() who: Actor, @Query({ schema: pageQuery }) page: PageQuery): Promise<Page<ConnectionView>> {
    return this.connections.list(who, page);
  }

  @Get(':id')
  @Can('warehouse.view')
  @Answers(connectionView)
  get(@Who() who: Actor, @Param('id') id: string): Promise<ConnectionView> {
    return this.connections.view(who, id);
  }

  @Post()
  @Can('warehouse.edit')
  @Answers(connectionView, 201)
  create(@Who() who: Actor, @Body({ schema: connectionInput }) input: ConnectionInput): Promise<ConnectionView> {
    return this.connections.create(who, input);
  }

  @Put(':id')
  @Can('warehouse.edit')
  @Answers(connectionView)
  edit(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: connectionInput }) input: ConnectionInput,
    @IfMatch() version: number | null,
  ): Promise<ConnectionView> {
    return this.connections.edit(who, id, input, version);
  }

  @Delete(':id')
  @Can('warehouse.edit')
  @HttpCode(204)
  remove(@Who() who: Actor, @Param('id') id: string, @IfMatch() version: number | null): Promise<void> {
    return this.connections.remove(who, id, version);
  }

  @Post(':id/test')
  @Can('warehouse.edit')
  @HttpCode(200)
  @Answers(connectionTest)
  test(@Who() who: Actor, @Param('id') id: string): Promise<ConnectionTest> {
    return this.connections.test(who, id);
  }

  @Get(':id/schema')
  @Can('warehouse.view')
  @Header('cache-control', 'no-store')
  @Answers(warehouseSchema)
  describe(@Who() who: Actor, @Param('id') id: string): Promise<WarehouseSchema> {
    return this.connections.describe(who, id);
  }

  @Post(':id/preview')
  @Can('warehouse.preview')
  @AnswerOnce() // rows are kept nowhere, not even for a repeated request
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Answers(preview)
  preview(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: previewInput }) input: PreviewInput,
  ): Promise<Preview> {
    return this.connections.preview(who, id, input);
  }
}
