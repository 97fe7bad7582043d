import { md5Hex } from '@assay/flag-evaluation';

const encoder = new TextEncoder();

export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);

export function hexOf(buffer: ArrayBuffer): string {
  let text = '';
  for (const byte of new Uint8Array(buffer)) text += byte < 16 ? `0${byte.toString(16)}` : byte.toString(16);
  return text;
}

const printable = /^[ -~]*$/;

/** Base64 of a text's UTF-8 bytes by the platform's own function, which takes one character for one byte. */
export function toBase64(text: string): string {
  if (printable.test(text)) return btoa(text);
  let binary = '';
  for (const byte of bytesOf(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

export function numberOr(text: string | null, fallback: number): number {
  const number = text === null ? NaN : Number(text);
  return Number.isFinite(number) && number >= 0 ? number : fallback;
}

const platformMd5 = (text: string): Promise<ArrayBuffer> => crypto.subtle.digest('MD5', bytesOf(text));

let known: typeof platformMd5 | null | undefined;

/**
 * MD5 by the platform, several times as fast as interpreted JavaScript; null where it has none. It is no part of the
 * web's cryptography, so it is tried before it is trusted.
 */
export async function findMd5(): Promise<typeof platformMd5 | null> {
  if (known === undefined) {
    const digest = await platformMd5('probe').catch(() => new ArrayBuffer(0));
    known = hexOf(digest) === md5Hex('probe') ? platformMd5 : null;
  }
  return known;
}
