import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { isOurs } from '@assay/edge-handler';
import type { FastifyInstance } from 'fastify';
import { FlagsModule } from '../flags/index.js';
import { PublishingModule } from '../publishing/index.js';
import { WarehousesModule } from '../warehouses/index.js';
import { Collector } from './collector.service.js';
import { Delivery } from './delivery.service.js';

@Module({ imports: [FlagsModule, PublishingModule, WarehousesModule], providers: [Collector, Delivery] })
export class DeliveryModule implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly delivery: Delivery,
  ) {}

  onModuleInit(): void {
    if (!this.delivery.isServing) return;
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    shortcut(this.host.httpAdapter.getHttpServer() as Server, this.delivery);
    addRoutes(fastify, this.delivery);
  }
}

/** SDKs ask often and for little: their requests are answered before any routing, hook or header of the API. */
function shortcut(server: Server, delivery: Delivery): void {
  const listeners = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (delivery.answerAgain(request, response)) return;
    if (isOurs(request.url ?? '')) void delivery.answer(request, response);
    else for (const listener of listeners) listener.call(server, request, response);
  });
}

/** Requests that do not come through that server (a second address, a test without a network) find the same answers. */
function addRoutes(fastify: FastifyInstance, delivery: Delivery): void {
  const paths = [
    '/flag-config/v1/:document',
    '/assignments',
    '/stream',
    '/ofrep/v1/evaluate/flags',
    '/ofrep/v1/evaluate/flags/*',
  ];
  for (const prefix of ['', '/api', '/api/api']) {
    for (const path of paths) {
      fastify.route({
        method: ['GET', 'POST', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'],
        url: prefix + path,
        schema: { hide: true } as object,
        onRequest: (request, reply) => {
          reply.hijack();
          void delivery.answer(request.raw, reply.raw);
        },
        handler: () => undefined,
      });
    }
  }
}
