import type { FlagValue, JsonValue } from './compiled.js';
import type { VariationType } from './wire.js';

/**
 * A variation's value as its flag's type wants it; null when it is of another type. JSON is parsed and frozen through
 * and through, as one value serves every caller.
 */
export function readValue(value: unknown, type: VariationType): { readonly value: FlagValue } | null {
  switch (type) {
    case 'STRING':
      return typeof value === 'string' ? { value } : null;
    case 'BOOLEAN':
      return typeof value === 'boolean' ? { value } : null;
    case 'INTEGER':
      return typeof value === 'number' && Number.isInteger(value) ? { value } : null;
    case 'NUMERIC':
      return typeof value === 'number' && Number.isFinite(value) ? { value } : null;
    case 'JSON':
      return typeof value === 'string' ? parseFrozen(value) : null;
    default:
      return null;
  }
}

/** Whether a value has a flag's type, as cheaply as can be told: JSON need only be text. */
export const isOfType = (value: unknown, type: VariationType): boolean =>
  type === 'JSON' ? typeof value === 'string' : readValue(value, type) !== null;

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
