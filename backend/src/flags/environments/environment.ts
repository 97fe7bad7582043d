/** Where a flag is published to, with its own on/off and allocations per flag. */
export interface Environment {
  readonly id: string;
  readonly organisationId: string;
  readonly workspaceId: string;
  readonly key: string;
  readonly name: string;
  readonly isProduction: boolean;
  /** The newest ruleset; null before the first. */
  readonly published: Published | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface Published {
  readonly version: number;
  /** SHA-256 of the ruleset's bytes. */
  readonly digest: string;
  readonly at: string;
  /** Number of flags in it. */
  readonly flags: number;
}

/** What every workspace begins with. */
export const firstEnvironments = [
  { key: 'production', name: 'Production', isProduction: true },
  { key: 'test', name: 'Test', isProduction: false },
] as const;
