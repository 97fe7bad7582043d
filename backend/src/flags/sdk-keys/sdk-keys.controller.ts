import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  pageQuery,
  type PageQuery,
  type SdkKeyCreated,
  sdkKeyCreated,
  sdkKeyInput,
  type SdkKeyInput,
  sdkKeyPage,
  type SdkKeyView,
} from '@assay/api-contract';
import { type Actor, AnswerOnce, Can, Who } from '../../identity/index.js';
import { Answers, type Page } from '../../kernel/index.js';
import { SdkKeysService } from './sdk-keys.service.js';

@ApiTags('Flags')
@Controller('sdk-keys')
@Can('sdk_key.edit')
export class SdkKeysController {
  constructor(private readonly keys: SdkKeysService) {}

  @Get()
  @Answers(sdkKeyPage)
  list(@Who() who: Actor, @Query({ schema: pageQuery }) page: PageQuery): Promise<Page<SdkKeyView>> {
    return this.keys.list(who, page);
  }

  @Post()
  @AnswerOnce()
  @Answers(sdkKeyCreated, 201)
  create(@Who() who: Actor, @Body({ schema: sdkKeyInput }) input: SdkKeyInput): Promise<SdkKeyCreated> {
    return this.keys.create(who, input);
  }

  @Delete(':id')
  @HttpCode(204)
  revoke(@Who() who: Actor, @Param('id') id: string): Promise<void> {
    return this.keys.revoke(who, id);
  }
}
