/** First 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const constants = fractions(64, 1 / 3);
const initial = fractions(8, 1 / 2);

/**
 * SHA-256 of a text (UTF-8), in lower-case hexadecimal. Own code: the package knows no platform, and the two platforms'
 * own functions are asynchronous in one and absent in the other.
 *
 * Source:  FIPS 180-4 (2015), sections 4.1.2, 5.1.1 and 6.2.
 * Oracle:  the examples of the standard, in sha256.test.ts.
 * Domain:  texts shorter than 2²⁹ bytes.
 */
export function sha256(text: string): string {
  const bytes = utf8(text);
  const words = pad(bytes);
  const hash = Int32Array.from(initial);
  const schedule = new Int32Array(64);
  for (let block = 0; block < words.length; block += 16) {
    for (let t = 0; t < 16; t += 1) schedule[t] = words[block + t] ?? 0;
    for (let t = 16; t < 64; t += 1) {
      const [a, b] = [schedule[t - 15] ?? 0, schedule[t - 2] ?? 0];
      const s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3);
      const s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10);
      schedule[t] = ((schedule[t - 16] ?? 0) + s0 + (schedule[t - 7] ?? 0) + s1) | 0;
    }
    compress(hash, schedule);
  }
  return Array.from(hash, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

function compress(hash: Int32Array, schedule: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
  for (let t = 0; t < 64; t += 1) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const first = (h + s1 + ((e & f) ^ (~e & g)) + (constants[t] ?? 0) + (schedule[t] ?? 0)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => (hash[index] = ((hash[index] ?? 0) + word) | 0));
}

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

function pad(bytes: readonly number[]): Int32Array {
  const words = new Int32Array(16 * (((bytes.length + 8) >> 6) + 1));
  bytes.forEach((byte, index) => (words[index >> 2] = (words[index >> 2] ?? 0) | (byte << (24 - 8 * (index % 4)))));
  const end = bytes.length;
  words[end >> 2] = (words[end >> 2] ?? 0) | (0x80 << (24 - 8 * (end % 4)));
  words[words.length - 1] = end * 8;
  return words;
}

function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}

function fractions(count: number, power: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate += 1) {
    if (![...Array(candidate).keys()].slice(2).every((divisor) => candidate % divisor !== 0)) continue;
    found.push(((candidate ** power % 1) * 4294967296) | 0);
  }
  return found;
}
