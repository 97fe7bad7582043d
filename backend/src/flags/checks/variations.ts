import { type AllocationInput, type FlagType, type FlagVariation, limits } from '@assay/api-contract';
import type { FieldError } from '../../kernel/index.js';
import type { FlagEnvironment } from '../flag.js';

const { textValue, jsonValue } = limits;

/** Everything that is wrong with a flag's variations. */
export function checkVariations(type: FlagType, variations: readonly FlagVariation[]): FieldError[] {
  return variations.flatMap(({ key, value }, at): FieldError[] => {
    const path = `variations.${at}`;
    const errors: FieldError[] = [];
    const first = variations.findIndex((one) => one.key === key);
    if (first < at)
      errors.push({ path: `${path}.key`, message: `Variation ${first + 1} has this key already. Choose another.` });
    const message = refusalOfValue(type, value);
    if (message !== null) errors.push({ path: `${path}.value`, message });
    return errors;
  });
}

function refusalOfValue(type: FlagType, value: FlagVariation['value']): string | null {
  switch (type) {
    case 'BOOLEAN':
      return typeof value === 'boolean' ? null : 'The flag is a BOOLEAN: give true or false.';
    case 'STRING':
      if (typeof value !== 'string') return 'The flag is a STRING: give a text.';
      return Buffer.byteLength(value) > textValue.limit ? `Use at most ${textValue.limit} bytes.` : null;
    case 'INTEGER':
      return Number.isSafeInteger(value) ? null : 'The flag is an INTEGER: give a whole number up to 9007199254740991.';
    case 'NUMERIC':
      return typeof value === 'number' && Number.isFinite(value) ? null : 'The flag is NUMERIC: give a number.';
    case 'JSON':
      return Buffer.byteLength(JSON.stringify(value)) > jsonValue.limit
        ? `Use at most ${jsonValue.limit} bytes of JSON.`
        : null;
    default:
      return type satisfies never;
  }
}

/** Variations that an environment still serves cannot go. */
export function checkRemoved(
  variations: readonly FlagVariation[],
  environments: readonly FlagEnvironment[],
): FieldError[] {
  const kept = new Set(variations.map((one) => one.key));
  return environments.flatMap(({ environment, allocations }) =>
    allocations.flatMap((allocation) =>
      servedBy(allocation)
        .filter((variation) => !kept.has(variation))
        .map((variation) => ({
          path: 'variations',
          message: `"${variation}" is served by "${allocation.name}" in ${environment}. Change that allocation first.`,
        })),
    ),
  );
}

/** Every variation that subjects may get by an allocation, each once. */
const servedBy = ({ splits, holdout, shipped }: AllocationInput): string[] => [
  ...new Set(
    [...splits.map(({ variationKey }) => variationKey), holdout?.statusQuo, shipped].filter((one) => one != null),
  ),
];
