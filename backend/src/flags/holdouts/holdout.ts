import type { AllocationInput, FlagChange } from '@assay/api-contract';
import { Failure } from '../../kernel/index.js';
import type { Flag } from '../flag.js';
import { isOver } from '../layers/layer.js';

/** Subjects who are kept out of the experiments of an environment, by a salt of its own. */
export interface Holdout {
  readonly id: string;
  readonly organisationId: string;
  readonly workspaceId: string;
  readonly environmentId: string;
  readonly key: string;
  readonly name: string;
  readonly description: string;
  /** Of all subjects, 0–0.5, both halves together. */
  readonly share: number;
  /** Keys of the flags whose experiments are in; null = all. */
  readonly flags: readonly string[] | null;
  readonly until: Date | null;
  readonly endAt: Date | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What of a holdout goes into a ruleset. */
export type HoldoutShare = Pick<Holdout, 'key' | 'share' | 'endAt'>;

/** An allocation with the holdout that it names. */
export type PublishedAllocation = AllocationInput & { readonly heldOut?: HoldoutShare };

const isBefore = (now: Date, instant: Date | null): boolean => instant === null || now < instant;

/** Whether an experiment that is made now joins it. */
export const isJoined = ({ until, endAt }: Pick<Holdout, 'until' | 'endAt'>, now: Date): boolean =>
  isBefore(now, until) && isBefore(now, endAt);

const reaches = ({ flags }: Pick<Holdout, 'flags'>, flag: string): boolean => flags === null || flags.includes(flag);

/** Whether one flag could be in both: then who is held out of what would depend on which came first. */
export const meets = (one: Pick<Holdout, 'flags'>, other: Pick<Holdout, 'flags'>): boolean =>
  one.flags === null || other.flags === null || one.flags.some((flag) => reaches(other, flag));

/** Allocations with what their holdouts hold. One that is unknown would let held-out subjects in, so it fails. */
export const withHoldouts = (
  allocations: readonly AllocationInput[],
  known: ReadonlyMap<string, HoldoutShare>,
): PublishedAllocation[] =>
  allocations.map((allocation) => {
    const { holdout } = allocation;
    if (holdout === null) return allocation;
    const heldOut = known.get(holdout.key);
    if (!heldOut) throw new Failure('internal', `There is no holdout "${holdout.key}".`, { holdout: holdout.key });
    return { ...allocation, heldOut };
  });

/** What everybody gets whom no other allocation takes: the variation of a last one that is open to all. */
const statusQuoOf = (allocations: readonly AllocationInput[]): string | null => {
  const last = allocations.at(-1);
  return last?.kind === 'default' ? (last.splits[0]?.variationKey ?? null) : null;
};

/**
 * The change, in which experiments that are new join the holdout that reaches them and is joined now. Without a
 * default it is unknown what held-out subjects keep: the key is left empty, and the check asks for a default.
 */
export function joined(
  flag: Flag,
  change: FlagChange,
  holdouts: ReadonlyMap<string, readonly Holdout[]>,
  now: Date,
): FlagChange {
  if (change.environments === undefined) return change;
  const environments = Object.entries(change.environments).map(([environment, own]) => {
    const holdout = (holdouts.get(environment) ?? []).find((one) => reaches(one, flag.key) && isJoined(one, now));
    if (holdout === undefined) return [environment, own] as const;
    const before = flag.environments.find((one) => one.environment === environment)?.allocations ?? [];
    const isNew = (one: AllocationInput): boolean =>
      one.kind === 'experiment' &&
      one.holdout === null &&
      one.switchback === null &&
      !isOver(one, now) &&
      !before.some(({ key, kind }) => key === one.key && kind === 'experiment');
    const part = { key: holdout.key, statusQuo: statusQuoOf(own.allocations) ?? '' };
    const allocations = own.allocations.map((one) => (isNew(one) ? { ...one, holdout: part } : one));
    return [environment, { ...own, allocations }] as const;
  });
  return { ...change, environments: Object.fromEntries(environments) };
}
