import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { md5Hex, md5Uint32 } from '@assay/flag-evaluation';
import * as small from './small-md5.js';

it.each([
  ...[0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 1000].map((length) => 'x'.repeat(length)),
  'größe',
  '🚀',
  'a\ud800b',
])('hashes %j as the unrolled one does', (text) => {
  expect(small.md5Hex(text)).toBe(md5Hex(text));
  expect(small.md5Uint32('salt', text)).toBe(md5Uint32('salt', text));
});

it('hashes any text as the unrolled one does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.string(), (text, salt) => {
      expect(small.md5Hex(text)).toBe(md5Hex(text));
      expect(small.md5Uint32(salt, text)).toBe(md5Uint32(salt, text));
    }),
    { numRuns: 300, seed: 8 },
  );
});
