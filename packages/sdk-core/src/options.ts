import type { AssignmentCache } from './assignment-cache.js';
import type { AssignmentEvent } from './events.js';
import type { Overrides } from './overrides.js';
import type { OnError } from './report.js';
import type { EventCallback } from './sink.js';

/** What every client takes; all but the address and the key may be left out. */
export interface ClientOptions {
  /** The environment's SDK key. Not needed when a ruleset is given and `offline` is true. */
  readonly sdkKey?: string;
  /** Address of the flag delivery, such as `https://flags.example.com/api`. */
  readonly baseUrl?: string;
  /**
   * Receives each new assignment, to be written to the warehouse. It may throw, reject or take for ever. While there
   * is none, up to 100 events wait for `client.onAssignment(callback)`.
   */
  readonly onAssignment?: EventCallback<AssignmentEvent>;
  /** Receives problems that the client survived, each once until it is over; the console's warning otherwise. */
  readonly onError?: OnError;
  /** Remembers what was logged; null logs every evaluation. */
  readonly assignmentCache?: AssignmentCache | null;
  /** A ruleset (UFC text), to answer from before, or instead of, the first one fetched. */
  readonly ruleset?: string;
  /** A configuration wire (version 1), with a ruleset and perhaps bandit models; as `ruleset`. */
  readonly configurationWire?: string;
  /** True: never touch the network; `ruleset` or `configurationWire` is all there is. */
  readonly offline?: boolean;
  /** Milliseconds between polls; 0 turns polling off once a ruleset has arrived. */
  readonly pollingIntervalMs?: number;
  /** Milliseconds for one exchange with the server, 5,000 unless given. */
  readonly requestTimeoutMs?: number;
  /** Quick retries of the first fetch, 1 unless given. */
  readonly initialRetries?: number;
  /** Follow the server's stream: a publish arrives within about a second. Polling goes on while it is closed. */
  readonly stream?: boolean;
  /** Refetches after an announcement are spread over this many milliseconds, 2,000 unless given. */
  readonly streamJitterMs?: number;
  /** Longer rulesets are refused, 10,000,000 bytes unless given. */
  readonly maxRulesetBytes?: number;
  /** Variations forced upon flags, by flag key; served without being logged. */
  readonly overrides?: Overrides | null;
}

/** What `ready` can be asked for. */
export interface ReadyOptions {
  /** Reject when no ruleset could be had, instead of resolving to false. */
  readonly rejectOnFailure?: boolean;
  /** Stop waiting after so many milliseconds. */
  readonly timeoutMs?: number;
}

/** A positive finite number of milliseconds (or whatever), else the fallback: nonsense never makes a busy loop. */
export const positive = (value: number | undefined, fallback: number): number =>
  typeof value === 'number' && value > 0 && value < Infinity ? value : fallback;
