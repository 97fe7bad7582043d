import type {
  AssignmentEvent,
  Attributes,
  BanditActions,
  BanditEvent,
  ContextAttributes,
  EvaluationDetails,
  JsonValue,
} from '@assay/flag-evaluation';
import { expiringCache, keepAll, lruCache, type AssignmentCache } from './assignment-cache.js';
import type { BanditGetters } from './bandits.js';
import type { BanditClient } from './client.js';
import type { FlagGetters } from './getters.js';
import type { Overrides } from './overrides.js';

/** A logger as users of UFC clients have it. */
export interface AssignmentLogger {
  logAssignment(event: AssignmentEvent): unknown;
}

export interface BanditLogger {
  logBanditAction(event: BanditEvent): unknown;
}

/** A de-duplication cache as users of UFC clients have it. */
export interface CompatCache {
  has(entry: CompatCacheEntry): boolean;
  set(entry: CompatCacheEntry): void;
}

export interface CompatCacheEntry {
  readonly flagKey: string;
  readonly subjectKey: string;
  readonly allocationKey?: string;
  readonly variationKey?: string;
  readonly banditKey?: string;
  readonly actionKey?: string;
}

/** A value and why, under the names users of UFC clients know. */
export interface CompatDetails<T> {
  readonly variation: T;
  readonly action: string | null;
  readonly evaluationDetails: EvaluationDetails;
}

/** Entries to choose from in `getExperimentContainerEntry`. */
export interface ContainerExperiment<T> {
  readonly flagKey: string;
  readonly controlVariationEntry: T;
  readonly treatmentVariationEntries: readonly T[];
}

type Subject = Attributes | ContextAttributes;
type Get<T> = (flagKey: string, subjectKey: string, attributes: Attributes, defaultValue: T) => T;
type GetDetails<T> = (flagKey: string, subjectKey: string, attributes: Attributes, defaultValue: T) => CompatDetails<T>;

/** The questions, under the names users of UFC clients know. */
export interface CompatGetters {
  getStringAssignment: Get<string>;
  getBooleanAssignment: Get<boolean>;
  /** @deprecated `getBooleanAssignment` is the same. */
  getBoolAssignment: Get<boolean>;
  getIntegerAssignment: Get<number>;
  getNumericAssignment: Get<number>;
  getJSONAssignment: Get<object>;
  getStringAssignmentDetails: GetDetails<string>;
  getBooleanAssignmentDetails: GetDetails<boolean>;
  getIntegerAssignmentDetails: GetDetails<number>;
  getNumericAssignmentDetails: GetDetails<number>;
  getJSONAssignmentDetails: GetDetails<object>;
  getBanditAction(
    flagKey: string,
    subjectKey: string,
    subjectAttributes: Subject,
    actions: BanditActions,
    defaultValue: string,
  ): { variation: string; action: string | null };
  getBanditActionDetails(
    flagKey: string,
    subjectKey: string,
    subjectAttributes: Subject,
    actions: BanditActions,
    defaultValue: string,
  ): CompatDetails<string>;
  getBestAction(flagKey: string, subjectAttributes: Subject, actions: BanditActions, defaultAction: string): string;
  getExperimentContainerEntry<T>(
    experiment: ContainerExperiment<T>,
    subjectKey: string,
    subjectAttributes: Attributes,
  ): T;
}

/** A client under the names users of UFC clients know. */
export interface CompatClient extends CompatGetters {
  isInitialized(): boolean;
  stopPolling(): void;
  fetchFlagConfigurations(): Promise<void>;
  getFlagKeys(): string[];
  getFlagConfigurations(): Record<string, unknown>;
  setAssignmentLogger(logger: AssignmentLogger): void;
  /** @deprecated `setAssignmentLogger` is the same. */
  setLogger(logger: AssignmentLogger): void;
  setBanditLogger(logger: BanditLogger): void;
  /** Off: errors throw instead of serving the default. */
  setIsGracefulFailureMode(isGraceful: boolean): void;
  disableAssignmentCache(): void;
  useNonExpiringInMemoryAssignmentCache(): void;
  useLRUInMemoryAssignmentCache(maxSize: number): void;
  useCustomAssignmentCache(cache: CompatCache): void;
  disableBanditAssignmentCache(): void;
  useNonExpiringInMemoryBanditAssignmentCache(): void;
  useExpiringInMemoryBanditAssignmentCache(maxSize: number, timeoutMs?: number): void;
  useCustomBanditAssignmentCache(cache: CompatCache): void;
  withOverrides(overrides: Overrides | undefined): CompatGetters;
  getOverrideVariationKeys(): Record<string, string>;
  setOverrideStore(store: { entries(): Overrides }): void;
  unsetOverrideStore(): void;
}

const adapt = (cache: CompatCache, first: string, second: string): AssignmentCache => {
  const entry = (flagKey: string, subjectKey: string, a: string, b: string): CompatCacheEntry => ({
    flagKey,
    subjectKey,
    [first]: a,
    [second]: b,
  });
  return {
    has: (flagKey, subjectKey, a, b) => cache.has(entry(flagKey, subjectKey, a, b)),
    set: (flagKey, subjectKey, a, b) => cache.set(entry(flagKey, subjectKey, a, b)),
  };
};

const errors = new Set(['TYPE_MISMATCH', 'ASSIGNMENT_ERROR', 'BANDIT_ERROR']);

