import type { AssignmentEvent, Attributes, BanditActions, ContextAttributes, JsonValue } from '@assay/flag-evaluation';
import type { ClientOptions, EventCallback, GivenRuleset, ReadyOptions } from '@assay/sdk-core';

/** Options of a client whose flags are evaluated elsewhere, for one subject. */
export interface PrecomputedClientOptions extends Pick<
  ClientOptions,
  | 'sdkKey'
  | 'baseUrl'
  | 'onAssignment'
  | 'onError'
  | 'assignmentCache'
  | 'offline'
  | 'requestTimeoutMs'
  | 'initialRetries'
> {
  /** Whose assignments are asked for. */
  readonly subjectKey?: string;
  readonly subjectAttributes?: Attributes | ContextAttributes;
  /** The assignments, to answer from at once; from a configuration wire: `...fromPrecomputedWire(text)`. */
  readonly assignments?: Omit<GivenRuleset, 'etag'>;
}

type Getter<T> = (flagKey: string, fallback: T) => T;

/** Answers for one subject from assignments computed elsewhere. Nothing here throws. */
export interface PrecomputedClient {
  getBoolean: Getter<boolean>;
  getString: Getter<string>;
  getInteger: Getter<number>;
  getNumber: Getter<number>;
  /** The value is frozen: it is shared by every caller. */
  getJson<T extends JsonValue>(flagKey: string, fallback: T): T;
  /** Resolves to true once the assignments are there, to false when they could not be had; rejects only when asked to. */
  ready(options?: ReadyOptions): Promise<boolean>;
  isReady(): boolean;
  /** Fetches now; false when that failed. Never rejects. */
  refresh(): Promise<boolean>;
  /** Sets the callback for assignments and hands it those that waited. */
  onAssignment(callback: EventCallback<AssignmentEvent> | null): void;
  close(): void;
}

/** What the entries with bandits ask the server besides. */
export interface AskedActions {
  /** By flag key: what the bandit may choose from. */
  readonly banditActions?: Readonly<Record<string, BanditActions>>;
}
