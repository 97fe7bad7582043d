import { expect, it } from '@jest/globals';
import { ruleFor } from '../../failure-rules.js';
import type { FailureCause } from '../../warehouse-failure.js';
import { snowflakeErrorOf, snowflakeFailures } from './snowflake.failures.js';

/** Code of the error, what it says, and the cause that it stands for; one line per row of the table. */
const cases: readonly (readonly [code: string, message: string, cause: FailureCause])[] = [
  ['390100', 'Incorrect username or password was specified.', 'credentials'],
  ['390144', 'JWT token is invalid. [0ce2]', 'credentials'],
  ['394302', 'JWT token is invalid. [0ce2]', 'credentials'],
  ['390101', 'User access disabled. Contact your local system administrator.', 'credentials'],
  ['390102', 'Your user account has been temporarily locked.', 'credentials'],
  ['390422', 'Incoming request with IP/Token 10.0.0.1 is not allowed to access Snowflake.', 'credentials'],
  ['390318', 'OAuth access token expired.', 'credentials'],
  ['390303', 'Invalid OAuth access token.', 'credentials'],
  ['390189', "Role 'X' specified in the connect string does not exist or not authorized.", 'grant_or_object'],
  ['390201', 'The requested warehouse does not exist or not authorized.', 'grant_or_object'],
  ['390114', 'Authentication token has expired. The user must authenticate again.', 'credentials'],
  ['ERR_BAD_REQUEST', 'Request failed with status code 401', 'credentials'],
  ['ERR_BAD_RESPONSE', 'Request failed with status code 503', 'network'],
  ['OAUTH_RESPONSE_IS_NOT_CONFORM', '"response" is not a conform client_credentials answer', 'credentials'],
  ['404026', 'Invalid private key. The specified value must be a PEM-formatted private key.', 'credentials'],
  ['630', 'Statement reached its statement or warehouse timeout of 1 second(s) and was canceled.', 'timeout'],
  ['000604', 'SQL execution canceled', 'cancelled'],
  ['606', 'No active warehouse selected in the current session.', 'grant_or_object'],
  ['607', "Warehouse 'X' is suspended and cannot be resumed.", 'grant_or_object'],
  ['090073', "Warehouse 'X' cannot be resumed because resource monitor 'Y' has exceeded its quota.", 'quota'],
  ['090105', 'Cannot perform SELECT. This session does not have a current database.', 'grant_or_object'],
  ['000625', 'Statement was aborted because the number of waiters for this lock exceeds the limit.', 'timeout'],
  ['000610', 'Statement reached its queue timeout', 'timeout'],
  ['001003', "SQL compilation error:\nsyntax error line 1 at position 7 unexpected 'FROM'.", 'query'],
  ['000904', "SQL compilation error: error line 1 at position 7\ninvalid identifier 'X'", 'grant_or_object'],
  ['002003', "SQL compilation error:\nObject 'X' does not exist or not authorized.", 'grant_or_object'],
  ['002043', 'SQL compilation error:\nObject does not exist, or operation cannot be performed.', 'grant_or_object'],
  ['003001', 'SQL access control error:\nInsufficient privileges to operate on schema', 'grant_or_object'],
  ['002002', "SQL compilation error:\nObject 'X' already exists.", 'query'],
  ['002140', 'SQL compilation error:\nUnknown function F', 'query'],
  ['001044', "SQL compilation error: error line 1 at position 7\nInvalid argument types for function 'SUM'", 'query'],
  ['100038', "Numeric value 'ann' is not recognized", 'query'],
  ['100051', 'Division by zero', 'query'],
  ['300010', 'Function available memory exhausted.', 'quota'],
  ['000603', 'SQL execution internal error: Processing aborted by error 300010:1', 'network'],
  ['ENOTFOUND', 'getaddrinfo ENOTFOUND acme.snowflakecomputing.com', 'network'],
  ['EAI_AGAIN', 'getaddrinfo EAI_AGAIN', 'network'],
  ['ETIMEDOUT', 'connect ETIMEDOUT', 'timeout'],
  ['EHOSTUNREACH', 'connect EHOSTUNREACH 10.0.0.1:443', 'network'],
  ['ENETUNREACH', 'connect ENETUNREACH 10.0.0.1:443', 'network'],
  ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1', 'network'],
  ['EPIPE', 'write EPIPE', 'network'],
  ['TimeoutError', 'no answer in 120 seconds', 'timeout'],
  ['401002', 'Request to Snowflake failed. status 403', 'network'],
  ['401001', 'Network error. Could not reach Snowflake.', 'network'],
  ['402002', 'Request to S3/Blob failed.', 'network'],
  ['405503', 'Connection already terminated. Cannot connect again.', 'network'],
  ['407001', 'Unable to perform operation because a connection was never established.', 'network'],
  ['999999', 'something new', 'query'],
];

it.each(cases)('reads %s “%s” as %s', (code, message, cause) => {
  const named = code === 'TimeoutError' ? { name: code } : { code };
  const thrown = Object.assign(new Error(message), named);

  expect(ruleFor(snowflakeFailures, snowflakeErrorOf(thrown)).cause).toBe(cause);
});

it('finds the code of the socket layer in what the driver wraps', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
  const wrapped = Object.assign(new Error('Network error. Could not reach Snowflake.'), {
    code: 401001,
    cause: refused,
  });

  expect(snowflakeErrorOf(wrapped).code).toBe('ECONNREFUSED');
});

it('has a case for each row', () => {
  const errors = cases.map(([code, message]) =>
    snowflakeErrorOf(Object.assign(new Error(message), code === 'TimeoutError' ? { name: code } : { code })),
  );
  const used = new Set(errors.map((error) => ruleFor(snowflakeFailures, error)));

  expect(snowflakeFailures.filter((rule) => !used.has(rule)).map(({ code, says }) => code ?? String(says))).toEqual([]);
});
