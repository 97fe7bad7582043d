import { randomUUID } from 'node:crypto';
import type { Statement } from '@assay/warehouse-sql';
import { warehouseFailure } from '../../failure-rules.js';
import type {
  JobRef,
  JobState,
  QueryTag,
  ReadableTable,
  Row,
  RowPage,
  StatementEstimate,
  Warehouse,
} from '../../port.js';
import { tagged } from '../../statement-tag.js';
import { WarehouseFailure } from '../../warehouse-failure.js';
import { defaultJobLimits, type LocalJobLimits, tooManyRows } from '../local-jobs.js';
import { probeSteps } from '../probe-steps.js';
import { type BigQueryAccess, type BigQueryCalls, openBigQueryCalls } from './bigquery.client.js';
import type { BigQueryJob } from './bigquery.job.js';
import { bigqueryFailures } from './bigquery.failures.js';
import { labelsOf } from './bigquery.labels.js';
import { bigqueryRights } from './bigquery.rights.js';
import { bigqueryProbes, describeBigQuery } from './bigquery.probes.js';
import { bigqueryCell, bigqueryColumn } from './bigquery.values.js';

export interface BigQueryOptions extends BigQueryAccess {
  /** A dataset of the project. */
  readonly scratchSchema: string;
  /** A statement that would be billed for more is refused by BigQuery; null = no limit of ours. */
  readonly maximumBytesBilled: number | null;
  /** `concurrency` is BigQuery's own: it keeps the line. */
  readonly limits?: Partial<LocalJobLimits>;
}

/** BigQuery holds a call at most this long for the end of a job; more would be asked for in vain. */
const longestHoldMs = 20_000;
/** Our own small questions may take this long. */
const longestAskMs = 120_000;
/** Statements that were refused before they became a job; older ones are `lost`. */
const keptRefusals = 1_000;

/**
 * BigQuery by its jobs: the ref is the job's own id, which we choose, so that a statement outlives the worker that sent
 * it and a repeated submission finds the job that is there. BigQuery itself stops a job at its time-out.
 */
export async function openBigQuery(options: BigQueryOptions): Promise<Warehouse> {
  const limits = { ...defaultJobLimits, ...options.limits };
  const calls = await openBigQueryCalls(options);
  const running = new Set<JobRef>();
  const refused = new Map<JobRef, WarehouseFailure>();
  let isClosed = false;

  const send = async (text: string, labels: Readonly<Record<string, string>>, job: string): Promise<JobRef> => {
    if (isClosed)
      throw new WarehouseFailure('network', 'The connection is closed. Open it again.', { cause: 'network' });
    const ref = refOf(job);
    try {
      await calls.insert(idOf(ref) ?? '', { ...queryOf(text, options, limits.timeoutSeconds), labels });
    } catch (thrown) {
      if (!isOfStatement(thrown)) throw thrown;
      // BigQuery reads the statement before it makes a job: a fault in it is told at once.
      refused.set(ref, thrown);
      const oldest = refused.size > keptRefusals ? refused.keys().next().value : undefined;
      if (oldest !== undefined) refused.delete(oldest);
    }
    return ref;
  };

  const poll = async (ref: JobRef, waitMs = 0): Promise<JobState> => {
    const id = idOf(ref);
    const failure = refused.get(ref);
    if (failure !== undefined) return { state: 'failed', failure };
    const state = id === null ? ({ state: 'lost' } as const) : await untilEnded(calls, id, waitMs, limits.maxRows);
    if (state.state !== 'running') running.delete(ref);
    return state;
  };

  const rows = async (ref: JobRef, page: string | null = null): Promise<RowPage> => {
    const id = idOf(ref);
    const found = id === null ? null : await calls.results(id, { rows: limits.pageRows, token: page, waitMs: 0 });
    if (found?.jobComplete !== true) throw rowsAreGone();
    if (found.totalRows === undefined) return { columns: [], rows: [], next: null };
    if (Number(found.totalRows) > limits.maxRows) throw tooManyRows(limits.maxRows);
    const columns = (found.schema?.fields ?? []).map(bigqueryColumn);
    const read = (found.rows ?? []).map(({ f = [] }) =>
      f.map((cell, at) => bigqueryCell(cell, columns[at]?.type ?? 'other')),
    );
    return { columns, rows: read, next: found.pageToken ?? null };
  };

  /** One of our own questions: all of its rows. */
  const ask = async (text: string): Promise<readonly Row[]> => {
    const ref = await send(text, { application: 'assay', purpose: 'probe' }, randomUUID());
    const state = await poll(ref, longestAskMs);
    if (state.state === 'failed') throw state.failure;
    if (state.state !== 'done') throw await gaveUp(calls, ref);
    const all: Row[] = [];
    let page: RowPage | null = null;
    do {
      page = await rows(ref, page?.next);
      all.push(...page.rows);
    } while (page.next !== null);
    return all;
  };

  const describe = (): Promise<readonly ReadableTable[]> => describeBigQuery(calls, ask, options.scratchSchema);

  return {
    submit: async (statement: Statement, tag: QueryTag): Promise<JobRef> => {
      const job = randomUUID();
      const ref = await send(tagged(statement, tag, job), labelsOf(tag, statement.digest), job);
      if (!refused.has(ref)) running.add(ref);
      return ref;
    },
    poll,
    rows,
    cancel: async (ref: JobRef): Promise<void> => {
      const id = idOf(ref);
      if (id !== null && !refused.has(ref)) await calls.cancel(id);
      running.delete(ref);
    },
    estimate: async (statement: Statement): Promise<StatementEstimate> => {
      const job = await calls.insert(`assay_${randomUUID()}`, { ...queryOf(statement.text, options), dryRun: true });
      const bytes = job?.statistics?.totalBytesProcessed;
      return {
        ...{ basis: 'dry_run', rowsReturned: null, planCost: null },
        bytesScanned: bytes === undefined ? null : Number(bytes),
      };
    },
    describe,
    test: () => probeSteps(bigqueryProbes(ask, describe, options), options.scratchSchema),
    rights: async () => {
      const account = String((await ask('SELECT SESSION_USER()'))[0]?.[0]);
      const principal = `${account.endsWith('.gserviceaccount.com') ? 'serviceAccount' : 'user'}:${account}`;
      return bigqueryRights(calls, await describe(), { project: options.project, account: principal });
    },
    close: async (): Promise<void> => {
      isClosed = true;
      await Promise.allSettled([...running].map((ref) => calls.cancel(idOf(ref) ?? '')));
    },
  };
}

