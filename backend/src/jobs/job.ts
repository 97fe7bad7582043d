import { Failure, type FailureCode } from '../kernel/index.js';

/** Something to be done later by a worker: what kind, for whom, on which objects. Never more than ids. */
export interface Job {
  /** `<domain>.<verb>`, such as `pipeline.run`. */
  readonly kind: string;
  readonly organisationId: string;
  /** Ids of the objects concerned; the handler loads them. */
  readonly ids: Readonly<Record<string, string>>;
  /** Higher goes first; default 0. What a person waits for has 10. */
  readonly priority?: number;
  /** While a job of this kind with the same key waits or runs, another one is not added. */
  readonly singletonKey?: string;
  readonly startAfter?: Date;
  /** How often it is tried again after a failure; default 2. */
  readonly retries?: number;
  /** Seconds before the first repeat, doubling with each; default 5. */
  readonly retryDelay?: number;
  /** Seconds after which a running job counts as lost; default one hour. */
  readonly expireAfter?: number;
}

/** A job as its handler sees it. */
export interface RunningJob {
  readonly id: string;
  readonly organisationId: string;
  readonly ids: Readonly<Record<string, string>>;
  /** Aborted when the worker stops or the job has run out of time. */
  readonly signal: AbortSignal;
}

const namePattern = /^[a-z][a-zA-Z0-9]{0,63}$/;
const idPattern = /^[A-Za-z0-9_.:-]{1,128}$/;

/**
 * Refuses a payload that could carry anything but ids: customers' values must never lie in a queue.
 * Throws a plain error, since only a programming mistake leads here.
 */
export function expectIdsOnly({ kind, organisationId, ids }: Pick<Job, 'kind' | 'organisationId' | 'ids'>): void {
  const parts = Object.entries({ ...ids, organisationId });
  const wrong = parts.find(([name, id]) => !namePattern.test(name) || typeof id !== 'string' || !idPattern.test(id));
  if (wrong) throw new Error(`the job ${kind} may hold ids only, and "${wrong[0]}" is not one`);
}

/** Failures that the next attempt would meet again. */
const lasting: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'invalid_input',
  'forbidden',
  'not_found',
  'conflict',
  'gone',
  'precondition_failed',
]);

export const isWorthRepeating = (cause: unknown): boolean => !(cause instanceof Failure && lasting.has(cause.code));
