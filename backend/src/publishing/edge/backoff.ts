const first = 1_000;
const longest = 300_000;

/**
 * Milliseconds to wait before attempt number `attempts + 1`: doubling from one second to five minutes, less up to half.
 * @param chance between 0 and 1: keeps processes that failed together from returning together.
 */
export const backoff = (attempts: number, chance: number): number =>
  Math.round(Math.min(first * 2 ** Math.max(0, attempts - 1), longest) * (1 - chance / 2));
