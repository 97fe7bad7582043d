import type {} from '@fastify/cookie';
import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController, ApiTags } from '@nestjs/swagger';
import {
  openSessionList,
  type OpenSessionView,
  sessionView,
  type SessionView,
  signInInput,
  type SignInInput,
} from '@assay/api-contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../config/index.js';
import { Answers } from '../../kernel/index.js';
import { Can, Public, Who } from '../access/access.decorator.js';
import type { Actor } from '../access/actor.js';
import { type CookieShape, cookieShape, isHttps } from './session-cookie.js';
import { SessionsService, type Visitor } from './sessions.service.js';

const visitorOf = (request: FastifyRequest): Visitor => ({
  address: request.ip,
  userAgent: request.headers['user-agent'] ?? null,
});

@ApiTags('Session')
@Controller('session')
export class SessionController {
  readonly #cookie: CookieShape;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly sessions: SessionsService,
  ) {
    this.#cookie = cookieShape(isHttps(config.PUBLIC_URL));
  }

  @Get()
  @Can('session.use')
  @Answers(sessionView)
  whoAmI(@Who() who: Actor): Promise<SessionView> {
    return this.sessions.whoAmI(who);
  }

  @Post()
  @Public('own-page')
  @HttpCode(204)
  async signIn(
    @Body({ schema: signInInput }) { token }: SignInInput,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { cookie, expiresAt } = await this.sessions.signIn(token, visitorOf(request));
    reply.setCookie(this.#cookie.name, cookie, { ...this.#cookie.options, expires: expiresAt });
  }

  @Delete()
  @Can('session.use')
  @HttpCode(204)
  async signOut(@Who() who: Actor, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    if (who.sessionId !== null) await this.sessions.end(who, who.sessionId);
    reply.clearCookie(this.#cookie.name, this.#cookie.options).header('clear-site-data', '"cache", "storage"');
  }
}

@ApiTags('Session')
@Controller('sessions')
@Can('session.use')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Get()
  @Answers(openSessionList)
  list(@Who() who: Actor): Promise<{ items: OpenSessionView[] }> {
    return this.sessions.list(who);
  }

  @Delete()
  @HttpCode(204)
  endAll(@Who() who: Actor): Promise<void> {
    return this.sessions.endAll(who);
  }

  @Delete(':id')
  @HttpCode(204)
  end(@Who() who: Actor, @Param('id') id: string): Promise<void> {
    return this.sessions.end(who, id);
  }
}

/** Where a sign-in link leads: outside `/api/v1`, so that a link opened by hand ends in the console. */
@ApiExcludeController()
@Controller('sign-in/link')
export class SignInLinkController {
  readonly #cookie: CookieShape;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly sessions: SessionsService,
  ) {
    this.#cookie = cookieShape(isHttps(config.PUBLIC_URL));
  }

  @Get()
  @Public()
  async open(
    @Query({ schema: signInInput }) { token }: SignInInput,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { cookie, expiresAt } = await this.sessions.signIn(token, visitorOf(request));
    reply.setCookie(this.#cookie.name, cookie, { ...this.#cookie.options, expires: expiresAt });
    await reply.header('cache-control', 'no-store').redirect('/', 303);
  }
}
