import { expect, it } from '@jest/globals';
import { ruleFor } from '../../failure-rules.js';
import type { FailureCause } from '../../warehouse-failure.js';
import { redshiftErrorOf, redshiftFailures } from './redshift.failures.js';

/** Name or code of the error, what it says, and the cause that it stands for; one line per row of the table. */
const cases: readonly (readonly [code: string, message: string, cause: FailureCause])[] = [
  ['AccessDenied', 'User x is not authorized to perform: sts:AssumeRole on resource: y', 'credentials'],
  ['AccessDeniedException', 'not authorized to perform: redshift-data:BatchExecuteStatement', 'credentials'],
  ['UnrecognizedClientException', 'The security token included in the request is invalid.', 'credentials'],
  ['InvalidClientTokenId', 'The security token included in the request is invalid.', 'credentials'],
  ['MissingAuthenticationTokenException', 'Missing Authentication Token', 'credentials'],
  ['ExpiredTokenException', 'The security token included in the request is expired', 'credentials'],
  ['InvalidSignatureException', 'Signature expired: 20261101T000000Z is now earlier than', 'credentials'],
  ['InvalidSignatureException', 'The request signature we calculated does not match', 'credentials'],
  ['RequestExpired', 'Request has expired.', 'credentials'],
  ['RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.', 'credentials'],
  ['FAILED', 'ERROR: Query reached usage limit', 'quota'],
  ['SignatureDoesNotMatch', 'The request signature we calculated does not match', 'credentials'],
  ['CredentialsProviderError', 'Could not load credentials from any providers', 'credentials'],
  ['ThrottlingException', 'Rate exceeded', 'quota'],
  ['TooManyRequestsException', 'Too many', 'quota'],
  ['ActiveStatementsExceededException', 'Active statements exceeded the allowed quota', 'quota'],
  ['ActiveSessionsExceededException', 'Active sessions exceeded', 'quota'],
  ['QueryTimeoutException', 'Query timed out', 'timeout'],
  ['DatabaseConnectionException', 'Cannot connect', 'network'],
  ['FAILED', 'FATAL: password authentication failed for user "x"', 'credentials'],
  ['ValidationException', 'FATAL: database "x" does not exist', 'grant_or_object'],
  ['ValidationException', 'Redshift endpoint doesn’t exist in this region.', 'grant_or_object'],
  ['FAILED', 'Cluster is paused', 'network'],
  ['ValidationException', 'Cannot process query string larger than 100kB', 'quota'],
  ['FAILED', 'ERROR: canceling statement due to statement timeout', 'timeout'],
  ['FAILED', "ERROR: Query (12) cancelled on user's request", 'cancelled'],
  ['FAILED', 'ERROR: Result row exceeds the maximum size of 64 KB.', 'quota'],
  ['FAILED', 'ERROR: Disk Full', 'quota'],
  ['FAILED', 'ERROR: permission denied for relation salaries', 'grant_or_object'],
  ['FAILED', 'ERROR: column "x" does not exist in q', 'grant_or_object'],
  ['FAILED', 'ERROR: function f(integer) does not exist', 'query'],
  ['FAILED', 'ERROR: relation "x" does not exist', 'grant_or_object'],
  ['FAILED', 'ERROR: Relation "x" already exists', 'query'],
  ['FAILED', 'ERROR: syntax error at or near "FROM" Position: 8;', 'query'],
  ['FAILED', 'ERROR: LATERAL is not supported', 'query'],
  ['FAILED', 'ERROR: 1023 DETAIL: Serializable isolation violation on table 1', 'query'],
  ['FAILED', "ERROR: Invalid digit, Value 'a', Pos 0, Type: Integer", 'query'],
  ['TimeoutError', 'Request did not complete within 30000 ms', 'timeout'],
  ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1', 'network'],
  ['EPIPE', 'write EPIPE', 'network'],
  ['EHOSTUNREACH', 'connect EHOSTUNREACH 10.0.0.1:443', 'network'],
  ['ENETUNREACH', 'connect ENETUNREACH 10.0.0.1:443', 'network'],
  ['ENOTFOUND', 'getaddrinfo ENOTFOUND redshift-data.xx-west-9.amazonaws.com', 'network'],
  ['EAI_AGAIN', 'getaddrinfo EAI_AGAIN', 'network'],
  ['ETIMEDOUT', 'connect ETIMEDOUT', 'timeout'],
  ['InternalServerException', 'Internal failure', 'network'],
  ['ValidationException', 'something new', 'grant_or_object'],
  ['FAILED', 'something new', 'query'],
];

it.each(cases)('reads %s “%s” as %s', (code, message, cause) => {
  const isSocket = code === code.toUpperCase() && code.startsWith('E');
  const thrown = isSocket ? new Error(message) : Object.assign(new Error(message), { name: code });

  expect(ruleFor(redshiftFailures, redshiftErrorOf(thrown)).cause).toBe(cause);
});

it('has a case for each row', () => {
  const used = new Set(cases.map(([code, message]) => ruleFor(redshiftFailures, { code, message })));

  expect(redshiftFailures.filter((rule) => !used.has(rule))).toEqual([]);
});
