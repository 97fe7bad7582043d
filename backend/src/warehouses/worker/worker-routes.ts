import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CONFIG, type Config } from '../../config/index.js';
import { Failure, httpStatusOf, sendProblem } from '../../kernel/index.js';
import { asFailure } from '../as-failure.js';
import { workerMethods } from './channel.js';
import { toWire } from './failure-on-the-wire.js';
import { carriesToken, INTERNAL_TOKEN } from './internal-token.js';
import { LocalWarehouseWorker } from './local-worker.service.js';
import { SinkService } from './sink.service.js';

const target = z.object({ organisationId: z.string(), connectionId: z.string() });
const call = z.object({
  method: z.enum(workerMethods),
  target,
  sql: z.string().default(''),
  limit: z.number().int().default(0),
});
const rows = z.object({ rows: z.array(z.record(z.string(), z.unknown())).min(1).max(1000) });
const place = z.object({ connectionId: z.string(), table: z.string() });

/**
 * The worker's internal addresses, for the API process and the sample application: known by the token, and in a
 * process that also serves the public, by coming from this machine.
 */
@Injectable()
export class WorkerRoutes implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(INTERNAL_TOKEN) private readonly token: string,
    private readonly worker: LocalWarehouseWorker,
    private readonly sink: SinkService,
  ) {}

  onModuleInit(): void {
    if (this.config.ASSAY_ROLE === 'api') return;
    const server = this.host.httpAdapter.getInstance<FastifyInstance>();
    server.post('/internal/v1/warehouse', (request, reply) =>
      this.#guarded(request, reply, () => this.#answer(request, reply)),
    );
    server.post('/internal/v1/sink/:connectionId/:table', { bodyLimit: 4_194_304 }, (request, reply) =>
      this.#guarded(request, reply, async () => {
        const { connectionId, table } = place.parse(request.params);
        const body = rows.safeParse(request.body);
        if (!body.success)
          throw new Failure('invalid_input', 'rows: send 1 to 1,000 rows, each an object of column and value.');
        await this.sink.append(connectionId, table, body.data.rows);
        return { appended: body.data.rows.length };
      }),
    );
  }

  async #answer(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const asked = call.safeParse(request.body);
    if (!asked.success) throw new Failure('invalid_input', 'This is not a request of the internal channel.');
    const { method, target: at, sql, limit } = asked.data;
    try {
      switch (method) {
        case 'preview':
          return await this.worker.preview(at, sql, limit);
        case 'shapeOf':
          return await this.worker.shapeOf(at, sql);
        case 'release':
          await this.worker.release(at);
          return {};
        case 'test':
        case 'describe':
        case 'dropKept':
          return await this.worker[method](at);
        default:
          return method satisfies never;
      }
    } catch (thrown) {
      const wire = toWire(thrown);
      reply.status(wire.kind === 'warehouse' ? httpStatusOf.warehouse_failed : httpStatusOf[wire.code]);
      return wire;
    }
  }

  async #guarded(request: FastifyRequest, reply: FastifyReply, work: () => Promise<unknown>): Promise<unknown> {
    try {
      const isNear = this.config.ASSAY_ROLE === 'worker' || isLoopback(request.socket.remoteAddress);
      if (!isNear || !carriesToken(request.headers.authorization, this.token)) {
        throw new Failure('unauthenticated', 'This address is for processes of this installation.');
      }
      const answer = await work();
      return await reply.header('cache-control', 'no-store').send(answer);
    } catch (thrown) {
      return sendProblem(asFailure(thrown), request, reply);
    }
  }
}

const isLoopback = (address: string | undefined): boolean =>
  address === undefined || address === '::1' || /^(::ffff:)?127\./.test(address);
