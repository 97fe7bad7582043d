import {
  detailsOf,
  isRecord,
  lookUp,
  unserved,
  type Evaluation,
  type EvaluationDetails,
  type EventContext,
  type JsonValue,
  type Precomputed,
  type VariationType,
} from '@assay/flag-evaluation';
import {
  createListeners,
  forced,
  fromPrecomputedWire,
  nameGetters,
  served,
  type Detailed,
  type Overrides,
  type Reporter,
  type Stop,
} from '@assay/sdk-core';
import type { AskedActions, PrecomputedClient, PrecomputedClientOptions } from './options.js';
import { startPrecomputed, type PrecomputedParts } from './parts.js';

/** As those of `@assay/sdk-js/precomputed`, and more. */
export interface FullPrecomputedClientOptions extends PrecomputedClientOptions {
  /** A configuration wire (text) with precomputed assignments, to answer from at once; it names its own subject. */
  readonly configurationWire?: string;
  /** Variations forced upon flags, by flag key; served without being logged. */
  readonly overrides?: Overrides | null;
}

type DetailsGetter<T> = (flagKey: string, fallback: T) => Detailed<T>;

/** A precomputed client that also tells why, and lets variations be forced. */
export interface FullPrecomputedClient extends PrecomputedClient {
  getBooleanDetails: DetailsGetter<boolean>;
  getStringDetails: DetailsGetter<string>;
  getIntegerDetails: DetailsGetter<number>;
  getNumberDetails: DetailsGetter<number>;
  getJsonDetails<T extends JsonValue>(flagKey: string, fallback: T): Detailed<T>;
  /** Calls back whenever answers may have changed; returns how to stop that. */
  subscribe(listener: () => void): Stop;
  /** Forces variations upon flags; null ends that. */
  setOverrides(overrides: Overrides | null): void;
}

/** What the client with bandits builds upon. */
export interface FullParts {
  readonly client: FullPrecomputedClient;
  readonly reporter: Reporter;
  /** The options with the subject that a configuration wire names. */
  readonly given: PrecomputedClientOptions;
  held(): Precomputed | null;
  facts(): EventContext;
  /** Looks a flag up, overrides included, and logs the assignment. */
  decide(flagKey: string, type: VariationType): Evaluation;
  detailsOf(evaluation: Evaluation): EvaluationDetails;
}

const textOr = (value: unknown): string => (typeof value === 'string' ? value : '');

export const startFullParts = (options: FullPrecomputedClientOptions & AskedActions): FullParts => {
  const { configurationWire } = options;
  const given = { ...options, ...(configurationWire !== undefined && fromPrecomputedWire(configurationWire)) };
  let parts!: PrecomputedParts;
  const { announce, subscribe } = createListeners<[]>((cause) => parts.reporter.failed('a subscriber', cause));
  let fetchedAt = '';
  const plain = startPrecomputed(given, {
    asked: { bandit_actions: options.banditActions },
    onParts(made) {
      parts = made;
    },
    onArrival(at = new Date().toISOString()) {
      fetchedAt = at;
      announce();
    },
  });
  const { reporter, held, facts, decide: find } = parts;
  let { overrides } = options;

  const decide = (flagKey: string, type: VariationType): Evaluation =>
    forced(overrides, flagKey, type) ?? find(flagKey, type) ?? refusal(flagKey, type);
  /** Why there is no value. */
  const refusal = (flagKey: string, type: VariationType): Evaluation => {
    const document = held();
    return document ? lookUp(document, flagKey, type) : unserved(flagKey, 'FLAG_UNRECOGNIZED_OR_DISABLED');
  };
  const explained = (evaluation: Evaluation): EvaluationDetails => {
    const { environment, createdAt } = held() ?? {};
    return detailsOf(evaluation, {
      environmentName: textOr(isRecord(environment) && environment.name),
      configFetchedAt: fetchedAt,
      configPublishedAt: textOr(createdAt),
    });
  };
  const client = {
    ...plain,
    subscribe,
    ...nameGetters(
      '',
      (type) =>
        <T>(flagKey: string, fallback: T): T =>
          served(decide(flagKey, type), fallback),
    ),
    ...nameGetters('Details', (type) => <T>(flagKey: string, fallback: T): Detailed<T> => {
      const found = decide(flagKey, type);
      return { value: served(found, fallback), evaluationDetails: explained(found) };
    }),
    setOverrides(next: Overrides | null) {
      overrides = next;
      announce();
    },
  } as FullPrecomputedClient;
  return { client, reporter, given, held, facts, decide, detailsOf: explained };
};

/**
 * As `createPrecomputedClient` of `@assay/sdk-js/precomputed`, with Details getters, overrides and configuration wires.
 * @throws Error at once when `sdkKey` or `baseUrl` is missing.
 * @example createPrecomputedClient({ offline: true, configurationWire }).getStringDetails('title', 'Welcome')
 */
export const createPrecomputedClient = (options: FullPrecomputedClientOptions): FullPrecomputedClient =>
  startFullParts(options).client;
