import { randomUUID } from 'node:crypto';
import type { RowStatement } from 'snowflake-sdk';
import { dialects, path, render, type Statement } from '@assay/warehouse-sql';
import type {
  Cell,
  JobCost,
  JobRef,
  JobState,
  QueryTag,
  ReadableTable,
  Row,
  RowPage,
  StatementEstimate,
  Warehouse,
} from '../../port.js';
import { tagWords } from '../../statement-tag.js';
import { WarehouseFailure } from '../../warehouse-failure.js';
import { defaultJobLimits, type LocalJobLimits, tooManyRows } from '../local-jobs.js';
import { probeSteps, type Probes } from '../probe-steps.js';
import { tablesOf } from '../tables.js';
import { openSnowflakeCalls, type SnowflakeAccess, type SnowflakeCalls } from './snowflake.client.js';
import { snowflakeRights } from './snowflake.rights.js';
import { snowflakeCell, snowflakeColumn, snowflakeTypeNamed } from './snowflake.values.js';

export interface SnowflakeOptions extends SnowflakeAccess {
  readonly scratchSchema: string;
  /** `concurrency` is Snowflake's own: its warehouse keeps the line. */
  readonly limits?: Partial<LocalJobLimits>;
}

/** Between two looks at a statement: at first this, then longer and longer. */
const firstPauseMs = 15;
const longestPauseMs = 2_000;
/** Our own small questions may take this long. */
const longestAskMs = 120_000;
/** Results that are kept open for their next pages. */
const keptResults = 8;
/** So often a statement of ours may be unknown before it is lost: the service learns of it a moment after its start. */
const patience = 24;

/** What we know of a statement that this process has sent. */
interface Sent {
  readonly text: string;
  unknown: number;
}

/**
 * Snowflake through its Node driver. Each statement runs on by itself there and a ref is Snowflake's own query id, so
 * that it outlives the worker that sent it. Zone, time-out and tag are parameters of each statement: Snowflake takes
 * leading comments off, so the tag is its query tag.
 */
