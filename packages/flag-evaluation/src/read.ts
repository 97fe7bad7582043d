import type { Ruleset } from './wire.js';

/** A JSON object whose fields nobody has looked at. */
export type Unchecked = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Unchecked =>
  !!value && typeof value === 'object' && !Array.isArray(value);

export const hasOwn = (record: object, key: string): boolean => Object.hasOwn(record, key);

/** Parses JSON; says what arrived instead, without quoting it at length. */
export function parseJson(text: string, what: string): Unchecked {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Told below, with what is no object.
  }
  if (isRecord(value)) return value;
  const given = String(text);
  throw new TypeError(
    `${what} is not JSON, or no object (${given.length} characters, starting "${given.slice(0, 40).replace(/\s+/g, ' ')}").`,
  );
}

const textOr = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * Reads a published ruleset (UFC, format SERVER or CLIENT) from its text. Only the outline is checked: a flag with
 * something wrong inside disables itself when it is evaluated, and nothing else.
 * @throws TypeError, saying what is wrong, when the text is no ruleset.
 */
export const parseRuleset = (text: string): Ruleset => checked(parseJson(text, 'The ruleset'));

/** As `parseRuleset`, for a document that is parsed already. Its flags are kept, not copied. */
export function readRuleset(document: unknown): Ruleset {
  if (!isRecord(document)) throw new TypeError('The ruleset is not a JSON object.');
  return checked(document);
}

/**
 * As `parseRuleset`, for a page: only what an interpreter stumbles over is checked, the rest is as it was sent.
 * @throws SyntaxError or TypeError, saying what is wrong, when the text is no ruleset.
 */
export function openRuleset(text: string): Ruleset {
  const document = JSON.parse(text) as Ruleset | null;
  const { format = 'SERVER', flags } = document ?? {};
  if (!isRecord(flags) || !/^(SERVER|CLIENT)$/.test(format)) {
    throw new TypeError(`no ruleset of format SERVER or CLIENT in ${text.slice(0, 40)}`);
  }
  return { ...document!, format };
}

function checked({ format = 'SERVER', flags, environment, createdAt, banditReferences, bandits }: Unchecked): Ruleset {
  if (format !== 'SERVER' && format !== 'CLIENT') {
    throw new TypeError(`The ruleset has format ${JSON.stringify(format)}; expected SERVER or CLIENT.`);
  }
  if (!isRecord(flags)) throw new TypeError('The ruleset has no object "flags".');
  return {
    createdAt: textOr(createdAt),
    format,
    environment: { name: textOr(isRecord(environment) && environment.name) },
    flags: flags as Ruleset['flags'],
    ...(isRecord(banditReferences) && { banditReferences: banditReferences as Ruleset['banditReferences'] }),
    ...(isRecord(bandits) && { bandits: bandits as Ruleset['bandits'] }),
  };
}
