import { randomBytes } from 'node:crypto';
import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DuckDBInstance } from '@duckdb/node-api';
import { Catalogue, type CatalogueOptions } from './catalogue.js';
import { localCertificate } from './certificate.js';
import { Operations } from './operations.js';
import { asDuckDb } from './sql.js';
import { processorOf } from './thrift-service.js';
import { ServiceTokens } from './tokens.js';

/** A Databricks workspace with one SQL warehouse and one catalog: Thrift over HTTPS, over DuckDB. */
export interface FakeDatabricks {
  /** `https://127.0.0.1:<port>` */
  readonly url: string;
  /** HTTP path of the SQL warehouse. */
  readonly path: string;
  /** PEM of the certificate, which is its own authority. */
  readonly authority: string;
  readonly tokens: ServiceTokens;
  readonly operations: Operations;
  /** Configurations of the sessions that were opened. */
  readonly sessions: readonly Readonly<Record<string, string>>[];
  /** Run statements as an administrator: how tests make schemas and fill tables. */
  load(statements: readonly string[]): Promise<void>;
  /** As after the idle time of sessions. */
  endSessions(): void;
  /** The next calls are answered with this HTTP status. */
  refuse(status: number, calls: number, why?: string): void;
  /** The next answers come a byte at a time without end, or break off in the middle. */
  spoil(how: 'drip' | 'break', answers: number): void;
  /** The next parts of results are lost on the way. */
  loseParts(parts: number): void;
  close(): Promise<void>;
}

export interface FakeDatabricksOptions extends Partial<CatalogueOptions> {
  readonly port?: number;
}

const path = '/sql/1.0/warehouses/0123456789abcdef';

export async function startDatabricks(options: FakeDatabricksOptions = {}): Promise<FakeDatabricks> {
  const clientId = '6f1c2a7e-0000-4000-8000-5a5a5a5a5a5a';
  const catalogue = new Catalogue({
    ...{ catalog: 'shop', principal: clientId, owns: ['assay_scratch'], closed: [] },
    ...options,
  });
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  await catalogue.prepare(instance);
  const operations = new Operations(instance, catalogue);
  const tokens = new ServiceTokens(clientId);
  const { certificate, key } = localCertificate();
  const state = { sessions: new Map<string, Readonly<Record<string, string>>>(), lostParts: 0 };
  const opened: Readonly<Record<string, string>>[] = [];
  let [spoiling, spoilt]: ['drip' | 'break', number] = ['drip', 0];
  let [refusal, refused]: [{ status: number; why: string } | null, number] = [null, 0];

  const processor = processorOf({
    ...{ operations, state },
    open: (catalog, configuration) => {
      if (catalog !== undefined && catalog !== catalogue.options.catalog) return null;
      const id = randomBytes(16);
      state.sessions.set(id.toString('hex'), configuration);
      opened.push(configuration);
      return id;
    },
  });

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const at = new URL(request.url ?? '/', 'https://local').pathname;
    const say = (status: number, why: string): void => {
      response.writeHead(status, { 'x-thriftserver-error-message': why });
      response.end();
    };
    if (at === '/oidc/v1/token') {
      const { status, text } = tokens.exchange(request.headers.authorization, body.toString('utf8'));
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(text);
    } else if (refusal !== null && refused > 0) {
      refused -= 1;
      say(refusal.status, refusal.why);
    } else if (!tokens.isKnown(request.headers.authorization)) {
      say(403, 'Invalid access token.');
    } else if (at !== path) {
      say(404, 'ENDPOINT_NOT_FOUND: there is no such SQL warehouse');
    } else {
      const answered = await processor(body);
      const head = { 'content-type': 'application/x-thrift', 'content-length': answered.length };
      if (spoilt > 0) {
        spoilt -= 1;
        response.writeHead(200, { ...head, 'content-length': 1_000_000 });
        response.write(answered.subarray(0, 1));
        if (spoiling === 'break') return void response.destroy();
        const drip = setInterval(() => response.write(answered.subarray(0, 1)), 50);
        response.on('close', () => clearInterval(drip));
        return;
      }
      response.writeHead(200, head);
      response.end(answered);
    }
  };

  const server = createServer({ cert: certificate, key }, (request, response) => {
    answer(request, response).catch((thrown: unknown) => {
      response.writeHead(500, { 'x-thriftserver-error-message': String(thrown).slice(0, 200) });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  return {
    ...{ url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, path, authority: certificate },
    ...{ tokens, operations, sessions: opened },
    load: async (statements) => {
      const connection = await catalogue.connect(instance);
      for (const statement of statements) await connection.run(asDuckDb(statement));
      connection.closeSync();
    },
    endSessions: () => {
      for (const session of state.sessions.keys()) operations.forget(session);
      state.sessions.clear();
    },
    refuse: (status, calls, why = '') => {
      [refusal, refused] = [{ status, why }, calls];
    },
    spoil: (how, answers) => {
      [spoiling, spoilt] = [how, answers];
    },
    loseParts: (parts) => {
      state.lostParts = parts;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      const running = operations.all.map(({ ended }) => ended);
      operations.forget();
      await Promise.all(running);
      instance.closeSync();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
