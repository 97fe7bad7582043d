import { Failure } from '../../kernel/index.js';

/** A key that signs, signed or will sign an organisation's rulesets. The private half is in the secret store. */
export interface StoredSigningKey {
  readonly kid: string;
  readonly organisationId: string;
  /** SPKI, base64. */
  readonly publicKey: string;
  /** Version of the secret that holds the private half. */
  readonly secretVersion: string;
  readonly createdAt: Date;
  /** When it began to sign; null while it waits. */
  readonly activatedAt: Date | null;
  readonly retiredAt: Date | null;
}

export type SigningKeyStatus = 'waiting' | 'signing' | 'accepted' | 'retired';

/** The key that signs: the one that was activated last. */
export const findSigning = (keys: readonly StoredSigningKey[]): StoredSigningKey | null =>
  keys
    .filter((key) => key.retiredAt === null && key.activatedAt !== null)
    .toSorted((a, b) => b.activatedAt!.getTime() - a.activatedAt!.getTime())[0] ?? null;

export function statusOf(key: StoredSigningKey, keys: readonly StoredSigningKey[]): SigningKeyStatus {
  if (key.retiredAt !== null) return 'retired';
  if (key.activatedAt === null) return 'waiting';
  return findSigning(keys)?.kid === key.kid ? 'signing' : 'accepted';
}

/** Refuses what would leave clients without a key they know. */
export function expectActivatable(status: SigningKeyStatus, kid: string): void {
  if (status === 'waiting' || status === 'signing') return;
  const why = status === 'retired' ? 'is retired' : 'has signed before and was replaced';
  throw new Failure('conflict', `The key "${kid}" ${why}. Make a new key and activate that.`, { kid, status });
}

export function expectRetirable(status: SigningKeyStatus, kid: string): void {
  if (status !== 'signing') return;
  throw new Failure('conflict', `The key "${kid}" signs now. Activate another key first, then retire this one.`, {
    kid,
    status,
  });
}
