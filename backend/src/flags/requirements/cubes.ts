import type { Allocation, Condition, Shard, ShardRange, Split } from '@assay/flag-evaluation';

/** What cannot be written as rules and shards that every client reads alike; the message says why and what to do. */
export class NotSayable extends Error {
  override readonly name = 'NotSayable';
}

/** A set of subjects: all conditions hold, and the shard of each salt lies in its ranges. */
export interface Cube {
  readonly conditions: readonly Condition[];
  readonly shards: ReadonlyMap<string, readonly ShardRange[]>;
}

export const everybody: Cube = { conditions: [], shards: new Map() };

/** More than this grows rulesets for little; people are asked to require something simpler. */
const cubesAtMost = 100;

const sameText = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const withCondition = (cube: Cube, condition: Condition): Cube =>
  cube.conditions.some((one) => sameText(one, condition))
    ? cube
    : { ...cube, conditions: [...cube.conditions, condition] };

/** Null where no subject is left. */
function withRanges(cube: Cube, salt: string, ranges: readonly ShardRange[]): Cube | null {
  const known = cube.shards.get(salt);
  const both = known === undefined ? ranges : intersected(known, ranges);
  if (both.length === 0) return null;
  return { ...cube, shards: new Map([...cube.shards, [salt, both]]) };
}

export const intersected = (one: readonly ShardRange[], other: readonly ShardRange[]): ShardRange[] =>
  one
    .flatMap((a) => other.map((b) => ({ start: Math.max(a.start, b.start), end: Math.min(a.end, b.end) })))
    .filter(({ start, end }) => start < end)
    .sort((a, b) => a.start - b.start);

/** The shards outside of some ranges. */
export function complement(ranges: readonly ShardRange[], totalShards: number): ShardRange[] {
  const rest: ShardRange[] = [];
  let from = 0;
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    if (from < start) rest.push({ start: from, end: start });
    from = Math.max(from, end);
  }
  if (from < totalShards) rest.push({ start: from, end: totalShards });
  return rest;
}

/** The conditions of which one holds where the given one does not: no condition but “is missing” holds of no value. */
function negated({ attribute, operator, value }: Condition): Condition[] {
  const missing: Condition = { attribute, operator: 'IS_NULL', value: true };
  const opposite = { ONE_OF: 'NOT_ONE_OF', NOT_ONE_OF: 'ONE_OF', MATCHES: 'NOT_MATCHES', NOT_MATCHES: 'MATCHES' }[
    operator
  ];
  if (operator === 'IS_NULL') return [{ attribute, operator, value: value !== true }];
  if (opposite !== undefined) return [{ attribute, operator: opposite, value }, missing];
  throw new NotSayable(
    `an earlier allocation compares ${attribute} with ${operator}, whose contrary also holds of what is no number. Require the variation of that allocation instead, or choose subjects there by ONE_OF`,
  );
}

/** Sets without those that lie in another one. */
function absorbed(cubes: readonly Cube[]): Cube[] {
  if (cubes.length > 50 * cubesAtMost) throw tooMany();
  const kept: Cube[] = [];
  for (const cube of cubes) {
    if (kept.some((other) => isWithin(cube, other))) continue;
    kept.splice(0, kept.length, ...kept.filter((other) => !isWithin(other, cube)), cube);
  }
  if (kept.length > cubesAtMost) throw tooMany();
  return kept;
}

const tooMany = (): NotSayable =>
  new NotSayable('it would take too many rules. Require a flag with fewer rules and allocations');

const isWithin = (inner: Cube, outer: Cube): boolean =>
  outer.conditions.every((condition) => inner.conditions.some((one) => sameText(one, condition))) &&
  [...outer.shards].every(([salt, ranges]) => {
    const own = inner.shards.get(salt);
    return own !== undefined && sameText(intersected(own, ranges), own);
  });

/** Every set of the one with every set of the other, as far as somebody is in both. */
const product = (one: readonly Cube[], other: readonly Cube[]): Cube[] =>
  absorbed(one.flatMap((a) => other.flatMap((b) => both(a, b) ?? [])));

export function both(one: Cube, other: Cube): Cube | null {
  let cube: Cube | null = one;
  for (const condition of other.conditions) cube = withCondition(cube, condition);
  for (const [salt, ranges] of other.shards) cube = cube && withRanges(cube, salt, ranges);
  return cube;
}

const cubesOfRules = ({ rules }: Allocation): Cube[] =>
  rules === undefined || rules.length === 0
    ? [everybody]
    : rules.map(({ conditions }) => conditions.reduce(withCondition, everybody));

const cubeOfShards = (shards: readonly Shard[]): Cube | null =>
  shards.reduce<Cube | null>(
    (cube, { salt, ranges }) => cube && withRanges(cube, salt, intersected(ranges, ranges)),
    everybody,
  );

const outsideOfRules = (allocation: Allocation): Cube[] =>
  cubesOfRules(allocation).reduce<Cube[]>(
    (rest, { conditions }) =>
      product(
        rest,
        conditions.flatMap((condition) => negated(condition).map((one) => withCondition(everybody, one))),
      ),
    [everybody],
  );

const outsideOfSplits = (splits: readonly Split[], totalShards: number): Cube[] =>
  splits.reduce<Cube[]>(
    (rest, { shards }) =>
      product(
        rest,
        shards.flatMap(({ salt, ranges }) => withRanges(everybody, salt, complement(ranges, totalShards)) ?? []),
      ),
    [everybody],
  );

/**
 * The subjects to whom a waterfall serves one of the wanted variations. Splits of one allocation never overlap, and no
 * allocation has dates. Throws {@link NotSayable} where “none of the earlier ones” cannot be said.
 */
export function servedSets(waterfall: readonly Allocation[], wanted: ReadonlySet<string>, totalShards: number): Cube[] {
  const serves = ({ splits }: Allocation): boolean => splits.some(({ variationKey }) => wanted.has(variationKey));
  const concerned = waterfall.slice(0, waterfall.findLastIndex(serves) + 1);
  const found: Cube[] = [];
  let rest: Cube[] = [everybody];
  concerned.forEach((allocation, at) => {
    const reached = product(rest, cubesOfRules(allocation));
    for (const { variationKey, shards } of allocation.splits) {
      const cube = wanted.has(variationKey) ? cubeOfShards(shards) : null;
      if (cube) found.push(...product(reached, [cube]));
    }
    if (at === concerned.length - 1) return;
    const missed = product(reached, outsideOfSplits(allocation.splits, totalShards));
    rest = absorbed([...product(rest, outsideOfRules(allocation)), ...missed]);
  });
  return absorbed(found);
}
