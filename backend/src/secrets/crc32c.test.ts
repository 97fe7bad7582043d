import { expect, it } from '@jest/globals';
import { crc32c } from './crc32c.js';

/** RFC 3720, appendix B.4, read as big-endian numbers; and the check value of the catalogue of CRC algorithms. */
it.each([
  ['32 bytes of zeros', Buffer.alloc(32), 0x8a9136aa],
  ['32 bytes of ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
  ['32 rising bytes', Buffer.from(Array.from({ length: 32 }, (_, at) => at)), 0x46dd794e],
  ['32 falling bytes', Buffer.from(Array.from({ length: 32 }, (_, at) => 31 - at)), 0x113fdb5c],
  ['the digits from 1 to 9', Buffer.from('123456789'), 0xe3069283],
  ['nothing', Buffer.alloc(0), 0],
])('gives the published checksum of %s', (_, bytes, sum) => {
  expect(crc32c(bytes)).toBe(sum);
});
