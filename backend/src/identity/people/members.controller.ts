import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  memberInput,
  type MemberInput,
  memberPage,
  memberUpdate,
  type MemberUpdate,
  memberView,
  type MemberView,
  pageQuery,
  type PageQuery,
  signInLinkView,
  type SignInLinkView,
} from '@assay/api-contract';
import { Answers, IfMatch, type Page } from '../../kernel/index.js';
import { Can, Who } from '../access/access.decorator.js';
import type { Actor } from '../access/actor.js';
import { AnswerOnce } from '../idempotency/idempotency.interceptor.js';
import { MembersService } from './members.service.js';

@ApiTags('Members')
@Controller('members')
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Get()
  @Can('member.view')
  @Answers(memberPage)
  list(@Who() who: Actor, @Query({ schema: pageQuery }) page: PageQuery): Promise<Page<MemberView>> {
    return this.members.list(who, page);
  }

  @Post()
  @Can('member.edit')
  @Answers(memberView, 201)
  create(@Who() who: Actor, @Body({ schema: memberInput }) input: MemberInput): Promise<MemberView> {
    return this.members.create(who, input);
  }

  @Patch(':id')
  @Can('member.edit')
  @Answers(memberView)
  change(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: memberUpdate }) update: MemberUpdate,
    @IfMatch() version: number | null,
  ): Promise<MemberView> {
    return this.members.change(who, id, update, version);
  }

  @Post(':id/sign-in-links')
  @Can('member.edit')
  @AnswerOnce()
  @Answers(signInLinkView, 201)
  issueSignInLink(@Who() who: Actor, @Param('id') id: string): Promise<SignInLinkView> {
    return this.members.issueSignInLink(who, id);
  }
}
