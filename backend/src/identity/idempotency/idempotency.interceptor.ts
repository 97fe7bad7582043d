import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { Database } from '../../database/index.js';
import {
  Clock,
  expectSameRequest,
  Failure,
  hours,
  idempotentRequest,
  type IdempotentRequest,
  setEtag,
} from '../../kernel/index.js';
import type { WithActor } from '../access/access.decorator.js';
import type { Actor } from '../access/actor.js';
import { SESSION_KEY } from '../access/session-key.js';
import { IdempotencyStore } from './idempotency.store.js';

const ANSWER_ONCE = 'assay:answer-once';

/** For a route whose answer holds a secret: a repeat under the same key is told so, instead of getting it again. */
export const AnswerOnce = (): MethodDecorator => SetMetadata(ANSWER_ONCE, true);

const kept = hours(24);

/**
 * Makes every POST repeatable that carries an Idempotency-Key: key, change and kept answer commit as one transaction,
 * so a repeat either finds all of it or nothing. A request that failed may be sent again under its key.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly database: Database,
    private readonly answers: IdempotencyStore,
    private readonly reflector: Reflector,
    private readonly clock: Clock,
    @Inject(SESSION_KEY) private readonly key: string,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest & WithActor>();
    const { who } = request;
    if (request.method !== 'POST' || !who) return next.handle();
    const header = request.headers['idempotency-key'];
    const wanted = idempotentRequest(Array.isArray(header) ? header[0] : header, request, this.key);
    if (!wanted) return next.handle();
    const isOnce = this.reflector.get<boolean | undefined>(ANSWER_ONCE, context.getHandler()) ?? false;
    return from(this.#answer(who, wanted, isOnce, http.getResponse<FastifyReply>(), next));
  }

  async #answer(
    who: Actor,
    wanted: IdempotentRequest,
    isOnce: boolean,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<unknown> {
    const now = this.clock.now();
    return this.database.sharing(who.organisationId, async (tx) => {
      await this.answers.forget(tx, who.organisationId, new Date(now.getTime() - kept));
      const earlier = await this.answers.claim(tx, who, wanted, now);
      if (earlier) {
        expectSameRequest(earlier.digest, wanted.digest);
        if (earlier.status === null) {
          throw new Failure('conflict', 'This was done already. Its answer held a secret, which is shown only once.');
        }
        reply.status(earlier.status).header('idempotent-replayed', 'true');
        setEtag(reply, earlier.body);
        return earlier.body;
      }
      const body: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      if (!isOnce) await this.answers.keep(tx, who, wanted.key, reply.statusCode, body);
      return body;
    });
  }
}
