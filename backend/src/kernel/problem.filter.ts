import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure, httpStatusOf } from './errors.js';
import { failureOf, problemOf } from './problem.js';

/** The one place where a thrown thing becomes an answer, and where it is logged, once. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

/** Answers with the problem document of a thrown thing; also used by routes that Nest does not handle. */
export function sendProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const failure = failureOf(thrown);
  logFailure(failure, request);
  if (reply.sent) return;
  const { code } = failure;
  if (code === 'unauthenticated') reply.header('www-authenticate', 'Bearer');
  if (code === 'unavailable' || code === 'limit_exceeded') reply.header('retry-after', '5');
  reply
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .status(httpStatusOf[code])
    .send(JSON.stringify(problemOf(failure, request.id)));
}

/** `error` means someone must act; what the caller did wrong is only debug. */
function logFailure(failure: Failure, request: FastifyRequest): void {
  const { code, facts } = failure;
  const isOurs = httpStatusOf[code] >= 500 && code !== 'warehouse_failed';
  if (isOurs) request.log.error({ code, facts, cause: failure.cause }, 'request failed');
  else request.log.debug({ code, facts }, 'request refused');
}
