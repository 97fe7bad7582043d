import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  holdoutInput,
  type HoldoutInput,
  holdoutPage,
  holdoutUpdate,
  type HoldoutUpdate,
  holdoutView,
  type HoldoutView,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../../identity/index.js';
import { Answers, IfMatch, type Page } from '../../kernel/index.js';
import { HoldoutsService } from './holdouts.service.js';

@ApiTags('Flags')
@Controller('holdouts')
export class HoldoutsController {
  constructor(private readonly holdouts: HoldoutsService) {}

  @Get()
  @Can('insight.view')
  @Answers(holdoutPage)
  list(@Who() who: Actor): Promise<Page<HoldoutView>> {
    return this.holdouts.list(who);
  }

  @Get(':key')
  @Can('insight.view')
  @Answers(holdoutView)
  get(@Who() who: Actor, @Param('key') key: string): Promise<HoldoutView> {
    return this.holdouts.view(who, key);
  }

  @Post()
  @Can('holdout.add')
  @Answers(holdoutView, 201)
  create(@Who() who: Actor, @Body({ schema: holdoutInput }) input: HoldoutInput): Promise<HoldoutView> {
    return this.holdouts.create(who, input);
  }

  @Put(':key')
  @Can('holdout.edit')
  @Answers(holdoutView)
  update(
    @Who() who: Actor,
    @Param('key') key: string,
    @Body({ schema: holdoutUpdate }) input: HoldoutUpdate,
    @IfMatch() version: number | null,
  ): Promise<HoldoutView> {
    return this.holdouts.update(who, key, input, version);
  }

  @Delete(':key')
  @Can('holdout.edit')
  @HttpCode(204)
  remove(@Who() who: Actor, @Param('key') key: string, @IfMatch() version: number | null): Promise<void> {
    return this.holdouts.remove(who, key, version);
  }
}
