import type { MetadataValues } from '@assay/api-contract';
import { inOrder } from '../sdk-keys/tag-set.js';
import { cleaned } from './metadata-field.js';

/** Who answers for a flag or an experiment, and what is known of it. */
export interface Ownership {
  /** In order, each once. */
  readonly tags: readonly string[];
  /** A person or a team; empty = nobody said. */
  readonly owner: string;
  /** Id of the team that owns it; null = none. */
  readonly teamId: string | null;
  /** By the key of a metadata field of the workspace. */
  readonly metadata: MetadataValues;
}

export const unowned: Ownership = { tags: [], owner: '', teamId: null, metadata: {} };

/** What a request says of it; absent = as it was. */
export interface OwnershipChange {
  readonly tags?: readonly string[] | undefined;
  readonly owner?: string | undefined;
  readonly teamId?: string | null | undefined;
  readonly metadata?: MetadataValues | undefined;
}

export const owned = (before: Ownership, { tags, owner, teamId, metadata }: OwnershipChange): Ownership => ({
  tags: tags === undefined ? before.tags : inOrder(tags),
  owner: owner ?? before.owner,
  teamId: teamId === undefined ? before.teamId : teamId,
  metadata: metadata === undefined ? before.metadata : cleaned(metadata),
});
