import { md5Words } from './digest.js';
import { md5Rounds } from './rounds.js';

const words = new Int32Array(16);
const state = new Int32Array(4);

const bigEndian = (word: number): number =>
  (((word & 255) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;

export { md5Hex } from './digest.js';

/**
 * The first four bytes of MD5(`salt` + "-" + `text`) as an unsigned number: what a subject's shard is taken from.
 * Short ASCII input, which is nearly all there is, is hashed in one block without allocating.
 */
export function md5Uint32(salt: string, text: string): number {
  const head = salt.length;
  const length = head + 1 + text.length;
  if (length > 55) return bigEndian(md5Words(`${salt}-${text}`)[0]!);
  let seen = 0;
  let word = 0;
  let at = 0;
  for (; at < head; at++) {
    const code = salt.charCodeAt(at);
    seen |= code;
    word |= code << ((at & 3) << 3);
    if ((at & 3) === 3) {
      words[at >> 2] = word;
      word = 0;
    }
  }
  word |= 45 << ((at & 3) << 3);
  if ((at & 3) === 3) {
    words[at >> 2] = word;
    word = 0;
  }
  at++;
  for (let i = 0; at < length; at++, i++) {
    const code = text.charCodeAt(i);
    seen |= code;
    word |= code << ((at & 3) << 3);
    if ((at & 3) === 3) {
      words[at >> 2] = word;
      word = 0;
    }
  }
  if (seen > 127) return bigEndian(md5Words(`${salt}-${text}`)[0]!);
  words[at >> 2] = word | (128 << ((at & 3) << 3));
  for (at = (at >> 2) + 1; at < 14; at++) words[at] = 0;
  words[14] = length << 3;
  state[0] = 0x67452301;
  state[1] = 0xefcdab89 | 0;
  state[2] = 0x98badcfe | 0;
  state[3] = 0x10325476;
  md5Rounds(state, words);
  return bigEndian(state[0]!);
}
