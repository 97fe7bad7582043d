import {
  compiledFormat,
  operators,
  type CompiledAllocation,
  type CompiledCondition,
  type CompiledData,
  type CompiledFlag,
  type CompiledRuleset,
  type CompiledShard,
  type CompiledSplit,
  type CompileRegex,
} from './compiled.js';
import { md5Hex } from './md5/md5.js';
import { hasOwn, isRecord, type Unchecked } from './read.js';
import { fromBase64 } from './text.js';
import { readText } from './values.js';
import type { Ruleset, VariationType } from './wire.js';

export interface CompileOptions {
  /** Makes MATCHES and NOT_MATCHES work; the platform's own RegExp unless given. */
  readonly compileRegex?: CompileRegex;
}

const platformRegex: CompileRegex = (pattern) => new RegExp(pattern);

/**
 * Makes a ruleset ready to be evaluated. Costs next to nothing: each flag is compiled when it is first asked for, and
 * whatever is wrong with it then disables that flag, rule or condition alone.
 */
export function compile(ruleset: Ruleset, options: CompileOptions = {}): CompiledRuleset {
  const data: CompiledData = {
    compiled: compiledFormat,
    createdAt: ruleset.createdAt,
    environment: ruleset.environment.name,
    format: ruleset.format,
    salts: [],
    conditions: [],
    values: [],
    flags: Object.create(null) as Record<string, CompiledFlag>,
    bandits: compileBandits(ruleset),
  };
  return link(data, ruleset, options);
}

/** Which variation values are decided by which bandit, from either of the two fields that say so. */
function compileBandits({ banditReferences, bandits }: Ruleset): CompiledData['bandits'] {
  const compiled = Object.create(null) as Record<string, (readonly [string, string])[]>;
  const entries: [string, unknown][] =
    banditReferences === undefined
      ? Object.entries(bandits ?? {})
      : Object.entries(banditReferences).map(([key, reference]) => [
          key,
          isRecord(reference) && reference.flagVariations,
        ]);
  for (const [banditKey, variations] of entries) {
    for (const variation of Array.isArray(variations) ? variations : []) {
      if (!isRecord(variation) || typeof variation.flagKey !== 'string') continue;
      (compiled[variation.flagKey] ??= []).push([banditKey, String(variation.variationValue)]);
    }
  }
  return compiled;
}

export const link = (data: CompiledData, source: Ruleset | null, options: CompileOptions): CompiledRuleset => ({
  data,
  source,
  compileRegex: options.compileRegex ?? platformRegex,
  flags: new Map(),
  saltNumbers: new Map(),
  interned: null,
  tests: [],
  evaluations: [],
  hashes: new Map(),
  splits: 0,
});

/** Compiles one flag of the source into the ruleset's data; what is malformed becomes state 2. */
export function compileFlag(ruleset: CompiledRuleset, flag: Unchecked): CompiledFlag {
  const type = flag.variationType as VariationType;
  const state = flag.enabled === true ? 1 : 0;
  const total = typeof flag.totalShards === 'number' ? flag.totalShards : 0;
  const entityId = typeof flag.entityId === 'number' ? flag.entityId : null;
  const { allocations, variations } = flag;
  if (!Array.isArray(allocations) || !isRecord(variations)) return [type, 2, total, entityId, []];
  const compiled: CompiledAllocation[] = [];
  for (const allocation of allocations) {
    if (!isRecord(allocation)) return [type, 2, total, entityId, []];
    compiled.push(compileAllocation(ruleset, allocation, variations, type));
  }
  return [type, state, total, entityId, compiled];
}

function compileAllocation(
  ruleset: CompiledRuleset,
  allocation: Unchecked,
  variations: Unchecked,
  type: VariationType,
): CompiledAllocation {
  const hidden = ruleset.data.format === 'CLIENT';
  const splits: CompiledSplit[] = [];
  if (Array.isArray(allocation.splits)) {
    for (const split of allocation.splits) {
      const compiled = isRecord(split) ? compileSplit(ruleset, split, variations, type) : null;
      if (compiled !== null) splits.push(compiled);
    }
  }
  const { rules } = allocation;
  return [
    reveal(allocation.key, hidden),
    allocation.doLog === true ? 1 : 0,
    compileDate(allocation.startAt, hidden, lastDate),
    compileDate(allocation.endAt, hidden, -lastDate),
    rules == null || (Array.isArray(rules) && rules.length === 0) ? null : compileRules(ruleset, rules),
    splits,
  ];
}

