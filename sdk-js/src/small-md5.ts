// Stands in for packages/flag-evaluation/src/md5/md5.ts in the browser bundles; see build.js. A tenth of its code: in a
// page a kilobyte costs more than a hash.
const turns = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

/** MD5 of a text's UTF-8 bytes (RFC 1321) as 32 lower-case hexadecimal digits. */
export const md5Hex = (text: string): string => {
  const bytes = [...new TextEncoder().encode(text), 128];
  const end = ((bytes.length + 7) >> 6) * 16 + 14;
  const words = Array<number>(end + 2).fill(0);
  bytes.forEach((byte, i) => (words[i >> 2]! |= byte << (8 * i)));
  words[end] = 8 * (bytes.length - 1);
  let state = [1732584193, -271733879, -1732584194, 271733878];
  for (let at = 0; at < end; at += 16) {
    let [a, b, c, d] = state as [number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const quarter = i >> 4;
      const turn = turns[quarter * 4 + (i & 3)]!;
      const sum =
        a +
        [d ^ (b & (c ^ d)), c ^ (d & (b ^ c)), b ^ c ^ d, c ^ (b | ~d)][quarter]! +
        words[at + ([i, 5 * i + 1, 3 * i + 5, 7 * i][quarter]! & 15)]! +
        ((Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0);
      [a, b, c, d] = [d, (b + ((sum << turn) | ((sum | 0) >>> -turn))) | 0, b, c];
    }
    state = [a, b, c, d].map((word, i) => (word + state[i]!) | 0);
  }
  const hex = (byte: number): string => ((byte & 255) | 256).toString(16).slice(1);
  return state.map((word) => hex(word) + hex(word >> 8) + hex(word >> 16) + hex(word >> 24)).join('');
};

/** The first four bytes of MD5(`salt` + "-" + `text`) as an unsigned number. */
export const md5Uint32 = (salt: string, text: string): number => parseInt(md5Hex(`${salt}-${text}`).slice(0, 8), 16);
