import { expect, it } from '@jest/globals';
import { type DriverError, ruleFor } from '../../failure-rules.js';
import type { FailureCause } from '../../warehouse-failure.js';
import { databricksErrorOf, databricksFailures, ServiceRefusal } from './databricks.failures.js';
import { TokenRefused } from './databricks.tokens.js';

const http = (statusCode: number, why = ''): Error =>
  Object.assign(new Error(`Received a response with a bad HTTP status code: ${statusCode}`), {
    ...{ statusCode, response: { headers: new Headers({ 'x-thriftserver-error-message': why }) } },
  });
const said = (message: string, sqlState = ''): Error => new ServiceRefusal({ errorMessage: message, sqlState });
const socket = (code: string): Error =>
  Object.assign(new Error(`request to https://x failed, reason: ${code}`), { code });

/** What is thrown, and the cause that it stands for; one line per row of the table. */
const cases: readonly (readonly [thrown: Error, cause: FailureCause])[] = [
  [new TokenRefused(401), 'credentials'],
  [http(401), 'credentials'],
  [http(403, 'Source IP address: 10.0.0.1 is blocked by Databricks IP ACL for workspace'), 'credentials'],
  [http(403, 'Invalid access token.'), 'credentials'],
  [http(404, 'ENDPOINT_NOT_FOUND'), 'network'],
  [http(429), 'quota'],
  [http(503, 'TEMPORARILY_UNAVAILABLE'), 'network'],
  [http(400), 'query'],
  [http(500), 'network'],
  [said('[TABLE_OR_VIEW_NOT_FOUND] The table or view `a`.`b` cannot be found. SQLSTATE: 42P01'), 'grant_or_object'],
  [said('Table or view not found', '42P01'), 'grant_or_object'],
  [said('[SCHEMA_NOT_FOUND] The schema `a` cannot be found. SQLSTATE: 42704'), 'grant_or_object'],
  [said("[NO_SUCH_CATALOG_EXCEPTION] Catalog 'a' was not found. SQLSTATE: 42704"), 'grant_or_object'],
  [said('[CATALOG_NOT_FOUND] The catalog `a` not found. SQLSTATE: 42P08'), 'grant_or_object'],
  [said('[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column with name `a` cannot be resolved.'), 'grant_or_object'],
  [said('no such column', '42703'), 'grant_or_object'],
  [said('[INSUFFICIENT_PERMISSIONS] Insufficient privileges: SQLSTATE: 42501'), 'grant_or_object'],
  [said('[PERMISSION_DENIED.X] User does not have USE SCHEMA'), 'grant_or_object'],
  [said('not allowed', '42501'), 'grant_or_object'],
  [said('[UNRESOLVED_ROUTINE] Cannot resolve routine `f`'), 'query'],
  [said("[PARSE_SYNTAX_ERROR] Syntax error at or near 'FROM'."), 'query'],
  [said("[CAST_INVALID_INPUT] The value 'x' of the type"), 'query'],
  [said('[DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES] Cannot resolve'), 'query'],
  [said('[UNSUPPORTED_DATATYPE] Unsupported data type TEXT.'), 'query'],
  [said('[DIVIDE_BY_ZERO] Division by zero.'), 'query'],
  [said('[ARITHMETIC_OVERFLOW] long overflow.'), 'query'],
  [said('[NUMERIC_VALUE_OUT_OF_RANGE.WITHOUT_SUGGESTION] 1E40'), 'query'],
  [said('[TABLE_OR_VIEW_ALREADY_EXISTS] Cannot create table'), 'query'],
  [said('[QUERY_EXECUTION_TIMEOUT_EXCEEDED] Query execution timed out'), 'timeout'],
  [said('Query has been timed out', 'HYT00'), 'timeout'],
  [said('Query has been cancelled', 'HY008'), 'cancelled'],
  [said('[OPERATION_CANCELED] Operation has been canceled.'), 'cancelled'],
  [said('Total size of serialized results is bigger than spark.driver.maxResultSize'), 'quota'],
  [said('The SQL warehouse abc is stopped'), 'network'],
  [said('RESOURCE_EXHAUSTED: too many statements'), 'quota'],
  [socket('ENOTFOUND'), 'network'],
  [socket('EAI_AGAIN'), 'network'],
  [socket('ETIMEDOUT'), 'timeout'],
  [socket('EHOSTUNREACH'), 'network'],
  [socket('ENETUNREACH'), 'network'],
  [socket('ECONNREFUSED'), 'network'],
  [new Error('socket hang up'), 'network'],
  [socket('EPIPE'), 'network'],
  [socket('EPROTO'), 'network'],
  [Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), 'network'],
  [Object.assign(new Error('no answer in 2 seconds'), { name: 'TimeoutError' }), 'timeout'],
  [new Error('Request timed out'), 'timeout'],
  [new Error('Hive driver: Error when connecting to resource. Max retry count exceeded.'), 'network'],
  [new Error('something new'), 'query'],
];

it.each(cases.map(([thrown, cause]) => [thrown.message, cause, thrown] as const))(
  'reads “%s” as %s',
  (_, cause, thrown) => {
    expect(ruleFor(databricksFailures, databricksErrorOf(thrown)).cause).toBe(cause);
  },
);

it('reads the status of a call that the driver repeated in vain', () => {
  const repeated = new Error('Hive driver: 503 when connecting to resource. Max retry count exceeded.');

  expect(databricksErrorOf(repeated).code).toBe('HTTP 503');
});

it('has a case for each row', () => {
  const used = new Set(cases.map(([thrown]) => ruleFor(databricksFailures, databricksErrorOf(thrown))));
  const nameOf = ({ code, says }: { code?: string; says?: RegExp }): DriverError['code'] => code ?? String(says);

  expect(databricksFailures.filter((rule) => !used.has(rule)).map(nameOf)).toEqual([]);
});
