import { randomBytes } from 'node:crypto';
import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from '@duckdb/node-api';
import { columnOf, type ResultColumn, textColumn } from './answers.js';
import { bytesByTable, type Catalogue } from './catalogue.js';
import { failureOf, type ServiceError } from './failures.js';
import { asDuckDb } from './sql.js';

/** Words of the protocol for where a statement stands (TCLIService, TOperationState), by number. */
export const operationStates = { running: 1, finished: 2, cancelled: 3, closed: 4, failed: 5, timedOut: 8 } as const;

/** A statement that was taken. */
export interface FakeOperation {
  readonly guid: Buffer;
  readonly secret: Buffer;
  readonly session: string;
  readonly text: string;
  readonly startedAt: number;
  state: number;
  endedAt: number | null;
  error: ServiceError | null;
  columns: readonly ResultColumn[];
  rows: readonly (readonly DuckDBValue[])[];
  /** Rows that were fetched. */
  fetched: number;
  ended: Promise<void>;
  stop: (state: number) => void;
}

interface Answer {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly DuckDBValue[])[];
}

/** Statements that run in DuckDB and answer as operations of the service do. */
export class Operations {
  readonly #byGuid = new Map<string, FakeOperation>();

  constructor(
    private readonly instance: DuckDBInstance,
    private readonly catalogue: Catalogue,
  ) {}

  get all(): readonly FakeOperation[] {
    return [...this.#byGuid.values()];
  }

  find(guid: Buffer): FakeOperation | undefined {
    return this.#byGuid.get(guid.toString('hex'));
  }

  /** As after the end of the session: its statements go with it. */
  forget(session: string | null = null): void {
    for (const [guid, operation] of this.#byGuid) {
      if (session !== null && operation.session !== session) continue;
      operation.stop(operationStates.closed);
      this.#byGuid.delete(guid);
    }
  }

  close(guid: Buffer): void {
    this.find(guid)?.stop(operationStates.closed);
    this.#byGuid.delete(guid.toString('hex'));
  }

  /** Take a statement and let it run. */
  start(session: string, text: string, timeoutSeconds: number): FakeOperation {
    const operation: FakeOperation = {
      ...{ guid: randomBytes(16), secret: randomBytes(16), session, text, startedAt: Date.now() },
      ...{ state: operationStates.running, endedAt: null, error: null, columns: [], rows: [], fetched: 0 },
      ...{ ended: Promise.resolve(), stop: () => undefined },
    };
    this.#byGuid.set(operation.guid.toString('hex'), operation);
    operation.ended = this.#run(operation, timeoutSeconds);
    return operation;
  }

  async #run(operation: FakeOperation, timeoutSeconds: number): Promise<void> {
    let stopped: number | null = null;
    let connection: DuckDBConnection | null = null;
    let interrupting: NodeJS.Timeout | undefined;
    operation.stop = (state) => {
      if (operation.endedAt !== null) return;
      stopped ??= state;
      interrupting ??= setInterval(() => connection?.interrupt(), 20); // one that comes before the start is forgotten
    };
    const timer =
      timeoutSeconds > 0
        ? setTimeout(() => operation.stop(operationStates.timedOut), timeoutSeconds * 1000)
        : undefined;
    try {
      connection = await this.catalogue.connect(this.instance);
      const { columns, rows } = await this.#answer(connection, operation.text);
      Object.assign(operation, { columns, rows, state: stopped ?? operationStates.finished });
    } catch (thrown) {
      operation.error = stopped === null ? failureOf(thrown) : null;
      operation.state = stopped ?? operationStates.failed;
    } finally {
      clearTimeout(timer);
      clearInterval(interrupting);
      operation.endedAt = Date.now();
      connection?.closeSync();
    }
  }

  async #answer(connection: DuckDBConnection, text: string): Promise<Answer> {
    const bare = text.replace(/^\s*(?:\/\*[\s\S]*?\*\/\s*)*/, '');
    const [, verb, inner] = /^(explain\s+cost|describe\s+query)\s+([\s\S]*)$/i.exec(bare) ?? [];
    this.catalogue.expectRights(inner ?? bare);
    if (inner === undefined) return answerOf(connection, asDuckDb(bare));
    const prepared = await connection.prepare(asDuckDb(inner));
    const columns = Array.from({ length: prepared.columnCount }, (_, at) =>
      columnOf(prepared.columnName(at), prepared.columnType(at)),
    );
    prepared.destroySync();
    if (verb?.toLowerCase().startsWith('describe'))
      return {
        columns: ['col_name', 'data_type', 'comment'].map(textColumn),
        rows: columns.map(({ column, name }) => [column, name, null]),
      };
    return { columns: [textColumn('plan')], rows: [[await planOf(connection, inner)]] };
  }
}

async function answerOf(connection: DuckDBConnection, duckdb: string): Promise<Answer> {
  const reader = await connection.runAndReadAll(duckdb);
  const columns = reader.columnNames().map((name, at) => columnOf(name, reader.columnType(at)));
  return { columns, rows: reader.getRows() };
}

/** Sizes are those of the tables; a plan of the real engine has more nodes, and its own guesses (EXPLAIN, November 2026). */
async function planOf(connection: DuckDBConnection, text: string): Promise<string> {
  const relations = await bytesByTable(connection, text);
  return [
    '== Optimized Logical Plan ==',
    'Project [*], Statistics(sizeInBytes=1.0 KiB)',
    ...relations.map(
      ([table, bytes]) =>
        `+- Relation ${table}[subject#1] parquet, Statistics(sizeInBytes=${(bytes / 1024).toFixed(3)} KiB)`,
    ),
    '',
    '== Physical Plan ==',
    '*(1) Scan parquet',
  ].join('\n');
}
