import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Observable, tap } from 'rxjs';
import { etagOf } from './preconditions.js';

/** An answer with a `version` carries it as its ETag; that is what If-Match of the next edit repeats. */
@Injectable()
export class EtagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(tap((body: unknown) => setEtag(reply, body)));
  }
}

/** Sets the ETag of an answer that has a version. */
export function setEtag(reply: FastifyReply, body: unknown): void {
  const version = (body as { version?: unknown } | null | undefined)?.version;
  if (typeof version === 'number' && Number.isInteger(version)) reply.header('etag', etagOf(version));
}
