import type { AssignmentEvent, BanditEvent } from '@assay/flag-evaluation';
import type { AssignmentCache } from './assignment-cache.js';
import type { Overrides } from './overrides.js';
import type { OnError } from './report.js';
import type { EventCallback } from './sink.js';

/** What every client takes; all but the key and the address may be left out. */
export interface ClientOptions {
  /** The environment's SDK key. Not needed with `offline`. */
  readonly sdkKey?: string;
  /** Address of the flag delivery, such as `https://flags.example.com/api`. Not needed with `offline`. */
  readonly baseUrl?: string;
  /**
   * Receives each new assignment, to be written to the warehouse. It may throw, reject or take for ever. While there
   * is none, up to 100 events wait for `client.onAssignment(callback)`.
   */
  readonly onAssignment?: EventCallback<AssignmentEvent>;
  /** Receives problems that the client survived, each once until it is over; without it they go to the console. */
  readonly onError?: OnError;
  /** Remembers which assignments were logged; null logs every evaluation. */
  readonly assignmentCache?: AssignmentCache | null;
  /** A ruleset (UFC text) to answer from until, or instead of, the first one fetched. */
  readonly ruleset?: string | GivenRuleset;
  /** True: never touch the network; what is given is all there is. */
  readonly offline?: boolean;
  /** Milliseconds between polls; 0 turns polling off once a ruleset has arrived. */
  readonly pollingIntervalMs?: number;
  /** Milliseconds for one exchange with the server, 5,000 unless given. */
  readonly requestTimeoutMs?: number;
  /** Quick retries of the first fetch, 1 unless given. */
  readonly initialRetries?: number;
  /** Longer rulesets are refused, 10,000,000 bytes unless given. */
  readonly maxRulesetBytes?: number;
  /** Refetches after the stream's announcement are spread over so many milliseconds, 2,000 unless given. */
  readonly streamJitterMs?: number;
  /** Variations forced upon flags, by flag key; served without being logged. */
  readonly overrides?: Overrides | null;
}

/** A ruleset at hand, with what is known of its way here. */
export interface GivenRuleset {
  readonly text: string;
  /** Spares the first fetch its transfer when nothing has changed. */
  readonly etag?: string;
  /** ISO 8601. */
  readonly fetchedAt?: string;
}

/** What a client with bandits takes besides. */
export interface BanditOptions {
  /** As `onAssignment`, for the actions that bandits choose. */
  readonly onBanditAction?: EventCallback<BanditEvent>;
  /** Remembers which actions were logged; null logs every one. */
  readonly banditCache?: AssignmentCache | null;
  /** A configuration wire (version 1, text): a ruleset and perhaps bandit models; instead of `ruleset`. */
  readonly configurationWire?: string;
  /** Bandit models (text) that belong to `ruleset`. */
  readonly banditModels?: string;
}

/** How to wait for the first ruleset. */
export interface ReadyOptions {
  /** Reject when no ruleset could be had, instead of resolving to false. */
  readonly rejectOnFailure?: boolean;
  /** Stop waiting after so many milliseconds. */
  readonly timeoutMs?: number;
}

/** A positive finite number, else the fallback: nonsense never makes a busy loop. */
export const positive = (value: number | undefined, fallback: number): number =>
  typeof value === 'number' && value > 0 && value < Infinity ? value : fallback;