/** A malformed rule is left out: with none left the allocation is open to nobody, never to everybody. */
function compileRules(ruleset: CompiledRuleset, rules: unknown): number[][] {
  const compiled: number[][] = [];
  if (!Array.isArray(rules)) return compiled;
  for (const rule of rules) {
    if (!isRecord(rule) || !Array.isArray(rule.conditions)) continue;
    const numbers: number[] = [];
    for (const condition of rule.conditions) {
      const row = compileCondition(condition, ruleset.data.format === 'CLIENT');
      numbers.push(numberOf(ruleset.data.conditions, row, ruleset.interned, 'c'));
    }
    compiled.push(numbers);
  }
  return compiled;
}

/** The place of an entry in its table; equal entries share one where the whole ruleset is compiled at once. */
function numberOf<T>(table: T[], entry: T, interned: Map<string, number> | null, kind: string): number {
  if (interned === null) return table.push(entry) - 1;
  const text = kind + JSON.stringify(entry);
  let place = interned.get(text);
  if (place === undefined) {
    place = table.push(entry) - 1;
    interned.set(text, place);
  }
  return place;
}

const never: CompiledCondition = [-1, '', null];

function compileCondition(condition: unknown, hidden: boolean): CompiledCondition {
  if (!isRecord(condition) || typeof condition.attribute !== 'string') return never;
  const operator = operatorNumber(condition.operator, hidden);
  let operand = condition.value;
  if (operator === 1 || operator === 2) {
    if (!Array.isArray(operand)) return never;
    operand = operand.filter((value) => typeof value === 'string');
  } else if (hidden) {
    operand = operator === 0 ? [md5Hex('false'), md5Hex('true')].indexOf(operand as string) : reveal(operand, true);
  } else if (operator === 0) operand = [false, true].indexOf(operand as boolean);
  return [operator, condition.attribute, operand as CompiledCondition[2]];
}

let operatorHashes: readonly string[] | null = null;

function operatorNumber(operator: unknown, hidden: boolean): number {
  if (hidden) return (operatorHashes ??= operators.map(md5Hex)).indexOf(operator as string);
  return operators.indexOf(operator as (typeof operators)[number]);
}

function compileSplit(
  ruleset: CompiledRuleset,
  split: Unchecked,
  variations: Unchecked,
  type: VariationType,
): CompiledSplit | null {
  if (!Array.isArray(split.shards)) return null;
  const hidden = ruleset.data.format === 'CLIENT';
  const shards: CompiledShard[] = [];
  for (const shard of split.shards) {
    if (!isRecord(shard) || typeof shard.salt !== 'string' || !Array.isArray(shard.ranges)) return null;
    shards.push(compileShard(ruleset, reveal(shard.salt, hidden), shard.ranges));
  }
  const key = split.variationKey;
  const variation = typeof key === 'string' && hasOwn(variations, key) ? variations[key] : null;
  let value = -1;
  if (isRecord(variation)) {
    value = numberOf(ruleset.data.values, compileValue(variation.value, type, hidden), ruleset.interned, 'v');
  }
  return [ruleset.splits++, reveal(key, hidden), value, shards, compileLogging(split.extraLogging, hidden)];
}

function compileShard(ruleset: CompiledRuleset, salt: string, ranges: readonly unknown[]): CompiledShard {
  let number = ruleset.saltNumbers.get(salt);
  if (number === undefined) {
    number = ruleset.data.salts.push(salt) - 1;
    ruleset.saltNumbers.set(salt, number);
  }
  const shard = [number];
  for (const range of ranges) {
    if (isRecord(range) && typeof range.start === 'number' && typeof range.end === 'number') {
      shard.push(range.start, range.end);
    }
  }
  return shard;
}

/** In format CLIENT every value is text: turned back here by the flag's type. */
function compileValue(value: unknown, type: VariationType, hidden: boolean): string | number | boolean {
  if (!hidden) return value as string | number | boolean;
  const text = reveal(value, true);
  return readText(text, type) ?? text;
}

function compileLogging(logging: unknown, hidden: boolean): Record<string, string> | null {
  if (!isRecord(logging)) return null;
  const entries = Object.entries(logging).map(([key, value]) => [reveal(key, hidden), reveal(value, hidden)]);
  return entries.length === 0 ? null : (Object.fromEntries(entries) as Record<string, string>);
}

/** The latest moment that a date can tell, in milliseconds. */
const lastDate = 8.64e15;

/** A date that cannot be read closes the allocation: better its default than an experiment at the wrong time. */
function compileDate(date: unknown, hidden: boolean, unreadable: number): number | null {
  if (date == null || date === '') return null;
  const time = typeof date === 'number' ? date : Date.parse(reveal(date, hidden));
  return Number.isFinite(time) ? time : unreadable;
}

/** A name or text of the document as plain text; what is no text, or not base64 where it must be, is kept as written. */
function reveal(text: unknown, hidden: boolean): string {
  if (!hidden || typeof text !== 'string') return String(text);
  try {
    return fromBase64(text);
  } catch {
    return text;
  }
}
