import { createHash, timingSafeEqual } from 'node:crypto';

/** Injection token of the word by which processes of one installation know each other. */
export const INTERNAL_TOKEN = Symbol('internal token');

/** Whether an Authorization header carries the token; takes the same time for every wrong one. */
export function carriesToken(header: string | undefined, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));
}
