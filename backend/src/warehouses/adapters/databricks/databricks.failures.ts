import type { TStatus } from '@databricks/sql/thrift/TCLIService_types.js';
import { type DriverError, type FailureRule, messageOf } from '../../failure-rules.js';

/** What the service said of a call or of a statement, as the Thrift protocol carries it. */
export type ServiceStatus = Pick<TStatus, 'sqlState' | 'errorMessage' | 'displayMessage'> & {
  readonly statusCode?: number | undefined;
};

/** A call was answered by a status that is no success. */
export class ServiceRefusal extends Error {
  constructor(readonly status: ServiceStatus) {
    super(status.displayMessage ?? status.errorMessage ?? 'the service gave no reason');
  }
}

/** INVALID_HANDLE_STATUS, or the same in words: its session or the statement itself has ended (TCLIService). */
export const isUnknownHandle = (thrown: unknown): boolean =>
  thrown instanceof ServiceRefusal &&
  (thrown.status.statusCode === 4 || /\bInvalid(?: or closed)? \w*Handle|INVALID_HANDLE/i.test(thrown.message));

/** Status of an HTTP answer that was no success; null = it failed otherwise. */
export function httpStatusOf(thrown: unknown): number | null {
  const status = (thrown as { statusCode?: unknown } | null)?.statusCode;
  if (typeof status === 'number') return status;
  // The driver gave up after repeating the call.
  const [, told] = /^Hive driver: (\d{3}) when connecting/.exec(messageOf(thrown)) ?? [];
  return told === undefined ? null : Number(told);
}

/** What the service says beside a refused HTTP request (headers of its Thrift endpoint). */
const headerOf = (thrown: unknown): string => {
  const headers = (thrown as { response?: { headers?: { get?: (name: string) => string | null } } }).response?.headers;
  return headers?.get?.('x-thriftserver-error-message') ?? headers?.get?.('x-databricks-reason-phrase') ?? '';
};

const socketCode = /\bE(?:CONN[A-Z]+|NOTFOUND|AI_AGAIN|TIMEDOUT|PIPE|HOSTUNREACH|NETUNREACH|PROTO)\b/;
const certificateCode = /\b(?:DEPTH_ZERO_)?SELF_SIGNED_CERT\w*|\bUNABLE_TO_\w+|\bCERT_\w+|\bERR_TLS_\w+/;

/**
 * Error class (`TABLE_OR_VIEW_NOT_FOUND`) or SQL state of a statement, `HTTP 403`, the code of Node's socket layer, or
 * the error's name.
 */
export function databricksErrorOf(thrown: unknown): DriverError {
  const status = httpStatusOf(thrown);
  if (status !== null) return { code: `HTTP ${status}`, message: headerOf(thrown) };
  const message = messageOf(thrown);
  if (thrown instanceof ServiceRefusal) return { code: classOf(message) ?? thrown.status.sqlState ?? '', message };
  const code = String((thrown as { code?: unknown } | null)?.code ?? '');
  const found = certificateCode.exec(`${code} ${message}`)?.[0] ?? socketCode.exec(`${code} ${message}`)?.[0];
  if (found !== undefined) return { code: found, message };
  if (/socket hang up|premature close|request timed out|network timeout/i.test(message))
    return { code: /timed? ?out/i.test(message) ? 'TimeoutError' : 'ECONNRESET', message };
  const name = String((thrown as { name?: unknown } | null)?.name ?? '');
  return { code: code !== '' ? code : name === 'Error' ? '' : name, message };
}

/** `[DIVIDE_BY_ZERO] Division by zero. …`; a class may have a subclass behind a point. */
const classOf = (message: string): string | undefined => /\[([A-Z][A-Z0-9_]*(?:\.[A-Z0-9_]+)?)\]/.exec(message)?.[1];

const again = 'Run it again.';
const checkNames = 'Check the spelling, and GRANT SELECT and USE SCHEMA to the connection’s principal.';
const checkSecret = 'Check client id and secret, or the token, of this connection.';
const checkPlace = 'Check host and HTTP path of the SQL warehouse.';