export async function openSnowflake(options: SnowflakeOptions): Promise<Warehouse> {
  const limits = { ...defaultJobLimits, ...options.limits };
  const calls = await openSnowflakeCalls(options);
  const running = new Map<string, Sent>();
  const results = new Map<string, RowStatement>();
  let isClosed = false;

  const send = async (text: string, queryTag: string, job: string): Promise<string> => {
    if (isClosed)
      throw new WarehouseFailure('network', 'The connection is closed. Open it again.', { cause: 'network' });
    const id = await calls.submit(text, { ...parameters(limits.timeoutSeconds), QUERY_TAG: queryTag }, job);
    running.set(id, { text, unknown: 0 });
    return id;
  };

  const resultOf = async (id: string): Promise<RowStatement> => {
    const result = results.get(id) ?? (await calls.result(id, running.get(id)?.text ?? ''));
    results.set(id, result);
    for (const oldest of results.keys()) if (results.size > keptResults) results.delete(oldest);
    return result;
  };

  const look = async (id: string): Promise<'running' | 'lost' | RowStatement | WarehouseFailure> => {
    const status = await calls.status(id);
    const sent = running.get(id);
    if (isUnknown(status)) return sent !== undefined && ++sent.unknown < patience ? 'running' : 'lost';
    if (!hasEnded(status)) return 'running';
    try {
      return await resultOf(id);
    } catch (thrown) {
      if (thrown instanceof WarehouseFailure && isOfStatement(thrown)) return thrown;
      throw thrown;
    }
  };

  const poll = async (ref: JobRef, waitMs = 0): Promise<JobState> => {
    const found = parse(ref);
    if (found === null) return { state: 'lost' };
    const { id } = found;
    const seen = await untilEnded(() => look(id), waitMs);
    if (seen === 'running') return { state: 'running' };
    running.delete(id);
    if (seen === 'lost') return { state: 'lost' };
    if (seen instanceof WarehouseFailure)
      return seen.reason === 'cancelled' ? { state: 'cancelled' } : { state: 'failed', failure: seen };
    const rows = found.hasRows ? seen.getNumRows() : 0;
    if (rows > limits.maxRows) return { state: 'failed', failure: tooManyRows(limits.maxRows) };
    return { state: 'done', cost: { ...(await costOf(id)), rows: found.hasRows ? rows : null } };
  };

  const rows = async (ref: JobRef, page: string | null = null): Promise<RowPage> => {
    const found = parse(ref);
    if (found === null || isUnknown(await calls.status(found.id))) throw rowsAreGone();
    if (!found.hasRows) return { columns: [], rows: [], next: null };
    const result = await resultOf(found.id);
    const total = result.getNumRows();
    if (total > limits.maxRows) throw tooManyRows(limits.maxRows);
    const from = Number(page ?? 0);
    const until = Math.min(from + limits.pageRows, total);
    const columns = (result.getColumns() ?? []).map(snowflakeColumn);
    const read = (await calls.rows(result, from, until)).map((row) =>
      row.map((value, at): Cell => snowflakeCell(value, columns[at]?.type ?? 'other')),
    );
    if (until >= total) results.delete(found.id);
    return { columns, rows: read, next: until < total ? String(until) : null };
  };

  /** One of our own questions: all of its rows. */
  const ask = async (text: string, purpose = 'describe'): Promise<readonly Row[]> => {
    const id = await send(text, `assay purpose=${purpose}`, randomUUID());
    const seen = await untilEnded(() => look(id), longestAskMs);
    running.delete(id);
    if (seen instanceof WarehouseFailure) throw seen;
    if (typeof seen === 'string') throw await gaveUp(calls, id);
    const columns = (seen.getColumns() ?? []).map(snowflakeColumn);
    const read = await calls.rows(seen, 0, seen.getNumRows());
    results.delete(id);
    return read.map((row) => row.map((value, at) => snowflakeCell(value, columns[at]?.type ?? 'other')));
  };

  /** What a statement cost is told by the history of queries alone; nothing fails for want of it. */
  const costOf = async (id: string): Promise<Omit<JobCost, 'rows'>> => {
    try {
      const tagged = { ...parameters(limits.timeoutSeconds), QUERY_TAG: 'assay purpose=cost' };
      const [bytes = null, milliseconds = null] = (await calls.ask(historySql(id), tagged))[0] ?? [];
      return { bytesScanned: numberOrNull(bytes), milliseconds: numberOrNull(milliseconds) };
    } catch (thrown) {
      if (thrown instanceof WarehouseFailure && thrown.reason !== 'network') return unknownCost;
      throw thrown;
    }
  };

  const cancel = async (id: string): Promise<void> => {
    await ask(`SELECT SYSTEM$CANCEL_QUERY('${id}')`, 'cancel');
    running.delete(id);
  };

  const describe = async (): Promise<readonly ReadableTable[]> =>
    tablesOf(await ask(describeSql(options.scratchSchema)), snowflakeTypeNamed);

  return {
    submit: async (statement: Statement, tag: QueryTag): Promise<JobRef> => {
      const job = randomUUID();
      const id = await send(statement.text, tagWords(statement, tag, job), job);
      return refOf(id, statement.kind !== 'scratch');
    },
    poll,
    rows,
    cancel: async (ref: JobRef): Promise<void> => {
      const id = parse(ref)?.id;
      if (id !== undefined) await cancel(id);
    },
    estimate: async (statement: Statement): Promise<StatementEstimate> =>
      estimateOf(await ask(`EXPLAIN USING JSON ${statement.text}`, 'estimate')),
    describe,
    test: () => probeSteps(probesOf(ask, describe, options.scratchSchema), options.scratchSchema),
    rights: () => snowflakeRights(ask, options),
    close: async (): Promise<void> => {
      if (isClosed) return;
      const left = [...running.keys()];
      await Promise.allSettled(left.map(cancel));
      isClosed = true;
      results.clear();
      calls.close();
    },
  };
}

/** A statement that changes something answers with a row that says so, which is no result: its ref remembers. */
const refOf = (id: string, hasRows: boolean): JobRef => `snowflake:${hasRows ? 'rows' : 'none'}:${id}`;
const parse = (ref: JobRef): { id: string; hasRows: boolean } | null => {
  const [, kind, id] = /^snowflake:(rows|none):([0-9a-f-]{36})$/.exec(ref) ?? [];
  return id === undefined ? null : { id, hasRows: kind === 'rows' };
};

const parameters = (timeoutSeconds: number): Readonly<Record<string, string | number>> => ({
  TIMEZONE: 'UTC',
  STATEMENT_TIMEOUT_IN_SECONDS: Math.max(1, Math.trunc(timeoutSeconds)),
  // Customer SQL that says TIMESTAMP means a clock time, whatever the account's default.
  TIMESTAMP_TYPE_MAPPING: 'TIMESTAMP_NTZ',
});

