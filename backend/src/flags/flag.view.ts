import { type FlagChange, type FlagVersion, type FlagView, flagView } from '@assay/api-contract';
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
  tags: [...flag.tags],
  owner: flag.owner,
  teamId: flag.teamId,
  metadata: flag.metadata,
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

/** The change that makes of a flag what it was: in some environments, and as a whole with its variations. */
export function changeTo(content: unknown, environments: readonly string[], isWhole: boolean): FlagChange {
  const { name, description, variations, tags, owner, environments: then } = flagView.parse(content);
  const wanted = then.filter((one) => environments.includes(one.environment));
  return {
    ...(isWhole && { definition: { name, description, variations, tags, owner } }),
    environments: Object.fromEntries(
      wanted.map(({ environment, isEnabled, allocations }) => [environment, { isEnabled, allocations }]),
    ),
  };
}