/**
 * Error conditions and SQL states of Databricks SQL (Error classes in Databricks, November 2026), answers of its HTTP
 * endpoint, and codes of Node’s socket layer.
 */
export const databricksFailures: readonly FailureRule[] = [
  { code: 'OAUTH', cause: 'credentials', text: 'Databricks gave the service principal no token.', remedy: checkSecret },
  { code: 'HTTP 401', cause: 'credentials', text: 'Databricks refused the token.', remedy: checkSecret },
  {
    code: 'HTTP 403',
    says: /IP (?:ACL|access list)|blocked by Databricks/i,
    cause: 'credentials',
    text: 'An IP access list keeps this machine out.',
    remedy: 'Add the worker’s address to the list.',
  },
  {
    code: 'HTTP 403',
    cause: 'credentials',
    text: 'Databricks refused the token, or the principal may not use the SQL warehouse.',
    remedy: 'Check the secret, and give the principal CAN USE on the warehouse.',
  },
  { code: 'HTTP 404', cause: 'network', text: 'There is no such SQL warehouse.', remedy: checkPlace },
  { code: 'HTTP 429', cause: 'quota', text: 'Databricks takes no more calls now.', remedy: 'Try again in a minute.' },
  {
    code: 'HTTP 503',
    cause: 'network',
    text: 'The SQL warehouse is stopped or still starting.',
    remedy: 'Start it, or wait until it runs.',
  },
  { code: 'HTTP 4*', cause: 'query', text: 'Databricks refused the call.', remedy: checkPlace },
  { code: 'HTTP 5*', cause: 'network', text: 'Databricks failed inside.', remedy: again },
  {
    code: 'TABLE_OR_VIEW_NOT_FOUND',
    cause: 'grant_or_object',
    text: 'A table or view does not exist.',
    remedy: checkNames,
  },
  { code: '42P01', cause: 'grant_or_object', text: 'A table or view does not exist.', remedy: checkNames },
  { code: 'SCHEMA_NOT_FOUND', cause: 'grant_or_object', text: 'A schema does not exist.', remedy: checkNames },
  {
    code: 'NO_SUCH_CATALOG_EXCEPTION',
    cause: 'grant_or_object',
    text: 'The catalog does not exist, or the principal may not see it.',
    remedy: 'Check its name, and GRANT USE CATALOG on it.',
  },
  {
    code: 'CATALOG_NOT_FOUND',
    cause: 'grant_or_object',
    text: 'The catalog does not exist, or the principal may not see it.',
    remedy: 'Check its name, and GRANT USE CATALOG on it.',
  },
  { code: 'UNRESOLVED_COLUMN*', cause: 'grant_or_object', text: 'A column does not exist.', remedy: checkNames },
  { code: '42703', cause: 'grant_or_object', text: 'A column does not exist.', remedy: checkNames },
  {
    code: 'INSUFFICIENT_PERMISSIONS',
    cause: 'grant_or_object',
    text: 'The principal may not do this.',
    remedy: checkNames,
  },
  { code: 'PERMISSION_DENIED*', cause: 'grant_or_object', text: 'The principal may not do this.', remedy: checkNames },
  { code: '42501', cause: 'grant_or_object', text: 'The principal may not do this.', remedy: checkNames },
  {
    code: 'UNRESOLVED_ROUTINE',
    cause: 'query',
    text: 'A function does not exist.',
    remedy: 'Check its spelling, or use another one.',
  },
  { code: 'PARSE_*', cause: 'query', text: 'The SQL cannot be read.', remedy: 'Check the spelling near that place.' },
  {
    code: 'CAST_*',
    cause: 'query',
    text: 'A value does not fit its type.',
    remedy: 'Cast it with TRY_CAST, or filter such rows out.',
  },
  {
    code: 'DATATYPE_MISMATCH*',
    cause: 'query',
    text: 'The types of an expression do not fit.',
    remedy: 'Cast the columns.',
  },
  { code: 'UNSUPPORTED_DATATYPE', cause: 'query', text: 'A type does not exist.', remedy: 'Check its spelling.' },
  {
    code: 'DIVIDE_BY_ZERO',
    cause: 'query',
    text: 'The statement divides by zero.',
    remedy: 'Guard the divisor with NULLIF.',
  },
  {
    code: 'ARITHMETIC_OVERFLOW',
    cause: 'query',
    text: 'A number is too large for its type.',
    remedy: 'Cast it to a wider one.',
  },
  {
    code: 'NUMERIC_VALUE_OUT_OF_RANGE*',
    cause: 'query',
    text: 'A number is too large for its type.',
    remedy: 'Cast it to a wider one.',
  },
  { code: 'TABLE_OR_VIEW_ALREADY_EXISTS', cause: 'query', text: 'A table of that name exists already.', remedy: again },
  {
    code: 'QUERY_EXECUTION_TIMEOUT_EXCEEDED',
    cause: 'timeout',
    text: 'The statement took longer than it is given.',
    remedy: 'Read less, cluster the table by time, or use a larger warehouse.',
  },
  {
    code: 'HYT00',
    cause: 'timeout',
    text: 'The statement took longer than it is given.',
    remedy: 'Read less, or use a larger warehouse.',
  },
  {
    code: 'HY008',
    cause: 'cancelled',
    text: 'The statement was cancelled.',
    remedy: 'Start it again if it is still wanted.',
  },
  {
    code: 'OPERATION_CANCELED',
    cause: 'cancelled',
    text: 'The statement was cancelled.',
    remedy: 'Start it again if it is still wanted.',
  },
  {
    says: /OutOfMemory|exceeds? the maximum|maxResultSize|result(?:s| set)? (?:is|are) too large|spark\.driver/i,
    cause: 'quota',
    text: 'The statement was stopped at a limit of Databricks.',
    remedy: 'Use a larger warehouse, or fewer metrics.',
  },
  {
    says: /warehouse .*(?:stopped|deleted|not running)|ENDPOINT_NOT_FOUND/i,
    cause: 'network',
    text: 'The SQL warehouse is stopped or gone.',
    remedy: checkPlace,
  },
  {
    says: /budget|quota|limit of .*exceeded|RESOURCE_EXHAUSTED/i,
    cause: 'quota',
    text: 'A quota of the workspace is used up.',
    remedy: 'Ask its administrator.',
  },
  { code: 'ENOTFOUND', cause: 'network', text: 'Databricks has no such address.', remedy: checkPlace },
  { code: 'EAI_AGAIN', cause: 'network', text: 'The address of Databricks cannot be looked up now.', remedy: again },
  { code: 'ETIMEDOUT', cause: 'timeout', text: 'Databricks did not answer in time.', remedy: again },
  { code: 'EHOSTUNREACH', cause: 'network', text: 'Databricks cannot be reached.', remedy: again },
  { code: 'ENETUNREACH', cause: 'network', text: 'Databricks cannot be reached.', remedy: again },
  { code: 'ECONN*', cause: 'network', text: 'The connection to Databricks broke.', remedy: again },
  { code: 'EPIPE', cause: 'network', text: 'The connection to Databricks broke.', remedy: again },
  { code: 'EPROTO', cause: 'network', text: 'The address does not speak TLS.', remedy: checkPlace },
  {
    says: /certificate|altname/i,
    cause: 'network',
    text: 'The certificate of the workspace cannot be trusted.',
    remedy: 'Check the host; where a proxy signs anew, give Node its authority (NODE_EXTRA_CA_CERTS).',
  },
  { code: 'TimeoutError', cause: 'timeout', text: 'Databricks did not answer in time.', remedy: again },
  {
    says: /max retry count|retry timeout/i,
    cause: 'network',
    text: 'Databricks cannot be reached.',
    remedy: again,
  },
];
