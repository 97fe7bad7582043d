import type { VariationType } from '../wire.js';

/** One flag's assignment. When obfuscated, every text but the type is base64; log-only fields may be absent. */
export interface PrecomputedFlag {
  readonly flagKey?: string;
  readonly variationType: VariationType;
  readonly variationValue: string | number | boolean;
  readonly variationKey?: string;
  readonly allocationKey?: string;
  readonly extraLogging?: Readonly<Record<string, string>>;
  readonly doLog: boolean;
  readonly entityId?: number;
}

/** One bandit's choice. When obfuscated, texts are base64 and numeric attributes base64 of their decimal text. */
export interface PrecomputedBandit {
  readonly banditKey: string;
  readonly action: string;
  readonly modelVersion: string;
  readonly actionProbability: number;
  readonly optimalityGap: number;
  readonly actionNumericAttributes: Readonly<Record<string, string | number>>;
  readonly actionCategoricalAttributes: Readonly<Record<string, string>>;
}

/** All of one subject's assignments. Obfuscated maps are keyed by MD5(salt + flag key), so that flags have no names. */
export interface PrecomputedDocument {
  readonly format: 'PRECOMPUTED';
  readonly obfuscated: boolean;
  readonly salt: string;
  readonly createdAt: string;
  readonly environment?: { readonly name: string };
  readonly flags: Readonly<Record<string, PrecomputedFlag>>;
  readonly bandits: Readonly<Record<string, PrecomputedBandit>>;
}
