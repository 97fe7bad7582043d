import { describe, expect, it } from '@jest/globals';
import { duckdbErrorOf, duckdbFailures } from './adapters/duckdb.failures.js';
import { postgresErrorOf, postgresFailures } from './adapters/postgres.failures.js';
import { ruleFor, warehouseFailure } from './failure-rules.js';
import type { FailureCause } from './warehouse-failure.js';

/** What DuckDB 1.5 says, and the cause that it stands for. */
const duckdbCases: readonly (readonly [message: string, cause: FailureCause])[] = [
  ['INTERRUPT Error: Interrupted!', 'cancelled'],
  ['Parser Error: syntax error at or near "SELEC"', 'query'],
  ['Catalog Error: Scalar Function with name nofn does not exist!', 'query'],
  ['Catalog Error: Table with name "t" already exists!', 'query'],
  ['Catalog Error: write-write conflict on create with "t"', 'query'],
  ['Catalog Error: Table with name nope does not exist!', 'grant_or_object'],
  ['Binder Error: Referenced column "id2" not found in FROM clause!', 'grant_or_object'],
  ['Binder Error: Table "t" does not have a column named "x"', 'grant_or_object'],
  ["Binder Error: No function matches the given name and argument types 'sum(VARCHAR)'.", 'query'],
  ['Permission Error: Cannot access file "/etc/passwd" - file system operations are disabled', 'grant_or_object'],
  ["Conversion Error: Could not convert string 'x0' to INT32", 'query'],
  ['Out of Range Error: Overflow in multiplication of INT64', 'query'],
  ['Out of Memory Error: failed to allocate data of size 16.0 MiB', 'quota'],
  ['Constraint Error: Duplicate key "id: 1" violates primary key constraint', 'query'],
  ['TransactionContext Error: Conflict on tuple deletion!', 'query'],
  ['IO Error: Could not set lock on file "/x": Conflicting lock is held', 'network'],
  ['IO Error: The file "/x" exists, but it is not a valid DuckDB database file!', 'grant_or_object'],
  ['IO Error: No space left on device', 'quota'],
  ['IO Error: Could not read from file', 'network'],
  ['Connection Error: Connection already closed', 'network'],
  ['Something new', 'query'],
];

const postgresCases: readonly (readonly [code: string, message: string, cause: FailureCause])[] = [
  ['28P01', 'password authentication failed for user "x"', 'credentials'],
  ['28000', 'no pg_hba.conf entry for host', 'credentials'],
  ['3D000', 'database "x" does not exist', 'grant_or_object'],
  ['3F000', 'schema "x" does not exist', 'grant_or_object'],
  ['42501', 'permission denied for table x', 'grant_or_object'],
  ['42P01', 'relation "x" does not exist', 'grant_or_object'],
  ['42703', 'column "x" does not exist', 'grant_or_object'],
  ['42704', 'type "x" does not exist', 'grant_or_object'],
  ['42601', 'syntax error at or near "x"', 'query'],
  ['42883', 'function f() does not exist', 'query'],
  ['42P07', 'relation "x" already exists', 'query'],
  ['25006', 'cannot execute INSERT in a read-only transaction', 'query'],
  ['57014', 'canceling statement due to statement timeout', 'timeout'],
  ['57014', 'canceling statement due to user request', 'cancelled'],
  ['25P03', 'terminating connection due to idle-in-transaction timeout', 'timeout'],
  ['25P04', 'terminating connection due to transaction timeout', 'timeout'],
  ['55P03', 'could not obtain lock', 'timeout'],
  ['40001', 'could not serialize access', 'query'],
  ['40P01', 'deadlock detected', 'query'],
  ['53300', 'too many clients already', 'quota'],
  ['54011', 'tables can have at most 1600 columns', 'quota'],
  ['57P01', 'terminating connection due to administrator command', 'network'],
  ['08006', 'connection failure', 'network'],
  ['22P02', 'invalid input syntax for type integer: "ann"', 'query'],
  ['58030', 'could not read block', 'network'],
  ['ECONNREFUSED', 'connect ECONNREFUSED 10.0.0.1:5432', 'network'],
  ['ECONNRESET', 'read ECONNRESET', 'network'],
  ['EPIPE', 'write EPIPE', 'network'],
  ['ENOTFOUND', 'getaddrinfo ENOTFOUND x', 'network'],
  ['EAI_AGAIN', 'getaddrinfo EAI_AGAIN x', 'network'],
  ['EHOSTUNREACH', 'connect EHOSTUNREACH', 'network'],
  ['ENETUNREACH', 'connect ENETUNREACH', 'network'],
  ['ETIMEDOUT', 'connect ETIMEDOUT', 'timeout'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate', 'network'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in chain', 'network'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify', 'network'],
  ['CERT_HAS_EXPIRED', 'certificate has expired', 'network'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'host is not in the names', 'network'],
  ['', 'The server does not support SSL connections', 'network'],
  ['', 'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string', 'credentials'],
  ['', 'timeout exceeded when trying to connect', 'timeout'],
  ['', 'Connection terminated unexpectedly', 'network'],
  ['XX999', 'something new', 'query'],
];

it.each(duckdbCases)('reads DuckDB’s “%s” as %s', (message, cause) => {
  expect(ruleFor(duckdbFailures, duckdbErrorOf(new Error(message))).cause).toBe(cause);
});

it.each(postgresCases)('reads Postgres’ %s “%s” as %s', (code, message, cause) => {
  expect(ruleFor(postgresFailures, postgresErrorOf(Object.assign(new Error(message), { code }))).cause).toBe(cause);
});

it.each([
  ['duckdb', duckdbFailures, duckdbCases.map(([message]) => duckdbErrorOf(new Error(message)))],
  ['postgres', postgresFailures, postgresCases.map(([code, message]) => ({ code, message }))],
] as const)('tests every row of the %s table', (_, rules, errors) => {
  const hit = new Set(errors.map((error) => ruleFor(rules, error)));

  expect(rules.filter((rule) => !hit.has(rule))).toEqual([]);
});

describe('given an error that quotes', () => {
  it('keeps names that the statement spells and drops the rest', () => {
    const error = { code: '22P02', message: 'invalid input "ann@example.org" for column "plan" of "secret"' };

    const failure = warehouseFailure(postgresFailures, error, `SELECT "plan" FROM t WHERE x = 'secret'`);

    expect(failure.message).toBe(
      'A value does not fit its type or function (22P02; plan). Cast it, or filter such rows out.',
    );
    expect(failure.facts).toEqual({ cause: 'query', driverCode: '22P02', objects: 'plan' });
  });

  it('hands the driver’s own words to nobody who serializes it', () => {
    const failure = warehouseFailure(postgresFailures, { code: '22P02', message: 'ann@example.org' });

    expect(JSON.stringify(failure)).not.toContain('ann');
    expect(failure.raw).toBe('ann@example.org');
  });

  it('takes the cause of the first address when a host has several', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED ::1:5432'), { code: 'ECONNREFUSED' });

    expect(postgresErrorOf(new AggregateError([refused], '')).code).toBe('ECONNREFUSED');
  });
});
