import { expect, it } from '@jest/globals';
import { fromBase64, toBase64, utf8 } from './text.js';

const texts = ['', 'a', 'ab', 'abc', 'größe', '用户', '🚀', ' \n"', 'ÿ\u0000'];

it.each(texts)('writes and reads base64 of %j as Node does', (text) => {
  const encoded = Buffer.from(text, 'utf8').toString('base64');

  expect(toBase64(text)).toBe(encoded);
  expect(fromBase64(encoded)).toBe(text);
  expect(utf8(text)).toEqual([...Buffer.from(text, 'utf8')]);
});

it('reads the URL alphabet and missing padding', () => {
  expect(fromBase64(Buffer.from('~~~???>>').toString('base64url'))).toBe('~~~???>>');
});

it.each(['%%%', 'a b', '/w=='])('refuses what is not base64 of UTF-8: %j', (text) => {
  expect(() => fromBase64(text)).toThrow(RangeError);
});