const compatGetters = (now: () => FlagGetters & BanditGetters, isGraceful: () => boolean): CompatGetters => {
  const checked = (details: EvaluationDetails): void => {
    if (!isGraceful() && errors.has(details.flagEvaluationCode)) throw new Error(details.flagEvaluationDescription);
  };
  type Name = 'Boolean' | 'String' | 'Integer' | 'Number' | 'Json';
  const getDetails =
    <T>(name: Name): GetDetails<T> =>
    (flagKey, subjectKey, attributes, defaultValue) => {
      const get = now()[`get${name}Details`] as unknown as (...asked: unknown[]) => {
        readonly value: T;
        readonly evaluationDetails: EvaluationDetails;
      };
      const { value, evaluationDetails } = get(flagKey, subjectKey, attributes, defaultValue);
      checked(evaluationDetails);
      return { variation: value, action: null, evaluationDetails };
    };
  const get =
    <T>(name: Name): Get<T> =>
    (flagKey, subjectKey, attributes, defaultValue) => {
      if (!isGraceful()) return getDetails<T>(name)(flagKey, subjectKey, attributes, defaultValue).variation;
      return (now()[`get${name}`] as unknown as Get<T>)(flagKey, subjectKey, attributes, defaultValue);
    };
  const getBanditActionDetails: CompatGetters['getBanditActionDetails'] = (...asked) => {
    const details = now().getBanditActionDetails(...asked);
    checked(details.evaluationDetails);
    return details;
  };
  return {
    getStringAssignment: get('String'),
    getBooleanAssignment: get('Boolean'),
    getBoolAssignment: get('Boolean'),
    getIntegerAssignment: get('Integer'),
    getNumericAssignment: get('Number'),
    getJSONAssignment: get('Json'),
    getStringAssignmentDetails: getDetails('String'),
    getBooleanAssignmentDetails: getDetails('Boolean'),
    getIntegerAssignmentDetails: getDetails('Integer'),
    getNumericAssignmentDetails: getDetails('Number'),
    getJSONAssignmentDetails: getDetails('Json'),
    getBanditActionDetails,
    getBanditAction(...asked) {
      const { variation, action } = getBanditActionDetails(...asked);
      return { variation, action };
    },
    getBestAction: (...asked) => now().getBestAction(...asked),
    getExperimentContainerEntry({ flagKey, controlVariationEntry, treatmentVariationEntries }, subjectKey, attributes) {
      const variation = now().getString(flagKey, subjectKey, attributes, 'control');
      const treatment = /^treatment-(\d+)$/.exec(variation);
      return (treatment && treatmentVariationEntries[Number(treatment[1]) - 1]) ?? controlVariationEntry;
    },
  };
};

/** Dresses whatever client `current` returns in the names users of UFC clients know. */
export const dressCompat = (current: () => BanditClient, now: () => number): CompatClient => {
  let isGraceful = true;
  let overrides: Overrides | null = null;
  const on = (run: (client: BanditClient) => void): void => run(current());
  const setLogger = (logger: AssignmentLogger): void =>
    on((client) => client.onAssignment((event) => logger.logAssignment(event)));
  return {
    ...compatGetters(current, () => isGraceful),
    isInitialized: () => current().isReady(),
    stopPolling: () => current().close(),
    async fetchFlagConfigurations() {
      await current().refresh();
    },
    getFlagKeys: () => current().flagKeys(),
    getFlagConfigurations() {
      const { flags } = JSON.parse(current().rulesetText() ?? '{}') as { flags?: Record<string, JsonValue> };
      return flags ?? {};
    },
    setAssignmentLogger: setLogger,
    setLogger,
    setBanditLogger: (logger) => on((client) => client.onBanditAction((event) => logger.logBanditAction(event))),
    setIsGracefulFailureMode(next) {
      isGraceful = next;
    },
    disableAssignmentCache: () => on((client) => client.rememberAssignments(null)),
    useNonExpiringInMemoryAssignmentCache: () => on((client) => client.rememberAssignments(keepAll())),
    useLRUInMemoryAssignmentCache: (size) => on((client) => client.rememberAssignments(lruCache(size))),
    useCustomAssignmentCache: (cache) =>
      on((client) => client.rememberAssignments(adapt(cache, 'allocationKey', 'variationKey'))),
    disableBanditAssignmentCache: () => on((client) => client.rememberBanditActions(null)),
    useNonExpiringInMemoryBanditAssignmentCache: () => on((client) => client.rememberBanditActions(keepAll())),
    useExpiringInMemoryBanditAssignmentCache: (size, ttlMs) =>
      on((client) => client.rememberBanditActions(expiringCache(size, now, ttlMs))),
    useCustomBanditAssignmentCache: (cache) =>
      on((client) => client.rememberBanditActions(adapt(cache, 'banditKey', 'actionKey'))),
    withOverrides(forced) {
      const client = current().withOverrides(forced ?? null);
      return compatGetters(
        () => client,
        () => isGraceful,
      );
    },
    getOverrideVariationKeys: () =>
      Object.fromEntries(Object.entries(overrides ?? {}).map(([flagKey, { key }]) => [flagKey, key])),
    setOverrideStore(store) {
      overrides = store.entries();
      on((client) => client.setOverrides(overrides));
    },
    unsetOverrideStore() {
      overrides = null;
      on((client) => client.setOverrides(null));
    },
  };
};

/** Where the published UFC clients fetch from unless told otherwise; only the compatibility entries know it. */
export const compatBaseUrl = 'https://fscdn.eppo.cloud/api';
