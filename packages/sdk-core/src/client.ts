import {
  listFlagKeys,
  parseConfigurationWire,
  type parseBanditModels,
  type AssignmentEvent,
  type BanditEvent,
  type CompileRegex,
} from '@assay/flag-evaluation';
import type { AssignmentCache } from './assignment-cache.js';
import type { BanditGetters } from './bandits.js';
import type { followStream } from './follower.js';
import { internals } from './internals.js';
import { createGetters, type FlagGetters, type GetterContext } from './getters.js';
import { createHolder, type RulesetHolder } from './holder.js';
import { addresses, createLoader, type OnArrival } from './loader.js';
import { positive, type ClientOptions, type ReadyOptions } from './options.js';
import { readOverrides, type Overrides } from './overrides.js';
import type { HttpResponse, Platform, SdkName, Stop } from './platform.js';
import { createPoller, type Poller } from './poller.js';
import { createReporter, guarded, type OnError } from './report.js';
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
  /** Sets the callback for bandit actions and hands it those that waited. */
  onBanditAction(callback: EventCallback<BanditEvent> | null): void;
  /** Replaces the memory of which assignments were logged; null logs every evaluation. */
  rememberAssignments(cache: AssignmentCache | null): void;
  /** Replaces the memory of which bandit actions were logged. */
  rememberBanditActions(cache: AssignmentCache | null): void;
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

/** A client that also knows the bandits. */
export interface BanditClient extends BanditGetters, FlagGetters, ClientControls {
  withOverrides(overrides: Overrides | null): FlagGetters & BanditGetters;
}

/** What a platform decides. The parts that not every bundle wants are passed in. */
export interface Shell {
  readonly platform: Platform;
  readonly sdk: SdkName;
  /** Already resolved; null when the client is offline. */
  readonly baseUrl: string | null;
  readonly compileRegex?: CompileRegex;
  /** Reads bandit models; absent where there are no bandits, which are then never fetched. */
  readonly parseModels?: typeof parseBanditModels;
  readonly pollingIntervalMs: number;
  readonly assignmentCache: AssignmentCache | null;
  readonly banditCache?: AssignmentCache | null;
  readonly follow?: typeof followStream | null;
  readonly verify?: (response: HttpResponse) => Promise<void>;
  readonly onArrival?: OnArrival;
  /** Runs before the first fetch, such as reading a stored ruleset; true makes that fetch unnecessary. Never rejects. */
  readonly prepare?: (holder: RulesetHolder) => Promise<boolean>;
  readonly onError: OnError;
}

/** The parts of a client from which an entry point composes its public object. */
export interface Started {
  readonly context: GetterContext;
  readonly controls: ClientControls;
  readonly poller: Poller | null;
  /** The context with more overrides on top of the client's own. */
  overriddenContext(overrides: Overrides | null): GetterContext;
}

