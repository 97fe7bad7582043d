import { createHash } from 'node:crypto';
import type { AllocationInput, SwitchbackCell, SwitchbackDesign } from '@assay/api-contract';

/** An allocation that is a switchback experiment. */
export type Switchback = AllocationInput & { readonly switchback: SwitchbackDesign };

export const isSwitchback = (allocation: AllocationInput): allocation is Switchback => allocation.switchback !== null;

/** A time in which no unit changes. */
export interface Slot {
  readonly from: Date;
  readonly until: Date;
  /** Units by variation, in the order in which the allocation lists them; none is empty. */
  readonly units: ReadonlyMap<string, string[]>;
}

/** Begin and end of each slot; the last one ends with the allocation, perhaps early. */
export function timesOf({ startAt, endAt, switchback }: Switchback): readonly (readonly [number, number])[] {
  if (startAt === null || endAt === null) return [];
  const [start, end, length] = [Date.parse(startAt), Date.parse(endAt), switchback.slotMinutes * 60_000];
  const count = Math.max(0, Math.ceil((end - start) / length));
  return Array.from({ length: count }, (_, at) => {
    const from = start + at * length;
    return [from, Math.min(from + length, end)] as const;
  });
}

/**
 * The slots in order. Blocks of as many slots as there are variations hold each variation once per unit, in an order
 * drawn by a hash of flag, allocation, unit and block: a later end or another unit changes nothing that was drawn.
 */
export function slotsOf(flagKey: string, allocation: Switchback): Slot[] {
  const { key, splits, switchback } = allocation;
  const variations = splits.filter(({ weight }) => weight > 0).map(({ variationKey }) => variationKey);
  const orders = new Map<string, readonly string[]>();
  const orderOf = (unit: string, block: number): readonly string[] => {
    const name = `${flagKey}/${key}-${block}-${unit}`;
    const known = orders.get(name) ?? shuffled(variations, name);
    orders.set(name, known);
    return known;
  };
  return timesOf(allocation).map(([from, until], at) => {
    const block = Math.floor(at / variations.length);
    const units = new Map(variations.map((variation) => [variation, [] as string[]]));
    for (const unit of switchback.units) units.get(orderOf(unit, block)[at % variations.length]!)!.push(unit);
    for (const [variation, names] of units) if (names.length === 0) units.delete(variation);
    return { from: new Date(from), until: new Date(until), units };
  });
}

/** In an order that depends on the salt alone, each order as likely as any other. */
const shuffled = (variations: readonly string[], salt: string): string[] =>
  variations
    .map((variation) => ({
      variation,
      rank: createHash('sha256').update(`switchback-${salt}-${variation}`).digest('hex'),
    }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ variation }) => variation);

/** The schedule, one row per unit and slot. */
export const cellsOf = (flagKey: string, allocation: Switchback): SwitchbackCell[] =>
  slotsOf(flagKey, allocation).flatMap(({ from, until, units }) => {
    const served = new Map([...units].flatMap(([variation, names]) => names.map((unit) => [unit, variation] as const)));
    return allocation.switchback.units.map((unit) => ({
      unit,
      startAt: from.toISOString(),
      endAt: until.toISOString(),
      variation: served.get(unit)!,
    }));
  });

/** How much is planned: slots of all units, how often units are switched, and what each variation has of both. */
export const countsOf = (allocation: Switchback, cells: readonly SwitchbackCell[]) => {
  const last = new Map<string, string>();
  let switches = 0;
  for (const { unit, variation } of cells) {
    const before = last.get(unit);
    if (before !== undefined && before !== variation) switches += 1;
    last.set(unit, variation);
  }
  const variations = allocation.splits.map(({ variationKey: variation }) => {
    const own = cells.filter((cell) => cell.variation === variation);
    return { variation, slots: own.length, units: new Set(own.map(({ unit }) => unit)).size };
  });
  return { slots: cells.length, switches, variations };
};
