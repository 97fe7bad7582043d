import type { Statement } from '@assay/warehouse-sql';
import type { FailureCause, WarehouseFailure } from './warehouse-failure.js';

/**
 * A statement that was handed to a warehouse. Store it before polling: after a crash the next worker polls,
 * reads or cancels by it. Opaque outside the adapter that made it.
 */
export type JobRef = string;

/** Who asked. Written as a comment before the text, so that the customer's query history names every statement. */
export interface QueryTag {
  readonly organisationId: string;
  readonly purpose: 'run' | 'preview' | 'describe' | 'test' | 'diagnostic' | 'clean_up' | 'ledger';
  readonly experimentId?: string | null;
  readonly runId?: string | null;
}

/** How the values of a column arrive (see `Cell`). */
export type ColumnType =
  'text' | 'integer' | 'decimal' | 'float' | 'boolean' | 'date' | 'timestamp' | 'timestamp_tz' | 'other';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** The warehouse's own name of the type. */
  readonly nativeType: string;
  /** Whether it may hold nulls; null = the warehouse does not say. */
  readonly isNullable?: boolean | null;
}

/**
 * One value, exact: `integer` bigint · `decimal` its digits as text · `float` number (may be NaN or ±Infinity) ·
 * `boolean` boolean · `text` string · `date` `2026-03-01` · `timestamp` `2026-03-01T09:30:00.000001` (no zone) ·
 * `timestamp_tz` the same in UTC with `Z` · `other` the warehouse's text. SQL NULL is null.
 */
export type Cell = string | number | bigint | boolean | null;
export type Row = readonly Cell[];

export interface RowPage {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Hand it to `rows` for the next page; null = this was the last. */
  readonly next: string | null;
}

/** What a finished statement cost; null where the warehouse does not tell. */
export interface JobCost {
  readonly milliseconds: number | null;
  readonly bytesScanned: number | null;
  readonly rows: number | null;
}

export type JobState =
  | { readonly state: 'running' }
  | { readonly state: 'done'; readonly cost: JobCost }
  | { readonly state: 'failed'; readonly failure: WarehouseFailure }
  | { readonly state: 'cancelled' }
  /** The warehouse no longer knows it (its worker died, or the result expired): submit the statement again. */
  | { readonly state: 'lost' };

/** What a statement would read, asked before it runs; null where the warehouse does not tell. */
export interface StatementEstimate {
  readonly basis: 'dry_run' | 'plan';
  readonly bytesScanned: number | null;
  readonly rowsReturned: number | null;
  /** In the planner's own unit, comparable on one warehouse only. */
  readonly planCost: number | null;
}

export interface ReadableTable {
  readonly schema: string;
  readonly name: string;
  readonly kind: 'table' | 'view';
  readonly columns: readonly Column[];
}

export const testSteps = ['secret', 'connect', 'select', 'scratch', 'tables'] as const;
export type TestStepName = (typeof testSteps)[number];

export interface TestStep {
  readonly name: TestStepName;
  /** What is tried, in the reader's words. */
  readonly title: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** What was seen; never a value of a row or a credential. */
  readonly detail: string | null;
  readonly remedy: string | null;
  readonly cause: FailureCause | null;
  readonly milliseconds: number;
}

/** Something that the account may do and the product never needs. */
export interface ExcessRight {
  /** What it may do, after “may”: `insert, update`. */
  readonly right: string;
  /** To what; null = in general. */
  readonly object: string | null;
  /** A statement for an administrator that takes it away. */
  readonly remedy: string;
}

/**
 * One connection to one warehouse. Every method rejects with a `WarehouseFailure` and nothing else; a statement
 * that fails while it runs is not a rejection but the state `failed`.
 */
export interface Warehouse {
  /** Start the statement and return at once. */
  submit(statement: Statement, tag: QueryTag): Promise<JobRef>;
  /** Where it stands. Waits up to `waitMs` (default 0) for it to end. */
  poll(ref: JobRef, waitMs?: number): Promise<JobState>;
  /** One page of the rows of a finished statement: the first when `page` is absent. */
  rows(ref: JobRef, page?: string | null): Promise<RowPage>;
  /** Stop it in the warehouse itself; also right for a statement whose worker died. Stopping an ended one does nothing. */
  cancel(ref: JobRef): Promise<void>;
  estimate(statement: Statement): Promise<StatementEstimate>;
  /** Tables and views that this connection may read, with their columns; the scratch schema is left out. */
  describe(): Promise<readonly ReadableTable[]>;
  /** Probe it step by step, from `connect`; stops after the first failed step. */
  test(): AsyncIterable<TestStep>;
  /** What the account may do beyond need. Absent where the engine's catalogue does not tell. */
  rights?(): Promise<readonly ExcessRight[]>;
  /** Cancel what runs and let go of the connection. Later calls reject. */
  close(): Promise<void>;
}
