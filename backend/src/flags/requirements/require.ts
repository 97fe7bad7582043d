import type { Allocation, Flag, Rule } from '@assay/flag-evaluation';
import { type Cube, NotSayable, servedSets } from './cubes.js';

/** Of a flag that is off or gone, nothing is served. */
export interface Needed {
  readonly flag: Flag | null;
  readonly variations: readonly string[];
}

const allocationsAtMost = 200;

/**
 * Allocations of one flag, restricted to the subjects and times for which another flag serves given variations, written
 * out in rules, shards and dates that every client reads. Exact but for the very millisecond at which a date of the
 * needed flag falls. Throws {@link NotSayable}.
 */
export function requireFlag(allocations: readonly Allocation[], { flag, variations }: Needed): Allocation[] {
  if (flag === null || !flag.enabled) return [];
  const wanted = new Set(variations);
  const written = allocations.flatMap((allocation) =>
    timesOf(allocation, flag.allocations).flatMap(([from, until]) => {
      const active = flag.allocations.filter((one) => isActive(one, from, until)).map(undated);
      return restricted(allocation, servedSets(active, wanted, flag.totalShards), from, until);
    }),
  );
  if (written.length > allocationsAtMost) {
    throw new NotSayable('it would take too many allocations. Require a flag with fewer dates and allocations');
  }
  return written;
}

type Instant = number;
const begins = ({ startAt }: Allocation): Instant => (startAt === undefined ? -Infinity : Date.parse(startAt));
const ends = ({ endAt }: Allocation): Instant => (endAt === undefined ? Infinity : Date.parse(endAt));

/** The times of an allocation in which no date of the others falls. */
function timesOf(allocation: Allocation, others: readonly Allocation[]): (readonly [Instant, Instant])[] {
  const [first, last] = [begins(allocation), ends(allocation)];
  const dates = others.flatMap((one) => [begins(one), ends(one)]).filter((date) => first < date && date < last);
  const bounds = [first, ...[...new Set(dates)].sort((a, b) => a - b), last];
  return bounds.slice(1).map((until, at) => [bounds[at]!, until] as const);
}

const isActive = (one: Allocation, from: Instant, until: Instant): boolean => begins(one) <= from && until <= ends(one);

const undated = ({ startAt: _, endAt: __, ...one }: Allocation): Allocation => one;

/** One allocation for each set of shards, since every rule of an allocation goes with every one of its splits. */
function restricted(allocation: Allocation, sets: readonly Cube[], from: Instant, until: Instant): Allocation[] {
  const groups = new Map<string, Cube[]>();
  for (const set of sets) {
    const name = JSON.stringify([...set.shards].sort(([a], [b]) => (a < b ? -1 : 1)));
    groups.set(name, [...(groups.get(name) ?? []), set]);
  }
  const { startAt: _, endAt: __, rules: own = [], splits, ...rest } = allocation;
  return [...groups.values()].map((group): Allocation => {
    const rules = crossed(own, group);
    const shards = [...group[0]!.shards].map(([salt, ranges]) => ({ salt, ranges }));
    return {
      ...rest,
      ...(rules.length > 0 && { rules }),
      ...(from > -Infinity && { startAt: new Date(from).toISOString() }),
      ...(until < Infinity && { endAt: new Date(until).toISOString() }),
      splits: splits.map((split) => ({ ...split, shards: [...split.shards, ...shards] })),
    };
  });
}

/** Every rule with the conditions of every set; none where everybody is meant. */
function crossed(own: readonly Rule[], group: readonly Cube[]): Rule[] {
  const alternatives = own.length === 0 ? [{ conditions: [] }] : own;
  const rules = alternatives.flatMap(({ conditions }) =>
    group.map((set) => ({ conditions: [...conditions, ...set.conditions] })),
  );
  return rules.some(({ conditions }) => conditions.length === 0) ? [] : rules;
}
