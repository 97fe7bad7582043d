import { compileFlag } from './compile.js';
import type {
  CompiledFlag,
  CompiledRuleset,
  CompiledShard,
  CompiledSplit,
  Evaluation,
  EvaluationCode,
  FlagValue,
  LinkedFlag,
} from './compiled.js';
import { attributeValue, prepareTest, satisfies } from './conditions.js';
import { md5Hex, md5Uint32 } from './md5/md5.js';
import { hasOwn, isRecord } from './read.js';
import type { Trace } from './trace.js';
import { readValue } from './values.js';
import type { Attributes, VariationType } from './wire.js';

/** Who is asked about, and when. One object may serve many flags. */
export interface Subject {
  readonly key: string;
  readonly attributes: Attributes;
  /**
   * Milliseconds since 1970, or the clock itself: it is read once, and only for a flag that has a start or end date
   * (reading a clock costs a tenth of an evaluation).
   */
  readonly now: number | (() => number);
  /**
   * The first four bytes, as an unsigned number, of MD5(salt + "-" + subject key), asked by the salt's number in the
   * compiled ruleset. Computed here unless given: the edge passes a table that the platform's own digest has filled.
   */
  readonly hashOf?: ((salt: number) => number) | null;
  /** Hears every step. Costs nothing when absent. */
  readonly trace?: Trace | null;
  /** Made by `startSubject`: conditions already decided, by number (0 not yet, 1 false, 2 true). */
  readonly memo?: Uint8Array | null;
}

const noAttributes: Attributes = Object.freeze({});
const noLogging: Readonly<Record<string, string>> = Object.freeze({});

const failure = (flagKey: string, code: EvaluationCode, flag: CompiledFlag | null): Evaluation => ({
  flagKey,
  code,
  value: null,
  variationKey: null,
  allocationKey: null,
  doLog: false,
  extraLogging: noLogging,
  entityId: flag === null ? null : flag[3],
  type: flag === null ? null : flag[0],
});

const textOf = (flagKey: unknown): string => (typeof flagKey === 'string' ? flagKey : '');

/**
 * Decides a flag for a subject. Never throws. The result is shared and frozen: the same object for every subject who
 * gets the same split, so that comparing two of one ruleset is comparing references.
 * @param type the type the caller expects; null takes the flag's own.
 */
export function evaluate(
  ruleset: CompiledRuleset,
  flagKey: string,
  type: VariationType | null,
  subject: Subject,
): Evaluation {
  try {
    if (typeof flagKey !== 'string' || flagKey === '' || typeof subject.key !== 'string' || subject.key === '') {
      if (typeof subject.key !== 'number') return failure(textOf(flagKey), 'ASSIGNMENT_ERROR', null);
      return evaluate(ruleset, flagKey, type, { ...subject, key: String(subject.key) });
    }
    const flag = ruleset.flags.get(flagKey) ?? findFlag(ruleset, flagKey);
    if (flag === null) return failure(flagKey, 'FLAG_UNRECOGNIZED_OR_DISABLED', null);
    const { row } = flag;
    if (type !== null && row[0] !== type) return failure(flagKey, 'TYPE_MISMATCH', row);
    if (row[1] !== 1) {
      return failure(flagKey, row[1] === 0 ? 'FLAG_UNRECOGNIZED_OR_DISABLED' : 'ASSIGNMENT_ERROR', row);
    }
    const split = findSplit(ruleset, row, subject);
    if (split === null) return (flag.none ??= Object.freeze(failure(flagKey, 'DEFAULT_ALLOCATION_NULL', row)));
    return ruleset.evaluations[split[0]] ?? settle(ruleset, flag, split);
  } catch {
    return failure(textOf(flagKey), 'ASSIGNMENT_ERROR', null);
  }
}

/**
 * Prepares a subject of whom many flags are asked: each condition is decided once and each salt hashed once.
 * Good for the conditions and salts that are compiled by now; all of them after `loadCompiled`.
 */
export function startSubject(ruleset: CompiledRuleset, subject: Subject): Subject {
  const { key, attributes } = subject;
  const { salts, conditions } = ruleset.data;
  const hashes = new Float64Array(salts.length).fill(-1);
  const hashOf = (salt: number): number => {
    let hash = hashes[salt] ?? -1;
    if (hash < 0) hash = hashes[salt] = md5Uint32(salts[salt]!, key);
    return hash;
  };
  return {
    key,
    attributes,
    now: momentOf(subject),
    hashOf: subject.hashOf ?? hashOf,
    trace: subject.trace ?? null,
    memo: new Uint8Array(conditions.length),
  };
}

/** The keys of all flags; in format CLIENT their hashes. */
export const listFlagKeys = (ruleset: CompiledRuleset): string[] =>
  Object.keys(ruleset.source === null ? ruleset.data.flags : ruleset.source.flags);

/** The flag of a key, compiled on first use; null when the ruleset has none. */
export function findFlag(ruleset: CompiledRuleset, flagKey: string): LinkedFlag | null {
  const known = ruleset.flags.get(flagKey);
  if (known !== undefined) return known;
  const { data, source } = ruleset;
  const key = data.format === 'CLIENT' ? md5Hex(flagKey) : flagKey;
  let row: CompiledFlag | null = null;
  if (source === null) row = hasOwn(data.flags, key) ? data.flags[key]! : null;
  else if (hasOwn(source.flags, key)) {
    const flag: unknown = source.flags[key];
    if (isRecord(flag)) row = compileFlag(ruleset, flag);
  }
  if (row === null) return null;
  const flag: LinkedFlag = { flagKey, row, none: null };
  ruleset.flags.set(flagKey, flag);
  return flag;
}

