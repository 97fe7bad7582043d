import type { FlagVersion, FlagView } from '@assay/api-contract';
import type { Flag } from './flag.js';
import type { FlagVersionRecord } from './flag.store.js';

/** A flag as the console and the API show it; also what its history keeps. */
export const flagViewOf = (flag: Flag): FlagView => ({
  id: flag.id,
  key: flag.key,
  name: flag.name,
  description: flag.description,
  type: flag.type,
  variations: [...flag.variations],
  archivedAt: flag.archivedAt?.toISOString() ?? null,
  environments: flag.environments.map(({ environment, isEnabled, allocations, version, updatedAt }) => ({
    environment,
    isEnabled,
    allocations: [...allocations],
    version,
    updatedAt: updatedAt.toISOString(),
  })),
  version: flag.version,
  createdAt: flag.createdAt.toISOString(),
  updatedAt: flag.updatedAt.toISOString(),
});

export const versionViewOf = ({ version, at, by, change, content }: FlagVersionRecord): FlagVersion => ({
  version,
  at: at.toISOString(),
  by,
  change,
  flag: content,
});
