import { randomUUID } from 'node:crypto';
import type { TGetOperationStatusResp, TOperationHandle } from '@databricks/sql/thrift/TCLIService_types.js';
import { dialects, path, render, type Statement } from '@assay/warehouse-sql';
import { warehouseFailure } from '../../failure-rules.js';
import type {
  Cell,
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
import { probeSteps, type Probes } from '../probe-steps.js';
import { tablesOf } from '../tables.js';
import { type DatabricksAccess, type DatabricksCalls, openDatabricksCalls } from './databricks.client.js';
import { databricksErrorOf, databricksFailures, ServiceRefusal } from './databricks.failures.js';
import { type DatabricksResult, resultOf } from './databricks.results.js';
import { estimateFrom } from './databricks.plan.js';
import { databricksRights } from './databricks.rights.js';
import { databricksTypeNamed } from './databricks.values.js';

export interface DatabricksOptions extends DatabricksAccess {
  readonly scratchSchema: string;
  /** `concurrency` is the warehouse's own: it keeps the line. */
  readonly limits?: Partial<LocalJobLimits>;
}

/** Between two looks at a statement: at first this, then longer and longer. */
const firstPauseMs = 60;
const longestPauseMs = 2_000;
/** Our own small questions may take this long. */
const longestAskMs = 120_000;
/** Ended statements whose state and rows are kept. */
const keptEnds = 32;

/** How a statement ended, and what it gave. */
interface End {
  readonly state: JobState;
  readonly result: DatabricksResult | null;
}

/** A statement in the service; `hasRows` is false for one that changes something, whose rows are no result. */
interface Sent {
  readonly handle: TOperationHandle;
  readonly hasRows: boolean;
}

/**
 * Databricks through its Node driver, at the level of its protocol: each statement runs on by itself in the SQL
 * warehouse and a ref holds its handle, so that it outlives the worker that sent it as long as the service keeps its
 * session. Zone and time-out are of the session; who asked stands in a comment before the text.
 */
export async function openDatabricks(options: DatabricksOptions): Promise<Warehouse> {
  const limits = { ...defaultJobLimits, ...options.limits };
  const timeoutSeconds = Math.max(1, Math.trunc(limits.timeoutSeconds));
  const calls = await openDatabricksCalls(options, timeoutSeconds);
  const texts = new Map<JobRef, string>(); // of what runs
  const ends = new Map<JobRef, End>();

  const send = async (text: string, hasRows: boolean): Promise<{ sent: Sent; ref: JobRef }> => {
    const sent = { handle: await calls.submit(text, timeoutSeconds), hasRows };
    const ref = refOf(sent);
    texts.set(ref, text);
    return { sent, ref };
  };

  /** Types of a SELECT as SQL names them, asked without running it. */
  const declaredTypes = async (text: string | undefined): Promise<ReadonlyMap<string, string>> => {
    if (text === undefined) return new Map();
    const rows = await ask(`DESCRIBE QUERY ${withoutComment(text)}`);
    return new Map(rows.map(([name, type]) => [String(name), String(type)]));
  };

  const endOf = async (ref: JobRef, { handle, hasRows }: Sent): Promise<End | 'running'> => {
    const found = await calls.status(handle);
    const state = found === null ? ({ state: 'lost' } as const) : stateOf(found, texts.get(ref) ?? '', timeoutSeconds);
    if (state.state === 'running') return 'running';
    if (state.state !== 'done' || !hasRows) return { state, result: null };
    const result = await resultOf(calls, handle, limits, () => declaredTypes(texts.get(ref)));
    if (result === null) return { state: { state: 'failed', failure: tooManyRows(limits.maxRows) }, result };
    return { state: { ...state, cost: { ...state.cost, rows: result.rows.length } }, result };
  };

  /** How it stands; what has ended is remembered, and given back to the service. */
  const look = async (ref: JobRef, sent: Sent): Promise<End | 'running'> => {
    const known = ends.get(ref);
    if (known !== undefined) return known;
    const end = await endOf(ref, sent);
    if (end === 'running') return end;
    texts.delete(ref);
    ends.set(ref, end);
    if (end.result === null && end.state.state === 'done') await calls.release(sent.handle);
    for (const oldest of ends.keys()) if (ends.size > keptEnds) ends.delete(oldest);
    return end;
  };

  const poll = async (ref: JobRef, waitMs = 0): Promise<JobState> => {
    const sent = sentOf(ref);
    if (sent === null) return { state: 'lost' };
    const end = await untilEnded(() => look(ref, sent), waitMs);
    return end === 'running' ? { state: 'running' } : end.state;
  };

  const rows = async (ref: JobRef, page: string | null = null): Promise<RowPage> => {
    const sent = sentOf(ref);
    const end = sent === null ? null : await look(ref, sent);
    if (sent === null || end === null || end === 'running' || end.state.state !== 'done') throw rowsAreGone();
    if (end.result === null) return { columns: [], rows: [], next: null };
    const from = Number(page ?? 0);
    const until = Math.min(from + limits.pageRows, end.result.rows.length);
    const next = until < end.result.rows.length ? String(until) : null;
    if (next === null) await calls.release(sent.handle);
    return { columns: end.result.columns, rows: end.result.rows.slice(from, until), next };
  };

  /** One of our own questions: all of its rows. */
  const ask = async (text: string): Promise<readonly Row[]> => {
    const { sent, ref } = await send(`/* assay */ ${text}`, true);
    const end = await untilEnded(() => look(ref, sent), longestAskMs);
    ends.delete(ref);
    if (end === 'running') throw await gaveUp(calls, sent.handle);
    await calls.release(sent.handle);
    if (end.state.state === 'failed') throw end.state.failure;
    if (end.result === null) throw rowsAreGone();
    return end.result.rows;
  };

  const describe = async (): Promise<readonly ReadableTable[]> =>
    tablesOf(await ask(describeSql(options.scratchSchema)), databricksTypeNamed);

  return {
    submit: async (statement: Statement, tag: QueryTag): Promise<JobRef> =>
      (await send(tagged(statement, tag, randomUUID()), statement.kind !== 'scratch')).ref,
    poll,
    rows,
    cancel: async (ref: JobRef): Promise<void> => {
      const sent = sentOf(ref);
      if (sent === null || ends.has(ref)) return;
      await calls.cancel(sent.handle);
    },
    estimate: async (statement: Statement): Promise<StatementEstimate> =>
      estimateFrom(String((await ask(`EXPLAIN COST ${statement.text}`))[0]?.[0] ?? '')),
    describe,
    test: () => probeSteps(probesOf(ask, describe, options.scratchSchema), options.scratchSchema),
    rights: () => databricksRights(ask, options),
    close: async (): Promise<void> => {
      await Promise.allSettled([...texts.keys()].map((ref) => calls.cancel((sentOf(ref) as Sent).handle)));
      texts.clear();
      ends.clear();
      await calls.close();
    },
  };
}

const refOf = ({ handle: { operationId, operationType, hasResultSet }, hasRows }: Sent): JobRef =>
  [
    ...['databricks', hasRows ? 'rows' : 'none', operationId.guid.toString('hex'), operationId.secret.toString('hex')],
    ...[operationType, hasResultSet ? 1 : 0],
  ].join(':');

function sentOf(ref: JobRef): Sent | null {
  const [, kind, guid, secret, type, hasResultSet] =
    /^databricks:(rows|none):((?:[0-9a-f]{2})+):((?:[0-9a-f]{2})*):(\d+):([01])$/.exec(ref) ?? [];
  if (guid === undefined || secret === undefined) return null;
  const operationId = { guid: Buffer.from(guid, 'hex'), secret: Buffer.from(secret, 'hex') };
  const handle = { operationId, operationType: Number(type), hasResultSet: hasResultSet === '1' };
  return { handle, hasRows: kind === 'rows' };
}

/** TOperationState of the protocol, by its number. */
function stateOf(found: TGetOperationStatusResp, text: string, timeoutSeconds: number): JobState {
  switch (found.operationState as number) {
    case 0: // INITIALIZED
    case 1: // RUNNING
    case 7: // PENDING
      return { state: 'running' };
    case 2: // FINISHED
      return { state: 'done', cost: { milliseconds: millisecondsOf(found), bytesScanned: null, rows: null } };
    case 3: // CANCELED
      return { state: 'cancelled' };
    case 4: // CLOSED
      return { state: 'lost' };
    case 8: {
      const message = `The statement took longer than ${timeoutSeconds} seconds and was stopped. Read less, or use a larger warehouse.`;
      return { state: 'failed', failure: new WarehouseFailure('timeout', message, { cause: 'timeout' }) };
    }
    default: {
      const { sqlState, errorMessage, displayMessage } = found;
      const error = databricksErrorOf(
        new ServiceRefusal({ sqlState, errorMessage, displayMessage } as TGetOperationStatusResp),
      );
      const failure = warehouseFailure(databricksFailures, error, text);
      return failure.reason === 'cancelled' ? { state: 'cancelled' } : { state: 'failed', failure };
    }
  }
}

const millisecondsOf = ({ operationStarted, operationCompleted }: TGetOperationStatusResp): number | null =>
  operationStarted && operationCompleted ? Math.max(0, Number(operationCompleted) - Number(operationStarted)) : null;

async function untilEnded<T>(look: () => Promise<'running' | T>, waitMs: number): Promise<'running' | T> {
  const until = performance.now() + waitMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    const seen = await look();
    const left = until - performance.now();
    if (seen === 'running' && left > 0) await new Promise((resolve) => setTimeout(resolve, Math.min(pauseMs, left)));
    else return seen;
  }
}