export const startParts = (shell: Shell, options: ClientOptions): Started => {
  const { platform, sdk, baseUrl } = shell;
  const reporter = createReporter(options.onError ?? shell.onError);
  const holder = createHolder(shell, (cause) => reporter.failed('a subscriber', cause));
  const cacheOr = (given: AssignmentCache | null | undefined, own: AssignmentCache | null | undefined) =>
    given === undefined ? (own ?? null) : given;
  const assignments = createSink<AssignmentEvent>(
    'onAssignment callback',
    reporter,
    options.onAssignment,
    cacheOr(options.assignmentCache, shell.assignmentCache),
  );
  const actions = createSink<BanditEvent>(
    'onBanditAction callback',
    reporter,
    options.onBanditAction,
    cacheOr(options.banditCache, shell.banditCache),
  );
  let overrides = readOverrides(options.overrides);
  const context = { platform, sdk, holder, reporter, assignments, actions, overrides: () => overrides };

  const given = options.configurationWire;
  guarded(reporter, 'reading the given ruleset', undefined, () => {
    const wire = given === undefined ? null : parseConfigurationWire(given);
    const text = wire ? wire.config?.response : options.ruleset;
    const models = wire ? wire.bandits?.response : options.banditModels;
    const { etag = null, fetchedAt = new Date(platform.now()).toISOString() } = wire?.config ?? {};
    if (text !== undefined) holder.take({ text, etag, version: null, fetchedAt });
    if (models !== undefined) holder.takeModels(models);
  });

  const fetchListeners = new Set<(succeeded: boolean) => void>();
  const tell = (succeeded: boolean): void => {
    for (const listener of fetchListeners) guarded(reporter, 'a subscriber', undefined, () => listener(succeeded));
  };
  let poller: Poller | null = null;
  let started: Promise<unknown> = Promise.resolve();
  let stop: Stop = () => {};
  let failure: unknown = new Error('there is no ruleset');
  let closed: () => void;
  const ending = new Promise<void>((resolve) => (closed = resolve));
  if (baseUrl) {
    const urls = addresses(baseUrl, options.sdkKey, sdk);
    const load = createLoader(platform, urls, holder, options, shell);
    poller = createPoller(
      platform,
      async () => {
        await load();
        reporter.succeeded('fetching flags');
        tell(true);
      },
      (cause) => {
        reporter.failed('fetching flags', (failure = cause));
        tell(false);
      },
      {
        intervalMs: options.pollingIntervalMs === 0 ? 0 : positive(options.pollingIntervalMs, shell.pollingIntervalMs),
        initialRetries: options.initialRetries ?? 1,
      },
    );
    const first = poller;
    const begin = (isFresh: boolean): unknown => {
      const fetching = isFresh ? first.wait() : first.start();
      return holder.ruleset ? null : fetching;
    };
    started = shell.prepare ? shell.prepare(holder).then(begin) : first.start();
    const stopWatching = platform.watchVisibility?.(poller);
    const stopFollowing = shell.follow?.(platform, poller, reporter, {
      url: urls.stream,
      jitterMs: options.streamJitterMs ?? 2_000,
    });
    stop = () => {
      first.stop();
      stopWatching?.();
      stopFollowing?.();
    };
  }

  return {
    context,
    poller,
    overriddenContext: (forced) => {
      const more = readOverrides(forced);
      return { ...context, overrides: () => (more ? { ...overrides, ...more } : overrides) };
    },
    controls: {
      async ready(asked = {}) {
        const release = platform.hold?.();
        const late = new Promise<void>((resolve) => {
          if (asked.timeoutMs) platform.schedule(asked.timeoutMs, resolve);
        });
        if (!holder.ruleset) await Promise.race([started, ending, late]);
        release?.();
        if (!holder.ruleset && asked.rejectOnFailure) throw failure;
        return holder.ruleset !== null;
      },
      isReady: () => holder.ruleset !== null,
      refresh: () => (poller ? poller.refresh() : Promise.resolve(false)),
      subscribe: holder.subscribe,
      onAssignment: assignments.listen,
      onBanditAction: actions.listen,
      rememberAssignments: assignments.remember,
      rememberBanditActions: actions.remember,
      setOverrides(next) {
        overrides = readOverrides(next);
        holder.announce();
      },
      rulesetText: () => holder.arrival?.text ?? null,
      watchFetches(listener) {
        fetchListeners.add(listener);
        return () => void fetchListeners.delete(listener);
      },
      [internals]: context,
      flagKeys: () => (holder.ruleset ? listFlagKeys(holder.ruleset) : []),
      close() {
        stop();
        closed();
      },
    },
  };
};

/** Starts a client that evaluates flags. */
export const startClient = (shell: Shell, options: ClientOptions): Client => {
  const { context, controls, overriddenContext } = startParts(shell, options);
  return {
    ...createGetters(context),
    ...controls,
    withOverrides: (overrides) => createGetters(overriddenContext(overrides)),
  };
};
