import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const nonceSize = 12;
const tagSize = 16;

/**
 * Encrypts with AES-256-GCM: nonce (12 bytes, random), then ciphertext, then tag (16 bytes).
 * `about` is bound to it and must be the same when it is opened. Source: NIST SP 800-38D, sections 7.1 and 8.2.2.
 */
export function seal(key: Buffer, about: string, text: string): Buffer {
  const nonce = randomBytes(nonceSize);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagSize });
  cipher.setAAD(Buffer.from(about));
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** The text, or null if the bytes were altered, belong to something else or were sealed with another key. */
export function unseal(key: Buffer, about: string, sealed: Buffer): string | null {
  if (sealed.length < nonceSize + tagSize) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceSize), { authTagLength: tagSize });
  decipher.setAAD(Buffer.from(about));
  decipher.setAuthTag(sealed.subarray(-tagSize));
  try {
    const text = decipher.update(sealed.subarray(nonceSize, -tagSize));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
