/** The closed list of failure codes and the HTTP status of each. A new situation is a new fact, not a new code. */
export const httpStatusOf = {
  invalid_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  precondition_failed: 412,
  too_large: 413,
  precondition_required: 428,
  limit_exceeded: 429,
  internal: 500,
  warehouse_failed: 502,
  upstream_failed: 502,
  unavailable: 503,
} as const;

export type FailureCode = keyof typeof httpStatusOf;

/** One thing wrong with one field of the input. `path` is dotted, such as `allocations.0.weight`. */
export interface FieldError {
  readonly path: string;
  /** What is wrong and what would be right, in the reader's words. */
  readonly message: string;
}

interface FailureOptions {
  /** For the log, never sent. */
  readonly cause?: unknown;
  /** For `invalid_input`: every field that is wrong, not only the first. */
  readonly errors?: readonly FieldError[];
}

/**
 * The one exception of the product: it ends the use case and becomes a problem document.
 *
 * @example throw new Failure('conflict', 'A metric named "Revenue" exists already. Choose another name.', { field: 'name' })
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly errors: readonly FieldError[];

  constructor(
    readonly code: FailureCode,
    /** What happened and what to do about it, in the reader's words. */
    message: string,
    /** What a program may branch on. */
    readonly facts: Readonly<Record<string, string | number>> = {},
    options: FailureOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.errors = options.errors ?? [];
  }
}

/** The value, or `not_found` naming what was looked for. Also the answer for another organisation's rows. */
export function found<T>(value: T | null | undefined, what: string, id: string): T {
  if (value == null) throw new Failure('not_found', `There is no ${what} "${id}" here.`, { what, id });
  return value;
}

/** The failure of one field. */
export const invalid = (path: string, message: string): Failure =>
  new Failure('invalid_input', `${path}: ${message}`, { field: path }, { errors: [{ path, message }] });
