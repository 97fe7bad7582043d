import type { Evaluation, EvaluationDetails, JsonValue, VariationType } from '@assay/flag-evaluation';
import { factsOf } from './unexplained.js';

/** A variation forced upon a flag: served as it is, never logged. */
export interface Override {
  readonly key: string;
  readonly value: unknown;
}

/** By flag key. */
export type Overrides = Readonly<Record<string, Override>>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The entries that are well-formed, in an object without prototype; null when none is. */
export const readOverrides = (document: unknown): Overrides | null => {
  if (!isRecord(document)) return null;
  const overrides: Record<string, Override> = Object.create(null) as Record<string, Override>;
  let isEmpty = true;
  for (const [flagKey, override] of Object.entries(document)) {
    if (!isRecord(override) || !('value' in override)) continue;
    overrides[flagKey] = { key: String(override.key ?? override.value), value: override.value };
    isEmpty = false;
  }
  return isEmpty ? null : overrides;
};

/** What the override header carries: who asks, and which variations. */
export interface OverrideHeader {
  readonly key: string | null;
  readonly overrides: Overrides | null;
}

/**
 * Reads the header `x-eppo-overrides`: `{"browserExtensionKey": "…", "overrides": {flagKey: {key, value}}}`.
 * @throws Error when the text is not such a document.
 */
export const parseOverrideHeader = (text: string): OverrideHeader => {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    document = null;
  }
  if (!isRecord(document)) throw new Error('the override header is not a JSON object');
  const key = document.browserExtensionKey;
  return { key: typeof key === 'string' && key ? key : null, overrides: readOverrides(document.overrides) };
};

const fits = (value: unknown, type: VariationType): boolean => {
  if (type === 'JSON') return true;
  if (type === 'INTEGER') return Number.isInteger(value);
  return typeof value === (type === 'NUMERIC' ? 'number' : type.toLowerCase());
};

export const isOverridden = (overrides: Overrides, flagKey: string): boolean =>
  Object.prototype.hasOwnProperty.call(overrides, flagKey);

/** The evaluation of a forced flag: never logged. A value of another type serves the default. */
export const overriddenEvaluation = (overrides: Overrides, flagKey: string, type: VariationType): Evaluation => {
  const { key, value } = overrides[flagKey]!;
  const isFit = fits(value, type);
  return {
    flagKey,
    code: isFit ? 'MATCH' : 'TYPE_MISMATCH',
    value: isFit ? (value as JsonValue) : null,
    variationKey: key,
    allocationKey: `override-${key}`,
    doLog: false,
    extraLogging: {},
    entityId: null,
    type,
  };
};

/** The details of a forced flag, from those it would have without. */
export const overriddenDetails = (evaluation: Evaluation, plain: EvaluationDetails): EvaluationDetails => ({
  ...plain,
  ...factsOf(evaluation),
  flagEvaluationDescription: `Flag "${evaluation.flagKey}" is overridden.`,
  matchedRule: null,
  unmatchedAllocations: [],
  unevaluatedAllocations: [],
});
