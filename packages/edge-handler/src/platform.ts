import type { BanditModels, CompiledRuleset, CompileRegex, LinkedFlag } from '@assay/flag-evaluation';

/** What the handler needs of the place it runs in; the clock, the hashes and every store come from here. */
export interface Platform {
  readonly config: EdgeConfig;
  readonly keys: KeyRing;
  readonly kv: KeyValueStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Operational events only: no subject, attribute or key is ever in them. */
  readonly log: (event: LogEvent) => void;
  /** SHA-256 of a text's UTF-8 bytes as lower-case hexadecimal digits. */
  readonly sha256: (text: string) => Promise<string>;
  /** The platform's own MD5 where it beats ours (an interpreted JavaScript); null: ours is used. */
  readonly md5: ((text: string) => Promise<ArrayBuffer>) | null;
  /** Base64 of a text's UTF-8 bytes, if the platform knows a faster one than ours. */
  readonly encode: ((text: string) => string) | null;
  /** Whether stored bytes carry the publisher's signature; null where they need no check (one's own database). */
  readonly verify: ((text: string, metadata: StoredMetadata) => Promise<boolean>) | null;
  /** How patterns of MATCHES are compiled; null: by the platform's RegExp. */
  readonly compileRegex: CompileRegex | null;
  /** Seconds to wait before a caller with this key may ask again, 0 to let it in; null: no limits here. */
  readonly delayOf: ((grant: Grant) => number) | null;
  /** What is kept between requests. Start with `newMemory()`; never holds anything of a subject. */
  readonly memory: Memory;
}

export interface EdgeConfig {
  /** Names the build in `/edge/health`. */
  readonly build: string;
  /** For how long a compiled ruleset is used before the store is asked again; 0 asks at each request. */
  readonly rulesetTtlMs: number;
  /** For how long what a key opens is remembered; 0 asks at each request. */
  readonly keyTtlMs: number;
  /** Largest body that is read, in bytes. */
  readonly maxBodyBytes: number;
  /** Where OFREP clients open their event stream, such as `https://flags.example.com/stream`; null: none is offered. */
  readonly streamUrl: ((requestOrigin: string) => string) | null;
}

/** What an SDK key opens. */
export interface Grant {
  /** Id of the environment. */
  readonly environment: string;
  /** Client keys are public: they get names and texts hashed and no bandit models. */
  readonly kind: 'server' | 'client';
  /** Digest of the tags that the key is limited to; `all` when it is not. */
  readonly tags: string;
}

export interface KeyRing {
  /** What the key opens; null when it is unknown or was revoked. */
  find(sdkKey: string): Grant | null | Promise<Grant | null>;
}

export interface StoredMetadata {
  /** Number of the publish, rising by one per environment. */
  readonly version: number;
  /** SHA-256 of the published ruleset's bytes, hexadecimal: names the content. */
  readonly digest: string;
  /** The value of the header `Assay-Ruleset`. */
  readonly header: string;
  /** When this was published, in milliseconds since 1970. */
  readonly publishedAt: number;
  /** SHA-256 of the stored bytes themselves; null when they are not checked. */
  readonly bytes: string | null;
  /** HMAC-SHA-256 of the stored bytes, hexadecimal, for places that cannot check the header's signature; or null. */
  readonly mac: string | null;
}

export type Body = string | Uint8Array | ReadableStream<Uint8Array>;

export interface StoredEntry {
  /** Handed on as it is, never parsed. */
  readonly body: Body;
  /** The same, compressed beforehand; null where the platform compresses on the way out. */
  readonly gzip: Uint8Array | null;
  readonly metadata: StoredMetadata;
  text(): Promise<string>;
}

export interface KeyValueStore {
  /** Null when there is no such entry; rejects when the store cannot be asked. */
  get(key: string): StoredEntry | null | Promise<StoredEntry | null>;
}

export interface LogEvent {
  readonly level: 'warn' | 'error';
  readonly event: 'store_failed' | 'ruleset_refused' | 'ruleset_rolled_back' | 'request_failed';
  readonly environment?: string;
  readonly detail?: string;
}

/** A compiled ruleset that passed its checks, with what is worth keeping about it. */
export interface HeldRuleset {
  readonly ruleset: CompiledRuleset;
  /** Those that may serve somebody something. */
  readonly flags: readonly LinkedFlag[];
  readonly flagKeys: readonly string[];
  readonly metadata: StoredMetadata;
  /** When the store was last asked, in milliseconds since 1970. */
  readonly checkedAt: number;
  /** The JSON of each split's precomputed assignment by the split's number, made on first use; empty: it serves none. */
  readonly fragments: (string | undefined)[];
  /** Texts of the ruleset in base64, made on first use. */
  readonly texts: Map<string, string>;
}

export interface HeldModels {
  readonly models: BanditModels;
  readonly digest: string;
  readonly checkedAt: number;
}

export interface Memory {
  readonly rulesets: Map<string, HeldRuleset>;
  readonly models: Map<string, HeldModels>;
  readonly grants: Map<string, { readonly grant: Grant; readonly checkedAt: number }>;
}

export const newMemory = (): Memory => ({ rulesets: new Map(), models: new Map(), grants: new Map() });

/** Where the publisher writes and the handler reads. */
export const storeKeys = {
  /** The ruleset as SDKs read it. */
  ruleset: ({ environment, kind, tags }: Grant): string => `rules/${environment}/${kind}/${tags}`,
  /** The compiled form, for precomputed assignments and OFREP. */
  compiled: ({ environment, tags }: Pick<Grant, 'environment' | 'tags'>): string => `edge/${environment}/${tags}`,
  bandits: ({ environment }: Pick<Grant, 'environment'>): string => `bandits/${environment}`,
  /** What an SDK key opens, by the SHA-256 of the key. */
  grant: (keyHash: string): string => `keys/${keyHash}`,
} as const;
