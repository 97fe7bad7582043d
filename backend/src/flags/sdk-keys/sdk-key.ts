/** What an SDK brings to be served. The secret is shown once; its hash is kept. */
export interface SdkKey {
  readonly id: string;
  readonly organisationId: string;
  readonly workspaceId: string;
  readonly environmentId: string;
  readonly name: string;
  /** Client keys are public: what they open has names and texts hashed. */
  readonly kind: 'server' | 'client';
  /** The first characters of the key, to recognise it by. */
  readonly prefix: string;
  /** It opens flags with one of these; none = all. In order, each once. */
  readonly tags: readonly string[];
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

/** What keys begin with, so that secret scanners find a server key that leaked. */
export const sdkKeyPrefix = { server: 'assay_sk_', client: 'assay_ck_' } as const;

/** Channel of the database on which every delivering process hears that keys have changed. */
export const sdkKeyChannel = 'sdk_keys';
