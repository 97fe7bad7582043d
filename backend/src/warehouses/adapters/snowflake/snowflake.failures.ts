import { type DriverError, type FailureRule, messageOf } from '../../failure-rules.js';

const socketCode = /\bE(?:CONN[A-Z]+|NOTFOUND|AI_AGAIN|TIMEDOUT|PIPE|HOSTUNREACH|NETUNREACH)\b/;

/** Snowflake's code in six digits, the driver's own, the code of Node's socket layer, or the error's name. */
export const snowflakeErrorOf = (thrown: unknown): DriverError => {
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Partial<Record<string, unknown>>;
  const message = messageOf(thrown);
  const cause = error['cause'] === undefined ? '' : messageOf(error['cause']);
  const socket = socketCode.exec(
    `${message} ${cause} ${String((error['cause'] as { code?: string })?.code ?? '')}`,
  )?.[0];
  const code = error['code'] === undefined || error['code'] === null ? '' : String(error['code']);
  if (socket !== undefined) return { code: socket, message };
  if (code === '' || code === '-1')
    return { code: error['name'] === 'Error' ? '' : String(error['name'] ?? ''), message };
  return { code: /^\d{1,5}$/.test(code) ? code.padStart(6, '0') : code, message };
};

const again = 'Run it again.';
const wait = 'Try again in a minute.';
const checkNames = 'Check the spelling, and GRANT SELECT to the connection’s role.';
const checkSecret = 'Check user and secret of this connection.';
const checkPlace = 'Check the account identifier.';
const checkClient = 'Check client, secret, token address and scope of this connection.';

/**
 * Codes of Snowflake’s log-in and of its SQL, then those of the Node driver (its `error_code.ts`) and of Node’s socket
 * layer; read November 2026.
 */
