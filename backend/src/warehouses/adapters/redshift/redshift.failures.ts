import { type DriverError, type FailureRule, messageOf } from '../../failure-rules.js';

const socketCode = /\bE(?:CONN[A-Z]+|NOTFOUND|AI_AGAIN|TIMEDOUT|PIPE|HOSTUNREACH|NETUNREACH)\b/;

/** The code of Node's socket layer, else the name of the SDK's error; the SDK wraps errors that it does not know. */
export const redshiftErrorOf = (thrown: unknown): DriverError => {
  const isObject = typeof thrown === 'object' && thrown !== null;
  const name = isObject && 'name' in thrown && typeof thrown.name === 'string' ? thrown.name : '';
  const message = messageOf(thrown);
  return { code: name === 'Error' ? (socketCode.exec(message)?.[0] ?? '') : name, message };
};

/** Code of a statement that Redshift itself ended; the Data API gives its message and no SQLSTATE. */
export const statementFailed = 'FAILED';

const again = 'Run it again.';
const checkNames = 'Check the spelling, and GRANT SELECT to the connection’s user.';
const checkAccount = 'Check keys, role and external id of this connection.';
const checkPlace = 'Check region and cluster or workgroup.';
const wait = 'Try again in a minute.';

/**
 * Errors of the Data API (its reference, “Errors” of each action), of AWS's signing and token service, then messages
 * of Redshift and of Node's socket layer; read November 2026.
 */
