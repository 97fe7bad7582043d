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
  identify,
  keepAll,
  positive,
  type ReadyOptions,
  type Reporter,
} from '@assay/sdk-core';
import { pause } from '../platform.js';
import { addressOf, sdk, warn } from '../sdk.js';
import type { PrecomputedClient, PrecomputedClientOptions } from './options.js';

const longestBody = 10_000_000;

/** What an entry point may build upon. */
export interface PrecomputedParts {
  readonly reporter: Reporter;
  /** The assignments once they are there. */
  held(): Precomputed | null;
  /** Facts that every event carries. */
  facts(): EventContext;
  /** Finds a flag's assignment and logs it. */
  decide(flagKey: string, type: VariationType): Evaluation | null;
}

/** What an entry point adds; a bundle without it holds nothing of it. */
export interface PrecomputedExtension {
  /** Sent beside the subject. */
  readonly asked?: Readonly<Record<string, unknown>>;
  /** Receives what it may build upon, before any assignment arrives. */
  onParts(parts: PrecomputedParts): void;
  /** Hears of new assignments and, where it is known, when they were fetched. */
  onArrival(fetchedAt?: string): void;
}

/** Asks for one subject's assignments and answers from them. */
export const startPrecomputed = (
  options: PrecomputedClientOptions,
  extension?: PrecomputedExtension,
): PrecomputedClient => {
  const { sdkKey, subjectKey: subject = '', assignmentCache = keepAll(), requestTimeoutMs: timeout } = options;
  let baseUrl = addressOf(options); // null once closed
  const reporter = createReporter(options.onError ?? warn);
  const sink = createSink<AssignmentEvent>('onAssignment callback', reporter, options.onAssignment, assignmentCache);
  const attributes = splitAttributes(options.subjectAttributes);
  let held: Precomputed | null = null;
  let failure: unknown = new Error('no assignments');

  const take = (text: string, fetchedAt?: string): void => {
    held = parsePrecomputed(text);
    extension?.onArrival(fetchedAt);
  };
  const what = 'fetching assignments';
  const refresh = async (): Promise<boolean> => {
    if (!baseUrl) return false;
    try {
      const response = await fetch(`${baseUrl}/assignments${identify(sdkKey!, sdk)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          subject_key: subject,
          subject_attributes: attributes,
          ...extension?.asked,
        }),
        signal: AbortSignal.timeout(positive(timeout, 5_000)),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`HTTP ${response.status}, check baseUrl and sdkKey`);
      if (text.length > longestBody) throw new Error('more than 10 MB');
      if (baseUrl) take(text);
      reporter.succeeded(what);
      return true;
    } catch (cause) {
      failure = cause;
      if (baseUrl) reporter.failed(what, cause);
      return false;
    }
  };
  const start = async (): Promise<void> => {
    let retries = options.initialRetries ?? 1;
    while (!(await refresh()) && baseUrl && retries-- > 0) await pause(1_000 + 1_000 * Math.random());
  };

  const facts = (): EventContext => ({
    subject,
    subjectAttributes: { ...attributes.numericAttributes, ...attributes.categoricalAttributes },
    timestamp: new Date().toISOString(),
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
  extension?.onParts({ reporter, held: () => held, facts, decide });
  const given = options.assignments;
  if (given) {
    try {
      take(given.text, given.fetchedAt);
    } catch (cause) {
      reporter.failed('given assignments', cause);
    }
  }

  const started = start();
  const getter =
    (type: VariationType) =>
    <T>(flagKey: string, fallback: T): T => {
      const found = decide(flagKey, type);
      return found ? (found.value as T) : fallback;
    };
  return {
    getBoolean: getter('BOOLEAN'),
    getString: getter('STRING'),
    getInteger: getter('INTEGER'),
    getNumber: getter('NUMERIC'),
    getJson: getter('JSON'),
    async ready({ timeoutMs, rejectOnFailure }: ReadyOptions = {}) {
      if (!held) await Promise.race([started, timeoutMs ? pause(timeoutMs) : started]);
      if (!held && rejectOnFailure) throw failure;
      return !!held;
    },
    isReady: () => !!held,
    refresh,
    onAssignment: sink.listen,
    close() {
      baseUrl = null;
    },
  } as PrecomputedClient;
};
