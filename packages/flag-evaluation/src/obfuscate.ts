import { md5Hex } from './md5/md5.js';
import { isRecord } from './read.js';
import { toBase64 } from './text.js';
import type { Allocation, BanditVariation, Condition, Flag, Ruleset, Shard, Split, Variation } from './wire.js';

/**
 * Writes a ruleset of format SERVER in format CLIENT: names as MD5, texts as base64, so that a browser's user cannot
 * read flags and rules at a glance. No secret: whoever guesses a name can check it.
 * @throws TypeError when the ruleset is in format CLIENT already.
 */
export function obfuscate(ruleset: Ruleset): Ruleset {
  if (ruleset.format !== 'SERVER') throw new TypeError('The ruleset is in format CLIENT already.');
  const { createdAt, environment, flags, banditReferences, bandits } = ruleset;
  return {
    createdAt,
    format: 'CLIENT',
    environment,
    flags: mapEntries(flags, (key, flag) => [md5Hex(key), obfuscateFlag(md5Hex(key), flag)]),
    ...(banditReferences !== undefined && {
      banditReferences: mapEntries(banditReferences, (key, reference) => [
        md5Hex(key),
        {
          modelVersion: md5Hex(reference.modelVersion),
          flagVariations: reference.flagVariations.map(obfuscateBandit),
        },
      ]),
    }),
    ...(bandits !== undefined && {
      bandits: mapEntries(bandits, (key, variations) => [md5Hex(key), variations.map(obfuscateBandit)]),
    }),
  };
}

/** What cannot be written is left out: a malformed flag is an unknown one to the client. */
function mapEntries<In, Out>(
  entries: Readonly<Record<string, In>>,
  map: (key: string, value: In) => [string, Out],
): Record<string, Out> {
  const mapped: [string, Out][] = [];
  for (const [key, value] of Object.entries(entries)) {
    try {
      if (typeof value === 'object' && value !== null) mapped.push(map(key, value));
    } catch {
      continue;
    }
  }
  return Object.fromEntries(mapped);
}

const jsonTypeOf = { STRING: 'string', JSON: 'string', BOOLEAN: 'boolean', INTEGER: 'number', NUMERIC: 'number' };

const obfuscateFlag = (key: string, flag: Flag): Flag => ({
  key,
  enabled: flag.enabled,
  variationType: flag.variationType,
  totalShards: flag.totalShards,
  ...(flag.entityId != null && { entityId: flag.entityId }),
  variations: mapEntries<Variation, Variation>(flag.variations, (name, { value }) => {
    // As text, a value of a wrong type could pass for a right one.
    if (typeof value !== jsonTypeOf[flag.variationType]) throw new TypeError(`Variation ${name} has a wrong type.`);
    return [toBase64(name), { key: toBase64(name), value: toBase64(String(value)) }];
  }),
  allocations: flag.allocations.map(obfuscateAllocation),
});

const obfuscateAllocation = ({ key, doLog, startAt, endAt, rules, splits }: Allocation): Allocation => ({
  key: toBase64(key),
  doLog,
  ...(startAt != null && { startAt: toBase64(startAt) }),
  ...(endAt != null && { endAt: toBase64(endAt) }),
  ...(rules != null && { rules: rules.map((rule) => ({ conditions: rule.conditions.map(obfuscateCondition) })) }),
  splits: splits.map(obfuscateSplit),
});

const obfuscateSplit = ({ variationKey, shards, extraLogging }: Split): Split => ({
  variationKey: toBase64(variationKey),
  shards: shards.map(({ salt, ranges }: Shard) => ({ salt: toBase64(salt), ranges })),
  ...(isRecord(extraLogging) && {
    extraLogging: Object.fromEntries(
      Object.entries(extraLogging).map(([key, value]) => [toBase64(key), toBase64(String(value))]),
    ),
  }),
});

function obfuscateCondition({ attribute, operator, value }: Condition): Condition {
  const hidden = { attribute: md5Hex(attribute), operator: md5Hex(operator) };
  if (Array.isArray(value)) return { ...hidden, value: value.map((one: unknown) => md5Hex(String(one))) };
  return { ...hidden, value: operator === 'IS_NULL' ? md5Hex(String(value)) : toBase64(String(value)) };
}

const obfuscateBandit = (variation: BanditVariation): BanditVariation => ({
  key: md5Hex(variation.key),
  flagKey: md5Hex(variation.flagKey),
  variationKey: md5Hex(variation.variationKey),
  variationValue: md5Hex(variation.variationValue),
  ...(variation.allocationKey !== undefined && { allocationKey: md5Hex(variation.allocationKey) }),
});
