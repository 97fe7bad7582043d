import type { Ruleset } from './wire.js';

/** A JSON object whose fields nobody has looked at. */
export type Unchecked = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Unchecked =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const hasOwn = (record: object, key: string): boolean => Object.prototype.hasOwnProperty.call(record, key);

/** Parses JSON; says what arrived instead, without quoting it at length. */
export function parseJson(text: string, what: string): Unchecked {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const start = String(text).slice(0, 40).replace(/\s+/g, ' ');
    throw new SyntaxError(`${what} is not JSON (${String(text).length} characters, starting "${start}").`);
  }
  if (!isRecord(value)) throw new TypeError(`${what} is not a JSON object.`);
  return value;
}

/**
 * Reads a published ruleset (UFC, format SERVER or CLIENT) from its text. Only the outline is checked: a flag with
 * something wrong inside disables itself when it is evaluated, and nothing else.
 * @throws SyntaxError or TypeError, saying what is wrong, when the text is no ruleset.
 */
export function parseRuleset(text: string): Ruleset {
  return readRuleset(parseJson(text, 'The ruleset'));
}

/** As `parseRuleset`, for a document that is parsed already. The document is kept, not copied. */
export function readRuleset(document: unknown): Ruleset {
  if (!isRecord(document)) throw new TypeError('The ruleset is not a JSON object.');
  const format = document.format ?? 'SERVER';
  if (format !== 'SERVER' && format !== 'CLIENT') {
    throw new TypeError(`The ruleset has format ${JSON.stringify(format)}; expected SERVER or CLIENT.`);
  }
  const { flags, environment, createdAt, banditReferences, bandits } = document;
  if (!isRecord(flags)) throw new TypeError('The ruleset has no object "flags".');
  return {
    createdAt: typeof createdAt === 'string' ? createdAt : '',
    format,
    environment: { name: isRecord(environment) && typeof environment.name === 'string' ? environment.name : '' },
    flags: flags as Ruleset['flags'],
    ...(isRecord(banditReferences) && { banditReferences: banditReferences as Ruleset['banditReferences'] }),
    ...(isRecord(bandits) && { bandits: bandits as Ruleset['bandits'] }),
  };
}
