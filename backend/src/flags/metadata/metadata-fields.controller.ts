import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  metadataFieldInput,
  type MetadataFieldInput,
  metadataFieldPage,
  metadataFieldUpdate,
  type MetadataFieldUpdate,
  metadataFieldView,
  type MetadataFieldView,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../../identity/index.js';
import { Answers, IfMatch, type Page } from '../../kernel/index.js';
import { MetadataFieldsService } from './metadata-fields.service.js';

@ApiTags('Flags')
@Controller('metadata-fields')
export class MetadataFieldsController {
  constructor(private readonly fields: MetadataFieldsService) {}

  @Get()
  @Can('insight.view')
  @Answers(metadataFieldPage)
  list(@Who() who: Actor): Promise<Page<MetadataFieldView>> {
    return this.fields.list(who);
  }

  @Post()
  @Can('settings.edit')
  @Answers(metadataFieldView, 201)
  create(
    @Who() who: Actor,
    @Body({ schema: metadataFieldInput }) input: MetadataFieldInput,
  ): Promise<MetadataFieldView> {
    return this.fields.create(who, input);
  }

  @Put(':key')
  @Can('settings.edit')
  @Answers(metadataFieldView)
  update(
    @Who() who: Actor,
    @Param('key') key: string,
    @Body({ schema: metadataFieldUpdate }) input: MetadataFieldUpdate,
    @IfMatch() version: number | null,
  ): Promise<MetadataFieldView> {
    return this.fields.update(who, key, input, version);
  }

  @Delete(':key')
  @Can('settings.edit')
  @HttpCode(204)
  remove(@Who() who: Actor, @Param('key') key: string, @IfMatch() version: number | null): Promise<void> {
    return this.fields.remove(who, key, version);
  }
}
