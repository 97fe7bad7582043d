/**
 * The evaluation rules once more, written for reading: straight from the wire format, no compiling, no sharing. Tests
 * hold the real evaluator against it on random rulesets of format SERVER.
 */
import { createHash } from 'node:crypto';
import type { Allocation, Attributes, Condition, Flag, Ruleset, Shard } from '../src/wire.js';

export interface NaiveAnswer {
  readonly code: string;
  readonly value: unknown;
  readonly variationKey: string | null;
  readonly allocationKey: string | null;
  readonly doLog: boolean;
}

const none = (code: string): NaiveAnswer => ({
  code,
  value: null,
  variationKey: null,
  allocationKey: null,
  doLog: false,
});

export function evaluateNaively(
  ruleset: Ruleset,
  flagKey: string,
  type: string,
  subjectKey: string,
  attributes: Attributes,
  now: number,
): NaiveAnswer {
  if (flagKey === '' || subjectKey === '') return none('ASSIGNMENT_ERROR');
  const flag = Object.hasOwn(ruleset.flags, flagKey) ? ruleset.flags[flagKey]! : null;
  if (flag === null) return none('FLAG_UNRECOGNIZED_OR_DISABLED');
  if (flag.variationType !== type) return none('TYPE_MISMATCH');
  if (!flag.enabled) return none('FLAG_UNRECOGNIZED_OR_DISABLED');
  const known: Record<string, unknown> = Object.assign(Object.create(null), { id: subjectKey }, attributes);
  for (const allocation of flag.allocations) {
    if (!isOpen(allocation, known, now)) continue;
    const split = allocation.splits.find((one) => one.shards.every((shard) => holds(shard, flag, subjectKey)));
    if (split === undefined) continue;
    const variation = Object.hasOwn(flag.variations, split.variationKey) ? flag.variations[split.variationKey]! : null;
    if (variation === null) return { ...none('ASSIGNMENT_ERROR'), allocationKey: allocation.key };
    const read = readNaively(variation.value, flag.variationType);
    return {
      code: read === undefined ? 'ASSIGNMENT_ERROR' : 'MATCH',
      value: read ?? null,
      variationKey: variation.key,
      allocationKey: allocation.key,
      doLog: read !== undefined && allocation.doLog,
    };
  }
  return none('DEFAULT_ALLOCATION_NULL');
}

function isOpen(allocation: Allocation, known: Readonly<Record<string, unknown>>, now: number): boolean {
  if (allocation.startAt !== undefined && now < new Date(allocation.startAt).getTime()) return false;
  if (allocation.endAt !== undefined && now > new Date(allocation.endAt).getTime()) return false;
  const rules = allocation.rules ?? [];
  return rules.length === 0 || rules.some((rule) => rule.conditions.every((one) => isTrue(one, known[one.attribute])));
}

function holds(shard: Shard, flag: Flag, subjectKey: string): boolean {
  const digest = createHash('md5').update(`${shard.salt}-${subjectKey}`, 'utf8').digest();
  const value = digest.readUInt32BE(0) % flag.totalShards;
  return shard.ranges.some(({ start, end }) => start <= value && value < end);
}

function isTrue({ operator, value }: Condition, attribute: unknown): boolean {
  if (operator === 'IS_NULL') return (attribute === null || attribute === undefined) === value;
  if (attribute === null || attribute === undefined) return false;
  switch (operator) {
    case 'ONE_OF':
      return (value as readonly string[]).includes(String(attribute));
    case 'NOT_ONE_OF':
      return !(value as readonly string[]).includes(String(attribute));
    case 'MATCHES':
      return new RegExp(value as string).test(String(attribute));
    case 'NOT_MATCHES':
      return !new RegExp(value as string).test(String(attribute));
    case 'GTE':
      return order(attribute, value) >= 0;
    case 'GT':
      return order(attribute, value) > 0;
    case 'LTE':
      return order(attribute, value) <= 0;
    case 'LT':
      return order(attribute, value) < 0;
    default:
      return false;
  }
}

const version = /^(\d+)\.(\d+)\.(\d+)(?:-([\w.-]+))?$/;

/** Negative, 0, positive; NaN when the two cannot be compared. */
function order(attribute: unknown, value: unknown): number {
  const wanted = version.exec(String(value));
  if (typeof value === 'string' && wanted !== null) {
    const given = typeof attribute === 'string' ? version.exec(attribute) : null;
    if (given === null) return NaN;
    for (const i of [1, 2, 3]) if (Number(given[i]) !== Number(wanted[i])) return Number(given[i]) - Number(wanted[i]);
    const [a, b] = [given[4], wanted[4]];
    if (a === b) return 0;
    return a === undefined ? 1 : b === undefined ? -1 : a < b ? -1 : 1; // the generator draws one alphabetic identifier
  }
  const [given, bound] = [Number(attribute), Number(value)];
  return given < bound ? -1 : given > bound ? 1 : given === bound ? 0 : NaN;
}

function readNaively(value: unknown, type: string): unknown {
  if (type === 'STRING') return typeof value === 'string' ? value : undefined;
  if (type === 'BOOLEAN') return typeof value === 'boolean' ? value : undefined;
  if (type === 'NUMERIC') return typeof value === 'number' ? value : undefined;
  if (type === 'INTEGER') return Number.isInteger(value) ? value : undefined;
  try {
    return JSON.parse(value as string) as unknown;
  } catch {
    return undefined;
  }
}
