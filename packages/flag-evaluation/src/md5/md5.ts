import { md5HexWith, md5Words } from './digest.js';
import { md5Rounds } from './rounds.js';

const words = new Int32Array(16);
const state = new Int32Array(4);

const bigEndian = (word: number): number =>
  (((word & 255) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;

/** MD5 of a text's UTF-8 bytes as 32 lower-case hexadecimal digits. */
export const md5Hex = (text: string): string => md5HexWith(text, md5Rounds);

/**
 * The first four bytes of MD5(`salt` + "-" + `text`) as an unsigned number: what a subject's shard is taken from.
 * Short ASCII input, which is nearly all there is, is hashed in one block without allocating.
 */
export function md5Uint32(salt: string, text: string): number {
  const head = salt.length;
  const length = head + 1 + text.length;
  if (length > 55) return bigEndian(md5Words(`${salt}-${text}`, md5Rounds)[0]!);
  words.fill(0);
  let seen = 0;
  for (let i = 0; i < head; i++) {
    const code = salt.charCodeAt(i);
    seen |= code;
    words[i >> 2]! |= code << ((i & 3) << 3);
  }
  words[head >> 2]! |= 45 << ((head & 3) << 3);
  for (let i = head + 1, j = 0; i < length; i++, j++) {
    const code = text.charCodeAt(j);
    seen |= code;
    words[i >> 2]! |= code << ((i & 3) << 3);
  }
  if (seen > 127) return bigEndian(md5Words(`${salt}-${text}`, md5Rounds)[0]!);
  words[length >> 2]! |= 128 << ((length & 3) << 3);
  words[14] = length << 3;
  state[0] = 0x67452301;
  state[1] = 0xefcdab89 | 0;
  state[2] = 0x98badcfe | 0;
  state[3] = 0x10325476;
  md5Rounds(state, words);
  return bigEndian(state[0]!);
}
