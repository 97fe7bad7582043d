import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromBase64, toBase64 } from '@assay/flag-evaluation';
import * as small from './small-text.js';

const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', 'größe', '🚀', '\ufeffmarked', '\ud800'));

it('writes and reads base64 as the other clients do', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const encoded = toBase64(text);

      expect(small.toBase64(text)).toBe(encoded);
      expect(small.fromBase64(encoded)).toBe(fromBase64(encoded));
      expect(small.fromBase64(encoded.replace(/=/g, ''))).toBe(fromBase64(encoded));
    }),
    { seed: 1, numRuns: 200 },
  );
});

it.each(['né', '%', '/w==', '7aCA'])('refuses %s, which is not base64 of UTF-8, as the other clients do', (text) => {
  expect(() => fromBase64(text)).toThrow();
  expect(() => small.fromBase64(text)).toThrow();
});
