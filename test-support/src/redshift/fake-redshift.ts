import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { descriptionOf, resultJsonOf } from './answers.js';
import { type FakeAccount, Identities } from './identities.js';
import { redshiftShims } from './shims.js';
import { hasEnded, Statements } from './statements.js';

/** Redshift's Data API and AWS's token service on one local port, over a PostgreSQL database. */
export interface FakeRedshift {
  /** Address for both services. */
  readonly endpoint: string;
  readonly statements: Statements;
  readonly identities: Identities;
  /** The next this many calls are refused as too many. */
  throttle(calls: number): void;
  /** The next this many calls are refused so. */
  refuse(type: string, message: string, calls: number): void;
  close(): Promise<void>;
}

export interface FakeRedshiftOptions {
  /** Database that holds the tables; Redshift's functions and views are added to it. */
  readonly databaseUrl: string;
  /** Login that statements run as. */
  readonly user: string;
  readonly password: string;
  readonly account: FakeAccount;
  /** Rows per page of a result; the service chooses by size. */
  readonly pageRows?: number;
  readonly maxActive?: number;
}

type Body = Readonly<Record<string, unknown>>;

/** Limits of the Data API (Amazon Redshift management guide, Data API considerations, November 2026). */
const largestStatement = 100 * 1024;
const largestBatch = 40;

class Refused extends Error {
  constructor(
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

export async function startRedshift(options: FakeRedshiftOptions): Promise<FakeRedshift> {
  await addShims(options.databaseUrl);
  const url = new URL(options.databaseUrl);
  const statements = new Statements({
    ...{ host: url.hostname, port: Number(url.port), database: url.pathname.slice(1) },
    ...{ user: options.user, password: options.password },
  });
  const identities = new Identities(options.account);
  let throttled = 0;
  let refusing = { type: '', message: '', calls: 0 };

  const submit = (body: Body, texts: readonly unknown[], isBatch: boolean): string => {
    if ((body['ClusterIdentifier'] === undefined) === (body['WorkgroupName'] === undefined))
      throw new Refused('ValidationException', 'Exactly one of ClusterIdentifier and WorkgroupName is required.');
    if (body['WorkgroupName'] !== undefined && body['DbUser'] !== undefined)
      throw new Refused('ValidationException', 'DbUser is not valid for a serverless workgroup.');
    if (body['Database'] !== url.pathname.slice(1))
      throw new Refused('ValidationException', `FATAL: database "${String(body['Database'])}" does not exist`);
    if (texts.length === 0 || texts.length > largestBatch)
      throw new Refused('ValidationException', 'A batch has between 1 and 40 statements.');
    if (texts.some((text) => typeof text !== 'string' || text === '' || Buffer.byteLength(text) > largestStatement))
      throw new Refused('ValidationException', 'Cannot process query string larger than 100kB');
    if (statements.active >= (options.maxActive ?? 500))
      throw new Refused('ActiveStatementsExceededException', 'Active statements exceeded the allowed quota.');
    const { id } = statements.submit(texts as string[], isBatch, body['ClientToken'] as string | undefined);
    return JSON.stringify({ Id: id, CreatedAt: Date.now() / 1000, Database: body['Database'] });
  };
  const found = (id: unknown) => {
    const [whole = '', part] = String(id).split(':');
    const submission = statements.find(whole);
    if (!submission) throw new Refused('ResourceNotFoundException', 'Query does not exist.');
    return { submission, part: part === undefined ? submission.parts.at(-1) : submission.parts[Number(part) - 1] };
  };
  const operations: Readonly<Record<string, (body: Body) => string | Promise<string>>> = {
    ExecuteStatement: (body) => submit(body, [body['Sql']], false),
    BatchExecuteStatement: (body) => submit(body, body['Sqls'] as unknown[], true),
    DescribeStatement: (body) => JSON.stringify(descriptionOf(found(body['Id']).submission)),
    GetStatementResult: (body) => {
      const { submission, part } = found(body['Id']);
      if (submission.status !== 'FINISHED' || !part?.result)
        throw new Refused('ResourceNotFoundException', 'Query result does not exist.');
      const from = body['NextToken'] === undefined ? 0 : Number(Buffer.from(String(body['NextToken']), 'base64'));
      return resultJsonOf(part.result, from, options.pageRows ?? 1000);
    },
    CancelStatement: async (body) => {
      const { submission } = found(body['Id']);
      if (hasEnded(submission))
        throw new Refused(
          'ValidationException',
          `Could not cancel a query that is already in ${submission.status} state`,
        );
      await statements.cancel(submission);
      return '{"Status":true}';
    },
  };

  const answerTo = async (request: IncomingMessage): Promise<{ status: number; type: string; body: string }> => {
    const text = await bodyOf(request);
    const target = request.headers['x-amz-target'];
    if (target === undefined) return { type: 'text/xml', ...identities.assume(new URLSearchParams(text)) };
    const json = 'application/x-amz-json-1.1';
    try {
      const token = request.headers['x-amz-security-token'];
      const refusal = identities.refusalOf(request.headers.authorization, token === undefined ? token : String(token));
      if (refusal !== null) throw new Refused(refusal, 'The security token included in the request is invalid.');
      if (refusing.calls > 0) {
        refusing = { ...refusing, calls: refusing.calls - 1 };
        throw new Refused(refusing.type, refusing.message);
      }
      if (throttled > 0) {
        throttled -= 1;
        throw new Refused('ThrottlingException', 'Rate exceeded');
      }
      const operation = operations[String(target).replace('RedshiftData.', '')];
      if (!operation) throw new Refused('UnknownOperationException', String(target));
      return { status: 200, type: json, body: await operation(JSON.parse(text) as Body) };
    } catch (thrown) {
      const type = thrown instanceof Refused ? thrown.type : 'InternalServerException';
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      return {
        status: type === 'InternalServerException' ? 500 : 400,
        type: json,
        body: JSON.stringify({ __type: type, message }),
      };
    }
  };
  const server = createServer((request, response) => {
    void answerTo(request).then(({ status, type, body }) => {
      response.writeHead(status, { 'content-type': type, 'x-amzn-requestid': randomUUID() });
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...{ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, statements, identities },
    refuse: (type, message, calls) => {
      refusing = { type, message, calls };
    },
    throttle: (calls) => {
      throttled = calls;
    },
    close: async () => {
      await Promise.all(statements.all.filter((one) => !hasEnded(one)).map((one) => statements.cancel(one)));
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function addShims(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(redshiftShims);
  } finally {
    await client.end();
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
