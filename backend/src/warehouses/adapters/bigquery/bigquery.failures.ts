import type { BigQueryJob } from './bigquery.job.js';
import { type DriverError, type FailureRule, messageOf } from '../../failure-rules.js';

const socketCode = /\bE(?:CONN[A-Z]+|NOTFOUND|AI_AGAIN|TIMEDOUT|PIPE|HOSTUNREACH|NETUNREACH)\b/;

interface Thrown {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly errors?: readonly { readonly reason?: unknown; readonly message?: unknown }[];
  readonly response?: { readonly data?: { readonly error?: unknown } };
}

const partsOf = (thrown: unknown): Thrown => (typeof thrown === 'object' && thrown !== null ? thrown : {});

/**
 * What was thrown as code and message. The code is the service's reason (`accessDenied`), that of the token endpoint
 * (`invalid_grant`), that of Node's socket layer (`ECONNREFUSED`), or the status of HTTP (`HTTP 502`).
 */
export function bigqueryErrorOf(thrown: unknown): DriverError {
  const { name, code, errors, response } = partsOf(thrown);
  const first = Array.isArray(errors) ? (errors as Thrown['errors'])?.[0] : undefined;
  const message = typeof first?.message === 'string' ? first.message : messageOf(thrown);
  if (typeof first?.reason === 'string') return { code: first.reason, message };
  if (typeof response?.data?.error === 'string') return { code: response.data.error, message };
  const socket = socketCode.exec(`${String(code)} ${message}`)?.[0];
  if (socket !== undefined) return { code: socket, message };
  if (name === 'TimeoutError') return { code: 'TimeoutError', message };
  if (typeof code === 'number' || /^\d{3}$/.test(String(code))) return { code: `HTTP ${String(code)}`, message };
  return { code: typeof code === 'string' ? code : '', message };
}

/** A job of this id exists: an earlier try of ours came through, though its answer was lost. */
export const isAlreadyThere = (thrown: unknown): boolean =>
  bigqueryErrorOf(thrown).code === 'duplicate' && /Already Exists: Job/i.test(messageOf(thrown));

/** The service does not know the job, or no longer keeps its result. */
export const isUnknown = (thrown: unknown): boolean =>
  bigqueryErrorOf(thrown).code === 'notFound' && /Not found: (?:Job|Table [\w:.-]*:_)/i.test(messageOf(thrown));

/** Too many calls, a fault of the service, a connection that broke: the same call may pass a moment later. */
export const isPassing = (thrown: unknown): boolean =>
  /^(?:(?:user|job)?rateLimitExceeded|(?:job)?(?:backend|internal)Error|HTTP (?:429|5\d\d)|ECONN[A-Z]+|EPIPE|EAI_AGAIN)$/i.test(
    bigqueryErrorOf(thrown).code,
  );

/** The job that the driver throws where a statement failed at once. */
export function failedJobOf(thrown: unknown): BigQueryJob | null {
  const response: unknown = partsOf(thrown).response;
  return typeof response === 'object' && response !== null && 'jobReference' in response
    ? (response as BigQueryJob)
    : null;
}

const again = 'Run it again.';
const later = 'Try again in a minute.';
const checkNames = 'Check the spelling, and give the service account BigQuery Data Viewer on the dataset.';
const checkKey = 'Enter the key of the service account again; if it was removed in Google Cloud, make a new one.';

/**
 * Reasons of BigQuery (Error messages, its documentation), of Google's token endpoint, then of Node's socket layer;
 * read November 2026. The same reason stands in answers of calls and in results of jobs.
 */
