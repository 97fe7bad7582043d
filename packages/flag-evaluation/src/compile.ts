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
  const total = typeof flag.totalShards === 'number' ? flag.totalShards : 0;
  const entityId = typeof flag.entityId === 'number' ? flag.entityId : null;
  const { allocations, variations } = flag;
  const isMalformed = !Array.isArray(allocations) || !allocations.every(isRecord) || !isRecord(variations);
  if (isMalformed) return [type, 2, total, entityId, []];
  const compiled = allocations.map((allocation) => compileAllocation(ruleset, allocation, variations, type));
  return [type, flag.enabled === true ? 1 : 0, total, entityId, compiled];
}

function compileAllocation(
  ruleset: CompiledRuleset,
  allocation: Unchecked,
  variations: Unchecked,
  type: VariationType,
): CompiledAllocation {
  const hidden = ruleset.data.format === 'CLIENT';
  const { rules } = allocation;
  return [
    reveal(allocation.key, hidden),
    allocation.doLog === true ? 1 : 0,
    compileDate(allocation.startAt, hidden, lastDate),
    compileDate(allocation.endAt, hidden, -lastDate),
    rules == null || (Array.isArray(rules) && rules.length === 0) ? null : compileRules(ruleset, rules),
    wellFormed(allocation.splits, isSplit).map((split) => compileSplit(ruleset, split, variations, type)),
  ];
}

/** The entries of a list that can be used; commonly all of them, and then the list itself. */
const wellFormed = <T>(list: unknown, isUsable: (entry: unknown) => entry is T): readonly T[] =>
  !Array.isArray(list) ? [] : list.every(isUsable) ? list : list.filter(isUsable);

type RuleSource = Unchecked & { readonly conditions: readonly unknown[] };
type ShardSource = Unchecked & { readonly salt: string; readonly ranges: readonly unknown[] };
type SplitSource = Unchecked & { readonly shards: readonly ShardSource[] };
type RangeSource = Unchecked & { readonly start: number; readonly end: number };

const isRule = (rule: unknown): rule is RuleSource => isRecord(rule) && Array.isArray(rule.conditions);
const isShard = (shard: unknown): shard is ShardSource =>
  isRecord(shard) && typeof shard.salt === 'string' && Array.isArray(shard.ranges);
const isSplit = (split: unknown): split is SplitSource =>
  isRecord(split) && Array.isArray(split.shards) && split.shards.every(isShard);
const isRange = (range: unknown): range is RangeSource =>
  isRecord(range) && typeof range.start === 'number' && typeof range.end === 'number';
const isText = (text: unknown): text is string => typeof text === 'string';

/** A malformed rule is left out: with none left the allocation is open to nobody, never to everybody. */
const compileRules = (ruleset: CompiledRuleset, rules: unknown): number[][] =>
  wellFormed(rules, isRule).map((rule) =>
    rule.conditions.map((condition) => {
      const row = compileCondition(condition, ruleset.data.format === 'CLIENT');
      return numberOf(ruleset.data.conditions, row, ruleset.interned, 'c');
    }),
  );

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
  const operand = compileOperand(operator, condition.value, hidden);
  return operator < 0 || operand === null ? never : [operator, condition.attribute, operand];
}

function compileOperand(operator: number, value: unknown, hidden: boolean): CompiledCondition[2] {
  if (operator === 0) {
    const asked = hidden
      ? [md5Hex('false'), md5Hex('true')].indexOf(value as string)
      : [false, true].indexOf(value === true);
    return asked < 0 || (!hidden && typeof value !== 'boolean') ? null : asked;
  }
  if (operator < 3) return Array.isArray(value) ? wellFormed(value, isText) : null;
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? reveal(value, hidden) : null;
}

let operatorHashes: readonly string[] | null = null;

function operatorNumber(operator: unknown, hidden: boolean): number {
  if (hidden) return (operatorHashes ??= operators.map(md5Hex)).indexOf(operator as string);
  return operators.indexOf(operator as (typeof operators)[number]);
}

function compileSplit(
  ruleset: CompiledRuleset,
  split: SplitSource,
  variations: Unchecked,
  type: VariationType,
): CompiledSplit {
  const hidden = ruleset.data.format === 'CLIENT';
  const shards = split.shards.map(({ salt, ranges }) => compileShard(ruleset, reveal(salt, hidden), ranges));
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
  const usable = wellFormed(ranges, isRange);
  if (usable.length === 1) return [number, usable[0]!.start, usable[0]!.end];
  return [number, ...usable.flatMap(({ start, end }) => [start, end])];
}

/** In format CLIENT every value is text: turned back here by the flag's type. */
function compileValue(value: unknown, type: VariationType, hidden: boolean): CompiledData['values'][number] {
  if (!hidden) return typeof value === 'object' || value === undefined ? null : (value as string | number | boolean);
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
