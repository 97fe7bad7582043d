import { md5Rounds } from './rounds.js';
import { utf8 } from '../text.js';

const words = new Int32Array(16);
const state = new Int32Array(4);

export const startState = (): void => {
  state[0] = 0x67452301;
  state[1] = 0xefcdab89 | 0;
  state[2] = 0x98badcfe | 0;
  state[3] = 0x10325476;
};

/** MD5 of a text's UTF-8 bytes (RFC 1321). The returned four words are overwritten by the next call. */
export function md5Words(text: string): Int32Array {
  startState();
  const bytes = utf8(text);
  const length = bytes.length;
  const blocks = ((length + 8) >> 6) + 1;
  for (let i = 0, at = 0; i < blocks; i++) {
    words.fill(0);
    for (let j = 0; j < 64; j++, at++) {
      const byte = at < length ? bytes[at]! : at === length ? 128 : 0;
      words[j >> 2] = words[j >> 2]! | (byte << ((j & 3) << 3));
    }
    if (i === blocks - 1) {
      words[14] = length << 3;
      words[15] = length >>> 29;
    }
    md5Rounds(state, words);
  }
  return state;
}

/** MD5 as 32 lower-case hexadecimal digits. */
export function md5Hex(text: string): string {
  let hex = '';
  for (const word of md5Words(text)) {
    for (let shift = 0; shift < 32; shift += 8) hex += ((word >>> shift) & 255).toString(16).padStart(2, '0');
  }
  return hex;
}