export const bigqueryFailures: readonly FailureRule[] = [
  {
    code: 'invalid_grant',
    says: /reasonable timeframe|clock|iat|exp\b/i,
    cause: 'credentials',
    text: 'The clock of this machine differs from that of Google.',
    remedy: 'Set the clock.',
  },
  { code: 'invalid_grant', cause: 'credentials', text: 'Google does not take this key.', remedy: checkKey },
  { code: 'invalid_client', cause: 'credentials', text: 'Google does not know this account.', remedy: checkKey },
  { code: 'unauthorized_client', cause: 'credentials', text: 'Google does not take this account.', remedy: checkKey },
  {
    code: 'authError',
    cause: 'credentials',
    text: 'Google does not take the token of this connection.',
    remedy: checkKey,
  },
  {
    code: 'HTTP 401',
    cause: 'credentials',
    text: 'Google does not take the token of this connection.',
    remedy: checkKey,
  },
  { code: 'required', says: /login/i, cause: 'credentials', text: 'The call came without a token.', remedy: checkKey },
  {
    says: /DECODER routines|PEM routines|asymmetric key|Invalid.*private key/i,
    cause: 'credentials',
    text: 'The private key cannot be read.',
    remedy: 'Enter the whole JSON file, its line ends included.',
  },
  {
    says: /could not load the default credentials/i,
    cause: 'credentials',
    text: 'This machine has no Google identity.',
    remedy: 'Enter the key of a service account, or run the worker with workload identity.',
  },
  {
    code: 'accessDenied',
    says: /bigquery\.jobs\.create/,
    cause: 'grant_or_object',
    text: 'The account may not run statements in this project, or there is no such project.',
    remedy: 'Check the project, and give the account BigQuery Job User on it.',
  },
  {
    code: 'accessDenied',
    says: /VPC Service Controls|Request is prohibited by organization/i,
    cause: 'network',
    text: 'A service perimeter refuses the call.',
    remedy: 'Let the worker’s address or identity through the perimeter.',
  },
  {
    code: 'accessDenied',
    says: /bigquery\.tables\.(?:create|delete|updateData)/,
    cause: 'grant_or_object',
    text: 'The account may not write here.',
    remedy: 'Give it BigQuery Data Editor on the scratch dataset, and on nothing else.',
  },
  {
    code: 'accessDenied',
    cause: 'grant_or_object',
    text: 'The account may not read this, or it does not exist.',
    remedy: checkNames,
  },
  {
    code: 'accessNotConfigured',
    cause: 'grant_or_object',
    text: 'The BigQuery API is off in this project.',
    remedy: 'Turn it on.',
  },
  { code: 'billingNotEnabled', cause: 'quota', text: 'The project has no billing account.', remedy: 'Link one.' },
  {
    code: 'billingTierLimitExceeded',
    cause: 'quota',
    text: 'The statement computes more than its tier allows.',
    remedy: 'Use fewer metrics or properties.',
  },
  {
    code: 'bytesBilledLimitExceeded',
    cause: 'quota',
    text: 'The statement would read more than this connection allows.',
    remedy: 'Partition the table by time and map its partition column, or raise the limit of the connection.',
  },
  {
    says: /custom quota|Quota exceeded: Your usage exceeded/i,
    cause: 'quota',
    text: 'A quota of the project is used up.',
    remedy: 'Wait for the next day, or ask its administrator for more.',
  },
  { code: 'quotaExceeded', cause: 'quota', text: 'A quota of the project is used up.', remedy: later },
  { code: 'rateLimitExceeded', cause: 'quota', text: 'Too many calls at once.', remedy: later },
  { code: 'userRateLimitExceeded', cause: 'quota', text: 'Too many calls at once.', remedy: later },
  { code: 'jobRateLimitExceeded', cause: 'quota', text: 'Too many jobs at once.', remedy: later },
  { code: 'HTTP 429', cause: 'quota', text: 'Too many calls at once.', remedy: later },
  {
    code: 'resourcesExceeded',
    cause: 'quota',
    text: 'The statement needs more memory or processing than BigQuery gives.',
    remedy: 'Use fewer metrics or properties at once.',
  },
  {
    code: 'responseTooLarge',
    cause: 'quota',
    text: 'The result is larger than BigQuery returns.',
    remedy: 'Use fewer columns or properties.',
  },
  {
    code: 'blocked',
    cause: 'quota',
    text: 'BigQuery has blocked such operations for now.',
    remedy: 'Ask Google’s support why.',
  },
  {
    code: 'stopped',
    says: /timed out/i,
    cause: 'timeout',
    text: 'The statement took longer than it is given.',
    remedy: 'Read less, partition the table by time, or raise the limit.',
  },
  {
    code: 'stopped',
    cause: 'cancelled',
    text: 'The statement was cancelled.',
    remedy: 'Start it again if it is still wanted.',
  },
  {
    code: 'timeout',
    cause: 'timeout',
    text: 'The statement took longer than BigQuery gives.',
    remedy: 'Read less, or partition the table by time.',
  },
  {
    says: /was not found in location/i,
    cause: 'grant_or_object',
    text: 'A dataset or table does not exist in this location.',
    remedy: 'Check its spelling and the location of the connection.',
  },
  {
    code: 'notFound',
    cause: 'grant_or_object',
    text: 'A project, dataset, table or column does not exist.',
    remedy: checkNames,
  },
  { code: 'duplicate', cause: 'query', text: 'A table of that name exists already.', remedy: again },
  {
    says: /must be qualified with a dataset/i,
    cause: 'grant_or_object',
    text: 'A table stands without its dataset.',
    remedy: 'Write dataset.table.',
  },
  {
    says: /Unrecognized name|Name .* not found inside/i,
    cause: 'grant_or_object',
    text: 'A column does not exist.',
    remedy: 'Check its spelling.',
  },
  {
    says: /Function not found|No matching signature/i,
    cause: 'query',
    text: 'A function does not exist for these types.',
    remedy: 'Cast the columns, or use another one.',
  },
  {
    says: /Syntax error/i,
    cause: 'query',
    text: 'The SQL cannot be read.',
    remedy: 'Check the spelling near that place.',
  },
  {
    says: /partition elimination|require_partition_filter|without a filter over column/i,
    cause: 'query',
    text: 'The table demands a filter on its partition column.',
    remedy: 'Map the partition column of this source.',
  },
  {
    says: /maximum number of (?:iterations|resources)|query is too (?:large|complex)|too many/i,
    cause: 'quota',
    text: 'The statement is too large for BigQuery.',
    remedy: 'Use fewer metrics or properties at once.',
  },
  {
    says: /Bad (?:u?int64|double|bool|numeric|bignumeric) value|Could not cast|Invalid (?:date|datetime|timestamp)|overflow|division by zero|out of range/i,
    cause: 'query',
    text: 'A value does not fit its type or function.',
    remedy: 'Cast it with SAFE_CAST, or filter such rows out.',
  },
  {
    says: /could not serialize|concurrent update|aborted due to/i,
    cause: 'query',
    text: 'Two statements got in each other’s way.',
    remedy: again,
  },
  { code: 'resourceInUse', cause: 'query', text: 'Another job is changing the table.', remedy: again },
  { code: 'tableUnavailable', cause: 'network', text: 'The table is not available now.', remedy: later },
  {
    code: 'notImplemented',
    cause: 'query',
    text: 'BigQuery does not support this SQL.',
    remedy: 'Write it another way.',
  },
  { code: 'jobBackendError', cause: 'network', text: 'BigQuery failed.', remedy: again },
  { code: 'jobInternalError', cause: 'network', text: 'BigQuery failed.', remedy: again },
  { code: 'backendError', cause: 'network', text: 'BigQuery failed.', remedy: again },
  { code: 'internalError', cause: 'network', text: 'BigQuery failed.', remedy: again },
  { code: 'HTTP 5*', cause: 'network', text: 'BigQuery failed.', remedy: again },
  { code: 'TimeoutError', cause: 'timeout', text: 'Google did not answer in time.', remedy: again },
  { code: 'ETIMEDOUT', cause: 'timeout', text: 'Google did not answer in time.', remedy: again },
  { code: 'EPIPE', cause: 'network', text: 'The connection to Google broke.', remedy: again },
  { code: 'ECONN*', cause: 'network', text: 'The connection to Google broke.', remedy: again },
  { code: 'EHOSTUNREACH', cause: 'network', text: 'Google cannot be reached.', remedy: again },
  { code: 'ENETUNREACH', cause: 'network', text: 'Google cannot be reached.', remedy: again },
  {
    code: 'ENOTFOUND',
    cause: 'network',
    text: 'Google’s address is not known here.',
    remedy: 'Check the network of the worker.',
  },
  { code: 'EAI_AGAIN', cause: 'network', text: 'Google’s address cannot be looked up now.', remedy: again },
];
