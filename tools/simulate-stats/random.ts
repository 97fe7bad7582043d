/** Numbers in [0, 1) and standard normal ones, from one seed. */
export interface Chance {
  readonly uniform: () => number;
  readonly normal: () => number;
}

/**
 * sfc32: a small fast generator with a period of about 2¹²⁷, far beyond what a simulation draws.
 * Source: C. Doty-Humphrey, PractRand (2010, public domain).
 */
export function chanceFrom(seed: number): Chance {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, seed | 0, 1];
  const next = (): number => {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return t >>> 0;
  };
  for (let warm = 0; warm < 16; warm += 1) next();
  const uniform = (): number => next() / 4294967296;
  let spare: number | null = null;
  /** Polar method: Marsaglia & Bray (1964). */
  const normal = (): number => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const s = x * x + y * y;
      if (s > 0 && s < 1) {
        const scale = Math.sqrt((-2 * Math.log(s)) / s);
        spare = y * scale;
        return x * scale;
      }
    }
  };
  return { uniform, normal };
}
