import { randomUUID } from 'node:crypto';
import type { DescribeStatementResponse } from '@aws-sdk/client-redshift-data';
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
import { postgresColumnTypeNamed } from '../postgres.values.js';
import { probeSteps, type Probes } from '../probe-steps.js';
import { quoted, tablesOf } from '../tables.js';
import { openRedshiftCalls, type RedshiftAccess, type RedshiftCalls } from './redshift.client.js';
import { redshiftFailures, statementFailed } from './redshift.failures.js';
import { redshiftRights } from './redshift.rights.js';
import { redshiftCell, redshiftColumn } from './redshift.values.js';

export interface RedshiftOptions extends RedshiftAccess {
  readonly scratchSchema: string;
  /** `concurrency` and `pageRows` are Redshift's own: its workload management keeps the line, it cuts the pages. */
  readonly limits?: Partial<LocalJobLimits>;
}

/** Between two looks at a statement: at first this, then longer and longer. */
const firstPauseMs = 15;
const longestPauseMs = 2_000;
/** Our own small questions may take this long. */
const longestAskMs = 120_000;

/**
 * Redshift through its Data API: no network path to the cluster is needed, and a ref is the API's own id, so that a
 * statement outlives the worker that sent it. Each statement is the last of a batch that first sets zone and time-out,
 * because the API keeps no session between calls. No query group is set: it would move the statement to another queue.
 */
export async function openRedshift(options: RedshiftOptions): Promise<Warehouse> {
  const limits = { ...defaultJobLimits, ...options.limits };
  const calls = await openRedshiftCalls(options);
  const running = new Set<JobRef>();
  let isClosed = false;

  const send = async (text: string, job: string): Promise<string> => {
    if (isClosed)
      throw new WarehouseFailure('network', 'The connection is closed. Open it again.', { cause: 'network' });
    return calls.submit([...settings(limits.timeoutSeconds), text], job);
  };

  const poll = async (ref: JobRef, waitMs = 0): Promise<JobState> => {
    const id = idOf(ref);
    const state: JobState =
      id === null ? { state: 'lost' } : await untilEnded(calls, id, waitMs, (found) => stateOf(found, limits.maxRows));
    if (state.state !== 'running') running.delete(ref);
    return state;
  };

  const rows = async (ref: JobRef, page: string | null = null): Promise<RowPage> => {
    const id = idOf(ref);
    const found = id === null ? null : await calls.look(id);
    const last = found?.SubStatements?.at(-1);
    if (found?.Status !== 'FINISHED' || last?.Id === undefined) throw rowsAreGone();
    if (last.HasResultSet !== true) return { columns: [], rows: [], next: null };
    if ((last.ResultRows ?? 0) > limits.maxRows) throw tooManyRows(limits.maxRows);
    const { ColumnMetadata = [], Records = [], NextToken } = await calls.page(last.Id, page);
    const columns = ColumnMetadata.map(redshiftColumn);
    const read = Records.map((record) => record.map((field, at) => redshiftCell(field, columns[at]?.type ?? 'other')));
    return { columns, rows: read, next: NextToken ?? null };
  };

  /** One of our own questions: all of its rows. */
  const ask = async (text: string): Promise<readonly Row[]> => {
    const ref = refOf(await send(text, randomUUID()));
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

  const describe = async (): Promise<readonly ReadableTable[]> =>
    tablesOf(await ask(describeSql(options.scratchSchema)), postgresColumnTypeNamed);

  return {
    submit: async (statement: Statement, tag: QueryTag): Promise<JobRef> => {
      const job = randomUUID();
      const ref = refOf(await send(tagged(statement, tag, job), job));
      running.add(ref);
      return ref;
    },
    poll,
    rows,
    cancel: async (ref: JobRef): Promise<void> => {
      const id = idOf(ref);
      if (id !== null) await calls.cancel(id);
      running.delete(ref);
    },
    estimate: async (statement: Statement): Promise<StatementEstimate> =>
      estimateOf(await ask(`EXPLAIN ${statement.text}`)),
    describe,
    test: () => probeSteps(probesOf(ask, describe, options.scratchSchema), options.scratchSchema),
    rights: () => redshiftRights(ask, options.scratchSchema),
    close: async (): Promise<void> => {
      isClosed = true;
      await Promise.allSettled([...running].map((ref) => calls.cancel(idOf(ref) ?? '')));
      calls.close();
    },
  };
}

const settings = (timeoutSeconds: number): readonly string[] => [
  "SET timezone TO 'UTC'",
  `SET statement_timeout TO ${Math.trunc(timeoutSeconds * 1000)}`,
];

const refOf = (id: string): JobRef => `redshift:${id}`;
const idOf = (ref: JobRef): string | null => /^redshift:([0-9a-f-]{36})$/.exec(ref)?.[1] ?? null;

async function untilEnded(
  calls: RedshiftCalls,
  id: string,
  waitMs: number,
  stateFrom: (found: DescribeStatementResponse | null) => JobState,
): Promise<JobState> {
  const until = performance.now() + waitMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    const state = stateFrom(await calls.look(id));
    const left = until - performance.now();
    if (state.state !== 'running' || left <= 0) return state;
    await new Promise((resolve) => setTimeout(resolve, Math.min(pauseMs, left)));
  }
}

