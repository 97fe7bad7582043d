import type { AllocationInput, FlagType, FlagVariation } from '@assay/api-contract';
import type * as wire from '@assay/flag-evaluation';
import type { PublishedAllocation } from './holdouts/holdout.js';
import { NotSayable } from './requirements/cubes.js';
import { requireFlag } from './requirements/require.js';
import { slotsOf, type Switchback } from './switchback/switchback.js';

/** Subjects fall into this many shards: exposure and weights are exact to a hundredth of a percent. */
export const totalShards = 10_000;

/** What of a flag goes into a ruleset. */
export interface PublishedFlag {
  readonly key: string;
  readonly type: FlagType;
  readonly variations: readonly FlagVariation[];
  readonly isEnabled: boolean;
  readonly allocations: readonly PublishedAllocation[];
}

/** Flags of one environment as they travel, by key; what one requires of another is written out in its own rules. */
export function writeFlags(flags: readonly PublishedFlag[]): ReadonlyMap<string, wire.Flag> {
  const known = new Map(flags.map((flag) => [flag.key, flag]));
  const written = new Map<string, wire.Flag>();
  const write = (flag: PublishedFlag, before: readonly string[]): wire.Flag => {
    if (before.includes(flag.key))
      throw new NotSayable(`the flags require each other: ${[...before, flag.key].join(' → ')}`);
    const own = written.get(flag.key);
    if (own) return own;
    const made = writeFlag(flag, (key) => {
      const needed = known.get(key);
      return needed ? write(needed, [...before, flag.key]) : null;
    });
    written.set(flag.key, made);
    return made;
  };
  for (const flag of flags) write(flag, []);
  return written;
}

/** Finds a flag that another one requires, as it travels; null where it is off or gone. */
type FindNeeded = (key: string) => wire.Flag | null;

/** A flag of one environment as it travels. Equal flags give equal objects, whatever happened to them before. */
export const writeFlag = (
  { key, type, variations, isEnabled, allocations }: PublishedFlag,
  findNeeded: FindNeeded = () => null,
): wire.Flag => ({
  key,
  enabled: isEnabled,
  variationType: type,
  variations: Object.fromEntries(
    variations.map((one) => [
      one.key,
      { key: one.key, value: type === 'JSON' ? JSON.stringify(one.value) : (one.value as string | number | boolean) },
    ]),
  ),
  allocations: allocations.flatMap((one) => writeAllocation(key, one, findNeeded)),
  totalShards,
});

/**
 * An allocation as it travels: one, or for a progressive roll-out one for each phase, which holds from its instant to
 * the next one. They share key and salts, so whoever is in stays in.
 */
export function writeAllocation(
  flagKey: string,
  allocation: PublishedAllocation,
  findNeeded: FindNeeded = () => null,
): wire.Allocation[] {
  const own = writeOwn(flagKey, allocation);
  if (allocation.requires.length === 0) return own;
  const written = allocation.requires.reduce(
    (some, { flag, variations }) => requireFlag(some, { flag: findNeeded(flag), variations }),
    own,
  );
  // One that lets nobody in still says that it is there.
  return written.length > 0 ? written : [{ key: allocation.key, splits: [], doLog: false }];
}

function writeOwn(flagKey: string, allocation: PublishedAllocation): wire.Allocation[] {
  const { key, kind, rules, switchback, shipped } = allocation;
  if (switchback !== null) return writeSwitchback(flagKey, { ...allocation, switchback });
  return stagesOf(allocation).flatMap(({ from, until, trafficExposure }) => {
    const stage = { ...allocation, trafficExposure };
    const common = { ...(rules.length > 0 && { rules }), ...(from !== null && { startAt: inUtc(from) }) };
    return [
      ...writeHeldOut(flagKey, stage, common, until),
      {
        key,
        ...common,
        ...(until !== null && { endAt: inUtc(until) }),
        splits: writeSplits(flagKey, stage),
        doLog: kind === 'experiment' && shipped === null,
      },
    ];
  });
}

const inUtc = (iso: string): string => new Date(iso).toISOString();

/**
 * The held-out among those whom the experiment would let in, ahead of it and under an allocation of their own: one
 * half keeps the status quo, the other gets what was shipped, and until then the status quo too.
 */
