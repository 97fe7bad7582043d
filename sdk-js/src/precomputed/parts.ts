import {
  assignmentEvent,
  detailsOf,
  lookUp,
  openWire,
  parsePrecomputed,
  readPrecomputed,
  splitAttributes,
  unserved,
  type AssignmentEvent,
  type Attributes,
  type BanditActions,
  type BanditEvent,
  type ContextAttributes,
  type Evaluation,
  type EvaluationDetails,
  type EventContext,
  type JsonValue,
  type Precomputed,
  type VariationType,
} from '@assay/flag-evaluation';
import { identify } from './address.js';
import type { AssignmentCache } from './assignment-cache.js';
import type { BanditAction, DetailedBanditAction } from './bandits.js';
import { unless, waitFor } from './client.js';
import { exchange } from './exchange.js';
import { nameGetters, served, type Detailed } from './getters.js';
import { createListeners } from './holder.js';
import { timeOf } from './loader.js';
import { positive, type BanditOptions, type ClientOptions, type ReadyOptions } from './options.js';
import { forced, type Overrides } from './overrides.js';
import type { Platform, SdkName, Stop } from './platform.js';
import { createReporter, guarded, type OnError, type Reporter } from './report.js';
import { createSink, type EventCallback } from './sink.js';

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
  | 'overrides'
> {
  /** Whose assignments are asked for; a configuration wire names its own subject. */
  readonly subjectKey?: string;
  readonly subjectAttributes?: Attributes | ContextAttributes;
  /** A configuration wire (text) with precomputed assignments, to answer from at once. */
  readonly configurationWire?: string;
}

type Getter<T> = (flagKey: string, fallback: T) => T;
type DetailsGetter<T> = (flagKey: string, fallback: T) => Detailed<T>;

/** Answers for one subject from assignments computed elsewhere. Nothing here throws. */
export interface PrecomputedClient {
  getBoolean: Getter<boolean>;
  getString: Getter<string>;
  getInteger: Getter<number>;
  getNumber: Getter<number>;
  getJson<T extends JsonValue>(flagKey: string, fallback: T): T;
  getBooleanDetails: DetailsGetter<boolean>;
  getStringDetails: DetailsGetter<string>;
  getIntegerDetails: DetailsGetter<number>;
  getNumberDetails: DetailsGetter<number>;
  getJsonDetails<T extends JsonValue>(flagKey: string, fallback: T): Detailed<T>;
  ready(options?: ReadyOptions): Promise<boolean>;
  isReady(): boolean;
  refresh(): Promise<boolean>;
  subscribe(listener: () => void): Stop;
  onAssignment(callback: EventCallback<AssignmentEvent> | null): void;
  setOverrides(overrides: Overrides | null): void;
  close(): void;
}

/** Options of such a client with bandits. */
export interface PrecomputedBanditOptions
  extends PrecomputedClientOptions, Pick<BanditOptions, 'onBanditAction' | 'banditCache'> {
  /** By flag key: what the bandit may choose from. */
  readonly banditActions?: Readonly<Record<string, BanditActions>>;
}

/** Answers also which actions the bandits chose elsewhere. */
export interface PrecomputedBanditClient extends PrecomputedClient {
  getBanditAction(flagKey: string, fallback: string): BanditAction;
  getBanditActionDetails(flagKey: string, fallback: string): DetailedBanditAction;
  onBanditAction(callback: EventCallback<BanditEvent> | null): void;
}

export interface PrecomputedShell {
  readonly platform: Platform;
  readonly sdk: SdkName;
  readonly baseUrl: string | null;
  readonly makeCache: () => AssignmentCache;
  readonly onError: OnError;
}

const retryMs = 1_000;

/** What an entry point may build upon. */
export interface PrecomputedParts {
  readonly client: PrecomputedClient;
  readonly reporter: Reporter;
  held(): Precomputed | null;
  subject(): { readonly key: string; readonly attributes: ContextAttributes };
  /** Facts that every event carries. */
  facts(): EventContext;
  /** Looks a flag up, overrides included, and logs the assignment. */
  decide(flagKey: string, type: VariationType): Evaluation;
  detailsOf(evaluation: Evaluation): EvaluationDetails;
}

