import type { AllocationInput, FlagType, FlagVariation } from '@assay/api-contract';
import { owned, type Ownership, type OwnershipChange } from './metadata/ownership.js';

/** What one environment does with a flag. */
export interface FlagEnvironment {
  /** Id of the environment. */
  readonly environmentId: string;
  /** Key of the environment. */
  readonly environment: string;
  readonly isEnabled: boolean;
  readonly allocations: readonly AllocationInput[];
  /** The flag's version at which this environment last changed. */
  readonly version: number;
  readonly updatedAt: Date;
}

/** A flag in all environments of its workspace. Each change of any of them raises `version` by one. */
export interface Flag extends Ownership {
  readonly id: string;
  readonly organisationId: string;
  readonly workspaceId: string;
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly type: FlagType;
  readonly variations: readonly FlagVariation[];
  readonly archivedAt: Date | null;
  readonly environments: readonly FlagEnvironment[];
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface FlagDefinition extends OwnershipChange {
  readonly name: string;
  readonly description: string;
  readonly variations: readonly FlagVariation[];
}

/** What people see of a flag has changed: its name, description or variations. */
export const redefine = (flag: Flag, change: FlagDefinition, at: Date): Flag => ({
  ...flag,
  name: change.name,
  description: change.description,
  variations: change.variations,
  ...owned(flag, change),
  version: flag.version + 1,
  updatedAt: at,
});

/** One environment has changed; the others keep their version, so that edits of two environments do not collide. */
export function setEnvironment(
  flag: Flag,
  environmentId: string,
  change: Pick<FlagEnvironment, 'isEnabled' | 'allocations'>,
  at: Date,
): Flag {
  const version = flag.version + 1;
  return {
    ...flag,
    version,
    updatedAt: at,
    environments: flag.environments.map((one) =>
      one.environmentId === environmentId ? { ...one, ...change, version, updatedAt: at } : one,
    ),
  };
}

/** Out of use for good: off everywhere, and its key is never given away again. */
export const archive = (flag: Flag, at: Date): Flag => ({
  ...flag,
  archivedAt: at,
  version: flag.version + 1,
  updatedAt: at,
});

/** Says in a few words what differs between two states of an environment. */
export function describeChange(before: FlagEnvironment, after: FlagEnvironment): string {
  const parts: string[] = [];
  if (before.isEnabled !== after.isEnabled) parts.push(after.isEnabled ? 'turned on' : 'turned off');
  const keysBefore = before.allocations.map((one) => one.key);
  const keysAfter = after.allocations.map((one) => one.key);
  const added = keysAfter.filter((key) => !keysBefore.includes(key));
  const removed = keysBefore.filter((key) => !keysAfter.includes(key));
  const changed = after.allocations.filter((one) => {
    const old = before.allocations.find(({ key }) => key === one.key);
    return old !== undefined && JSON.stringify(old) !== JSON.stringify(one);
  });
  if (added.length > 0) parts.push(`added ${added.join(', ')}`);
  if (removed.length > 0) parts.push(`removed ${removed.join(', ')}`);
  if (changed.length > 0) parts.push(`changed ${changed.map((one) => one.key).join(', ')}`);
  const kept = keysAfter.filter((key) => keysBefore.includes(key));
  if (kept.join('\n') !== keysBefore.filter((key) => keysAfter.includes(key)).join('\n')) parts.push('reordered');
  return `${after.environment}: ${parts.length > 0 ? parts.join('; ') : 'saved without a change'}`;
}
