import type { Problem } from '@assay/api-contract';
import { Failure, httpStatusOf } from './errors.js';

const titles: Readonly<Record<keyof typeof httpStatusOf, string>> = {
  invalid_input: 'The input is not valid',
  unauthenticated: 'Sign in first',
  forbidden: 'Your role does not allow this',
  not_found: 'Not found',
  conflict: 'Conflicts with what is there',
  gone: 'No longer there',
  precondition_failed: 'Changed in the meantime',
  too_large: 'Too large',
  precondition_required: 'A precondition is required',
  limit_exceeded: 'Too many requests',
  internal: 'Something went wrong on our side',
  warehouse_failed: 'The warehouse refused or failed',
  upstream_failed: 'A service that we depend on failed',
  unavailable: 'Not available at the moment',
};

/** The document for a failure; nothing of its `cause` goes in. */
export const problemOf = (failure: Failure, requestId: string): Problem => ({
  type: `urn:assay:problem:${failure.code}`,
  title: titles[failure.code],
  status: httpStatusOf[failure.code],
  detail: failure.message,
  code: failure.code,
  facts: { ...failure.facts },
  errors: [...failure.errors],
  requestId,
});

interface StatusCarrier {
  readonly status?: unknown;
  readonly statusCode?: unknown;
  readonly code?: unknown;
}

/** Any thrown thing as a Failure. What we did not foresee is `internal`, and says nothing of its insides. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const { code, ...carrier } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as StatusCarrier;
  const cause = { cause: thrown };
  if (typeof code === 'string' && unreachable.has(code)) {
    return new Failure('unavailable', 'The database does not answer at the moment. Try again shortly.', {}, cause);
  }
  switch (carrier.statusCode ?? statusOf(thrown)) {
    case 404:
      return new Failure('not_found', 'There is nothing at this address.', {}, cause);
    case 413:
      return new Failure('too_large', 'The request is larger than 1 MB. Send less at once.', {}, cause);
    case 415:
      return new Failure('invalid_input', 'Send JSON, with the header Content-Type: application/json.', {}, cause);
    case 429:
      return new Failure('limit_exceeded', 'Too many requests. Wait a little and try again.', {}, cause);
    case 400:
      return new Failure('invalid_input', badRequestText(thrown), {}, cause);
    default:
      return new Failure(
        'internal',
        'This failed on our side and was logged. Try again; if it stays, give the request id to whoever runs this server.',
        {},
        cause,
      );
  }
}

/** Postgres and socket codes that say "not now": shutting down, too many clients, refused, reset. */
const unreachable = new Set(['57P01', '57P02', '57P03', '53300', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

function statusOf(thrown: unknown): number | null {
  const carrier = thrown as { getStatus?: unknown } | null;
  return typeof carrier?.getStatus === 'function' ? (carrier.getStatus as () => number)() : null;
}

/** The parser's own words are about our input's shape only ("Unexpected token … in JSON"), never about its content. */
function badRequestText(thrown: unknown): string {
  const code = (thrown as { code?: unknown } | null)?.code;
  return code === 'FST_ERR_CTP_EMPTY_JSON_BODY'
    ? 'The body is empty. Send a JSON object.'
    : 'The body is not valid JSON. Check quotes, commas and brackets.';
}