function stateOf(found: DescribeStatementResponse | null, maxRows: number): JobState {
  const last = found?.SubStatements?.at(-1);
  switch (found?.Status) {
    case undefined:
      return { state: 'lost' };
    case 'FINISHED': {
      const rows = last?.ResultRows ?? -1;
      if (last?.HasResultSet === true && rows > maxRows) return { state: 'failed', failure: tooManyRows(maxRows) };
      const milliseconds = Math.round((found.Duration ?? 0) / 1e6);
      return { state: 'done', cost: { milliseconds, bytesScanned: null, rows: rows < 0 ? null : rows } };
    }
    case 'ABORTED':
      return { state: 'cancelled' };
    case 'FAILED': {
      const message = found.Error ?? last?.Error ?? '';
      const failure = warehouseFailure(redshiftFailures, { code: statementFailed, message }, last?.QueryString);
      return failure.reason === 'cancelled' ? { state: 'cancelled' } : { state: 'failed', failure };
    }
    default:
      return { state: 'running' };
  }
}

const rowsAreGone = (): WarehouseFailure =>
  new WarehouseFailure('query', 'The rows of this statement are gone. Submit it again.', { cause: 'query' });

async function gaveUp(calls: RedshiftCalls, ref: JobRef): Promise<WarehouseFailure> {
  await calls.cancel(idOf(ref) ?? '');
  return new WarehouseFailure('timeout', 'Redshift did not answer in time. Check that the cluster has room.', {
    cause: 'timeout',
  });
}

const probesOf = (
  ask: (text: string) => Promise<readonly Row[]>,
  describe: () => Promise<readonly ReadableTable[]>,
  scratchSchema: string,
): Probes => {
  const scratch = quoted(scratchSchema);
  return {
    connect: async () => `Redshift, user ${String((await ask('SELECT CURRENT_USER'))[0]?.[0])}`,
    select: async () => void (await ask('SELECT 1')),
    scratch: async (table) => {
      const has = await ask(`SELECT 1 FROM pg_namespace WHERE nspname = ${literal(scratchSchema.toLowerCase())}`);
      if (has.length === 0) await ask(`CREATE SCHEMA IF NOT EXISTS ${scratch}`);
      await ask(`CREATE TABLE ${scratch}.${table} (value VARCHAR(64))`);
      await ask(`INSERT INTO ${scratch}.${table} VALUES ('probe')`);
      await ask(`DROP TABLE ${scratch}.${table}`);
    },
    tables: async () => (await describe()).length,
  };
};

/** Redshift's EXPLAIN is text: `XN Seq Scan on orders  (cost=0.00..10.00 rows=1000 width=8)`. */
function estimateOf(rows: readonly Row[]): StatementEstimate {
  const [, cost, count] = /cost=[\d.]+\.\.([\d.]+) rows=(\d+)/.exec(String(rows[0]?.[0] ?? '')) ?? [];
  const numberOrNull = (text: string | undefined): number | null => (text === undefined ? null : Number(text));
  return { basis: 'plan', bytesScanned: null, rowsReturned: numberOrNull(count), planCost: numberOrNull(cost) };
}

/** A backslash is an escape in Redshift's text, unlike in that of PostgreSQL. */
const literal = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** Both views show a user only what that user may see (SVV_TABLES, SVV_COLUMNS, developer guide, November 2026). */
const describeSql = (scratchSchema: string): string => `
SELECT c.table_schema, c.table_name, t.table_type, c.column_name, c.data_type, c.is_nullable
FROM svv_columns AS c
JOIN svv_tables AS t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
WHERE c.table_schema NOT IN ('information_schema', 'pg_catalog', 'pg_internal', ${literal(scratchSchema.toLowerCase())})
ORDER BY c.table_schema, c.table_name, c.ordinal_position
LIMIT 20000`;
