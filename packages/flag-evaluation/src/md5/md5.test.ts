import { expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { md5Hex, md5Uint32 } from './md5.js';

const texts = [
  '',
  'a',
  'abc',
  'message digest',
  ...[54, 55, 56, 57, 63, 64, 65, 119, 120, 1000].map((length) => 'x'.repeat(length)),
  'größe',
  'пользователь-42',
  '用户',
  '🚀 to the moon',
  'é'.repeat(28),
];

it.each([
  ['', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['a', '0cc175b9c0f1b6a831c399e269772661'],
  ['abc', '900150983cd24fb0d6963f7d28e17f72'],
  [
    '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
    '57edf4a22be3c955ac49da2e2107b67a',
  ],
])('answers the vectors of RFC 1321: %j', (text, hex) => {
  expect(md5Hex(text)).toBe(hex);
});

it.each(texts)('agrees with an independent MD5 on %j', (text) => {
  const digest = createHash('md5').update(text, 'utf8').digest();

  expect(md5Hex(text)).toBe(digest.toString('hex'));
});

it.each(texts)('hashes a salt and %j joined by a dash', (text) => {
  for (const salt of ['', 's', 'größe', 'split-new-onboarding', 'x'.repeat(60)]) {
    const digest = createHash('md5').update(`${salt}-${text}`, 'utf8').digest();

    expect(md5Uint32(salt, text)).toBe(digest.readUInt32BE(0));
  }
});

it('hashes a lone surrogate as the replacement character, as encoders write it', () => {
  expect(md5Hex('a\ud800b')).toBe(createHash('md5').update('a\ufffdb').digest('hex'));
});
