// Stands in for packages/flag-evaluation/src/md5/md5.ts in the browser bundles; see build.js. A tenth of its code: in a
// page a kilobyte costs more than a hash.

/** How far each step turns, four a quarter, in base 36. */
const turns = '7chm59ek4bgn6afl';

/** MD5 of a text's UTF-8 bytes (RFC 1321) as 32 lower-case hexadecimal digits. */
export const md5Hex = (text: string): string => {
  const given = new TextEncoder().encode(text);
  const words = new Int32Array(((given.length + 72) >> 6) << 4); // little-endian, as MD5 wants it and machines are
  new Uint8Array(words.buffer).set([...given, 128]);
  words[words.length - 2] = 8 * given.length;
  const state = Int32Array.of(1732584193, -271733879, -1732584194, 271733878);
  for (let at = 0; at < words.length; at += 16) {
    let [a, b, c, d] = state as unknown as [number, number, number, number];
    for (let i = 0; i < 64;) {
      const quarter = i >> 4;
      const turn = parseInt(turns[quarter * 4 + (i & 3)]!, 36);
      const sum =
        a +
        [(b & c) | (~b & d), (d & b) | (~d & c), b ^ c ^ d, c ^ (b | ~d)][quarter]! +
        words[at + ([i, 5 * i + 1, 3 * i + 5, 7 * i][quarter]! & 15)]! +
        ((Math.abs(Math.sin(++i)) * 2 ** 32) | 0);
      [a, b, c, d] = [d, (b + ((sum << turn) | ((sum | 0) >>> -turn))) | 0, b, c];
    }
    [a, b, c, d].forEach((word, i) => (state[i]! += word));
  }
  return new Uint8Array(state.buffer).reduce((hex, byte) => hex + (byte | 256).toString(16).slice(1), '');
};

/** The first four bytes of MD5(`salt` + "-" + `text`) as an unsigned number. */
export const md5Uint32 = (salt: string, text: string): number => parseInt(md5Hex(`${salt}-${text}`).slice(0, 8), 16);
