import { createHash } from 'node:crypto';
import { Failure } from './errors.js';

/** What a key stands for: the same key with another digest is a mistake of the caller. */
export interface IdempotentRequest {
  readonly key: string;
  /** SHA-256 of method, address and body. */
  readonly digest: string;
}

const keyPattern = /^[\x21-\x7e]{1,200}$/;

/** Reads an Idempotency-Key header; null when there is none. */
export function idempotentRequest(
  header: string | undefined,
  method: string,
  url: string,
  body: unknown,
): IdempotentRequest | null {
  if (header === undefined) return null;
  if (!keyPattern.test(header)) {
    throw new Failure('invalid_input', 'Idempotency-Key: use 1 to 200 visible ASCII characters, for example a UUID.', {
      field: 'Idempotency-Key',
    });
  }
  const text = JSON.stringify([method, url, body ?? null]);
  return { key: header, digest: createHash('sha256').update(text).digest('hex') };
}

/** Refuses a key that was used before for something else. */
export function expectSameRequest(stored: string, digest: string): void {
  if (stored === digest) return;
  throw new Failure('conflict', 'This Idempotency-Key was used for another request. Send a new key.', {
    field: 'Idempotency-Key',
  });
}
