import type { AssignmentEvent, BanditEvent } from '@assay/flag-evaluation';
import type { AssignmentCache } from './assignment-cache.js';
import type { BanditGetters } from './bandits.js';
import type { Engine, Explain } from './engine.js';
import type { followStream } from './follower.js';
import { internals } from './internals.js';
import { createGetters, type FlagGetters, type GetterContext } from './getters.js';
import { createHolder, createListeners, type Arrival, type RulesetHolder } from './holder.js';
import { addresses, createLoader, timeOf, type FetchExtras } from './loader.js';
import { positive, type ClientOptions, type GivenRuleset, type ReadyOptions } from './options.js';
import type { Overrides } from './overrides.js';
import type { Platform, SdkName, Stop } from './platform.js';
import { createPoller } from './poller.js';
import { createReporter, type OnError } from './report.js';
import { createSink, type EventCallback } from './sink.js';

/** What a client can do besides answering. */
export interface ClientControls {
  /**
   * Resolves to true once a ruleset is there, to false when it could not be had (the fallbacks are served meanwhile and
   * fetching goes on). Rejects only when asked to.
   */
  ready(options?: ReadyOptions): Promise<boolean>;
  /** Whether a ruleset is there. */
  isReady(): boolean;
  /** Fetches now; false when that failed. Never rejects. */
  refresh(): Promise<boolean>;
  /** Calls back whenever answers may have changed; returns how to stop that. */
  subscribe(listener: () => void): Stop;
  /** Sets the callback for assignments and hands it those that waited. */
  onAssignment(callback: EventCallback<AssignmentEvent> | null): void;
  /** Replaces the memory of which assignments were logged; null logs every evaluation. */
  rememberAssignments(cache: AssignmentCache | null): void;
  /** Forces variations upon flags for everybody; null ends that. */
  setOverrides(overrides: Overrides | null): void;
  /** The last good ruleset as text; null before the first. */
  rulesetText(): string | null;
  /** Calls back after each fetch with whether it succeeded; returns how to stop that. */
  watchFetches(listener: (succeeded: boolean) => void): Stop;
  /** For the entries that build on a client, such as OpenFeature's; not for applications. */
  readonly [internals]: GetterContext;
  /** Keys of the flags in the ruleset; hashed where the ruleset is obfuscated. */
  flagKeys(): string[];
  /** Ends polling and streaming; the getters go on answering from the last ruleset. */
  close(): void;
}

/** A running client: answers from the last good ruleset and keeps it fresh. */
export interface Client extends FlagGetters, ClientControls {
  /** The same questions with variations forced upon some flags: for one request, say. */
  withOverrides(overrides: Overrides | null): FlagGetters;
}

/** What a client with bandits can do besides. */
export interface BanditControls {
  /** Sets the callback for bandit actions and hands it those that waited. */
  onBanditAction(callback: EventCallback<BanditEvent> | null): void;
  /** Replaces the memory of which bandit actions were logged. */
  rememberBanditActions(cache: AssignmentCache | null): void;
  /** The bandit models as text, for the option `banditModels` of another client; null before the first. */
  banditModelsText(): string | null;
}

/** A client that also knows the bandits. */
export interface BanditClient extends BanditGetters, FlagGetters, ClientControls, BanditControls {
  withOverrides(overrides: Overrides | null): FlagGetters & BanditGetters;
}

/** Stands between the fetches and the holder, to keep what arrives for the next visit. */
export type RulesetStore = (
  holder: RulesetHolder,
  failed: (cause: unknown) => void,
) => {
  /** Runs before the first fetch; true makes that unnecessary. Never rejects. */
  prepare(): Promise<boolean>;
  /** Takes what was fetched, and hands on to the holder what is to be served in this visit. */
  take(arrival: Arrival): void;
};

/** What a platform decides. The parts that not every bundle wants are passed in. */
export interface Shell {
  readonly platform: Platform;
  readonly sdk: SdkName;
  /** Already resolved; null when the client is offline. */
  readonly baseUrl: string | null;
  readonly engine: Engine;
  /** Makes details whole. */
  readonly explain?: Explain | null;
  readonly pollingIntervalMs: number;
  readonly assignmentCache: AssignmentCache | null;
  readonly follow?: typeof followStream | null;
  readonly store?: RulesetStore | null;
  readonly onError: OnError;
}

