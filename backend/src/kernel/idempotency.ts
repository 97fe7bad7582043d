import { createHmac } from 'node:crypto';
import { Failure } from './errors.js';

/** What a key stands for: the same key with another digest is a mistake of the caller. */
export interface IdempotentRequest {
  readonly key: string;
  /** HMAC of method, address and body: a body may hold a credential, which must not be guessed from what is kept. */
  readonly digest: string;
}

const keyPattern = /^[\x21-\x7e]{1,200}$/;

/** Reads an Idempotency-Key header; null when there is none. `secret` keys the digest. */
export function idempotentRequest(
  header: string | undefined,
  { method, url, body }: { readonly method: string; readonly url: string; readonly body?: unknown },
  secret: string,
): IdempotentRequest | null {
  if (header === undefined) return null;
  if (!keyPattern.test(header)) {
    throw new Failure('invalid_input', 'Idempotency-Key: use 1 to 200 visible ASCII characters, for example a UUID.', {
      field: 'Idempotency-Key',
    });
  }
  const text = JSON.stringify([method, url, body ?? null]);
  return { key: header, digest: createHmac('sha256', secret).update(text).digest('hex') };
}

/** Refuses a key that was used before for something else. */
export function expectSameRequest(stored: string, digest: string): void {
  if (stored === digest) return;
  throw new Failure('conflict', 'This Idempotency-Key was used for another request. Send a new key.', {
    field: 'Idempotency-Key',
  });
}
