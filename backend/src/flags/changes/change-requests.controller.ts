import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  changeRequestDecision,
  type ChangeRequestDecision,
  changeRequestInput,
  type ChangeRequestInput,
  changeRequestPage,
  changeRequestSearch,
  type ChangeRequestSearch,
  changeRequestView,
  type ChangeRequestView,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../../identity/index.js';
import { Answers, type Page } from '../../kernel/index.js';
import { ChangeRequestsService } from './change-requests.service.js';

@ApiTags('Flags')
@Controller('change-requests')
export class ChangeRequestsController {
  constructor(private readonly requests: ChangeRequestsService) {}

  @Get()
  @Can('insight.view')
  @Answers(changeRequestPage)
  list(
    @Who() who: Actor,
    @Query({ schema: changeRequestSearch }) search: ChangeRequestSearch,
  ): Promise<Page<ChangeRequestView>> {
    return this.requests.list(who, search);
  }

  @Get(':id')
  @Can('insight.view')
  @Answers(changeRequestView)
  get(@Who() who: Actor, @Param('id') id: string): Promise<ChangeRequestView> {
    return this.requests.view(who, id);
  }

  @Post()
  @Can('flag.edit')
  @Answers(changeRequestView, 201)
  propose(
    @Who() who: Actor,
    @Body({ schema: changeRequestInput }) input: ChangeRequestInput,
  ): Promise<ChangeRequestView> {
    return this.requests.propose(who, input);
  }

  @Post(':id/approval')
  @Can('approval.give')
  @HttpCode(200)
  @Answers(changeRequestView)
  approve(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: changeRequestDecision }) input: ChangeRequestDecision,
  ): Promise<ChangeRequestView> {
    return this.requests.approve(who, id, input);
  }

  @Post(':id/rejection')
  @Can('approval.give')
  @HttpCode(200)
  @Answers(changeRequestView)
  reject(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: changeRequestDecision }) input: ChangeRequestDecision,
  ): Promise<ChangeRequestView> {
    return this.requests.reject(who, id, input);
  }

  @Post(':id/withdrawal')
  @Can('flag.edit')
  @HttpCode(200)
  @Answers(changeRequestView)
  withdraw(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: changeRequestDecision }) input: ChangeRequestDecision,
  ): Promise<ChangeRequestView> {
    return this.requests.withdraw(who, id, input);
  }
}
