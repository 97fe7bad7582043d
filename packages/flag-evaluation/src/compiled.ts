import type { Ruleset, VariationType } from './wire.js';

/** Raised when the arrays below change their meaning; data of another format are refused. */
export const compiledFormat = 1;

/** What a condition asks, by number: the position in this list. */
export const operators = [
  'IS_NULL',
  'ONE_OF',
  'NOT_ONE_OF',
  'MATCHES',
  'NOT_MATCHES',
  'GTE',
  'GT',
  'LTE',
  'LT',
] as const;

/** [operator, or -1 when it can never be true; attribute, or its hash; operand: text, number or list; IS_NULL: 0 or 1]. */
export type CompiledCondition = readonly [
  operator: number,
  attribute: string,
  operand: string | number | boolean | null | readonly string[],
];

/** [salt number, start, end, start, end, …], half-open. */
export type CompiledShard = readonly number[];

/** `number` is unique in the ruleset; `value` is a position in its values, or -1 when the variation is missing. */
export type CompiledSplit = readonly [
  number: number,
  variationKey: string,
  value: number,
  shards: readonly CompiledShard[],
  extraLogging: Readonly<Record<string, string>> | null,
];

/** Dates are milliseconds since 1970; a rule is a list of condition numbers; rules null: open to everybody. */
export type CompiledAllocation = readonly [
  key: string,
  doLog: 0 | 1,
  startAt: number | null,
  endAt: number | null,
  rules: readonly (readonly number[])[] | null,
  splits: readonly CompiledSplit[],
];

/** `state`: 0 off, 1 on, 2 malformed. */
export type CompiledFlag = readonly [
  type: VariationType,
  state: 0 | 1 | 2,
  totalShards: number,
  entityId: number | null,
  allocations: readonly CompiledAllocation[],
];

/** The compiled form as plain JSON: what the publisher writes to the edge and what every client evaluates. */
export interface CompiledData {
  readonly compiled: typeof compiledFormat;
  readonly createdAt: string;
  readonly environment: string;
  readonly format: 'SERVER' | 'CLIENT';
  readonly salts: string[];
  readonly conditions: CompiledCondition[];
  /** Null where a variation has no usable value. */
  readonly values: (string | number | boolean | null)[];
  readonly flags: Record<string, CompiledFlag>;
  /** By flag key: pairs of bandit key and the variation value that it decides. */
  readonly bandits: Record<string, readonly (readonly [bandit: string, value: string])[]>;
  /** Hashed keys for precomputed documents, by flag key, so that the edge need not hash them per request. */
  readonly precomputed?: { readonly salt: string; readonly keys: Readonly<Record<string, string>> };
}

/** Anything with `test`: a platform RegExp, or a linear-time engine's pattern. */
export interface Pattern {
  test(text: string): boolean;
}

/** @throws when the engine refuses the pattern; the condition is then never true. */
export type CompileRegex = (pattern: string) => Pattern;

/** What the evaluator can know of an assignment, as one shared, frozen object per split of a flag. */
export interface Evaluation {
  readonly flagKey: string;
  readonly code: EvaluationCode;
  /** The value to serve, JSON parsed and frozen; null unless `code` is MATCH. */
  readonly value: FlagValue | null;
  readonly variationKey: string | null;
  readonly allocationKey: string | null;
  /** Whether an assignment event is wanted; false whenever the caller's default is served. */
  readonly doLog: boolean;
  readonly extraLogging: Readonly<Record<string, string>>;
  readonly entityId: number | null;
  /** The flag's own type; null when the flag is unknown. */
  readonly type: VariationType | null;
}

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type FlagValue = JsonValue;

export type EvaluationCode =
  | 'MATCH'
  | 'FLAG_UNRECOGNIZED_OR_DISABLED'
  | 'TYPE_MISMATCH'
  | 'ASSIGNMENT_ERROR'
  | 'DEFAULT_ALLOCATION_NULL'
  | 'NO_ACTIONS_SUPPLIED_FOR_BANDIT'
  | 'BANDIT_ERROR';

/** A flag found once, kept under the key callers use. */
export interface LinkedFlag {
  readonly flagKey: string;
  readonly row: CompiledFlag;
  /** When no allocation lets the subject in; made on first use. */
  none: Evaluation | null;
}

/** A ruleset ready to be evaluated. Make it with `compile` or `loadCompiled`; treat its fields as private. */
export interface CompiledRuleset {
  readonly data: CompiledData;
  readonly compileRegex: CompileRegex;
  /** Flags not yet compiled are taken from here; null when everything is compiled. */
  readonly source: Ruleset | null;
  readonly flags: Map<string, LinkedFlag>;
  readonly saltNumbers: Map<string, number>;
  /** Places of conditions and values by their text; null when flags are compiled one by one, where sharing does not pay. */
  readonly interned: Map<string, number> | null;
  /** By condition number, made on first use. */
  readonly tests: (ConditionTest | undefined)[];
  /** By split number, made on first use. */
  readonly evaluations: (Evaluation | undefined)[];
  /** Hashes of attribute names and values already met; only used in format CLIENT. */
  readonly hashes: Map<string, string>;
  /** Next split number. */
  splits: number;
}

/** A condition with its operand made ready. */
export interface ConditionTest {
  readonly operator: number;
  /** The attribute's plain name; null while only its hash is known. */
  attribute: string | null;
  readonly list: readonly string[] | null;
  readonly set: ReadonlySet<string> | null;
  readonly pattern: Pattern | null;
  readonly number: number;
  readonly version: Version | null;
}

/** Major, minor, patch, then the pre-release identifiers, if any. */
export type Version = readonly (string | number)[];