export const redshiftFailures: readonly FailureRule[] = [
  {
    code: 'AccessDenied*',
    says: /AssumeRole/,
    cause: 'credentials',
    text: 'AWS does not let this service take the role.',
    remedy: 'Check the role’s trust policy: it must name this service’s identity and the external id.',
  },
  {
    code: 'AccessDenied*',
    cause: 'credentials',
    text: 'The AWS identity may not use the Data API here.',
    remedy: 'Give it the policy that the documentation lists.',
  },
  {
    code: 'UnrecognizedClientException',
    cause: 'credentials',
    text: 'AWS does not know these keys.',
    remedy: checkAccount,
  },
  { code: 'InvalidClientTokenId', cause: 'credentials', text: 'AWS does not know these keys.', remedy: checkAccount },
  {
    code: 'MissingAuthenticationTokenException',
    cause: 'credentials',
    text: 'The call was not signed.',
    remedy: checkAccount,
  },
  { code: 'ExpiredToken*', cause: 'credentials', text: 'The AWS session has expired.', remedy: again },
  {
    code: 'InvalidSignatureException',
    says: /expired|not yet/i,
    cause: 'credentials',
    text: 'The clock of this machine differs from that of AWS.',
    remedy: 'Set the clock.',
  },
  {
    code: 'RequestExpired',
    cause: 'credentials',
    text: 'The clock of this machine differs from that of AWS.',
    remedy: 'Set the clock.',
  },
  {
    code: 'RequestTimeTooSkewed',
    cause: 'credentials',
    text: 'The clock of this machine differs from that of AWS.',
    remedy: 'Set the clock.',
  },
  { code: 'InvalidSignatureException', cause: 'credentials', text: 'AWS refused the signature.', remedy: checkAccount },
  { code: 'SignatureDoesNotMatch', cause: 'credentials', text: 'AWS refused the signature.', remedy: checkAccount },
  {
    code: 'CredentialsProviderError',
    cause: 'credentials',
    text: 'This machine has no AWS identity.',
    remedy: 'Enter keys for this connection, or run the service under a role.',
  },
  { code: 'Throttling*', cause: 'quota', text: 'AWS answered that calls come too fast.', remedy: wait },
  { code: 'TooManyRequestsException', cause: 'quota', text: 'AWS answered that calls come too fast.', remedy: wait },
  {
    code: 'ActiveStatementsExceededException',
    cause: 'quota',
    text: 'Too many statements run through the Data API at once.',
    remedy: wait,
  },
  {
    code: 'ActiveSessionsExceededException',
    cause: 'quota',
    text: 'Too many sessions are open at once.',
    remedy: wait,
  },
  { code: 'QueryTimeoutException', cause: 'timeout', text: 'The Data API did not answer in time.', remedy: again },
  {
    code: 'DatabaseConnectionException',
    cause: 'network',
    text: 'The Data API cannot reach the database.',
    remedy: 'Check that the cluster is available.',
  },
  {
    says: /password authentication failed|user "[^"]*" does not exist|not authorized to get credentials/i,
    cause: 'credentials',
    text: 'Redshift refused the user.',
    remedy: 'Check the user of this connection and that its AWS identity may sign in as it.',
  },
  {
    says: /database "[^"]*" does not exist/i,
    cause: 'grant_or_object',
    text: 'The database does not exist.',
    remedy: 'Check the name of the database.',
  },
  {
    says: /endpoint doesn.t exist|(?:cluster|workgroup)\b[^.]*(?:not found|not exist|doesn.t exist)/i,
    cause: 'grant_or_object',
    text: 'There is no such cluster or workgroup.',
    remedy: checkPlace,
  },
  {
    says: /cluster[^.]*(?:paused|unavailable|not available|resum)/i,
    cause: 'network',
    text: 'The cluster is paused or not available.',
    remedy: 'Resume it.',
  },
  {
    says: /usage limit/i,
    cause: 'quota',
    text: 'The usage limit of the workgroup is reached.',
    remedy: 'Wait for its next period, or ask its administrator for more.',
  },
  {
    says: /larger than 100 ?kB|query string (?:is )?too l/i,
    cause: 'quota',
    text: 'The statement is longer than the Data API takes.',
    remedy: 'Use shorter SQL in its source, or fewer metrics.',
  },
  {
    says: /statement timeout|timed out/i,
    cause: 'timeout',
    text: 'The statement took longer than it is given.',
    remedy: 'Read less, sort the table by time, or raise the limit.',
  },
  {
    says: /cancell?ed on user|cancell?ing statement|was cancell?ed|aborted by user/i,
    cause: 'cancelled',
    text: 'The statement was cancelled.',
    remedy: 'Start it again if it is still wanted.',
  },
  {
    says: /exceeds? the maximum size of 64|row size|result[^.]*(?:exceed|too large)/i,
    cause: 'quota',
    text: 'The result is larger than the Data API returns.',
    remedy: 'Use fewer columns or properties.',
  },
  {
    says: /disk full|out of memory|query_cpu|aborted by .*(?:rule|WLM)/i,
    cause: 'quota',
    text: 'The statement was stopped at a limit of the cluster.',
    remedy: 'Ask its administrator for room.',
  },
  {
    says: /permission denied|must be owner/i,
    cause: 'grant_or_object',
    text: 'The user may not do this.',
    remedy: checkNames,
  },
  {
    says: /column "?[^"]*"? (?:of relation .* )?does not exist/i,
    cause: 'grant_or_object',
    text: 'A column does not exist.',
    remedy: checkNames,
  },
  {
    says: /function .* does not exist|operator does not exist/i,
    cause: 'query',
    text: 'A function or operator does not exist for these types.',
    remedy: 'Cast the columns, or use another one.',
  },
  {
    says: /(?:relation|schema|table|view) .*does not exist/i,
    cause: 'grant_or_object',
    text: 'A table, view or schema does not exist.',
    remedy: checkNames,
  },
  { says: /already exists/i, cause: 'query', text: 'A table of that name exists already.', remedy: again },
  {
    says: /syntax error/i,
    cause: 'query',
    text: 'The SQL cannot be read.',
    remedy: 'Check the spelling near that place.',
  },
  {
    says: /is not supported/i,
    cause: 'query',
    text: 'Redshift does not support this SQL.',
    remedy: 'Write it another way.',
  },
  {
    says: /serializable isolation|deadlock|concurrent transaction/i,
    cause: 'query',
    text: 'Two statements got in each other’s way.',
    remedy: again,
  },
  {
    says: /invalid input syntax|invalid digit|overflow|out of range|divi(?:de|sion) by zero|value too long|not a valid/i,
    cause: 'query',
    text: 'A value does not fit its type or function.',
    remedy: 'Cast it, or filter such rows out.',
  },
  { code: 'TimeoutError', cause: 'timeout', text: 'AWS did not answer in time.', remedy: again },
  { code: 'EPIPE', cause: 'network', text: 'The connection to AWS broke.', remedy: again },
  { code: 'EHOSTUNREACH', cause: 'network', text: 'AWS cannot be reached.', remedy: again },
  { code: 'ENETUNREACH', cause: 'network', text: 'AWS cannot be reached.', remedy: again },
  { code: 'ECONN*', cause: 'network', text: 'The connection to AWS broke.', remedy: again },
  { code: 'ENOTFOUND', cause: 'network', text: 'AWS has no such address.', remedy: checkPlace },
  { code: 'EAI_AGAIN', cause: 'network', text: 'The address of AWS cannot be looked up now.', remedy: again },
  { code: 'ETIMEDOUT', cause: 'timeout', text: 'AWS did not answer in time.', remedy: again },
  { code: 'InternalServerException', cause: 'network', text: 'The Data API failed.', remedy: again },
  { code: 'ValidationException', cause: 'grant_or_object', text: 'The Data API refused the call.', remedy: checkPlace },
];
