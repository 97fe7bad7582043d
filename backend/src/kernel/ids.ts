import { randomBytes } from 'node:crypto';

// Crockford's base 32 in lower case: no i, l, o, u, so that an id can be read aloud and sorts as it was made.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * A new id: 10 characters of time in milliseconds, then 16 of chance (80 bits), lower case.
 * Ids made later sort later, which keeps indexes dense and lets lists page by id.
 *
 * @example newId('flg') // "flg_01jd3k5z7q8v4t2n9x0w6m1b5c"
 */
export function newId(prefix: string, at: Date = new Date(), random: (size: number) => Buffer = randomBytes): string {
  let time = at.getTime();
  let head = '';
  for (let index = 0; index < 10; index += 1) {
    head = alphabet.charAt(time % 32) + head;
    time = Math.floor(time / 32);
  }
  const tail = Array.from(random(16), (byte) => alphabet.charAt(byte % 32)).join('');
  return `${prefix}_${head}${tail}`;
}

/** What ids look like; used to refuse garbage before it reaches the database. */
export const idPattern = /^[a-z][a-z0-9]{0,11}_[0-9a-z]{6,40}$/;
