import type { ConnectionTest, Preview, WarehouseSchema } from '@assay/api-contract';
import type { Column } from '../port.js';

/** Which connection, of whom. */
export interface Target {
  readonly organisationId: string;
  readonly connectionId: string;
}

/** What a SELECT returns, and the same SELECT as it may be bracketed. */
export interface SelectShape {
  readonly columns: readonly Column[];
  /** Without comments and closing semicolon; placeholders are still in it. */
  readonly sql: string;
}

/**
 * What the API asks of a worker while a person waits. Answers pass through memory only: nothing of this is a job, a
 * notification or a log line. Methods reject with a `WarehouseFailure`, or a `Failure` where the input is wrong.
 */
export abstract class WarehouseWorker {
  /** Try the connection step by step. */
  abstract test(target: Target): Promise<ConnectionTest>;
  abstract describe(target: Target): Promise<WarehouseSchema>;
  /** A few rows of a customer's SELECT; `limit` 0 asks for names and types alone. */
  abstract preview(target: Target, sql: string, limit: number): Promise<Preview>;
  /** Judge a customer's SELECT and ask the warehouse which columns it has, without a row. */
  abstract shapeOf(target: Target, sql: string): Promise<SelectShape>;
  /** Stop what runs on a connection, then drop the tables kept there; returns the names of those that remain. */
  abstract dropKept(target: Target): Promise<readonly string[]>;
  /** Close what the worker holds open for a connection, and cancel what runs on it. */
  abstract release(target: Target): Promise<void>;
}

/** The methods by name, for the channel between processes. */
export const workerMethods = ['test', 'describe', 'preview', 'shapeOf', 'dropKept', 'release'] as const;
export type WorkerMethod = (typeof workerMethods)[number];
