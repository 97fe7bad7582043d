import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DuckDBInstance } from '@duckdb/node-api';
import { Catalogue, type CatalogueOptions } from './catalogue.js';
import { type FakeJob, type JobConfiguration, Jobs } from './jobs.js';
import type { ServiceError } from './failures.js';
import { asDuckDb, RefusedSql } from './sql.js';
import { aServiceAccount, type FakeServiceAccount, Tokens } from './tokens.js';

/** BigQuery's REST service, Google's token endpoint and a machine's metadata server on one local port, over DuckDB. */
export interface FakeBigQuery {
  readonly endpoint: string;
  readonly tokenEndpoint: string;
  readonly account: FakeServiceAccount;
  readonly tokens: Tokens;
  readonly jobs: Jobs;
  /** Permissions on tables (`dataset.table`) beyond reading. */
  readonly grants: Map<string, readonly string[]>;
  /** Run a statement as an administrator: how tests make datasets and fill tables. */
  load(sql: string): Promise<void>;
  /** The next calls are answered with this error. */
  refuse(error: ServiceError, calls: number): void;
  /** The next calls are carried out, and their answers lost on the way. */
  loseAnswers(calls: number): void;
  close(): Promise<void>;
}

export interface FakeBigQueryOptions extends Partial<CatalogueOptions> {
  readonly port?: number;
}

