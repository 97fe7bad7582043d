import type {} from '@fastify/cookie';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../config/index.js';
import { Failure } from '../../kernel/index.js';
import { sessionCookieOf } from '../sessions/session-cookie.js';
import { PERMISSION, PUBLIC, type PublicTo, type WithActor } from './access.decorator.js';
import { Authenticator } from './authenticator.service.js';
import { isAllowed, type Permission } from './roles.js';
import { isOurOwnPage } from './same-origin.js';

/** The one guard: nothing is open unless its route says so. First who, then whether they may. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    const request = context.switchToHttp().getRequest<FastifyRequest & WithActor>();
    const publicTo = this.reflector.getAllAndOverride<PublicTo | undefined>(PUBLIC, targets);
    if (publicTo === 'own-page') this.#refuseForeignPages(request);
    if (publicTo) return true;

    const authorization = request.headers.authorization ?? bearerOf(headerText(request.headers['x-eppo-token']));
    const cookie = sessionCookieOf(request, this.config);
    if (authorization === undefined && cookie !== undefined) this.#refuseForeignPages(request);
    const workspace = headerText(request.headers['assay-workspace']);
    request.who = await this.authenticator.authenticate({ authorization, cookie, workspace });

    const permission = this.reflector.getAllAndOverride<Permission | undefined>(PERMISSION, targets);
    const { role } = request.who;
    if (permission && isAllowed(role, permission)) return true;
    throw new Failure('forbidden', `Your role (${role}) does not allow this. Ask an administrator for another one.`, {
      role,
      ...(permission ? { permission } : {}),
    });
  }

  /** A browser adds the cookie to whatever any page makes it send; only our own page may change things. */
  #refuseForeignPages(request: FastifyRequest): void {
    const { origin, host } = request.headers;
    const publicOrigin = this.config.PUBLIC_URL === undefined ? null : new URL(this.config.PUBLIC_URL).origin;
    const fetchSite = headerText(request.headers['sec-fetch-site']);
    if (isOurOwnPage({ method: request.method, host, origin, fetchSite }, publicOrigin)) return;
    throw new Failure('forbidden', 'This request did not come from our own page. Programs send an API key instead.', {
      reason: 'cross_site',
    });
  }
}

/** Existing metric sync clients send the API key alone in a header of their own. */
const bearerOf = (key: string | undefined): string | undefined => (key === undefined ? undefined : `Bearer ${key}`);

const headerText = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;