const queryOf = (text: string, { maximumBytesBilled }: BigQueryOptions, timeoutSeconds?: number) => ({
  ...{ query: text, useLegacySql: false },
  connectionProperties: [{ key: 'time_zone', value: 'UTC' }], // a project may have another default
  ...(maximumBytesBilled === null ? {} : { maximumBytesBilled: String(maximumBytesBilled) }),
  ...(timeoutSeconds === undefined ? {} : { jobTimeoutMs: Math.trunc(timeoutSeconds * 1000) }),
});

const refOf = (job: string): JobRef => `bigquery:assay_${job}`;
const idOf = (ref: JobRef): string | null => /^bigquery:(assay_[0-9a-f-]{36})$/.exec(ref)?.[1] ?? null;

/** A fault of the statement itself, not of the connection. */
const isOfStatement = (thrown: unknown): thrown is WarehouseFailure =>
  thrown instanceof WarehouseFailure && (thrown.reason === 'query' || thrown.reason === 'grant_or_object');

async function untilEnded(calls: BigQueryCalls, id: string, waitMs: number, maxRows: number): Promise<JobState> {
  const until = performance.now() + waitMs;
  for (;;) {
    const left = until - performance.now();
    const total = left > 0 ? await rowsWhenEnded(calls, id, Math.min(left, longestHoldMs)) : null;
    const state = await stateOf(calls, id, total, maxRows);
    if (state.state !== 'running' || performance.now() >= until) return state;
  }
}

/** Lets BigQuery hold the call until the job ends: how many rows it gave, null while that is not known. */
async function rowsWhenEnded(calls: BigQueryCalls, id: string, waitMs: number): Promise<number | null> {
  const started = performance.now();
  try {
    const found = await calls.results(id, { rows: 0, token: null, waitMs });
    return found?.jobComplete === true && found.totalRows !== undefined ? Number(found.totalRows) : null;
  } catch {
    // Why a job failed is told by the job itself; a call that fails at once must not be made over and over.
    if (performance.now() - started < 100) await new Promise((resolve) => setTimeout(resolve, Math.min(waitMs, 100)));
    return null;
  }
}

async function stateOf(calls: BigQueryCalls, id: string, total: number | null, maxRows: number): Promise<JobState> {
  const job = await calls.look(id);
  if (job === null) return { state: 'lost' };
  if (job.status?.state !== 'DONE') return { state: 'running' };
  const error = job.status.errorResult;
  if (error !== undefined) return failedState(error, job);
  let rows = total;
  if (rows === null && job.statistics?.query?.statementType === 'SELECT') {
    const found = await calls.results(id, { rows: 0, token: null, waitMs: 0 });
    if (found === null) return { state: 'lost' };
    rows = Number(found.totalRows ?? 0);
  }
  if (rows !== null && rows > maxRows) return { state: 'failed', failure: tooManyRows(maxRows) };
  const { startTime, endTime, totalBytesProcessed: bytes } = job.statistics ?? {};
  const milliseconds = startTime === undefined || endTime === undefined ? null : Number(endTime) - Number(startTime);
  return { state: 'done', cost: { milliseconds, bytesScanned: bytes === undefined ? null : Number(bytes), rows } };
}

function failedState(error: { reason?: string; message?: string }, job: BigQueryJob): JobState {
  const driver = { code: error.reason ?? '', message: error.message ?? '' };
  const failure = warehouseFailure(bigqueryFailures, driver, job.configuration?.query?.query);
  return failure.reason === 'cancelled' ? { state: 'cancelled' } : { state: 'failed', failure };
}

const rowsAreGone = (): WarehouseFailure =>
  new WarehouseFailure('query', 'The rows of this statement are gone. Submit it again.', { cause: 'query' });

async function gaveUp(calls: BigQueryCalls, ref: JobRef): Promise<WarehouseFailure> {
  await calls.cancel(idOf(ref) ?? '');
  return new WarehouseFailure('timeout', 'BigQuery did not answer in time. Check that the project has free slots.', {
    cause: 'timeout',
  });
}
