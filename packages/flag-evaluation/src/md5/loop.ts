const rotations = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

/** One 64-byte block of MD5 (RFC 1321, section 3.4) as a loop: a fifth of the size of the written-out rounds. */
export function md5Loop(state: Int32Array, words: Int32Array): void {
  let [a, b, c, d] = state as unknown as [number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const quarter = i >> 4;
    const mix =
      quarter === 0 ? d ^ (b & (c ^ d)) : quarter === 1 ? c ^ (d & (b ^ c)) : quarter === 2 ? b ^ c ^ d : c ^ (b | ~d);
    const word = quarter === 0 ? i : quarter === 1 ? 5 * i + 1 : quarter === 2 ? 3 * i + 5 : 7 * i;
    const sum = (a + mix + words[word & 15]! + Math.floor(Math.abs(Math.sin(i + 1)) * 4294967296)) | 0;
    const turn = rotations[(quarter << 2) | (i & 3)]!;
    a = d;
    d = c;
    c = b;
    b = (b + ((sum << turn) | (sum >>> (32 - turn)))) | 0;
  }
  state[0] = state[0]! + a;
  state[1] = state[1]! + b;
  state[2] = state[2]! + c;
  state[3] = state[3]! + d;
}
