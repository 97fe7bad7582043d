import type { AllocationInput, ConditionInput, FlagVariation, Operator } from '@assay/api-contract';

/** Moves an item by so many places; beyond either end it stays. */
export function moved<T>(items: readonly T[], at: number, by: number): T[] {
  const to = at + by;
  const next = [...items];
  if (to < 0 || to >= items.length) return next;
  const [item] = next.splice(at, 1);
  if (item !== undefined) next.splice(to, 0, item);
  return next;
}

/** A key that no other allocation has: `gate`, `gate-2`, … */
function freeKey(wanted: string, taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const key = number === 1 ? wanted : `${wanted}-${number}`;
    if (!taken.includes(key)) return key;
  }
}

const startingNames = { gate: 'Gate', experiment: 'Experiment', default: 'Everyone else' } as const;

/** A new allocation of a kind: an experiment shares evenly, a gate serves the last variation, a default the first. */
export function newAllocation(
  kind: AllocationInput['kind'],
  variations: readonly FlagVariation[],
  others: readonly AllocationInput[],
): AllocationInput {
  const served = { experiment: variations, gate: variations.slice(-1), default: variations.slice(0, 1) }[kind];
  const key = freeKey(
    kind,
    others.map((other) => other.key),
  );
  return {
    key,
    name: key === kind ? startingNames[kind] : `${startingNames[kind]} ${key.slice(kind.length + 1)}`,
    kind,
    rules: kind === 'gate' ? [{ conditions: [newCondition()] }] : [],
    audiences: [],
    trafficExposure: 1,
    splits: served.map((variation) => ({ variationKey: variation.key, weight: 1 })),
    startAt: null,
    endAt: null,
    phases: [],
    layer: null,
    switchback: null,
    requires: [],
    holdout: null,
    shipped: null,
  };
}

export const newCondition = (): ConditionInput => ({ attribute: '', operator: 'ONE_OF', value: [] });

/** The same condition with another operator; the value is kept where it still makes sense. */
export function withOperator(condition: ConditionInput, operator: Operator): ConditionInput {
  const { value } = condition;
  const text = Array.isArray(value) ? (value[0] ?? '') : typeof value === 'boolean' ? '' : value;
  switch (operator) {
    case 'ONE_OF':
    case 'NOT_ONE_OF':
      return { ...condition, operator, value: Array.isArray(value) ? value : text === '' ? [] : [String(text)] };
    case 'IS_NULL':
      return { ...condition, operator, value: typeof value === 'boolean' ? value : true };
    case 'GTE':
    case 'GT':
    case 'LTE':
    case 'LT':
      return { ...condition, operator, value: numberOrText(String(text)) };
    case 'MATCHES':
    case 'NOT_MATCHES':
      return { ...condition, operator, value: String(text) };
  }
}

/** `4.2` is a number, `4.2.0` a version and stays text. */
export const numberOrText = (text: string): number | string => {
  const trimmed = text.trim();
  return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : text;
};

/** An attribute as it is typed to try a flag: numbers and true/false are taken as such, quotes make text of anything. */
export function attributeValue(text: string): string | number | boolean | null {
  const trimmed = text.trim();
  if (trimmed === 'true' || trimmed === 'false') return trimmed === 'true';
  if (trimmed === 'null') return null;
  if (/^".*"$/.test(trimmed)) return trimmed.slice(1, -1);
  return numberOrText(text);
}

/** Attributes that the rules ask for, in the order in which they are first asked. */
export const attributesIn = (allocations: readonly AllocationInput[]): readonly string[] => [
  ...new Set(
    allocations.flatMap((allocation) =>
      allocation.rules.flatMap((rule) => rule.conditions.map((condition) => condition.attribute)),
    ),
  ),
];