export const startPrecomputedParts = (
  { platform, sdk, baseUrl, makeCache, onError }: PrecomputedShell,
  options: PrecomputedBanditOptions,
): PrecomputedParts => {
  const reporter = createReporter(options.onError ?? onError);
  const assignments = createSink<AssignmentEvent>(
    'onAssignment callback',
    reporter,
    options.onAssignment,
    unless(options.assignmentCache, makeCache()),
  );
  const { announce, subscribe } = createListeners<[]>((cause) => reporter.failed('a subscriber', cause));
  let subjectKey = options.subjectKey ?? '';
  let subject = splitAttributes(options.subjectAttributes);
  let { overrides } = options;
  let held: Precomputed | null = null;
  let configFetchedAt = '';
  let failure: unknown = new Error('there are no assignments');
  let closed = false;

  const take = (text: string, at = timeOf(platform)): void => {
    held = parsePrecomputed(text);
    configFetchedAt = at;
    announce();
  };
  const wire = options.configurationWire;
  if (wire !== undefined) {
    guarded(reporter, 'reading the configuration wire', undefined, () => {
      const given = readPrecomputed(openWire(wire).precomputed);
      if (!given) throw new Error('it has no precomputed assignments');
      subjectKey = given.subjectKey;
      subject = splitAttributes(given.subjectAttributes);
      take(given.response, given.fetchedAt);
    });
  }
  const refresh = async (): Promise<boolean> => {
    const what = 'fetching assignments';
    try {
      const { body } = await exchange(platform, {
        method: 'POST',
        url: `${baseUrl}/assignments${identify(options.sdkKey, sdk)}`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          subject_key: subjectKey,
          subject_attributes: subject,
          bandit_actions: options.banditActions,
        }),
        timeoutMs: positive(options.requestTimeoutMs, 5_000),
        maxBytes: 10_000_000,
      });
      if (!closed) take(body);
      reporter.succeeded(what);
      return true;
    } catch (cause) {
      reporter.failed(what, (failure = cause));
      return false;
    }
  };
  const start = async (retries: number): Promise<unknown> => {
    if ((await refresh()) || retries <= 0 || closed) return;
    await new Promise<void>((resolve) => platform.schedule(retryMs * (1 + platform.random()), resolve));
    return start(retries - 1);
  };
  const started = baseUrl ? start(options.initialRetries ?? 1) : Promise.resolve();

  const facts = (): EventContext => ({
    subjectKey,
    subjectAttributes: { ...subject.numericAttributes, ...subject.categoricalAttributes },
    now: platform.now(),
    format: 'PRECOMPUTED',
    metaData: { obfuscated: true, ...sdk },
  });
  const decide = (flagKey: string, type: VariationType): Evaluation => {
    const own = forced(overrides, flagKey, type);
    if (own) return own;
    const found = held ? lookUp(held, flagKey, type) : unserved(flagKey, 'FLAG_UNRECOGNIZED_OR_DISABLED');
    if (found.doLog) {
      assignments.send(flagKey, subjectKey, found.allocationKey!, found.variationKey!, () =>
        assignmentEvent(found, facts()),
      );
    }
    return found;
  };
  const explained = (evaluation: Evaluation): EvaluationDetails =>
    detailsOf(evaluation, {
      environmentName: held?.environment ?? '',
      configFetchedAt,
      configPublishedAt: held?.createdAt ?? '',
    });
  const client = {
    ...(nameGetters(
      (type) =>
        <T>(flagKey: string, fallback: T): T =>
          served(decide(flagKey, type), fallback),
      (type) =>
        <T>(flagKey: string, fallback: T): Detailed<T> => {
          const found = decide(flagKey, type);
          return { value: served(found, fallback), evaluationDetails: explained(found) };
        },
    ) as object),
    ready: (asked?: ReadyOptions) =>
      waitFor(
        platform,
        () => !!held,
        [started],
        () => failure,
        asked,
      ),
    isReady: () => !!held,
    refresh: async () => !!baseUrl && refresh(),
    subscribe,
    onAssignment: assignments.listen,
    setOverrides(next: Overrides | null) {
      overrides = next;
      announce();
    },
    close() {
      closed = true;
    },
  } as PrecomputedClient;
  return {
    client,
    reporter,
    held: () => held,
    subject: () => ({ key: subjectKey, attributes: subject }),
    facts,
    decide,
    detailsOf: explained,
  };
};

/** Starts a client that evaluates nothing itself: the flags' rules stay on the server. */
export const startPrecomputedClient = (shell: PrecomputedShell, options: PrecomputedClientOptions): PrecomputedClient =>
  startPrecomputedParts(shell, options).client;