/** Words of the driver's `QueryStatus` for what the service does not know (yet, or any longer). */
const isUnknown = (status: string): boolean => status === 'NO_DATA' || status === 'NO_QUERY_DATA';
const ends = ['SUCCESS', 'FAILED_WITH_ERROR', 'FAILED_WITH_INCIDENT', 'ABORTED', 'DISCONNECTED'];
const hasEnded = (status: string): boolean => ends.includes(status);

/** The service's verdict on the statement, rather than trouble on the way to it. */
const isOfStatement = ({ facts, reason }: WarehouseFailure): boolean =>
  reason !== 'credentials' && /^(?!39|40)\d{6}$/.test(String(facts['driverCode']));

async function untilEnded<T>(look: () => Promise<'running' | T>, waitMs: number): Promise<'running' | T> {
  const until = performance.now() + waitMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    const seen = await look();
    const left = until - performance.now();
    if (seen !== 'running' || left <= 0) return seen;
    await new Promise((resolve) => setTimeout(resolve, Math.min(pauseMs, left)));
  }
}

const unknownCost = { bytesScanned: null, milliseconds: null } as const;
const numberOrNull = (cell: unknown): number | null => (cell === null ? null : Number(cell));

const rowsAreGone = (): WarehouseFailure =>
  new WarehouseFailure('query', 'The rows of this statement are gone. Submit it again.', { cause: 'query' });

async function gaveUp(calls: SnowflakeCalls, id: string): Promise<WarehouseFailure> {
  await calls.submit(`SELECT SYSTEM$CANCEL_QUERY('${id}')`, {}, randomUUID()).catch(() => undefined);
  return new WarehouseFailure('timeout', 'Snowflake did not answer in time. Check that the warehouse has room.', {
    cause: 'timeout',
  });
}

const named = (...levels: readonly string[]): string => render(path(levels), dialects.snowflake);
/** A name as Snowflake keeps it: what needs no quotes is upper case. */
const kept = (name: string): string => (named(name).startsWith('"') ? name : name.toUpperCase());
const literal = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

const probesOf = (
  ask: (text: string) => Promise<readonly Row[]>,
  describe: () => Promise<readonly ReadableTable[]>,
  scratchSchema: string,
): Probes => ({
  connect: async () => `Snowflake, user ${String((await ask('SELECT CURRENT_USER()'))[0]?.[0])}`,
  select: async () => void (await ask('SELECT 1')),
  scratch: async (table) => {
    const has = await ask(
      `SELECT 1 FROM information_schema.schemata WHERE schema_name = ${literal(kept(scratchSchema))}`,
    );
    if (has.length === 0) await ask(`CREATE SCHEMA IF NOT EXISTS ${named(scratchSchema)}`);
    await ask(`CREATE TRANSIENT TABLE ${named(scratchSchema, table)} (value VARCHAR)`);
    await ask(`INSERT INTO ${named(scratchSchema, table)} (value) VALUES ('probe')`);
    await ask(`DROP TABLE ${named(scratchSchema, table)}`);
  },
  tables: async () => (await describe()).length,
});

/** Snowflake's plan tells the bytes of the micro-partitions that are left after pruning; no credits are spent on it. */
function estimateOf(rows: readonly Row[]): StatementEstimate {
  const plan = JSON.parse(String(rows[0]?.[0] ?? '{}')) as { GlobalStats?: { bytesAssigned?: number } };
  const bytesScanned = plan.GlobalStats?.bytesAssigned ?? null;
  return { basis: 'plan', bytesScanned, rowsReturned: null, planCost: null };
}

const historySql = (id: string): string =>
  `SELECT bytes_scanned, total_elapsed_time FROM TABLE(information_schema.query_history_by_user(RESULT_LIMIT => 1000)) WHERE query_id = '${id}'`;

/** The information schema shows a role only what it may use. */
const describeSql = (scratchSchema: string): string => `
SELECT c.table_schema, c.table_name, t.table_type, c.column_name,
  CASE WHEN c.data_type = 'NUMBER' THEN 'NUMBER(' || c.numeric_precision || ',' || c.numeric_scale || ')' ELSE c.data_type END AS data_type,
  c.is_nullable
FROM information_schema.columns AS c
JOIN information_schema.tables AS t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
WHERE c.table_schema NOT IN ('INFORMATION_SCHEMA', ${literal(kept(scratchSchema))})
ORDER BY c.table_schema, c.table_name, c.ordinal_position
LIMIT 20000`;
