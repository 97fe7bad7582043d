import type { AllocationInput, ConditionInput, FlagVariation, Operator } from '@assay/api-contract';
import { formatNumber } from '../../../format/index.js';

/** Operators as they read between an attribute and a value. */
export const operatorWords: Readonly<Record<Operator, string>> = {
  ONE_OF: 'is one of',
  NOT_ONE_OF: 'is none of',
  MATCHES: 'matches',
  NOT_MATCHES: 'does not match',
  GTE: '≥',
  GT: '>',
  LTE: '≤',
  LT: '<',
  IS_NULL: 'is missing',
};

export const kindWords: Readonly<Record<AllocationInput['kind'], string>> = {
  gate: 'gate',
  experiment: 'experiment',
  default: 'default',
};

/** “is missing” or “is present” say it all; other operators have values. */
export const operatorOf = ({ operator, value }: ConditionInput): string =>
  operator === 'IS_NULL' && value === false ? 'is present' : operatorWords[operator];

export const valuesOf = ({ operator, value }: ConditionInput): readonly string[] =>
  operator === 'IS_NULL' ? [] : Array.isArray(value) ? value : [String(value)];

export const describeCondition = (condition: ConditionInput): string =>
  [condition.attribute, operatorOf(condition), valuesOf(condition).join(', ')].filter(Boolean).join(' ');

/** A share without needless decimals: 0.8 → `80%`, 1/3 → `33.3%`. */
export const shareText = (share: number): string => `${formatNumber(Math.round(share * 1000) / 10, 4)}%`;

export interface Slice {
  readonly key: string;
  /** Share of everybody who comes to this allocation, 0–1. */
  readonly share: number;
  /** Share among those who are let in, 0–1. */
  readonly weight: number;
}

/** What the split bar shows: each variation, and what passes on. */
export function slicesOf({ splits, trafficExposure, shipped }: AllocationInput): {
  slices: readonly Slice[];
  passesOn: number;
} {
  const passesOn = 1 - trafficExposure;
  if (shipped !== null) return { slices: [{ key: shipped, weight: 1, share: trafficExposure }], passesOn };
  const total = splits.reduce((sum, split) => sum + split.weight, 0);
  const slices = splits.map(({ variationKey, weight }) => {
    const own = total > 0 ? weight / total : 0;
    return { key: variationKey, weight: own, share: own * trafficExposure };
  });
  return { slices, passesOn };
}

/** A variation's value as it is written in code, cut where it is long. */
export function valueText(value: FlagVariation['value'], longest = 60): string {
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

/** An instant as the browser's date field holds it, in UTC, and back. */
export const toField = (iso: string | null): string => iso?.slice(0, 16) ?? '';
export const fromField = (text: string): string | null => (text === '' ? null : `${text.slice(0, 16)}:00Z`);

/** A length of time in its largest whole unit: 90 → `90 min`, 120 → `2 h`, 2,880 → `2 d`. */
export const minutesText = (minutes: number): string => {
  if (minutes % 1440 === 0) return `${minutes / 1440} d`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
};
