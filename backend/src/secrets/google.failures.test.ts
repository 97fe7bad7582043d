import { expect, it } from '@jest/globals';
import type { FailureCode } from '../kernel/index.js';
import { googleFailure } from './google.failures.js';

const cases: readonly (readonly [status: number | undefined, message: string, code: FailureCode])[] = [
  [5, 'Secret [x] not found.', 'not_found'],
  [404, 'Secret [x] not found.', 'not_found'],
  [9, 'Secret Version [x] is in DESTROYED state.', 'gone'],
  [9, 'Secret Version [x] is in DISABLED state.', 'unavailable'],
  [9, 'something else', 'upstream_failed'],
  [7, 'Permission denied', 'upstream_failed'],
  [16, 'Request had invalid authentication credentials', 'upstream_failed'],
  [8, 'Quota exceeded', 'unavailable'],
  [4, 'Deadline exceeded', 'unavailable'],
  [14, 'No connection established', 'unavailable'],
  [undefined, 'something new', 'upstream_failed'],
];

it.each(cases)('reads status %s “%s” as %s', (status, message, code) => {
  expect(googleFailure(Object.assign(new Error(message), { code: status })).code).toBe(code);
});
