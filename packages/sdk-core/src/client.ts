import type { CompileRegex } from '@assay/flag-evaluation';
import { identify } from './address.js';
import type { AssignmentCache } from './assignment-cache.js';
import type { AssignmentEvent } from './events.js';
import { exchange } from './exchange.js';
import { followStream } from './follower.js';
import { createGetters, type FlagGetters } from './getters.js';
import { createHolder } from './holder.js';
import { positive, type ClientOptions, type ReadyOptions } from './options.js';
import type { Overrides } from './overrides.js';
import type { Platform, SdkName, Stop } from './platform.js';
import { createPoller, type Poller } from './poller.js';
import { createReporter, guarded, type OnError } from './report.js';
import { createSink, type EventCallback } from './sink.js';

/** A running client: answers from the last good ruleset and keeps it fresh. */
export interface Client extends FlagGetters {
  /**
   * Resolves to true once a ruleset is there, to false when it could not be had (the fallbacks are served meanwhile and
   * fetching goes on). Rejects only when asked to.
   */
  ready(options?: ReadyOptions): Promise<boolean>;
  /** Whether a ruleset is there. */
  isReady(): boolean;
  /** Fetches now; false when that failed. Never rejects. */
  refresh(): Promise<boolean>;
  /** Calls back whenever answers may have changed. */
  subscribe(listener: () => void): Stop;
  /** Sets the callback for assignments and hands it those that waited. */
  onAssignment(callback: EventCallback<AssignmentEvent> | null): void;
  /** The same questions with variations forced upon some flags: for one request, say. */
  withOverrides(overrides: Overrides | null): FlagGetters;
  /** Forces variations upon flags for everybody; null ends that. */
  setOverrides(overrides: Overrides | null): void;
  /** Ends polling and streaming; the getters go on answering from the last ruleset. */
  close(): void;
}

/** What a platform's shell decides. */
export interface Shell {
  readonly platform: Platform;
  readonly sdk: SdkName;
  /** Already resolved; null when the client is offline. */
  readonly baseUrl: string | null;
  readonly compileRegex?: CompileRegex;
  readonly pollingIntervalMs: number;
  readonly assignmentCache: AssignmentCache | null;
  readonly onError: OnError;
}

export const startClient = (shell: Shell, options: ClientOptions): Client => {
  const { platform, sdk, baseUrl } = shell;
  const reporter = createReporter(options.onError ?? shell.onError);
  const holder = createHolder(shell.compileRegex, (cause) => reporter.failed('a listener', cause));
  const assignments = createSink<AssignmentEvent>(
    'onAssignment callback',
    reporter,
    options.onAssignment ?? null,
    options.assignmentCache === undefined ? shell.assignmentCache : options.assignmentCache,
  );
  let overrides = options.overrides ?? null;
  const context = { platform, sdk, holder, reporter, assignments };
  const query = identify(options.sdkKey ?? '', sdk);

  const load = async (): Promise<void> => {
    const etag = holder.arrival?.etag;
    const response = await exchange(platform, {
      method: 'GET',
      url: `${baseUrl}/flag-config/v1/config${query}`,
      headers: etag ? { 'if-none-match': etag } : {},
      timeoutMs: positive(options.requestTimeoutMs, 5_000),
      maxBytes: positive(options.maxRulesetBytes, 10_000_000),
    });
    if (response.status !== 304) {
      const version = /\bv=(\d+)/.exec(response.header('assay-ruleset') ?? '');
      holder.take({
        text: response.body,
        etag: response.header('etag'),
        version: version ? Number(version[1]) : null,
        fetchedAt: new Date(platform.now()).toISOString(),
      });
    }
    reporter.succeeded('fetching flags');
  };

  if (options.ruleset !== undefined) {
    const fetchedAt = new Date(platform.now()).toISOString();
    guarded(reporter, 'reading the given ruleset', undefined, () =>
      holder.take({ text: options.ruleset!, etag: null, version: null, fetchedAt }),
    );
  }

  let poller: Poller | null = null;
  let started: Promise<boolean> = Promise.resolve(true);
  let stopStream: Stop = () => {};
  let failure: unknown = new Error('no ruleset');
  if (baseUrl) {
    poller = createPoller(platform, load, (cause) => reporter.failed('fetching flags', (failure = cause)), {
      intervalMs: options.pollingIntervalMs === 0 ? 0 : positive(options.pollingIntervalMs, shell.pollingIntervalMs),
      initialRetries: options.initialRetries ?? 1,
    });
    started = poller.start();
    if (options.stream) {
      const url = `${baseUrl}/flag-config/v1/stream${query}`;
      stopStream = followStream(platform, poller, reporter, { url, jitterMs: options.streamJitterMs ?? 2_000 });
    }
  }

  return {
    ...createGetters(context, () => overrides),
    async ready(asked = {}) {
      const release = platform.hold?.();
      try {
        if (!holder.ruleset) {
          await (asked.timeoutMs
            ? Promise.race([started, new Promise<void>((resolve) => platform.schedule(asked.timeoutMs!, resolve))])
            : started);
        }
      } finally {
        release?.();
      }
      if (!holder.ruleset && asked.rejectOnFailure) throw failure;
      return holder.ruleset !== null;
    },
    isReady: () => holder.ruleset !== null,
    refresh: () => (poller ? poller.refresh() : Promise.resolve(false)),
    subscribe: holder.subscribe,
    onAssignment: assignments.listen,
    withOverrides: (forced) => createGetters(context, () => (forced ? { ...overrides, ...forced } : overrides)),
    setOverrides(next) {
      overrides = next;
      holder.announce();
    },
    close() {
      stopStream();
      poller?.stop();
    },
  };
};
