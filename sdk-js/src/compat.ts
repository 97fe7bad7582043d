/**
 * The names and options that users of existing UFC browser SDKs know: code that moves changes one import.
 * @example import { init, getInstance } from '@assay/sdk-js/compat';
 */
import {
  compatBaseUrl,
  dressCompat,
  resolveBaseUrl,
  type AssignmentLogger,
  type BanditClient,
  type BanditLogger,
  type CompatClient,
  type RulesetStore,
} from '@assay/sdk-core';
import type { Attributes, BanditActions, ContextAttributes, JsonValue } from '@assay/flag-evaluation';
import { createBanditClient, createPrecomputedBanditClient, type PrecomputedBanditClient } from './bandits.js';
import { browserPlatform } from './platform.js';
import { localStore, storedOverrides, storeRuleset, type PersistentStore } from './storage.js';

export type {
  AssignmentLogger as IAssignmentLogger,
  BanditLogger as IBanditLogger,
  CompatClient,
  CompatDetails as IAssignmentDetails,
} from '@assay/sdk-core';
export type {
  AssignmentEvent as IAssignmentEvent,
  Attributes,
  BanditActions,
  BanditEvent as IBanditEvent,
  ContextAttributes,
} from '@assay/flag-evaluation';

interface Loggers {
  readonly assignmentLogger?: AssignmentLogger;
  readonly banditLogger?: BanditLogger;
}

interface OverrideOptions {
  /** Read forced variations from local storage. */
  readonly enableOverrides?: boolean;
  readonly overridesStorageKey?: string;
}

interface RequestOptions {
  readonly apiKey: string;
  readonly baseUrl?: string;
  readonly requestTimeoutMs?: number;
  readonly numInitialRequestRetries?: number;
  readonly throwOnFailedInitialization?: boolean;
}

export interface IClientConfig extends RequestOptions, Loggers, OverrideOptions {
  readonly pollingIntervalMs?: number;
  readonly pollAfterSuccessfulInitialization?: boolean;
  /** Accepted and not needed: a failed start is always retried. */
  readonly pollAfterFailedInitialization?: boolean;
  /** Accepted and not needed: polling backs off and never stops. */
  readonly numPollRequestRetries?: number;
  readonly maxCacheAgeSeconds?: number;
  readonly useExpiredCache?: boolean;
  readonly updateOnFetch?: 'always' | 'expired' | 'empty';
  readonly persistentStore?: PersistentStore;
  /** Start from what is stored, or from nothing, and leave fetching to the polls. */
  readonly skipInitialRequest?: boolean;
  /** Start anew although there is a client; otherwise a second `init` is ignored. */
  readonly forceReinitialize?: boolean;
}

export interface IOfflineClientConfig extends Loggers, OverrideOptions {
  /** The ruleset's flags by key. */
  readonly flagsConfiguration: Readonly<Record<string, unknown>>;
  readonly isObfuscated?: boolean;
  /** ISO 8601. */
  readonly configPublishedAt?: string;
  /** ISO 8601. */
  readonly configFetchedAt?: string;
  readonly throwOnFailedInitialization?: boolean;
}

export interface IPrecomputedClientConfig extends RequestOptions, Loggers, OverrideOptions {
  readonly precompute: {
    readonly subjectKey: string;
    readonly subjectAttributes?: Attributes | ContextAttributes;
    readonly banditActions?: Readonly<Record<string, BanditActions>>;
  };
}

export interface IOfflinePrecomputedClientConfig extends Loggers, OverrideOptions {
  /** A configuration wire with precomputed assignments. */
  readonly precomputedConfiguration: string;
}

/** The precomputed client under the names users of UFC clients know. */
export interface CompatPrecomputedClient {
  getStringAssignment(flagKey: string, defaultValue: string): string;
  getBooleanAssignment(flagKey: string, defaultValue: boolean): boolean;
  getIntegerAssignment(flagKey: string, defaultValue: number): number;
  getNumericAssignment(flagKey: string, defaultValue: number): number;
  getJSONAssignment(flagKey: string, defaultValue: object): object;
  getBanditAction(flagKey: string, defaultValue: string): { variation: string; action: string | null };
  setAssignmentLogger(logger: AssignmentLogger): void;
  setBanditLogger(logger: BanditLogger): void;
  isInitialized(): boolean;
}

/** Answers with defaults and queues events until `init` has been called. */
const idle = (): BanditClient => createBanditClient({ offline: true });

let current = idle();
let starting: Promise<CompatClient> | null = null;
let precomputed: PrecomputedBanditClient = createPrecomputedBanditClient({ offline: true });
const dressed = dressCompat(() => current, browserPlatform.now);

const callbacks = ({ assignmentLogger, banditLogger }: Loggers) => ({
  onAssignment:
    assignmentLogger &&
    ((event: Parameters<AssignmentLogger['logAssignment']>[0]) => assignmentLogger.logAssignment(event)),
  onBanditAction:
    banditLogger && ((event: Parameters<BanditLogger['logBanditAction']>[0]) => banditLogger.logBanditAction(event)),
});

