import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 192 bits of chance, URL-safe. */
export const randomSecret = (bytes = 24): string => randomBytes(bytes).toString('base64url');

/** What is stored of a secret with at least 128 bits of chance. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const signatureOf = (text: string, key: string): string => createHmac('sha256', key).update(text).digest('base64url');

/** `text.signature`; what was not signed with this key is refused before the database is asked. */
export const sign = (text: string, key: string): string => `${text}.${signatureOf(text, key)}`;

/** The text of a signed value, or null if it was not signed with this key. */
export function unsign(signed: string, key: string): string | null {
  const dot = signed.lastIndexOf('.');
  if (dot <= 0) return null;
  const text = signed.slice(0, dot);
  const given = Buffer.from(signed.slice(dot + 1));
  const right = Buffer.from(signatureOf(text, key));
  return given.length === right.length && timingSafeEqual(given, right) ? text : null;
}
