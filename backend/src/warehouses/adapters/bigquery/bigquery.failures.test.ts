import { expect, it } from '@jest/globals';
import { ruleFor, warehouseFailure } from '../../failure-rules.js';
import type { FailureCause } from '../../warehouse-failure.js';
import {
  bigqueryErrorOf,
  bigqueryFailures,
  failedJobOf,
  isAlreadyThere,
  isPassing,
  isUnknown,
} from './bigquery.failures.js';

/** Code, what is said, and the cause that it stands for; one line per row of the table. */
const cases: readonly (readonly [code: string, message: string, cause: FailureCause])[] = [
  ['invalid_grant', 'Invalid JWT: Token must be a short-lived token and in a reasonable timeframe', 'credentials'],
  ['invalid_grant', 'Invalid JWT Signature.', 'credentials'],
  ['invalid_client', 'The OAuth client was not found.', 'credentials'],
  ['unauthorized_client', 'Client is unauthorized to retrieve access tokens', 'credentials'],
  ['authError', 'Invalid Credentials', 'credentials'],
  ['HTTP 401', 'Unauthorized', 'credentials'],
  ['required', 'Login Required.', 'credentials'],
  ['ERR_OSSL_UNSUPPORTED', 'error:1E08010C:DECODER routines::unsupported', 'credentials'],
  ['', 'Could not load the default credentials. Browse to https://cloud.google.com', 'credentials'],
  ['accessDenied', 'Access Denied: Project p: User does not have bigquery.jobs.create permission', 'grant_or_object'],
  ['accessDenied', 'Access Denied: VPC Service Controls: Request is prohibited', 'network'],
  ['accessDenied', 'Access Denied: Permission bigquery.tables.create denied on dataset p:d', 'grant_or_object'],
  ['accessDenied', 'Access Denied: Table p:d.t: User does not have permission to query', 'grant_or_object'],
  ['accessNotConfigured', 'BigQuery API has not been used in project 1 before', 'grant_or_object'],
  ['billingNotEnabled', 'Billing has not been enabled for this project.', 'quota'],
  ['billingTierLimitExceeded', 'Query exceeded resource limits for tier 1.', 'quota'],
  ['bytesBilledLimitExceeded', 'Query exceeded limit for bytes billed: 1. 10485760 or higher required.', 'quota'],
  ['quotaExceeded', 'Custom quota exceeded: Your usage exceeded the custom quota for QueryUsagePerDay', 'quota'],
  ['quotaExceeded', 'Quota exceeded: Your table exceeded quota for imports', 'quota'],
  ['rateLimitExceeded', 'Exceeded rate limits: too many concurrent queries', 'quota'],
  ['userRateLimitExceeded', 'User Rate Limit Exceeded', 'quota'],
  ['jobRateLimitExceeded', 'Job rate limit exceeded', 'quota'],
  ['HTTP 429', 'Too Many Requests', 'quota'],
  ['resourcesExceeded', 'Resources exceeded during query execution', 'quota'],
  ['responseTooLarge', 'Response too large to return.', 'quota'],
  ['blocked', 'Operation is blocked', 'quota'],
  ['stopped', 'Job execution was cancelled: Job timed out after 1 sec', 'timeout'],
  ['stopped', 'Job execution was cancelled: User requested cancellation', 'cancelled'],
  ['timeout', 'Operation timed out after 6.0 hours.', 'timeout'],
  ['notFound', 'Not found: Dataset p:d was not found in location EU', 'grant_or_object'],
  ['notFound', 'Not found: Project nope', 'grant_or_object'],
  ['duplicate', 'Already Exists: Table p:d.t', 'query'],
  ['invalid', 'Table "orders" must be qualified with a dataset (e.g. dataset.table).', 'grant_or_object'],
  ['invalidQuery', 'Unrecognized name: amout; Did you mean amount? at [1:8]', 'grant_or_object'],
  ['invalidQuery', 'Function not found: iff at [1:8]', 'query'],
  ['invalidQuery', 'Syntax error: Unexpected keyword FROM at [1:8]', 'query'],
  [
    'invalidQuery',
    "Cannot query over table 'd.t' without a filter over column(s) 'day' that can be used for partition elimination",
    'query',
  ],
  ['invalidQuery', 'Not enough resources for query planning - too many subqueries or query is too complex.', 'quota'],
  ['invalidQuery', 'Bad int64 value: ann@example.org', 'query'],
  ['invalidQuery', 'Transaction is aborted due to concurrent update against table p:d.t', 'query'],
  ['resourceInUse', 'Table is being changed', 'query'],
  ['tableUnavailable', 'Table is not available', 'network'],
  ['notImplemented', 'This feature is not implemented.', 'query'],
  ['jobBackendError', 'The job failed', 'network'],
  ['jobInternalError', 'The job failed', 'network'],
  ['backendError', 'Error encountered during execution.', 'network'],
  ['internalError', 'An internal error occurred', 'network'],
  ['HTTP 502', 'Bad Gateway', 'network'],
  ['TimeoutError', 'no answer in 60 seconds', 'timeout'],
  ['ETIMEDOUT', 'network timeout at: https://bigquery.googleapis.com', 'timeout'],
  ['EPIPE', 'write EPIPE', 'network'],
  ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1', 'network'],
  ['EHOSTUNREACH', 'connect EHOSTUNREACH 10.0.0.1:443', 'network'],
  ['ENETUNREACH', 'connect ENETUNREACH 10.0.0.1:443', 'network'],
  ['ENOTFOUND', 'getaddrinfo ENOTFOUND bigquery.googleapis.com', 'network'],
  ['EAI_AGAIN', 'getaddrinfo EAI_AGAIN', 'network'],
  ['invalidQuery', 'something new', 'query'],
];

