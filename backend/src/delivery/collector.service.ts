import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config/index.js';
import { Database } from '../database/index.js';
import { SdkKeysService } from '../flags/index.js';
import { hashOf } from '../identity/index.js';
import { Failure, invalidInput, sendProblem } from '../kernel/index.js';
import { asFailure, ConnectionLookup, SinkService } from '../warehouses/index.js';
import { collectedRows } from './collected-rows.js';

const path = '/v1/assignments';
const bodyLimit = 1_048_576;
/** Requests that may wait for the file at once. */
const mostWaiting = 20;

/**
 * Takes rows of the SDK's sink for an embedded warehouse, because its file is open to this process alone. There is no
 * such address unless a setting names the connection.
 */
@Injectable()
export class Collector implements OnModuleInit {
  #waiting = 0;

  constructor(
    private readonly host: HttpAdapterHost,
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly connections: ConnectionLookup,
    private readonly sdkKeys: SdkKeysService,
    private readonly sink: SinkService,
  ) {}

  onModuleInit(): void {
    const connectionId = this.config.COLLECTOR_CONNECTION;
    if (connectionId === undefined) return;
    const server = this.host.httpAdapter.getInstance<FastifyInstance>();
    server.post(path, { bodyLimit, schema: { hide: true } as object }, async (request, reply) => {
      try {
        return await reply.status(202).send(await this.#take(connectionId, request));
      } catch (thrown) {
        return sendProblem(asFailure(thrown), request, reply);
      }
    });
  }

  async #take(connectionId: string, request: FastifyRequest): Promise<Record<string, number>> {
    await this.#expectKey(connectionId, request);
    const read = collectedRows.safeParse(request.body);
    if (!read.success) throw invalidInput(read.error.issues);
    if (this.#waiting >= mostWaiting) {
      throw new Failure('unavailable', 'Too many rows are being written. Send them again shortly.');
    }
    this.#waiting += 1;
    try {
      for (const table of ['assignments', 'bandit_actions'] as const) {
        const rows = read.data[table];
        if (rows.length > 0) await this.sink.append(connectionId, table, rows);
      }
    } finally {
      this.#waiting -= 1;
    }
    return { assignments: read.data.assignments.length, bandit_actions: read.data.bandit_actions.length };
  }

  /** Any key of the organisation whose warehouse it is. */
  async #expectKey(connectionId: string, { headers }: FastifyRequest): Promise<void> {
    const [, key] = /^Bearer ([\x21-\x7e]{1,500})$/.exec(headers.authorization ?? '') ?? [];
    const opened = key === undefined ? null : await this.sdkKeys.findOpen(hashOf(key));
    const connection = await this.database.acrossOrganisations((tx) => this.connections.find(tx, connectionId));
    if (opened === null || opened.organisationId !== connection?.organisationId) {
      throw new Failure('unauthenticated', 'Send an SDK key in use: “authorization: Bearer <key>”.');
    }
  }
}