export const snowflakeFailures: readonly FailureRule[] = [
  { code: '390100', cause: 'credentials', text: 'Snowflake refused user or password.', remedy: checkSecret },
  {
    code: '390144',
    cause: 'credentials',
    text: 'Snowflake refused the key.',
    remedy: 'Check that the user has its public key, and the clock of this machine.',
  },
  {
    code: '3943*',
    cause: 'credentials',
    text: 'Snowflake refused the key.',
    remedy: 'Check that the user has its public key, and the clock of this machine.',
  },
  {
    code: '390101',
    cause: 'credentials',
    text: 'The user is disabled.',
    remedy: 'Ask an administrator to enable it.',
  },
  {
    code: '390102',
    cause: 'credentials',
    text: 'The user is locked for some minutes.',
    remedy: 'Ask an administrator to unlock it.',
  },
  {
    code: '390422',
    cause: 'credentials',
    text: 'A network policy keeps this machine out.',
    remedy: 'Add the worker’s address to the policy.',
  },
  { code: '390318', cause: 'credentials', text: 'The OAuth token has expired.', remedy: again },
  { code: '3903*', cause: 'credentials', text: 'Snowflake refused the OAuth token.', remedy: checkClient },
  {
    code: '390189',
    cause: 'grant_or_object',
    text: 'The role does not exist or is not granted to the user.',
    remedy: 'Check the role.',
  },
  {
    code: '390201',
    cause: 'grant_or_object',
    text: 'The database or warehouse does not exist, or the role may not use it.',
    remedy: 'Check both names, and GRANT USAGE on them.',
  },
  { code: '390*', cause: 'credentials', text: 'Snowflake ended the session.', remedy: again },
  { code: 'ERR_BAD_REQUEST', cause: 'credentials', text: 'The OAuth server gave no token.', remedy: checkClient },
  { code: 'ERR_BAD_RESPONSE', cause: 'network', text: 'The OAuth server failed.', remedy: again },
  {
    says: /OAuth|invalid_client|access token|client_credentials/i,
    cause: 'credentials',
    text: 'The OAuth server gave no token.',
    remedy: checkClient,
  },
  {
    says: /private key|PKCS|PEM|DECODER|asn1/i,
    cause: 'credentials',
    text: 'The private key cannot be read.',
    remedy: 'Enter it in PEM, as PKCS#8 without a passphrase.',
  },
  {
    code: '000630',
    cause: 'timeout',
    text: 'The statement took longer than it is given.',
    remedy: 'Read less, cluster the table by time, or use a larger warehouse.',
  },
  {
    code: '000604',
    cause: 'cancelled',
    text: 'The statement was cancelled.',
    remedy: 'Start it again if it is still wanted.',
  },
  {
    code: '000606',
    cause: 'grant_or_object',
    text: 'No warehouse is in use.',
    remedy: 'Name one in this connection, and GRANT USAGE on it.',
  },
  {
    code: '000607',
    cause: 'grant_or_object',
    text: 'The warehouse is suspended and the role may not resume it.',
    remedy: 'Resume it, or GRANT OPERATE on it.',
  },
  {
    code: '090073',
    cause: 'quota',
    text: 'A resource monitor keeps the warehouse suspended.',
    remedy: 'Ask its administrator for credits.',
  },
  {
    code: '09010*',
    cause: 'grant_or_object',
    text: 'The session has no database or schema.',
    remedy: 'Check the database, and GRANT USAGE on it.',
  },
  { code: '000625', cause: 'timeout', text: 'A lock was not given in time.', remedy: again },
  { code: '000610', cause: 'timeout', text: 'The statement waited too long in the queue.', remedy: wait },
  { code: '001003', cause: 'query', text: 'The SQL cannot be read.', remedy: 'Check the spelling near that place.' },
  { code: '000904', cause: 'grant_or_object', text: 'A column does not exist.', remedy: checkNames },
  {
    code: '002003',
    cause: 'grant_or_object',
    text: 'A table, view or schema does not exist, or the role may not see it.',
    remedy: checkNames,
  },
  {
    code: '002043',
    cause: 'grant_or_object',
    text: 'A table, view or schema does not exist, or the role may not see it.',
    remedy: checkNames,
  },
  { code: '003001', cause: 'grant_or_object', text: 'The role may not do this.', remedy: checkNames },
  { code: '002002', cause: 'query', text: 'A table of that name exists already.', remedy: again },
  {
    code: '00214*',
    cause: 'query',
    text: 'A function does not exist for these types.',
    remedy: 'Cast the columns, or use another one.',
  },
  {
    code: '0010*',
    cause: 'query',
    text: 'The types of an expression do not fit.',
    remedy: 'Cast the columns, or use another function.',
  },
  {
    code: '1000*',
    cause: 'query',
    text: 'A value does not fit its type or function.',
    remedy: 'Cast it, or filter such rows out.',
  },
  {
    says: /memory|exceeds the maximum|result set too large/i,
    cause: 'quota',
    text: 'The statement was stopped at a limit of Snowflake.',
    remedy: 'Use a larger warehouse, or fewer metrics.',
  },
  { code: '000603', cause: 'network', text: 'Snowflake failed inside.', remedy: again },
  { code: 'ENOTFOUND', cause: 'network', text: 'Snowflake has no such address.', remedy: checkPlace },
  { code: 'EAI_AGAIN', cause: 'network', text: 'The address of Snowflake cannot be looked up now.', remedy: again },
  { code: 'ETIMEDOUT', cause: 'timeout', text: 'Snowflake did not answer in time.', remedy: again },
  { code: 'EHOSTUNREACH', cause: 'network', text: 'Snowflake cannot be reached.', remedy: again },
  { code: 'ENETUNREACH', cause: 'network', text: 'Snowflake cannot be reached.', remedy: again },
  { code: 'ECONN*', cause: 'network', text: 'The connection to Snowflake broke.', remedy: again },
  { code: 'EPIPE', cause: 'network', text: 'The connection to Snowflake broke.', remedy: again },
  { code: 'TimeoutError', cause: 'timeout', text: 'Snowflake did not answer in time.', remedy: again },
  {
    code: '401002',
    says: /40[34]/,
    cause: 'network',
    text: 'There is no such account.',
    remedy: checkPlace,
  },
  { code: '401*', cause: 'network', text: 'Snowflake cannot be reached.', remedy: again },
  { code: '402*', cause: 'network', text: 'A part of the result cannot be fetched.', remedy: again },
  { code: '405*', cause: 'network', text: 'The connection to Snowflake is not open.', remedy: again },
  { code: '407*', cause: 'network', text: 'The connection to Snowflake is not open.', remedy: again },
];
