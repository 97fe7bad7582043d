import { type DriverError, type FailureRule, messageOf } from '../failure-rules.js';

/** SQLSTATE, else the code of Node's socket or TLS layer, else ''. */
export const postgresErrorOf = (thrown: unknown): DriverError => {
  const isObject = typeof thrown === 'object' && thrown !== null;
  const code = isObject && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  // A host with several addresses fails once per address.
  const first =
    isObject && 'errors' in thrown && Array.isArray(thrown.errors) ? postgresErrorOf(thrown.errors[0]) : null;
  return { code: code || (first?.code ?? ''), message: messageOf(thrown) || (first?.message ?? '') };
};

const checkNames = 'Check the spelling, and GRANT SELECT to the connection’s role.';
const checkHost = 'Check host, port, firewall and that the server runs.';
const checkTls = 'Install the certificate authority, or choose another TLS mode for this connection.';
const again = 'Run it again.';

/** PostgreSQL 18 manual, appendix A (error codes), read November 2026; then Node's codes; then messages without code. */
export const postgresFailures: readonly FailureRule[] = [
  {
    code: '28*',
    cause: 'credentials',
    text: 'The warehouse refused the user or password.',
    remedy: 'Enter the secret again.',
  },
  {
    code: '3D000',
    cause: 'grant_or_object',
    text: 'The database does not exist.',
    remedy: 'Check the name of the database.',
  },
  { code: '3F000', cause: 'grant_or_object', text: 'A schema does not exist.', remedy: checkNames },
  { code: '42501', cause: 'grant_or_object', text: 'The role may not do this.', remedy: checkNames },
  { code: '42P01', cause: 'grant_or_object', text: 'A table or view does not exist.', remedy: checkNames },
  { code: '42703', cause: 'grant_or_object', text: 'A column does not exist.', remedy: checkNames },
  { code: '42704', cause: 'grant_or_object', text: 'An object does not exist.', remedy: checkNames },
  { code: '42601', cause: 'query', text: 'The SQL cannot be read.', remedy: 'Check the spelling near that place.' },
  {
    code: '42883',
    cause: 'query',
    text: 'A function or operator does not exist for these types.',
    remedy: 'Cast the columns, or use another one.',
  },
  { code: '42P07', cause: 'query', text: 'A table of that name exists already.', remedy: again },
  {
    code: '25006',
    cause: 'query',
    text: 'The statement tried to write where it may only read.',
    remedy: 'Write one read-only SELECT.',
  },
  {
    code: '57014',
    says: /statement timeout/i,
    cause: 'timeout',
    text: 'The statement took longer than it is given.',
    remedy: 'Read less, add an index or partition, or raise the limit.',
  },
  {
    code: '57014',
    cause: 'cancelled',
    text: 'The statement was cancelled.',
    remedy: 'Start it again if it is still wanted.',
  },
  { code: '25P03', cause: 'timeout', text: 'The session was idle for too long.', remedy: again },
  { code: '25P04', cause: 'timeout', text: 'The transaction took longer than it is given.', remedy: again },
  { code: '55P03', cause: 'timeout', text: 'A lock was not given in time.', remedy: again },
  { code: '40*', cause: 'query', text: 'Two statements got in each other’s way.', remedy: again },
  {
    code: '53*',
    cause: 'quota',
    text: 'The server is out of connections, memory or disk.',
    remedy: 'Ask its administrator for room.',
  },
  {
    code: '54*',
    cause: 'quota',
    text: 'The statement is beyond a limit of the server.',
    remedy: 'Use fewer columns or a shorter query.',
  },
  { code: '57P*', cause: 'network', text: 'The server is starting or shutting down.', remedy: again },
  { code: '08*', cause: 'network', text: 'The connection to the server broke.', remedy: checkHost },
  {
    code: '22*',
    cause: 'query',
    text: 'A value does not fit its type or function.',
    remedy: 'Cast it, or filter such rows out.',
  },
  { code: '58*', cause: 'network', text: 'The server’s disk or system failed.', remedy: 'Ask its administrator.' },
  { code: 'ECONNREFUSED', cause: 'network', text: 'Nothing answers at that host and port.', remedy: checkHost },
  { code: 'ECONNRESET', cause: 'network', text: 'The connection to the server broke.', remedy: checkHost },
  { code: 'EPIPE', cause: 'network', text: 'The connection to the server broke.', remedy: checkHost },
  { code: 'ENOTFOUND', cause: 'network', text: 'The host name is not known.', remedy: 'Check the host.' },
  {
    code: 'EAI_AGAIN',
    cause: 'network',
    text: 'The host name cannot be looked up now.',
    remedy: 'Check the host and the name service.',
  },
  { code: 'EHOSTUNREACH', cause: 'network', text: 'The host cannot be reached.', remedy: checkHost },
  { code: 'ENETUNREACH', cause: 'network', text: 'The host cannot be reached.', remedy: checkHost },
  { code: 'ETIMEDOUT', cause: 'timeout', text: 'The server did not answer in time.', remedy: checkHost },
  {
    code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    cause: 'network',
    text: 'The server’s certificate is self-signed.',
    remedy: checkTls,
  },
  {
    code: 'SELF_SIGNED_CERT_IN_CHAIN',
    cause: 'network',
    text: 'The server’s certificate is signed by an unknown authority.',
    remedy: checkTls,
  },
  {
    code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    cause: 'network',
    text: 'The server’s certificate cannot be verified.',
    remedy: checkTls,
  },
  {
    code: 'CERT_HAS_EXPIRED',
    cause: 'network',
    text: 'The server’s certificate has expired.',
    remedy: 'Renew it on the server.',
  },
  {
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    cause: 'network',
    text: 'The server’s certificate is for another host.',
    remedy: 'Use the host that the certificate names.',
  },
  {
    says: /does not support SSL/i,
    cause: 'network',
    text: 'The server does not speak TLS.',
    remedy: 'Turn TLS on there, or choose another TLS mode for this connection.',
  },
  {
    says: /SASL|password/i,
    cause: 'credentials',
    text: 'The server asks for a password.',
    remedy: 'Enter the secret of this connection.',
  },
  { says: /timeout/i, cause: 'timeout', text: 'The server did not answer in time.', remedy: checkHost },
  {
    says: /terminated|closed|ended/i,
    cause: 'network',
    text: 'The connection to the server broke.',
    remedy: checkHost,
  },
];