/** HTTP status of each reason (Error messages, November 2026); any other is 400. */
const statusOf: Readonly<Record<string, number>> = {
  ...{ accessDenied: 403, authError: 401, backendError: 503, duplicate: 409, internalError: 500, notFound: 404 },
  ...{ quotaExceeded: 403, rateLimitExceeded: 403, responseTooLarge: 403, billingNotEnabled: 403 },
};

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export async function startBigQuery(options: FakeBigQueryOptions = {}): Promise<FakeBigQuery> {
  const catalogue = new Catalogue({
    ...{ project: 'acme-shop', location: 'EU', writable: ['assay_scratch'], closed: [] },
    ...options,
  });
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  await catalogue.prepare(instance);
  const jobs = new Jobs(instance, catalogue);
  const account = aServiceAccount(catalogue.project);
  const tokens = new Tokens(account);
  let [refusal, refused, lost]: [ServiceError | null, number, number] = [null, 0, 0];

  const answerTo = async (request: IncomingMessage): Promise<Answer> => {
    const url = new URL(request.url ?? '/', 'http://local');
    const body = await bodyOf(request);
    if (url.pathname === '/token') return tokens.exchange(new URLSearchParams(body));
    if (url.pathname.endsWith('/service-accounts/default/token')) return { status: 200, body: tokens.give() };
    if (url.pathname.startsWith('/computeMetadata/')) return { status: 200, body: '' };
    if (!tokens.isKnown(request.headers.authorization))
      return errorAnswer({ reason: 'authError', message: 'Request had invalid authentication credentials.' });
    if (refusal !== null && refused > 0) {
      refused -= 1;
      return errorAnswer(refusal);
    }
    try {
      return await route(request.method ?? 'GET', url, body);
    } catch (thrown) {
      if (thrown instanceof RefusedSql) return errorAnswer(thrown);
      return errorAnswer({
        reason: 'internalError',
        message: thrown instanceof Error ? thrown.message : String(thrown),
      });
    }
  };

  const grants = new Map<string, readonly string[]>();
  const route = async (method: string, url: URL, body: string): Promise<Answer> => {
    const [, table, question] = /\/datasets\/([^/]+\/tables\/[^/]+):(testIamPermissions)$/.exec(url.pathname) ?? [];
    if (question !== undefined) {
      const { permissions } = JSON.parse(body) as { permissions: string[] };
      const has = grants.get(table?.replace('/tables/', '.') ?? '') ?? [];
      return { status: 200, body: { permissions: permissions.filter((one) => has.includes(one)) } };
    }
    const [, project, kind, id, verb] =
      /\/projects\/([^/]+)\/(jobs|queries|datasets)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
    if (project !== catalogue.project)
      return errorAnswer({
        reason: 'accessDenied',
        message: `Access Denied: Project ${project ?? ''}: User does not have bigquery.jobs.create permission in project ${project ?? ''}.`,
      });
    if (kind === 'datasets') return { status: 200, body: await datasetsOf() };
    if (method === 'POST' && kind === 'jobs' && id === undefined) return insert(JSON.parse(body) as InsertBody);
    const job = jobs.find(id ?? '');
    if (!job || url.searchParams.get('location') !== catalogue.location)
      return errorAnswer({
        reason: 'notFound',
        message: `Not found: Job ${project}:${catalogue.location}.${id ?? ''}`,
      });
    if (verb === 'cancel') {
      job.stop({ reason: 'stopped', message: 'Job execution was cancelled: User requested cancellation' });
      return { status: 200, body: { job: resourceOf(job) } };
    }
    return kind === 'jobs' ? { status: 200, body: resourceOf(job) } : results(job, url.searchParams);
  };

  const insert = async ({ jobReference, configuration }: InsertBody): Promise<Answer> => {
    const { jobId, location = catalogue.location } = jobReference;
    if (location !== catalogue.location)
      return errorAnswer({ reason: 'notFound', message: `Not found: Dataset was not found in location ${location}` });
    if (jobs.find(jobId) && configuration.dryRun !== true)
      return errorAnswer({
        reason: 'duplicate',
        message: `Already Exists: Job ${catalogue.project}:${location}.${jobId}`,
      });
    return { status: 200, body: resourceOf(await jobs.insert(jobId, location, configuration)) };
  };

  const resourceOf = (job: FakeJob) => ({
    kind: 'bigquery#job',
    jobReference: { projectId: catalogue.project, jobId: job.id, location: job.location },
    configuration: job.configuration,
    status: {
      state: job.configuration.dryRun === true || job.endedAt !== null ? 'DONE' : 'RUNNING',
      ...(job.error === null ? {} : { errorResult: job.error, errors: [job.error] }),
    },
    statistics: {
      ...{ creationTime: String(job.startedAt), startTime: String(job.startedAt) },
      ...(job.endedAt === null ? {} : { endTime: String(job.endedAt) }),
      totalBytesProcessed: String(job.bytes),
      query: { statementType: job.statementType, totalBytesProcessed: String(job.bytes) },
    },
  });

  const results = async (job: FakeJob, asked: URLSearchParams): Promise<Answer> => {
    await Promise.race([job.ended, pause(Number(asked.get('timeoutMs') ?? 10_000))]);
    const reference = { projectId: catalogue.project, jobId: job.id, location: job.location };
    if (job.endedAt === null) return { status: 200, body: { jobReference: reference, jobComplete: false } };
    if (job.error !== null) return errorAnswer(job.error);
    const from = Number(asked.get('pageToken') ?? 0);
    const until = from + Number(asked.get('maxResults') ?? 100_000);
    return {
      status: 200,
      body: {
        ...{ jobReference: reference, jobComplete: true, totalBytesProcessed: String(job.bytes), cacheHit: false },
        ...(job.statementType === 'SELECT'
          ? { schema: { fields: job.fields }, totalRows: String(job.rows.length), rows: job.rows.slice(from, until) }
          : {}),
        ...(job.statementType === 'SELECT' && until < job.rows.length ? { pageToken: String(until) } : {}),
      },
    };
  };

  const datasetsOf = async () => ({
    datasets: (await catalogue.datasets(instance)).map((datasetId) => ({
      id: `${catalogue.project}:${datasetId}`,
      ...{ datasetReference: { datasetId, projectId: catalogue.project }, location: catalogue.location },
    })),
  });

  const server = createServer((request, response) => {
    void answerTo(request).then((answer) => {
      const isLost = lost > 0 && request.url?.includes('/projects/') === true;
      if (isLost) lost -= 1;
      if (isLost) response.destroy();
      else send(response, answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...{ endpoint, tokenEndpoint: `${endpoint}/token`, account, tokens, jobs },
    grants,
    load: async (sql) => {
      const connection = await catalogue.connect(instance);
      await connection.run(await asDuckDb(sql, catalogue.project));
      connection.closeSync();
    },
    refuse: (error, calls) => {
      [refusal, refused] = [error, calls];
    },
    loseAnswers: (calls) => {
      lost = calls;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      for (const job of jobs.all) job.stop({ reason: 'stopped', message: 'The stand-in stops.' });
      await Promise.all(jobs.all.map((job) => job.ended));
      instance.closeSync();
    },
  };
}

interface InsertBody {
  readonly jobReference: { readonly jobId: string; readonly location?: string };
  readonly configuration: JobConfiguration;
}

const errorAnswer = ({ reason, message }: ServiceError): Answer => {
  const status = statusOf[reason] ?? 400;
  return { status, body: { error: { code: status, message, errors: [{ message, domain: 'global', reason }] } } };
};

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8', 'metadata-flavor': 'Google' });
  response.end(JSON.stringify(body));
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
