import type { FlagValue, JsonValue } from './compiled.js';
import type { VariationType } from './wire.js';

/** What `typeof` says of a value of each type. */
const kinds: { readonly [type: string]: string } = { STRING: 'string', JSON: 'string', BOOLEAN: 'boolean' };

/** Whether a value has a flag's type, as cheaply as can be told: JSON need only be text. */
export const isOfType = (value: unknown, type: VariationType): boolean =>
  type === 'INTEGER'
    ? Number.isInteger(value)
    : type === 'NUMERIC'
      ? Number.isFinite(value)
      : typeof value === kinds[type];

/**
 * A variation's value as its flag's type wants it; null when it is of another type. JSON is parsed and frozen through
 * and through, as one value serves every caller.
 */
export const readValue = (value: unknown, type: VariationType): { readonly value: FlagValue } | null =>
  !isOfType(value, type) ? null : type === 'JSON' ? parseFrozen(value as string) : { value: value as FlagValue };

/** A value that travelled as text, turned back by its flag's type; null when it cannot be. */
export function readText(text: string | null, type: VariationType): string | number | boolean | null {
  if (type === 'INTEGER' || type === 'NUMERIC') return text === null || text.trim() === '' ? null : Number(text);
  if (type === 'BOOLEAN') return text === 'true' ? true : text === 'false' ? false : null;
  return text;
}

function parseFrozen(text: string): { readonly value: JsonValue } | null {
  try {
    return { value: JSON.parse(text, (_key, value: JsonValue) => Object.freeze(value)) as JsonValue };
  } catch {
    return null;
  }
}
