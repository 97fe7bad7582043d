import { expect, it } from '@jest/globals';
import { failureOf } from './fastly.failures.js';

const answer = (status: number, headers: Record<string, string> = {}): Response =>
  new Response('{"msg":"a token of the customer"}', { status, headers });

it.each([
  [401, 'unauthorised'],
  [403, 'unauthorised'],
  [404, 'not_found'],
  [429, 'rate_limited'],
  [500, 'failed'],
  [503, 'failed'],
  [400, 'refused'],
  [413, 'refused'],
] as const)('takes status %i for "%s" and repeats nothing of the answer', (status, problem) => {
  const failure = failureOf(answer(status));

  expect(failure.problem).toBe(problem);
  expect(failure.message).toContain(String(status));
  expect(failure.message).not.toContain('customer');
});

it('knows from when on calls are counted anew, if that is told', () => {
  const told = failureOf(answer(429, { 'fastly-ratelimit-reset': '1763800000' }));

  expect(told.retryAt?.toISOString()).toBe('2025-11-22T08:26:40.000Z');
  expect(failureOf(answer(429, { 'fastly-ratelimit-reset': 'soon' })).retryAt).toBeNull();
});

it('goes on with the next entry only when this one was the trouble', () => {
  expect(failureOf(answer(413)).isGeneral).toBe(false);
  expect(failureOf(answer(429)).isGeneral).toBe(true);
});
