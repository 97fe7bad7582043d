/**
 * The universal flag configuration (UFC) as it travels: what a publisher writes and every client reads. Format SERVER
 * is plain; in format CLIENT names are hashed and texts are base64, so that rules are not readable in a browser.
 */

export type VariationType = 'STRING' | 'INTEGER' | 'NUMERIC' | 'BOOLEAN' | 'JSON';

export type Operator = 'MATCHES' | 'NOT_MATCHES' | 'GTE' | 'GT' | 'LTE' | 'LT' | 'ONE_OF' | 'NOT_ONE_OF' | 'IS_NULL';

export interface Variation {
  readonly key: string;
  /** JSON variations carry their JSON as text; in format CLIENT every value is base64 of its text. */
  readonly value: string | number | boolean;
}

export interface Condition {
  readonly attribute: string;
  /** One of {@link Operator}; in format CLIENT the MD5 of its name. Unknown operators are never true. */
  readonly operator: string;
  readonly value: string | number | boolean | readonly string[];
}

/** All conditions must hold. */
export interface Rule {
  readonly conditions: readonly Condition[];
}

/** Half-open: `start <= shard < end`. */
export interface ShardRange {
  readonly start: number;
  readonly end: number;
}

export interface Shard {
  readonly salt: string;
  readonly ranges: readonly ShardRange[];
}

/** Serves its variation when every shard holds; without shards, always. */
export interface Split {
  readonly variationKey: string;
  readonly shards: readonly Shard[];
  readonly extraLogging?: Readonly<Record<string, string>>;
}

/** One step of the waterfall: open between its dates, to subjects who satisfy any rule (or when there is none). */
export interface Allocation {
  readonly key: string;
  readonly rules?: readonly Rule[];
  readonly startAt?: string;
  readonly endAt?: string;
  readonly splits: readonly Split[];
  readonly doLog: boolean;
}

export interface Flag {
  readonly key: string;
  readonly enabled: boolean;
  readonly variationType: VariationType;
  readonly variations: Readonly<Record<string, Variation>>;
  readonly allocations: readonly Allocation[];
  /** Number of shards a subject may fall into, 10,000 by custom. */
  readonly totalShards: number;
  readonly entityId?: number | null;
}

/** Says which variation of which flag is decided by a bandit. */
export interface BanditVariation {
  /** The bandit's key. */
  readonly key: string;
  readonly flagKey: string;
  readonly variationKey: string;
  readonly variationValue: string;
  readonly allocationKey?: string;
}

export interface BanditReference {
  readonly modelVersion: string;
  readonly flagVariations: readonly BanditVariation[];
}

/**
 * A published ruleset. Only its outline is checked on arrival; flags are checked one by one when they are compiled, so
 * that a bad one disables itself alone.
 */
export interface Ruleset {
  /** ISO 8601; when this content was first published. Empty when the document does not say. */
  readonly createdAt: string;
  readonly format: 'SERVER' | 'CLIENT';
  readonly environment: { readonly name: string };
  readonly flags: Readonly<Record<string, Flag>>;
  readonly banditReferences?: Readonly<Record<string, BanditReference>>;
  /** Older twin of `banditReferences`, the only one some clients read: publish both. */
  readonly bandits?: Readonly<Record<string, readonly BanditVariation[]>>;
}

export type AttributeValue = string | number | boolean | null | undefined;
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Attributes split the way bandits learn from them. */
export interface ContextAttributes {
  readonly numericAttributes: Readonly<Record<string, number | null>>;
  readonly categoricalAttributes: Readonly<Record<string, string | number | boolean | null>>;
}
