import {
  assignmentEvent,
  banditEvent,
  lookUp,
  lookUpAction,
  parseConfigurationWire,
  parsePrecomputed,
  splitAttributes,
  type AssignmentEvent,
  type Attributes,
  type BanditActions,
  type BanditEvent,
  type ContextAttributes,
  type Evaluation,
  type EvaluationDetails,
  type JsonValue,
  type Precomputed,
  type VariationType,
} from '@assay/flag-evaluation';
import { identify } from './address.js';
import type { AssignmentCache } from './assignment-cache.js';
import type { BanditAction, DetailedBanditAction } from './bandits.js';
import { exchange } from './exchange.js';
import type { Detailed } from './getters.js';
import { positive, type ClientOptions, type ReadyOptions } from './options.js';
import { isOverridden, overriddenEvaluation, readOverrides, type Overrides } from './overrides.js';
import type { Platform, SdkName, Stop } from './platform.js';
import { createReporter, guarded, type OnError } from './report.js';
import { createSink, type EventCallback } from './sink.js';
import { factsOf, unexplained } from './unexplained.js';

/** Options of a client whose flags are evaluated elsewhere, for one subject. */
export interface PrecomputedClientOptions extends Pick<
  ClientOptions,
  | 'sdkKey'
  | 'baseUrl'
  | 'onAssignment'
  | 'onBanditAction'
  | 'onError'
  | 'assignmentCache'
  | 'banditCache'
  | 'offline'
  | 'requestTimeoutMs'
  | 'initialRetries'
  | 'overrides'
> {
  /** Whose assignments are asked for; a configuration wire names its own subject. */
  readonly subjectKey?: string;
  readonly subjectAttributes?: Attributes | ContextAttributes;
  /** By flag key: what the bandit may choose from. */
  readonly banditActions?: Readonly<Record<string, BanditActions>>;
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
  getBanditAction(flagKey: string, fallback: string): BanditAction;
  getBanditActionDetails(flagKey: string, fallback: string): DetailedBanditAction;
  ready(options?: ReadyOptions): Promise<boolean>;
  isReady(): boolean;
  refresh(): Promise<boolean>;
  subscribe(listener: () => void): Stop;
  onAssignment(callback: EventCallback<AssignmentEvent> | null): void;
  onBanditAction(callback: EventCallback<BanditEvent> | null): void;
  setOverrides(overrides: Overrides | null): void;
  close(): void;
}

export interface PrecomputedShell {
  readonly platform: Platform;
  readonly sdk: SdkName;
  readonly baseUrl: string | null;
  readonly makeCache: () => AssignmentCache;
  readonly onError: OnError;
}

const retryMs = 1_000;

