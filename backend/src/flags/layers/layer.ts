import type { AllocationInput } from '@assay/api-contract';

/** A partition of all subjects, by a salt of its own. */
export interface Layer {
  readonly id: string;
  readonly organisationId: string;
  readonly workspaceId: string;
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** An allocation with the flag it belongs to. */
export interface Placed {
  readonly flag: string;
  readonly allocation: AllocationInput;
}

/** An allocation whose end is past takes no part any more: it lets nobody in. */
export const isOver = ({ endAt }: AllocationInput, now: Date): boolean =>
  endAt !== null && Date.parse(endAt) <= now.getTime();

/** The first of others whose part of the same layer overlaps; null when there is none. */
export function overlapOf({ layer }: AllocationInput, others: readonly Placed[]): Placed | null {
  if (layer === null) return null;
  const overlaps = ({ allocation: { layer: other } }: Placed): boolean =>
    other !== null && other.key === layer.key && other.start < layer.end && layer.start < other.end;
  return others.find(overlaps) ?? null;
}