const withoutComment = (text: string): string => text.replace(/^\/\*[^*]*\*\/ /, '');

const rowsAreGone = (): WarehouseFailure =>
  new WarehouseFailure('query', 'The rows of this statement are gone. Submit it again.', { cause: 'query' });

async function gaveUp(calls: DatabricksCalls, handle: TOperationHandle): Promise<WarehouseFailure> {
  await calls.cancel(handle).catch(() => undefined);
  return new WarehouseFailure('timeout', 'Databricks did not answer in time. Check that the SQL warehouse has room.', {
    cause: 'timeout',
  });
}

const named = (...levels: readonly string[]): string => render(path(levels), dialects.databricks);
const literal = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

const probesOf = (
  ask: (text: string) => Promise<readonly Row[]>,
  describe: () => Promise<readonly ReadableTable[]>,
  scratchSchema: string,
): Probes => ({
  connect: async () => `Databricks, principal ${String((await ask('SELECT CURRENT_USER() AS principal'))[0]?.[0])}`,
  select: async () => void (await ask('SELECT 1 AS one')),
  scratch: async (table) => {
    const has: Cell | undefined = (
      await ask(
        `SELECT 1 AS one FROM information_schema.schemata WHERE schema_name = ${literal(scratchSchema.toLowerCase())}`,
      )
    )[0]?.[0];
    if (has === undefined) await ask(`CREATE SCHEMA IF NOT EXISTS ${named(scratchSchema)}`);
    await ask(`CREATE TABLE ${named(scratchSchema, table)} (value STRING)`);
    await ask(`INSERT INTO ${named(scratchSchema, table)} (value) VALUES ('probe')`);
    await ask(`DROP TABLE ${named(scratchSchema, table)}`);
  },
  tables: async () => (await describe()).length,
});

/** The information schema of Unity Catalog shows a principal only what it may see; names are kept in lower case there. */
const describeSql = (scratchSchema: string): string => `
SELECT c.table_schema, c.table_name, t.table_type, c.column_name, c.full_data_type, c.is_nullable
FROM information_schema.columns AS c
JOIN information_schema.tables AS t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
WHERE c.table_schema NOT IN ('information_schema', ${literal(scratchSchema.toLowerCase())})
ORDER BY c.table_schema, c.table_name, c.ordinal_position
LIMIT 20000`;