/** Starts a client that evaluates nothing itself: the flags' rules stay on the server. */
export const startPrecomputedClient = (
  shell: PrecomputedShell,
  options: PrecomputedClientOptions,
): PrecomputedClient => {
  const { platform, sdk, baseUrl } = shell;
  const reporter = createReporter(options.onError ?? shell.onError);
  const cache = (given?: AssignmentCache | null) => (given === undefined ? shell.makeCache() : given);
  const assigned = 'onAssignment callback';
  const acted = 'onBanditAction callback';
  const assignments = createSink<AssignmentEvent>(
    assigned,
    reporter,
    options.onAssignment,
    cache(options.assignmentCache),
  );
  const actions = createSink<BanditEvent>(acted, reporter, options.onBanditAction, cache(options.banditCache));
  const listeners = new Set<() => void>();
  let subjectKey = options.subjectKey ?? '';
  let subject = splitAttributes(options.subjectAttributes);
  let overrides = readOverrides(options.overrides);
  let held: Precomputed | null = null;
  let fetchedAt = '';
  let failure: unknown = new Error('there are no assignments');
  let closed = false;

  const announce = (): void => {
    for (const listener of listeners) guarded(reporter, 'a subscriber', undefined, listener);
  };
  const take = (text: string, at?: string): void => {
    held = parsePrecomputed(text);
    fetchedAt = at ?? new Date(platform.now()).toISOString();
    announce();
  };
  const wire = options.configurationWire;
  if (wire !== undefined) {
    guarded(reporter, 'reading the configuration wire', undefined, () => {
      const given = parseConfigurationWire(wire).precomputed;
      if (!given) throw new Error('it has no precomputed assignments');
      subjectKey = given.subjectKey;
      subject = splitAttributes(given.subjectAttributes);
      take(given.response, given.fetchedAt);
    });
  }
  const refresh = async (): Promise<boolean> => {
    try {
      const { body } = await exchange(platform, {
        method: 'POST',
        url: `${baseUrl}/assignments${identify(options.sdkKey ?? '', sdk)}`,
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
      reporter.succeeded('fetching assignments');
      return true;
    } catch (cause) {
      reporter.failed('fetching assignments', (failure = cause));
      return false;
    }
  };
  const start = async (retries: number): Promise<boolean> => {
    if ((await refresh()) || retries <= 0 || closed) return true;
    await new Promise<void>((resolve) => platform.schedule(retryMs * (1 + platform.random()), resolve));
    return start(retries - 1);
  };
  const started = baseUrl ? start(options.initialRetries ?? 1) : Promise.resolve(true);

  const facts = (evaluationDetails: EvaluationDetails | null) => ({
    subjectKey,
    subjectAttributes: { ...subject.numericAttributes, ...subject.categoricalAttributes },
    now: platform.now(),
    format: 'PRECOMPUTED',
    metaData: { obfuscated: true, sdkLanguage: sdk.language, sdkLibVersion: sdk.version, sdkName: sdk.name },
    evaluationDetails,
  });
  const evaluation = (flagKey: string, type: VariationType): Evaluation | null => {
    if (overrides && isOverridden(overrides, flagKey)) return overriddenEvaluation(overrides, flagKey, type);
    const found = held && lookUp(held, flagKey, type);
    if (found?.doLog) {
      guarded(reporter, assigned, undefined, () => {
        const { allocationKey: allocation, variationKey: variation } = found;
        if (!assignments.isNew(flagKey, subjectKey, allocation!, variation!)) return;
        assignments.send(flagKey, subjectKey, allocation!, variation!, assignmentEvent(found, facts(null)));
      });
    }
    return found;
  };
  const details = (found: Evaluation | null): EvaluationDetails =>
    found
      ? unexplained('Computed by the server.', {
          ...factsOf(found),
          environmentName: held?.environment ?? '',
          configFetchedAt: fetchedAt,
          configPublishedAt: held?.createdAt ?? '',
        })
      : unexplained('No assignments have arrived yet.', { flagEvaluationCode: 'FLAG_UNRECOGNIZED_OR_DISABLED' });

  const detailsGetter =
    (type: VariationType) =>
    <T>(flagKey: string, fallback: T): Detailed<T> => {
      const found = evaluation(flagKey, type);
      return {
        value: found?.code === 'MATCH' ? (found.value as T) : fallback,
        evaluationDetails: details(found),
      };
    };
  const getter =
    (type: VariationType) =>
    <T>(flagKey: string, fallback: T): T => {
      const found = evaluation(flagKey, type);
      return found?.code === 'MATCH' ? (found.value as T) : fallback;
    };
  const getBanditActionDetails = (flagKey: string, fallback: string): DetailedBanditAction => {
    const found = evaluation(flagKey, 'STRING');
    const variation = found?.code === 'MATCH' ? String(found.value) : fallback;
    const chosen = found?.code === 'MATCH' && held ? lookUpAction(held, flagKey) : null;
    const action = chosen?.action ?? null;
    const evaluationDetails = { ...details(found), banditKey: chosen?.banditKey ?? null, banditAction: action };
    if (chosen) {
      guarded(reporter, acted, undefined, () => {
        if (!actions.isNew(flagKey, subjectKey, chosen.banditKey, chosen.action)) return;
        const event = banditEvent(chosen, flagKey, subject, facts(null));
        actions.send(flagKey, subjectKey, chosen.banditKey, chosen.action, event);
      });
    }
    return { variation, action, evaluationDetails };
  };
  return {
    getBoolean: getter('BOOLEAN'),
    getString: getter('STRING'),
    getInteger: getter('INTEGER'),
    getNumber: getter('NUMERIC'),
    getJson: getter('JSON'),
    getBooleanDetails: detailsGetter('BOOLEAN'),
    getStringDetails: detailsGetter('STRING'),
    getIntegerDetails: detailsGetter('INTEGER'),
    getNumberDetails: detailsGetter('NUMERIC'),
    getJsonDetails: detailsGetter('JSON'),
    getBanditActionDetails,
    getBanditAction(flagKey, fallback) {
      const { variation, action } = getBanditActionDetails(flagKey, fallback);
      return { variation, action };
    },
    async ready(asked = {}) {
      const late = new Promise((resolve) => asked.timeoutMs && platform.schedule(asked.timeoutMs, () => resolve(true)));
      if (!held) await Promise.race([started, late]);
      if (!held && asked.rejectOnFailure) throw failure;
      return !!held;
    },
    isReady: () => !!held,
    refresh: () => (baseUrl ? refresh() : Promise.resolve(false)),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onAssignment: assignments.listen,
    onBanditAction: actions.listen,
    setOverrides(next) {
      overrides = readOverrides(next);
      announce();
    },
    close() {
      closed = true;
    },
  };
};
