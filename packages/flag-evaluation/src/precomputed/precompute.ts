import { evaluateBandit } from '../bandit/evaluate.js';
import type { BanditActions } from '../bandit/context.js';
import { flatAttributes } from '../bandit/context.js';
import type { BanditModels } from '../bandit/model.js';
import { firstBandit, type BanditDecision } from '../bandit/decide.js';
import type { CompiledRuleset } from '../compiled.js';
import { evaluate, findFlag, findSplit, listFlagKeys, startSubject, type Subject } from '../evaluate.js';
import { md5Hex } from '../md5/md5.js';
import { toBase64 } from '../text.js';
import { isOfType } from '../values.js';
import type { Attributes, ContextAttributes } from '../wire.js';
import type { PrecomputedBandit, PrecomputedDocument, PrecomputedFlag } from './wire.js';

export interface PrecomputeOptions {
  /** Makes the keys unreadable; any text. Absent: the one compiled into the ruleset, whose keys are hashed already, or none. */
  readonly salt?: string;
  /** False writes plain keys and values. Default true. */
  readonly obfuscate?: boolean;
  readonly models?: BanditModels | null;
  /** By flag key. */
  readonly banditActions?: Readonly<Record<string, BanditActions>>;
  /** Base64 of a text's UTF-8; a platform may know a faster one. */
  readonly encode?: (text: string) => string;
}

/** What a subject's attributes may look like here: flat, or split as bandits want them. */
export type PrecomputeSubject = Omit<Subject, 'attributes'> & { readonly attributes: Attributes | ContextAttributes };

/**
 * Decides every flag of a ruleset (format SERVER) for one subject. Flags without an assignment are absent.
 * The document says when the ruleset was published, not when this was computed: equal input, equal bytes.
 */
export function precompute(
  ruleset: CompiledRuleset,
  request: PrecomputeSubject,
  options: PrecomputeOptions = {},
): PrecomputedDocument {
  const flagKeys = listFlagKeys(ruleset);
  for (const flagKey of flagKeys) findFlag(ruleset, flagKey);
  const subject = startSubject(ruleset, { ...request, attributes: flatAttributes(request.attributes) });
  const obfuscated = options.obfuscate ?? true;
  const salt = obfuscated ? (options.salt ?? ruleset.data.precomputed?.salt ?? '') : '';
  const known = salt === ruleset.data.precomputed?.salt ? ruleset.data.precomputed.keys : null;
  const encode = obfuscated ? (options.encode ?? toBase64) : (text: string) => text;
  const flags: Record<string, PrecomputedFlag> = Object.create(null) as Record<string, PrecomputedFlag>;
  const bandits: Record<string, PrecomputedBandit> = Object.create(null) as Record<string, PrecomputedBandit>;
  for (const flagKey of flagKeys) {
    const assignment = assign(ruleset, flagKey, subject, encode, obfuscated);
    if (assignment === null) continue;
    const key = obfuscated ? (known?.[flagKey] ?? md5Hex(salt + flagKey)) : flagKey;
    flags[key] = obfuscated ? { flagKey: key, ...assignment } : assignment;
    const actions = options.banditActions?.[flagKey];
    if (actions === undefined || firstBandit(ruleset, flagKey) === null) continue;
    const evaluation = evaluate(ruleset, flagKey, 'STRING', subject);
    const { decision } = evaluateBandit(ruleset, options.models ?? null, {
      flagKey,
      subject: request,
      actions,
      evaluation,
      defaultVariation: '',
    });
    if (decision !== null) bandits[key] = writeBandit(decision, encode, obfuscated);
  }
  const { createdAt, environment } = ruleset.data;
  return { format: 'PRECOMPUTED', obfuscated, salt, createdAt, environment: { name: environment }, flags, bandits };
}

function assign(
  ruleset: CompiledRuleset,
  flagKey: string,
  subject: Subject,
  encode: (text: string) => string,
  asText: boolean,
): PrecomputedFlag | null {
  try {
    const row = findFlag(ruleset, flagKey)?.row;
    if (row === undefined || row[1] !== 1) return null;
    const split = findSplit(ruleset, row, subject);
    if (split === null || split[2] < 0) return null;
    const value = ruleset.data.values[split[2]]!;
    if (value === null || !isOfType(value, row[0])) return null;
    const allocation = row[4].find((one) => one[5].includes(split))!;
    const doLog = allocation[1] === 1;
    return {
      variationType: row[0],
      variationValue: asText ? encode(String(value)) : value,
      variationKey: encode(split[1]),
      allocationKey: encode(allocation[0]),
      ...(split[4] !== null && { extraLogging: encodeEntries(split[4], encode) }),
      doLog,
      ...(row[3] !== null && { entityId: row[3] }),
    };
  } catch {
    return null;
  }
}

const writeBandit = (
  decision: BanditDecision,
  encode: (text: string) => string,
  asText: boolean,
): PrecomputedBandit => ({
  banditKey: encode(decision.banditKey),
  action: encode(decision.action),
  modelVersion: encode(decision.modelVersion),
  actionProbability: decision.actionProbability,
  optimalityGap: decision.optimalityGap,
  actionNumericAttributes: asText
    ? encodeEntries(decision.actionAttributes.numericAttributes, encode)
    : (decision.actionAttributes.numericAttributes as Record<string, number>),
  actionCategoricalAttributes: encodeEntries(decision.actionAttributes.categoricalAttributes, encode),
});

const encodeEntries = (
  entries: Readonly<Record<string, string | number | boolean | null>>,
  encode: (text: string) => string,
): Record<string, string> =>
  Object.fromEntries(Object.entries(entries).map(([key, value]) => [encode(key), encode(String(value))]));