/** The parts of a client from which an entry point composes its public object. */
export interface Started {
  readonly context: GetterContext;
  readonly controls: ClientControls;
  /** The context with more overrides on top of the client's own. */
  overridden<C extends GetterContext>(context: C, overrides: Overrides | null): C;
}

/** The option, or what stands in for it; null is a choice. */
export const unless = <T>(given: T | undefined, own: T): T => (given === undefined ? own : given);

export const startParts = (shell: Shell, options: ClientOptions, extras?: FetchExtras): Started => {
  const { platform, sdk, baseUrl, explain } = shell;
  const reporter = createReporter(options.onError ?? shell.onError);
  const subscriberFailed = (cause: unknown): void => reporter.failed('a subscriber', cause);
  const holder = createHolder(shell.engine, subscriberFailed);
  const assignments = createSink<AssignmentEvent>(
    'onAssignment callback',
    reporter,
    options.onAssignment,
    unless(options.assignmentCache, shell.assignmentCache),
  );
  let { overrides } = options;
  const context = { platform, sdk, holder, reporter, assignments, explain, overrides: () => overrides };

  const { ruleset } = options;
  if (ruleset !== undefined) {
    try {
      const given: GivenRuleset = typeof ruleset === 'string' ? { text: ruleset } : ruleset;
      const { text, etag = null, fetchedAt = timeOf(platform) } = given;
      holder.take({ text, etag, version: null, fetchedAt });
    } catch (cause) {
      reporter.failed('reading the given ruleset', cause);
    }
  }

  const fetches = createListeners<[boolean]>(subscriberFailed);
  const store = shell.store?.(holder, (cause) => reporter.failed('storing flags', cause));
  let failure: unknown = new Error('there is no ruleset');
  const addressOf = addresses(baseUrl!, options.sdkKey!, sdk);
  const poller = createPoller(
    platform,
    createLoader(platform, addressOf, holder, options, store ?? holder, extras),
    (cause) => {
      if (cause) reporter.failed('fetching flags', (failure = cause));
      else reporter.succeeded('fetching flags');
      fetches.announce(!cause);
    },
    {
      intervalMs: options.pollingIntervalMs === 0 ? 0 : positive(options.pollingIntervalMs, shell.pollingIntervalMs),
      initialRetries: options.initialRetries ?? 1,
    },
  );
  const begin = async (): Promise<unknown> => {
    if (await store?.prepare()) return poller.wait();
    const fetching = poller.start();
    return holder.answers ?? fetching;
  };
  const stops = baseUrl
    ? [
        poller.stop,
        platform.watchVisibility?.(poller),
        shell.follow?.(platform, poller, reporter, {
          url: addressOf('stream'),
          jitterMs: options.streamJitterMs ?? 2_000,
        }),
      ]
    : [];
  let end: () => void;
  const begun = Promise.race([baseUrl && begin(), new Promise<void>((resolve) => (end = resolve))]);

  return {
    context,
    overridden: (context, more) => ({ ...context, overrides: () => ({ ...overrides, ...more }) }),
    controls: {
      async ready({ timeoutMs, rejectOnFailure } = {}) {
        const late = new Promise<void>((resolve) => {
          if (timeoutMs) platform.schedule(timeoutMs, resolve);
        });
        if (!holder.answers) await Promise.race([begun, late]);
        if (!holder.answers && rejectOnFailure) throw failure;
        return !!holder.answers;
      },
      isReady: () => !!holder.answers,
      refresh: async () => !!baseUrl && poller.refresh(),
      subscribe: holder.subscribe,
      onAssignment: assignments.listen,
      rememberAssignments: assignments.remember,
      setOverrides(next) {
        overrides = next;
        holder.announce();
      },
      rulesetText: () => holder.arrival?.text ?? null,
      watchFetches: fetches.subscribe,
      [internals]: context,
      flagKeys: () => Object.keys(holder.answers?.source.flags ?? {}),
      close() {
        for (const stop of stops) stop?.();
        end();
      },
    },
  };
};

/** Starts a client that evaluates flags. */
export const startClient = (shell: Shell, options: ClientOptions): Client => {
  const { context, controls, overridden } = startParts(shell, options);
  return {
    ...createGetters(context),
    ...controls,
    withOverrides: (overrides) => createGetters(overridden(context, overrides)),
  };
};
