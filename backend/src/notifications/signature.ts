import { createHmac, randomBytes } from 'node:crypto';

/** A key as Standard Webhooks writes it: 32 bytes in base64 behind `whsec_`. */
export const newSigningKey = (): string => `whsec_${randomBytes(32).toString('base64')}`;

interface Signed {
  readonly id: string;
  readonly at: Date;
  readonly body: string;
}

/**
 * The headers by which a receiver knows who sent a message, that it is whole and that it is new.
 * HMAC-SHA256 over `id.timestamp.body`, one signature per key, so that a receiver may change to a new key at its leisure.
 *
 * @see https://www.standardwebhooks.com
 */
export function signatureHeaders({ id, at, body }: Signed, keys: readonly string[]): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signatures = keys.map((key) => {
    const secret = Buffer.from(key.replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    ...(signatures.length > 0 && { 'webhook-signature': signatures.join(' ') }),
  };
}
