import { pick, type Random } from '@assay/demo-data';
import type { Allocation, Condition, Flag, JsonValue, Operator, Shard, VariationType } from '@assay/flag-evaluation';
import { ages, countries, domains, plans, scores, versions } from './generated-subjects.js';
import type { AskedFlag } from './questionnaire.js';

/**
 * Flags within what all UFC clients read alike: patterns without look-around, comparisons of numbers and of full
 * semantic versions, values of the type that the flag declares.
 */
export function aFlag(random: Random, at: number): Flag {
  const oneOf = <T>(choices: readonly T[]): T =>
    pick(
      random,
      choices.map((choice) => [choice, 1] as const),
    );
  const count = (most: number): number => 1 + Math.floor(random() * most);
  const some = <T>(choices: readonly T[]): T[] => choices.filter(() => random() < 0.4);

  const texts: Readonly<Record<string, readonly string[]>> = {
    country: countries,
    plan: plans,
    app_version: versions,
    age: ages.map(String),
    score: scores.map(String),
    is_member: ['true', 'false'],
    id: Array.from({ length: 40 }, (_, i) => `subject-${i * 13}`).concat('account-3', 'account-5'),
  };
  const patterns: Readonly<Record<string, readonly string[]>> = {
    email: domains.map((domain) => `@${domain.replaceAll('.', '\\.')}$`).concat('^person[0-9]{1,2}@', '(org|com)$'),
    country: ['^(US|CA)$', '^$', 'ö', '^[A-Z]{2}$'],
    plan: ['^pro', '/', '.*plus|team.*', '日本'],
    app_version: ['^1\\.', 'alpha|beta'],
    id: ['[02468]$', '^account-', '^subject-1'],
  };

  const condition = (operator: Operator): Condition => {
    switch (operator) {
      case 'IS_NULL':
        return { attribute: oneOf(Object.keys(texts).concat('never_sent')), operator, value: random() < 0.5 };
      case 'ONE_OF':
      case 'NOT_ONE_OF': {
        const attribute = oneOf(Object.keys(texts));
        return { attribute, operator, value: some(texts[attribute]!) };
      }
      case 'MATCHES':
      case 'NOT_MATCHES': {
        const attribute = oneOf(Object.keys(patterns));
        return { attribute, operator, value: oneOf(patterns[attribute]!) };
      }
      default:
        if (random() < 0.4) return { attribute: 'app_version', operator, value: oneOf(versions) };
        return { attribute: oneOf(['age', 'score', 'age_text']), operator, value: oneOf([...ages, ...scores]) };
    }
  };
  const rule = (first: Operator) => ({
    conditions: [first, ...some(operators).slice(0, 1)].map(condition),
  });

  const total = oneOf([10_000, 10_000, 100]);
  const type = types[at % types.length]!;
  const values = valuesOf[type];
  const variations = Object.fromEntries(values.map((value, i) => [`v${i}`, { key: `v${i}`, value }]));

  const splits = (allocation: number): Allocation['splits'] => {
    const traffic: Shard = {
      salt: `traffic-${at}-${allocation}`,
      ranges: [{ start: 0, end: Math.ceil(total * oneOf([1, 1, 0.7, 0.1])) }],
    };
    const cuts = values.map((_, i) => Math.round((total * i) / values.length)).concat(total);
    return values.map((_, i) => ({
      variationKey: `v${i}`,
      shards: [traffic, { salt: `split-${at % 9}`, ranges: [{ start: cuts[i]!, end: cuts[i + 1]! }] }],
      ...(random() < 0.3 && { extraLogging: { holdoutKey: `holdout-${i}`, holdoutVariation: 'status_quo' } }),
    }));
  };
  const allocation = (i: number): Allocation => ({
    key: `allocation-${i}`,
    ...(random() < 0.85 && { rules: [rule(operators[(at + i) % operators.length]!), ...some([1, 2]).map(anyRule)] }),
    ...(random() < 0.15 && { startAt: oneOf(['2020-01-01T00:00:00.000Z', '2099-01-01T00:00:00.000Z']) }),
    ...(random() < 0.15 && { endAt: oneOf(['2021-06-01T00:00:00.000Z', '2099-06-01T00:00:00.000Z']) }),
    splits: splits(i),
    doLog: random() < 0.8,
  });
  const anyRule = () => rule(oneOf(operators));

  const allocations = Array.from({ length: count(3) }, (_, i) => allocation(i));
  const last: Allocation = { key: 'everyone', splits: [{ variationKey: 'v0', shards: [] }], doLog: random() < 0.5 };
  return {
    key: `flag-${at}`,
    enabled: random() < 0.95,
    variationType: type,
    variations,
    allocations: random() < 0.5 ? [...allocations, last] : allocations,
    totalShards: total,
  };
}

/** As an application asks for it, with a value of its own for when nothing matches. */
export const asked = ({ key, variationType }: Flag): AskedFlag => ({
  key,
  type: variationType,
  fallback: fallbackOf[variationType],
  actions: null,
});

export const operators: readonly Operator[] = [
  'MATCHES',
  'NOT_MATCHES',
  'GTE',
  'GT',
  'LTE',
  'LT',
  'ONE_OF',
  'NOT_ONE_OF',
  'IS_NULL',
];
export const types: readonly VariationType[] = ['STRING', 'BOOLEAN', 'INTEGER', 'NUMERIC', 'JSON'];

const valuesOf: Readonly<Record<VariationType, readonly (string | number | boolean)[]>> = {
  STRING: ['red', '', 'größe 日本'],
  BOOLEAN: [true, false],
  INTEGER: [0, -3, 9_007_199_254_740],
  NUMERIC: [0.5, 12, -1.25],
  JSON: ['{"columns":3,"title":"Größe"}', '{}', '{"nested":{"list":[1,2.5,"x",null,true]}}'],
};
const fallbackOf: Readonly<Record<VariationType, JsonValue>> = {
  STRING: 'fallback',
  BOOLEAN: false,
  INTEGER: 42,
  NUMERIC: 4.25,
  JSON: { fallback: true },
};
