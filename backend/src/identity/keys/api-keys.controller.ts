import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type ApiKeyCreated,
  apiKeyCreated,
  apiKeyInput,
  type ApiKeyInput,
  apiKeyPage,
  type ApiKeyView,
  pageQuery,
  type PageQuery,
} from '@assay/api-contract';
import { Answers, type Page } from '../../kernel/index.js';
import { Can, Who } from '../access/access.decorator.js';
import type { Actor } from '../access/actor.js';
import { AnswerOnce } from '../idempotency/idempotency.interceptor.js';
import { ApiKeysService } from './api-keys.service.js';

@ApiTags('API keys')
@Controller('api-keys')
@Can('api_key.edit')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Get()
  @Answers(apiKeyPage)
  list(@Who() who: Actor, @Query({ schema: pageQuery }) page: PageQuery): Promise<Page<ApiKeyView>> {
    return this.keys.list(who, page);
  }

  @Post()
  @AnswerOnce()
  @Answers(apiKeyCreated, 201)
  create(@Who() who: Actor, @Body({ schema: apiKeyInput }) input: ApiKeyInput): Promise<ApiKeyCreated> {
    return this.keys.create(who, input);
  }

  @Delete(':id')
  @HttpCode(204)
  revoke(@Who() who: Actor, @Param('id') id: string): Promise<void> {
    return this.keys.revoke(who, id);
  }
}
