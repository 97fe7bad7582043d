import type { AllocationInput, TargetingRule } from '@assay/api-contract';
import { Failure } from '../../kernel/index.js';

/** Rules with a name, to be used by many allocations. */
export interface Audience {
  readonly id: string;
  readonly organisationId: string;
  readonly workspaceId: string;
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly rules: readonly TargetingRule[];
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type AudienceRules = ReadonlyMap<string, readonly TargetingRule[]>;

/**
 * Allocations with the rules of their audiences written out, after their own. An audience that is unknown would let
 * everybody in where it is the only restriction, so it fails.
 */
export const inlineAudiences = (allocations: readonly AllocationInput[], known: AudienceRules): AllocationInput[] =>
  allocations.map((allocation) => {
    if (allocation.audiences.length === 0) return allocation;
    const added = allocation.audiences.flatMap((key) => {
      const rules = known.get(key);
      if (rules === undefined) throw new Failure('internal', `There is no audience "${key}".`, { audience: key });
      return rules;
    });
    return { ...allocation, audiences: [], rules: [...allocation.rules, ...added] };
  });

/** The same with one audience written out, the others still by name. */
export const inlineOne = (
  allocations: readonly AllocationInput[],
  { key, rules }: Pick<Audience, 'key' | 'rules'>,
): AllocationInput[] =>
  allocations.map((allocation) =>
    allocation.audiences.includes(key)
      ? {
          ...allocation,
          audiences: allocation.audiences.filter((one) => one !== key),
          rules: [...allocation.rules, ...rules],
        }
      : allocation,
  );
