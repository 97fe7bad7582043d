import type { Role } from '@assay/api-contract';

/** A credential for programs. The secret is shown once; its hash is kept. */
export interface ApiKey {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  /** The first characters of the key, to recognise it by. */
  readonly prefix: string;
  readonly role: Exclude<Role, 'owner'>;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** What every API key begins with, so that secret scanners find one that leaked. */
export const apiKeyPrefix = 'assay_ak_';

export const isApiKey = (text: string): boolean => text.startsWith(apiKeyPrefix);

/** Why a key does not let in, or null if it does. */
export function refusalOf(key: Pick<ApiKey, 'expiresAt' | 'revokedAt'>, now: Date): 'revoked' | 'expired' | null {
  if (key.revokedAt !== null) return 'revoked';
  return key.expiresAt !== null && now >= key.expiresAt ? 'expired' : null;
}