/** When a subject is asked about, in milliseconds since 1970. */
export const momentOf = ({ now }: Subject): number => (typeof now === 'number' ? now : now());

/** The waterfall: the first allocation that is open, whose rules let the subject in, and one of whose splits holds. */
export function findSplit(ruleset: CompiledRuleset, flag: CompiledFlag, subject: Subject): CompiledSplit | null {
  const trace = subject.trace ?? null;
  const allocations = flag[4];
  let now = NaN;
  for (let i = 0; i < allocations.length; i++) {
    const allocation = allocations[i]!;
    const startAt = allocation[2];
    const endAt = allocation[3];
    const rules = allocation[4];
    if (Number.isNaN(now) && (startAt !== null || endAt !== null)) now = momentOf(subject);
    if (startAt !== null && now < startAt) {
      if (trace !== null) trace.allocation(i, 'BEFORE_START_TIME');
    } else if (endAt !== null && now > endAt) {
      if (trace !== null) trace.allocation(i, 'AFTER_END_TIME');
    } else if (rules !== null && !matchesRules(ruleset, rules, subject, trace)) {
      if (trace !== null) trace.allocation(i, 'FAILING_RULE');
    } else {
      const split = matchesSplit(ruleset, allocation[5], flag[2], subject, trace);
      if (trace !== null) trace.allocation(i, split === null ? 'TRAFFIC_EXPOSURE_MISS' : 'MATCH');
      if (split !== null) return split;
    }
  }
  return null;
}

/** Whether one of an allocation's rules lets the subject in. */
export function matchesRules(
  ruleset: CompiledRuleset,
  rules: readonly (readonly number[])[],
  subject: Subject,
  trace: Trace | null,
): boolean {
  const attributes = subject.attributes ?? noAttributes;
  const memo = trace === null ? (subject.memo ?? null) : null;
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i]!;
    let holds = true;
    for (let j = 0; holds && j < rule.length; j++) {
      const condition = rule[j]!;
      const decided = memo === null ? 0 : (memo[condition] ?? 0);
      if (decided !== 0) {
        holds = decided === 2;
        continue;
      }
      const test = ruleset.tests[condition] ?? prepareTest(ruleset, condition);
      const value = attributeValue(ruleset, test, condition, subject.key, attributes);
      holds = satisfies(ruleset, test, value);
      if (memo !== null) memo[condition] = holds ? 2 : 1;
      if (trace !== null) trace.condition(condition, value, holds);
    }
    if (trace !== null) trace.rule(i, holds);
    if (holds) return true;
  }
  return false;
}

/** The splits of one allocation commonly share two salts, traffic and split: their two hashes are kept. */
function matchesSplit(
  ruleset: CompiledRuleset,
  splits: readonly CompiledSplit[],
  total: number,
  subject: Subject,
  trace: Trace | null,
): CompiledSplit | null {
  const hashOf = subject.hashOf ?? null;
  let saltA = -1;
  let hashA = 0;
  let saltB = -1;
  let hashB = 0;
  for (let i = 0; i < splits.length; i++) {
    const split = splits[i]!;
    const shards = split[3];
    let holds = true;
    for (let j = 0; holds && j < shards.length; j++) {
      const shard = shards[j]!;
      const salt = shard[0]!;
      if (salt !== saltA) {
        const swap = hashA;
        if (salt === saltB) hashA = hashB;
        else hashA = hashOf === null ? md5Uint32(ruleset.data.salts[salt]!, subject.key) : hashOf(salt);
        saltB = saltA;
        hashB = swap;
        saltA = salt;
      }
      const value = hashA % total;
      holds = isInside(shard, value);
      if (trace !== null) trace.shard(shard, value, holds);
    }
    if (trace !== null) trace.split(i, holds);
    if (holds) return split;
  }
  return null;
}

export function isInside(shard: CompiledShard, value: number): boolean {
  for (let i = 1; i < shard.length; i += 2) {
    if (value >= shard[i]! && value < shard[i + 1]!) return true;
  }
  return false;
}

/** The evaluation that every subject of a split shares. */
export const evaluationOf = (ruleset: CompiledRuleset, flag: LinkedFlag, split: CompiledSplit): Evaluation =>
  ruleset.evaluations[split[0]] ?? settle(ruleset, flag, split);

/** A value of the wrong type serves the default. */
function settle(ruleset: CompiledRuleset, flag: LinkedFlag, split: CompiledSplit): Evaluation {
  const { row, flagKey } = flag;
  const allocation = row[4].find((one) => one[5].includes(split))!;
  const read: { value: FlagValue } | null = split[2] < 0 ? null : readValue(ruleset.data.values[split[2]], row[0]);
  const evaluation: Evaluation = Object.freeze({
    flagKey,
    code: read === null ? 'ASSIGNMENT_ERROR' : 'MATCH',
    value: read === null ? null : read.value,
    variationKey: split[2] < 0 ? null : split[1],
    allocationKey: allocation[0],
    doLog: read !== null && allocation[1] === 1,
    extraLogging: split[4] === null ? noLogging : Object.freeze(split[4]),
    entityId: row[3],
    type: row[0],
  });
  ruleset.evaluations[split[0]] = evaluation;
  return evaluation;
}