/** As the driver throws it: an answer of the service, one of the token endpoint, or an error of Node. */
const thrownAs = (code: string, message: string): unknown => {
  const [, status] = /^HTTP (\d+)$/.exec(code) ?? [];
  if (status !== undefined) return Object.assign(new Error(message), { code: Number(status), errors: [] });
  if (/^in?valid_|^unauthorized_/.test(code))
    return Object.assign(new Error(message), { code: '400', response: { data: { error: code } } });
  if (code === 'TimeoutError') return Object.assign(new Error(message), { name: code });
  if (code === '' || code.startsWith('E')) return Object.assign(new Error(message), code === '' ? {} : { code });
  return Object.assign(new Error(message), { code: 400, errors: [{ reason: code, message }] });
};

it.each(cases)('reads %s “%s” as %s', (code, message, cause) => {
  const error = bigqueryErrorOf(thrownAs(code, message));

  expect(error.code).toBe(code);
  expect(ruleFor(bigqueryFailures, error).cause).toBe(cause);
});

it('has a case for each row', () => {
  const used = new Set(cases.map(([code, message]) => ruleFor(bigqueryFailures, { code, message })));

  expect(bigqueryFailures.filter((rule) => !used.has(rule))).toEqual([]);
});

it('names line and objects, and no value', () => {
  const statement = 'SELECT amout\nFROM `acme-shop`.shop.orders';
  const of = (code: string, message: string) => warehouseFailure(bigqueryFailures, { code, message }, statement);

  expect(of('invalidQuery', 'Unrecognized name: amout; Did you mean amount? at [2:8]').facts).toMatchObject({
    ...{ line: 2, objects: 'amout' },
  });
  expect(of('notFound', 'Not found: Table acme-shop:shop.orders was not found in location EU').facts).toMatchObject({
    objects: 'shop.orders',
  });
  expect(of('invalidQuery', 'Bad int64 value: ann@example.org').message).not.toContain('ann');
});

it('repeats what may pass, and nothing that stays refused', () => {
  const passing = ['rateLimitExceeded', 'jobRateLimitExceeded', 'backendError', 'HTTP 503', 'HTTP 429', 'ECONNRESET'];
  const staying = ['accessDenied', 'quotaExceeded', 'invalidQuery', 'HTTP 404', 'invalid_grant', 'TimeoutError'];

  expect(passing.filter((code) => !isPassing(thrownAs(code, 'x')))).toEqual([]);
  expect(staying.filter((code) => isPassing(thrownAs(code, 'x')))).toEqual([]);
});

it('knows a job that is there, one that is gone, and one that failed at once', () => {
  const job = { jobReference: { jobId: 'a' } };

  expect(isAlreadyThere(thrownAs('duplicate', 'Already Exists: Job p:EU.assay_1'))).toBe(true);
  expect(isAlreadyThere(thrownAs('duplicate', 'Already Exists: Table p:d.t'))).toBe(false);
  expect(isUnknown(thrownAs('notFound', 'Not found: Job p:EU.assay_1'))).toBe(true);
  expect(isUnknown(thrownAs('notFound', 'Not found: Table p:_4f2.anon9'))).toBe(true);
  expect(isUnknown(thrownAs('notFound', 'Not found: Table p:shop.orders was not found'))).toBe(false);
  expect(failedJobOf(Object.assign(new Error('x'), { response: job }))).toBe(job);
  expect(failedJobOf(Object.assign(new Error('x'), { response: { data: {} } }))).toBeNull();
});
