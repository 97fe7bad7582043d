import {
  assignmentEvent,
  findAssignment,
  parsePrecomputed,
  splitAttributes,
  type AssignmentEvent,
  type Evaluation,
  type EventContext,
  type Precomputed,
  type VariationType,
} from '@assay/flag-evaluation';
import {
  createReporter,
  createSink,
  guarded,
  identify,
  keepAll,
  nameGetters,
  type ReadyOptions,
  type Reporter,
} from '@assay/sdk-core';
import { pause } from '../platform.js';
import { addressOf, sdk, warn } from '../sdk.js';
import type { AskedActions, PrecomputedClient, PrecomputedClientOptions } from './options.js';

const longestBody = 10_000_000;

/** What an entry point may build upon; a tuple, as its names cost a page nothing. */
export type PrecomputedParts = readonly [
  client: PrecomputedClient,
  reporter: Reporter,
  /** The assignments once they are there. */
  held: () => Precomputed | null,
  /** When they came; ISO 8601. */
  fetchedAt: () => string,
  /** Facts that every event carries. */
  facts: () => EventContext,
  /** Finds a flag's assignment and logs it. */
  decide: (flagKey: string, type: VariationType) => Evaluation | null,
];

/** Asks for one subject's assignments and answers from them. */
export const startPrecomputedParts = (
  options: PrecomputedClientOptions & AskedActions,
  onChange?: () => void,
): PrecomputedParts => {
  const { sdkKey, subjectKey: subject = '', assignmentCache = keepAll(), requestTimeoutMs: timeout } = options;
  const baseUrl = addressOf(options);
  const reporter = createReporter(options.onError ?? warn);
  const sink = createSink<AssignmentEvent>('onAssignment callback', reporter, options.onAssignment, assignmentCache);
  const attributes = splitAttributes(options.subjectAttributes);
  let held: Precomputed | null = null;
  let heldSince = '';
  let failure: unknown = new Error('no assignments');
  let isClosed = false;

  const now = (): string => new Date().toISOString();
  const take = (text: string, fetchedAt = now()): void => {
    held = parsePrecomputed(text);
    heldSince = fetchedAt;
    onChange?.();
  };
  const given = options.assignments;
  if (given) guarded(reporter, 'given assignments', undefined, () => take(given.text, given.fetchedAt));

  const what = 'fetching assignments';
  const refresh = async (): Promise<boolean> => {
    if (!baseUrl) return false;
    try {
      const response = await fetch(`${baseUrl}/assignments${identify(sdkKey, sdk)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          subject_key: subject,
          subject_attributes: attributes,
          bandit_actions: options.banditActions,
        }),
        signal: AbortSignal.timeout(timeout! > 0 && timeout! < Infinity ? timeout! : 5_000),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`HTTP ${response.status}, check baseUrl and sdkKey`);
      if (text.length > longestBody) throw new Error('more than 10 MB');
      if (!isClosed) take(text);
      reporter.succeeded(what);
      return true;
    } catch (cause) {
      reporter.failed(what, (failure = cause));
      return false;
    }
  };
  const start = async (retries: number): Promise<unknown> =>
    (await refresh()) ||
    (retries > 0 && !isClosed && baseUrl && pause(1_000 * (1 + Math.random())).then(() => start(retries - 1)));
  const started = start(options.initialRetries ?? 1);

  const facts = (): EventContext => ({
    subject,
    subjectAttributes: { ...attributes.numericAttributes, ...attributes.categoricalAttributes },
    timestamp: now(),
    format: 'PRECOMPUTED',
    metaData: { obfuscated: true, ...sdk },
    evaluationDetails: null,
  });
  const decide = (flagKey: string, type: VariationType): Evaluation | null => {
    const found = held && findAssignment(held, flagKey, type);
    if (found?.doLog)
      sink.send(flagKey, subject, found.allocationKey!, found.variationKey!, () => assignmentEvent(found, facts()));
    return found;
  };
  return [
    {
      ...nameGetters('', (type) => <T>(flagKey: string, fallback: T): T => {
        const found = decide(flagKey, type);
        return found ? (found.value as T) : fallback;
      }),
      async ready({ timeoutMs, rejectOnFailure }: ReadyOptions = {}) {
        if (!held) await Promise.race([started, timeoutMs ? pause(timeoutMs) : started]);
        if (!held && rejectOnFailure) throw failure;
        return !!held;
      },
      isReady: () => !!held,
      refresh,
      onAssignment: sink.listen,
      close() {
        isClosed = true;
      },
    } as PrecomputedClient,
    reporter,
    () => held,
    () => heldSince,
    facts,
    decide,
  ];
};
