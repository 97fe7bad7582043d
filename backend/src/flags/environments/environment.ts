/** Where a flag is published to, with its own on/off and allocations per flag. */
export interface Environment {
  readonly id: string;
  readonly organisationId: string;
  readonly workspaceId: string;
  readonly key: string;
  readonly name: string;
  readonly isProduction: boolean;
  /** Changes of what is on here wait until somebody else approves them. */
  readonly needsApproval: boolean;
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
  { key: 'production', name: 'Production', isProduction: true, needsApproval: false },
  { key: 'test', name: 'Test', isProduction: false, needsApproval: false },
] as const;