const overridesOf = ({ enableOverrides, overridesStorageKey = 'eppo-overrides' }: OverrideOptions) =>
  enableOverrides ? storedOverrides(overridesStorageKey) : null;

const requests = (config: RequestOptions) => ({
  sdkKey: config.apiKey,
  requestTimeoutMs: config.requestTimeoutMs,
  initialRetries: config.numInitialRequestRetries,
});

const storeOf = (config: IClientConfig): RulesetStore => {
  const stored = storeRuleset(config.persistentStore ?? localStore(config.apiKey), {
    maxAgeMs: (config.maxCacheAgeSeconds ?? 0) * 1000,
    useExpired: config.useExpiredCache,
    updateOnFetch: config.updateOnFetch,
  });
  if (!config.skipInitialRequest) return stored;
  return (...given) => {
    const { prepare, take } = stored(...given);
    return { take, prepare: () => prepare().then(() => true) };
  };
};

/** Starts the one client and waits for its first ruleset; rejects when there is none, unless told not to. */
export const init = (config: IClientConfig): Promise<CompatClient> => {
  if (starting && !config.forceReinitialize) return starting;
  current.close();
  current = createBanditClient({
    ...callbacks(config),
    ...requests(config),
    baseUrl: resolveBaseUrl(config.apiKey ?? '', config.baseUrl, compatBaseUrl) ?? undefined,
    pollingIntervalMs: config.pollAfterSuccessfulInitialization ? config.pollingIntervalMs || 30_000 : 0,
    store: storeOf(config),
    overrides: overridesOf(config),
  });
  const rejectOnFailure = !config.skipInitialRequest && (config.throwOnFailedInitialization ?? true);
  return (starting = current.ready({ rejectOnFailure }).then(() => dressed));
};

/** Starts the one client from flags at hand, without any network. */
export const offlineInit = (config: IOfflineClientConfig): CompatClient => {
  let problem: Error | null = null;
  current.close();
  current = createBanditClient({
    ...callbacks(config),
    offline: true,
    overrides: overridesOf(config),
    onError: (failure) => (problem ??= failure),
    ruleset: {
      text: JSON.stringify({
        createdAt: config.configPublishedAt ?? '',
        format: config.isObfuscated ? 'CLIENT' : 'SERVER',
        environment: { name: '' },
        flags: config.flagsConfiguration,
      }),
      fetchedAt: config.configFetchedAt,
    },
  });
  if (problem && config.throwOnFailedInitialization !== false) throw problem;
  return dressed;
};

/** The one client; before `init` it answers with defaults and queues events. */
export const getInstance = (): CompatClient => dressed;

/** Where a client with this key would fetch its ruleset. */
export const getConfigUrl = (apiKey: string, baseUrl?: string): string =>
  `${resolveBaseUrl(apiKey, baseUrl, compatBaseUrl)}/flag-config/v1/config?apiKey=${encodeURIComponent(apiKey)}`;

const dressedPrecomputed: CompatPrecomputedClient = {
  getStringAssignment: (flagKey, defaultValue) => precomputed.getString(flagKey, defaultValue),
  getBooleanAssignment: (flagKey, defaultValue) => precomputed.getBoolean(flagKey, defaultValue),
  getIntegerAssignment: (flagKey, defaultValue) => precomputed.getInteger(flagKey, defaultValue),
  getNumericAssignment: (flagKey, defaultValue) => precomputed.getNumber(flagKey, defaultValue),
  getJSONAssignment: (flagKey, defaultValue) => precomputed.getJson(flagKey, defaultValue as JsonValue) as object,
  getBanditAction: (flagKey, defaultValue) => precomputed.getBanditAction(flagKey, defaultValue),
  setAssignmentLogger: (logger) => precomputed.onAssignment((event) => logger.logAssignment(event)),
  setBanditLogger: (logger) => precomputed.onBanditAction((event) => logger.logBanditAction(event)),
  isInitialized: () => precomputed.isReady(),
};

/** Starts the one precomputed client; rejects when the assignments could not be had, unless told not to. */
export const precomputedInit = async (config: IPrecomputedClientConfig): Promise<CompatPrecomputedClient> => {
  precomputed.close();
  precomputed = createPrecomputedBanditClient({
    ...callbacks(config),
    ...requests(config),
    ...config.precompute,
    baseUrl: config.baseUrl ?? 'https://fs-edge-assignment.eppo.cloud',
    overrides: overridesOf(config),
  });
  await precomputed.ready({ rejectOnFailure: config.throwOnFailedInitialization ?? true });
  return dressedPrecomputed;
};

/** Starts the one precomputed client from a configuration wire, without any network. */
export const offlinePrecomputedInit = (config: IOfflinePrecomputedClientConfig): CompatPrecomputedClient => {
  precomputed.close();
  precomputed = createPrecomputedBanditClient({
    ...callbacks(config),
    offline: true,
    configurationWire: config.precomputedConfiguration,
    overrides: overridesOf(config),
  });
  return dressedPrecomputed;
};

export const getPrecomputedInstance = (): CompatPrecomputedClient => dressedPrecomputed;