function writeHeldOut(
  flagKey: string,
  allocation: PublishedAllocation,
  common: Pick<wire.Allocation, 'rules' | 'startAt'>,
  until: string | null,
): wire.Allocation[] {
  const { key, heldOut, holdout, shipped } = allocation;
  if (heldOut === undefined || holdout === null) return [];
  const ends = [until, heldOut.endAt?.toISOString() ?? null]
    .filter((one) => one !== null)
    .map((one) => Date.parse(one));
  const half = Math.round((heldOut.share * totalShards) / 2);
  const split = (variationKey: string, start: number, holdoutVariation: string): wire.Split => ({
    variationKey,
    shards: [
      ...admissionShards(flagKey, allocation),
      { salt: `holdout-${heldOut.key}`, ranges: [{ start, end: start + half }] },
    ],
    extraLogging: { holdoutKey: heldOut.key, holdoutVariation },
  });
  return [
    {
      key: `${key}-${heldOut.key}`,
      ...common,
      ...(ends.length > 0 && { endAt: new Date(Math.min(...ends)).toISOString() }),
      splits: [
        split(holdout.statusQuo, 0, 'status_quo'),
        split(shipped ?? holdout.statusQuo, half, 'all_shipped_variants'),
      ],
      doLog: true,
    },
  ];
}

interface Stage {
  readonly from: string | null;
  readonly until: string | null;
  readonly trafficExposure: number;
}

/** Times of constant exposure, in order. A time in which nobody is let in is left out, unless it is the only one. */
function stagesOf({ startAt, endAt, trafficExposure, phases }: AllocationInput): Stage[] {
  const steps = [{ from: startAt, trafficExposure }, ...phases.map(({ at, ...phase }) => ({ from: at, ...phase }))];
  const stages = steps.map((step, at) => ({ ...step, until: steps[at + 1]?.from ?? endAt }));
  const open = stages.filter((stage) => stage.trafficExposure > 0);
  return open.length > 0 ? open : stages.slice(0, 1);
}

/**
 * Two salts of their own, which depend on the two keys alone: who is let in is independent of who gets what, and a
 * subject who is in stays in, with the same variation, when the exposure is raised.
 */
function writeSplits(flagKey: string, allocation: AllocationInput): wire.Split[] {
  const { key, kind, splits, shipped } = allocation;
  const before = admissionShards(flagKey, allocation);
  if (shipped !== null) return [{ variationKey: shipped, shards: before }];
  if (kind !== 'experiment') return [{ variationKey: splits[0]!.variationKey, shards: before }];
  const bounds = boundsOf(splits.map((one) => one.weight));
  return splits.map(({ variationKey }, at) => {
    const [start = 0, end = 0] = [bounds[at], bounds[at + 1]];
    const ranges = start === end ? [] : [{ start, end }];
    return { variationKey, shards: [...before, { salt: `split-${flagKey}/${key}`, ranges }] };
  });
}

/** Who is let in at all: the part of a layer, and the share of it. */
function admissionShards(flagKey: string, { key, trafficExposure, layer }: AllocationInput): wire.Shard[] {
  const admitted = Math.round(trafficExposure * totalShards);
  const traffic: wire.Shard[] =
    admitted === totalShards
      ? []
      : [{ salt: `traffic-${flagKey}/${key}`, ranges: admitted === 0 ? [] : [{ start: 0, end: admitted }] }];
  return [...layerShards(layer), ...traffic];
}

/** A switchback as it travels: one allocation for each slot and variation, for the units that have it then. */
function writeSwitchback(flagKey: string, allocation: Switchback): wire.Allocation[] {
  const { key, rules, switchback, startAt, endAt } = allocation;
  const shards = admissionShards(flagKey, allocation);
  const written = slotsOf(flagKey, allocation).flatMap(({ from, until, units }) =>
    [...units].map(([variationKey, names]): wire.Allocation => {
      const isUnit = { attribute: switchback.attribute, operator: 'ONE_OF', value: names } as const;
      const alternatives = rules.length > 0 ? rules : [{ conditions: [] }];
      return {
        key,
        rules: alternatives.map(({ conditions }) => ({ conditions: [...conditions, isUnit] })),
        startAt: from.toISOString(),
        endAt: until.toISOString(),
        splits: [{ variationKey, shards }],
        doLog: true,
      };
    }),
  );
  if (written.length > 0) return written;
  // One that ended before it began lets nobody in, and still says that it is there.
  return [{ key, ...(startAt && { startAt }), ...(endAt && { endAt }), splits: [], doLog: true }];
}

/** One salt for a whole layer, whatever its flags: parts that do not overlap have no subject in common. */
const layerShards = (layer: AllocationInput['layer']): wire.Shard[] =>
  layer === null ? [] : [{ salt: `layer-${layer.key}`, ranges: [{ start: layer.start, end: layer.end }] }];

/** Cuts the shards in proportion to weights: each bound is rounded by itself, so that none is off by more than half. */
export function boundsOf(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const bounds = [0];
  let sum = 0;
  for (const weight of weights) {
    sum += weight;
    bounds.push(Math.round((sum / total) * totalShards));
  }
  return bounds;
}
