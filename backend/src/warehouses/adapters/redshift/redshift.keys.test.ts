import { expect, it } from '@jest/globals';
import { awsKeysOf } from './redshift.keys.js';

const secretAccessKey = 'canary/K7MDENG+bPxRfiCYEXAMPLEKEY';

it('reads a pair of keys, and needs none', () => {
  expect(awsKeysOf(` AKIAIOSFODNN7EXAMPLE:${secretAccessKey}\n`)).toEqual({
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey,
  });
  expect(awsKeysOf(null)).toBeNull();
});

it.each([secretAccessKey, `:${secretAccessKey}`, `AKIAIOSFODNN7EXAMPLE ${secretAccessKey}`, 'AKIAIOSFODNN7EXAMPLE:'])(
  'refuses another form and repeats nothing of it: %s',
  (secret) => {
    const ask = (): unknown => awsKeysOf(secret);

    expect(ask).toThrow('pair of AWS keys');
    expect(ask).not.toThrow('canary');
  },
);
