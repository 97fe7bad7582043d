import type { AllocationInput } from '@assay/api-contract';
import type { FieldError } from '../../kernel/index.js';
import type { Holdout } from '../holdouts/holdout.js';
import { isOver, overlapOf, type Placed } from '../layers/layer.js';

/** What allocations may refer to, as far as they do. */
export interface Surroundings {
  /** Keys of audiences that exist. */
  readonly audiences: readonly string[];
  /** Keys of layers that exist. */
  readonly layers: readonly string[];
  /** What other flags do in an environment, as far as layers are concerned. */
  readonly others: (environment: string) => readonly Placed[];
  /** Holdouts by the key of their environment. */
  readonly holdouts: ReadonlyMap<string, readonly Pick<Holdout, 'key'>[]>;
  readonly now: Date;
}

/** What allocations refer to and is not there, or is somebody else’s. */
export const checkReferences = (
  environment: string,
  allocations: readonly AllocationInput[],
  around: Surroundings,
): FieldError[] =>
  allocations.flatMap((allocation, at) => [
    ...checkAudiences(allocation, around, `allocations.${at}.audiences`),
    ...checkHoldout(allocation, allocations, around.holdouts.get(environment) ?? [], `allocations.${at}.holdout`),
    ...checkLayer(allocation, [...around.others(environment), ...placed(allocations.slice(0, at))], around, at),
  ]);

const placed = (allocations: readonly AllocationInput[]): Placed[] =>
  allocations.map((allocation) => ({ flag: 'this flag', allocation }));

const checkAudiences = ({ audiences }: AllocationInput, around: Surroundings, path: string): FieldError[] =>
  audiences.flatMap((key, nth): FieldError[] => {
    if (!around.audiences.includes(key)) {
      const message = `There is no audience "${key}". Make it first, or remove it here.`;
      return [{ path: `${path}.${nth}`, message }];
    }
    return audiences.indexOf(key) < nth ? [{ path: `${path}.${nth}`, message: `"${key}" is listed twice.` }] : [];
  });

function checkHoldout(
  { key, kind, holdout, switchback }: AllocationInput,
  allocations: readonly AllocationInput[],
  known: readonly Pick<Holdout, 'key'>[],
  path: string,
): FieldError[] {
  if (holdout === null) return [];
  if (kind !== 'experiment') {
    return [{ path, message: 'Subjects are held out of experiments only. Make it one, or remove the holdout.' }];
  }
  if (switchback !== null) {
    return [{ path, message: 'A switchback gives whole units one variation: nobody is held out of it.' }];
  }
  if (!known.some((one) => one.key === holdout.key)) {
    const message = `There is no holdout "${holdout.key}" in this environment. Make it first, or choose another.`;
    return [{ path: `${path}.key`, message }];
  }
  const logged = `${key}-${holdout.key}`;
  if (allocations.some((one) => one.key === logged)) {
    const message = `Held-out subjects are logged as allocation "${logged}", which there is already. Choose another key for one of them.`;
    return [{ path, message }];
  }
  return [];
}

function checkLayer(
  allocation: AllocationInput,
  others: readonly Placed[],
  { layers, now }: Surroundings,
  at: number,
): FieldError[] {
  const { layer, kind } = allocation;
  if (layer === null) return [];
  const path = `allocations.${at}.layer`;
  if (kind === 'default') {
    return [{ path, message: 'The default takes everybody who is left: take it out of the layer or make it a gate.' }];
  }
  if (!layers.includes(layer.key)) {
    return [{ path: `${path}.key`, message: `There is no layer "${layer.key}". Make it first, or choose another.` }];
  }
  if (layer.end <= layer.start) return [{ path: `${path}.end`, message: 'Choose an end after the start.' }];
  if (isOver(allocation, now)) return [];
  const other = overlapOf(
    allocation,
    others.filter((one) => !isOver(one.allocation, now)),
  );
  if (other === null) return [];
  const { start, end } = other.allocation.layer!;
  const message = `"${other.allocation.key}" of ${other.flag} takes ${start / 100}–${end / 100}% of this layer. Choose a part that is free.`;
  return [{ path: `${path}.start`, message }];
}
