import type { Evaluation } from '../compiled.js';
import { md5Hex } from '../md5/md5.js';
import { unserved } from '../outcome.js';
import { hasOwn, isRecord, parseJson, type Unchecked } from '../read.js';
import { fromBase64 } from '../text.js';
import { readText, readValue } from '../values.js';
import type { VariationType } from '../wire.js';

/** A subject's assignments as they were received, ready to be looked up. */
export interface Precomputed {
  readonly createdAt: string;
  readonly environment: string;
  readonly salt: string;
  readonly obfuscated: boolean;
  readonly flags: Unchecked;
  readonly bandits: Unchecked;
}

/** A bandit's choice that was made elsewhere, in plain text. */
export interface PrecomputedAction {
  readonly banditKey: string;
  readonly action: string;
  readonly modelVersion: string;
  readonly actionProbability: number;
  readonly optimalityGap: number;
  readonly actionAttributes: {
    readonly numericAttributes: Readonly<Record<string, number>>;
    readonly categoricalAttributes: Readonly<Record<string, string>>;
  };
}

/**
 * Reads precomputed assignments, obfuscated or plain.
 * @throws SyntaxError or TypeError, saying what is wrong, when the text is no such document.
 */
export function parsePrecomputed(text: string): Precomputed {
  const document = parseJson(text, 'The precomputed document');
  const { format, flags, bandits, salt, createdAt, environment } = document;
  if (format !== 'PRECOMPUTED') throw new TypeError(`Expected format PRECOMPUTED, not ${JSON.stringify(format)}.`);
  if (!isRecord(flags)) throw new TypeError('The precomputed document has no object "flags".');
  return {
    createdAt: typeof createdAt === 'string' ? createdAt : '',
    environment: isRecord(environment) ? String(environment.name ?? '') : '',
    salt: typeof salt === 'string' ? salt : '',
    obfuscated: document.obfuscated !== false,
    flags,
    bandits: isRecord(bandits) ? bandits : {},
  };
}

const find = (precomputed: Precomputed, entries: Unchecked, flagKey: string): Unchecked | null => {
  const key = precomputed.obfuscated ? md5Hex(precomputed.salt + flagKey) : flagKey;
  const entry = hasOwn(entries, key) ? entries[key] : null;
  return isRecord(entry) ? entry : null;
};

/** Looks a flag's assignment up. Never throws; what is absent or malformed has a code that says so, and no value. */
export function lookUp(precomputed: Precomputed, flagKey: string, type: VariationType | null): Evaluation {
  const flag = flagKey === '' ? null : find(precomputed, precomputed.flags, flagKey);
  if (!flag?.variationType) {
    return unserved(flagKey, flagKey === '' ? 'ASSIGNMENT_ERROR' : 'FLAG_UNRECOGNIZED_OR_DISABLED');
  }
  const own = flag.variationType as VariationType;
  if (type !== null && own !== type) return unserved(flagKey, 'TYPE_MISMATCH', flag);
  const { variationValue, variationKey, allocationKey, doLog, extraLogging } = flag;
  const decode = decoder(precomputed);
  const read = (text: unknown): string | null => (typeof text === 'string' ? decode(text) : null);
  const found = readValue(precomputed.obfuscated ? readText(read(variationValue), own) : variationValue, own);
  if (!found) return unserved(flagKey, 'ASSIGNMENT_ERROR', flag);
  return Object.freeze({
    ...unserved(flagKey, 'MATCH', flag),
    ...found,
    variationKey: read(variationKey),
    allocationKey: read(allocationKey),
    doLog: doLog === true,
    extraLogging: decodeEntries(extraLogging, decode),
  });
}

/** The bandit's choice that came with a flag; null when there is none. */
export function lookUpAction(precomputed: Precomputed, flagKey: string): PrecomputedAction | null {
  const bandit = find(precomputed, precomputed.bandits, flagKey);
  if (bandit === null) return null;
  const decode = decoder(precomputed);
  const numeric = decodeEntries(bandit.actionNumericAttributes, decode);
  return {
    banditKey: decode(bandit.banditKey),
    action: decode(bandit.action),
    modelVersion: decode(bandit.modelVersion),
    actionProbability: Number(bandit.actionProbability),
    optimalityGap: Number(bandit.optimalityGap),
    actionAttributes: {
      numericAttributes: Object.fromEntries(Object.entries(numeric).map(([key, value]) => [key, Number(value)])),
      categoricalAttributes: decodeEntries(bandit.actionCategoricalAttributes, decode),
    },
  };
}

/** Text as sent into plain text; what is not base64 where it must be stays as it is. */
const decoder =
  ({ obfuscated }: Precomputed) =>
  (text: unknown): string => {
    try {
      return obfuscated ? fromBase64(String(text)) : String(text);
    } catch {
      return String(text);
    }
  };

const decodeEntries = (entries: unknown, decode: (text: unknown) => string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(isRecord(entries) ? entries : {}).map(([key, value]) => [decode(key), decode(value)]),
  );
