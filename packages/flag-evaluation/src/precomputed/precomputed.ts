import type { Evaluation, FlagValue } from '../compiled.js';
import { md5Hex } from '../md5/md5.js';
import { unserved } from '../outcome.js';
import { hasOwn, isRecord, type Unchecked } from '../read.js';
import { fromBase64 } from '../text.js';
import { isOfType } from '../values.js';
import type { VariationType } from '../wire.js';

/** A subject's assignments as they were received; only `flags` was looked at. */
export interface Precomputed {
  readonly createdAt?: unknown;
  readonly environment?: unknown;
  /** Comes before a flag's key where that is hashed. */
  readonly salt?: string;
  /** Anything but false: keys are hashed, texts are base64. */
  readonly obfuscated?: unknown;
  readonly flags: Unchecked;
  readonly bandits?: unknown;
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
  const document = JSON.parse(text) as Precomputed & { readonly format: unknown };
  if (!isRecord(document?.flags) || document?.format !== 'PRECOMPUTED') {
    throw new TypeError(`no precomputed assignments in ${text.slice(0, 40)}`);
  }
  return document;
}

const find = (precomputed: Precomputed, entries: Unchecked, flagKey: string): Unchecked | null => {
  const key = precomputed.obfuscated === false ? flagKey : md5Hex((precomputed.salt ?? '') + flagKey);
  return hasOwn(entries, key) ? (entries[key] as Unchecked | null) : null;
};

/** What was sent as a value of a type; undefined when it is none. JSON is frozen through and through. */
const readSent = (sent: unknown, type: VariationType): FlagValue | undefined => {
  try {
    const value: unknown =
      typeof sent === 'string' && type !== 'STRING'
        ? JSON.parse(sent, (_key, part: unknown) => Object.freeze(part))
        : sent;
    if (type === 'JSON' ? typeof sent === 'string' : isOfType(value, type)) return value as FlagValue;
  } catch {
    // Not what it should be.
  }
  return undefined;
};

/** A flag's assignment; null when there is none of that type. Never throws. */
export function findAssignment(precomputed: Precomputed, flagKey: string, type: VariationType): Evaluation | null {
  const flag = find(precomputed, precomputed.flags, flagKey);
  if (flag?.variationType !== type) return null;
  const { variationValue, variationKey = null, allocationKey = null, doLog, extraLogging, entityId = null } = flag;
  const decode = decoder(precomputed);
  const value = readSent(decode(variationValue), type);
  return value === undefined
    ? null
    : {
        flagKey,
        code: 'MATCH',
        value,
        variationKey: decode(variationKey),
        allocationKey: decode(allocationKey),
        doLog: doLog === true,
        extraLogging: decodeEntries(extraLogging, decode),
        entityId: entityId as number | null,
        type,
      };
}

/**
 * Looks a flag's assignment up; type null takes its own. Never throws; what is absent or malformed has a code that says
 * so, and no value.
 */
export function lookUp(precomputed: Precomputed, flagKey: string, type: VariationType | null): Evaluation {
  const flag = find(precomputed, precomputed.flags, flagKey);
  const own = flag?.variationType as VariationType | undefined;
  if (!flagKey) return unserved(flagKey, 'ASSIGNMENT_ERROR');
  if (!own) return unserved(flagKey, 'FLAG_UNRECOGNIZED_OR_DISABLED');
  return (
    findAssignment(precomputed, flagKey, type ?? own) ??
    unserved(flagKey, type && own !== type ? 'TYPE_MISMATCH' : 'ASSIGNMENT_ERROR', flag)
  );
}

/** The bandit's choice that came with a flag; null when there is none. */
export function lookUpAction(precomputed: Precomputed, flagKey: string): PrecomputedAction | null {
  const { bandits } = precomputed;
  const bandit = isRecord(bandits) && find(precomputed, bandits, flagKey);
  if (!isRecord(bandit)) return null;
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

/** Text as sent into plain text; what is no base64 where it must be, or no text, stays as it is. */
const decoder =
  (precomputed: Precomputed) =>
  (text: unknown): string => {
    try {
      if (precomputed.obfuscated !== false && typeof text === 'string') return fromBase64(text);
    } catch {
      // Kept as it is.
    }
    return text as string;
  };

const decodeEntries = (entries: unknown, decode: (text: unknown) => unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(entries ?? {}).map((pair) => pair.map(decode))) as Record<string, string>;
