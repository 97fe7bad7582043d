import { describe, expect, it } from '@jest/globals';
import { problem } from '@assay/api-contract';
import { Failure, type FailureCode, httpStatusOf, invalid } from './errors.js';
import { failureOf, problemOf } from './problem.js';
import { invalidInput } from './validation.js';

it.each(Object.keys(httpStatusOf) as FailureCode[])('makes a document of the contract’s shape for %s', (code) => {
  const document = problemOf(new Failure(code, 'What to do.', { field: 'x', count: 2 }), 'req_1');

  expect(problem.parse(document)).toEqual(document);
  expect(document).toMatchObject({ code, status: httpStatusOf[code], detail: 'What to do.' });
});

it('names each wrong field with its path', () => {
  const failure = invalidInput([
    { path: ['allocations', 0, { key: 'weight' }], message: 'Use a number.' },
    { path: [], message: 'Something else.' },
  ]);

  expect(failure.message).toBe('allocations.0.weight: Use a number. And 1 more.');
  expect(failure.errors).toEqual([
    { path: 'allocations.0.weight', message: 'Use a number.' },
    { path: '', message: 'Something else.' },
  ]);
  expect(invalid('name', 'Give a name.')).toMatchObject({ code: 'invalid_input', facts: { field: 'name' } });
});

describe('given something thrown that is no failure of ours', () => {
  it('says nothing of its insides', () => {
    const failure = failureOf(new Error('invalid input syntax for type integer: "canary"'));

    expect(failure.code).toBe('internal');
    expect(JSON.stringify(problemOf(failure, 'req_1'))).not.toContain('canary');
  });

  it.each([
    ['57P01', 'unavailable'],
    ['ECONNREFUSED', 'unavailable'],
    ['53300', 'unavailable'],
    ['23505', 'internal'],
  ])('takes the code %s for %s', (code, expected) => {
    expect(failureOf(Object.assign(new Error('x'), { code })).code).toBe(expected);
  });

  it.each([undefined, null, 'text', 7, {}])('takes %j for internal', (thrown) => {
    expect(failureOf(thrown).code).toBe('internal');
  });
});
