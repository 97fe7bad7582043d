import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { cellOf, type Field, fieldOf } from './answers.js';
import { bytesOf, type Catalogue } from './catalogue.js';
import { failureOf, type ServiceError } from './failures.js';
import { asDuckDb, RefusedSql } from './sql.js';

export interface JobConfiguration {
  readonly query: { readonly query: string; readonly maximumBytesBilled?: string; readonly useLegacySql?: boolean };
  readonly labels?: Readonly<Record<string, string>>;
  readonly dryRun?: boolean;
  readonly jobTimeoutMs?: string;
}

export interface FakeJob {
  readonly id: string;
  readonly location: string;
  readonly configuration: JobConfiguration;
  readonly statementType: string;
  readonly bytes: number;
  readonly startedAt: number;
  endedAt: number | null;
  error: ServiceError | null;
  fields: readonly Field[];
  rows: readonly { readonly f: readonly unknown[] }[];
  /** Resolves when it has ended. */
  ended: Promise<void>;
  stop: (error: ServiceError) => void;
}

/** Bytes are billed in steps of this size (Pricing, on-demand compute, November 2026). */
const leastBilled = 10 * 1024 * 1024;

/** Query jobs that run in DuckDB and answer as BigQuery's jobs do. */
export class Jobs {
  readonly #byId = new Map<string, FakeJob>();

  constructor(
    private readonly instance: DuckDBInstance,
    private readonly catalogue: Catalogue,
  ) {}

  get all(): readonly FakeJob[] {
    return [...this.#byId.values()];
  }

  find(id: string): FakeJob | undefined {
    return this.#byId.get(id);
  }

  /** As after the time that jobs are kept. */
  forget(): void {
    this.#byId.clear();
  }

  /** Analyse, and unless it is a dry run start. Throws what the service answers to a statement that it refuses. */
  async insert(id: string, location: string, configuration: JobConfiguration): Promise<FakeJob> {
    const text = configuration.query.query;
    this.catalogue.expectRights(text);
    const duckdb = await asDuckDb(text, this.catalogue.project);
    const connection = await this.catalogue.connect(this.instance);
    let fields: readonly Field[];
    try {
      fields = await fieldsOf(connection, duckdb, text, this.catalogue);
    } catch (thrown) {
      connection.closeSync();
      throw thrown;
    }
    const statementType = typeOf(duckdb);
    const bytes = await bytesOf(connection, text);
    const limit = configuration.query.maximumBytesBilled;
    const job: FakeJob = {
      ...{ id, location, configuration, statementType, bytes, startedAt: Date.now(), endedAt: null, error: null },
      ...{
        fields: statementType === 'SELECT' ? fields : [],
        rows: [],
        ended: Promise.resolve(),
        stop: () => undefined,
      },
    };
    if (configuration.dryRun === true) {
      connection.closeSync();
      return job;
    }
    this.#byId.set(id, job);
    const billed = Math.max(leastBilled, bytes);
    if (limit !== undefined && billed > Number(limit)) {
      connection.closeSync();
      const message = `Query exceeded limit for bytes billed: ${limit}. ${billed} or higher required.`;
      finish(job, { reason: 'bytesBilledLimitExceeded', message });
      return job;
    }
    job.ended = run(job, connection, duckdb, this.catalogue);
    return job;
  }
}

async function fieldsOf(
  connection: DuckDBConnection,
  duckdb: string,
  text: string,
  catalogue: Catalogue,
): Promise<readonly Field[]> {
  try {
    const prepared = await connection.prepare(duckdb);
    const fields = Array.from({ length: prepared.columnCount }, (_, at) =>
      fieldOf(prepared.columnName(at), prepared.columnType(at)),
    );
    prepared.destroySync();
    return fields;
  } catch (thrown) {
    const { message, reason } = failureOf(thrown, text, catalogue);
    throw new RefusedSql(message, reason as RefusedSql['reason']);
  }
}

async function run(job: FakeJob, connection: DuckDBConnection, duckdb: string, catalogue: Catalogue): Promise<void> {
  let stopped: ServiceError | null = null;
  let interrupting: NodeJS.Timeout | undefined;
  job.stop = (error) => {
    if (job.endedAt !== null) return;
    stopped ??= error;
    connection.interrupt();
    interrupting ??= setInterval(() => connection.interrupt(), 20); // one that comes before the start is forgotten
  };
  const limit = Number(job.configuration.jobTimeoutMs ?? 0);
  const message = `Job execution was cancelled: Job timed out after ${Math.trunc(limit / 1000)} sec`;
  const timer = limit > 0 ? setTimeout(() => job.stop({ reason: 'stopped', message }), limit) : undefined;
  try {
    const rows = await (await connection.run(duckdb)).getRows();
    if (job.statementType === 'SELECT') job.rows = rows.map((row) => ({ f: row.map(cellOf) }));
    finish(job, stopped);
  } catch (thrown) {
    finish(job, stopped ?? failureOf(thrown, job.configuration.query.query, catalogue));
  } finally {
    clearTimeout(timer);
    clearInterval(interrupting);
    connection.closeSync();
  }
}

const finish = (job: FakeJob, error: ServiceError | null): void => {
  job.error = error;
  job.endedAt = Date.now();
};

const typeOf = (duckdb: string): string => {
  const [, verb = '', more = ''] = /^\s*(?:\/\*[\s\S]*?\*\/\s*)*(\w+)\s+(\w*)/.exec(duckdb) ?? [];
  const word = verb.toUpperCase();
  if (word === 'CREATE') return /\bAS\s+(?:WITH|SELECT|\()/i.test(duckdb) ? 'CREATE_TABLE_AS_SELECT' : 'CREATE_TABLE';
  if (word === 'DROP') return `DROP_${more.toUpperCase()}`;
  return word === 'INSERT' ? word : 'SELECT';
};
