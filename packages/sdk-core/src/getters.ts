import {
  assignmentEvent,
  detailsOf,
  unserved,
  type AssignmentEvent,
  type Attributes,
  type Evaluation,
  type EvaluationDetails,
  type EventContext,
  type JsonValue,
  type VariationType,
} from '@assay/flag-evaluation';
import type { Decided, Explain } from './engine.js';
import type { RulesetHolder } from './holder.js';
import { forced, type Overrides } from './overrides.js';
import type { Platform, SdkName } from './platform.js';
import type { Reporter } from './report.js';
import type { EventSink } from './sink.js';

/** A value and why it was served. */
export interface Detailed<T> {
  readonly value: T;
  readonly evaluationDetails: EvaluationDetails;
}

type Getter<T> = (flagKey: string, subjectKey: string, attributes: Attributes, fallback: T) => T;
type DetailsGetter<T> = (flagKey: string, subjectKey: string, attributes: Attributes, fallback: T) => Detailed<T>;

/** The questions an application asks. None of them throws, waits or touches the network. */
export interface FlagGetters {
  getBoolean: Getter<boolean>;
  getString: Getter<string>;
  getInteger: Getter<number>;
  getNumber: Getter<number>;
  /** The value is frozen: it is shared by every caller. */
  getJson<T extends JsonValue>(flagKey: string, subjectKey: string, attributes: Attributes, fallback: T): T;
  getBooleanDetails: DetailsGetter<boolean>;
  getStringDetails: DetailsGetter<string>;
  getIntegerDetails: DetailsGetter<number>;
  getNumberDetails: DetailsGetter<number>;
  getJsonDetails<T extends JsonValue>(
    flagKey: string,
    subjectKey: string,
    attributes: Attributes,
    fallback: T,
  ): Detailed<T>;
}

/** What the getters of one client share. */
export interface GetterContext {
  readonly platform: Platform;
  readonly sdk: SdkName;
  readonly holder: RulesetHolder;
  readonly reporter: Reporter;
  readonly assignments: EventSink<AssignmentEvent>;
  /** Absent: details tell only what an evaluation tells. */
  readonly explain?: Explain | null;
  /** Asked at each evaluation. */
  overrides(): Overrides | null | undefined;
}

/** Facts of the client and the moment that every event carries. */
export const eventContext = (
  { holder, sdk }: GetterContext,
  subject: string,
  attributes: Attributes,
  now: number,
  evaluationDetails: EvaluationDetails,
): EventContext => {
  const { format } = holder.answers!.source;
  return {
    subject,
    subjectAttributes: attributes ?? {},
    timestamp: new Date(now).toISOString(),
    format,
    metaData: { obfuscated: format === 'CLIENT', ...sdk },
    evaluationDetails,
  };
};

/** A flag's decision and why it is so, overrides included; also without a ruleset. Never throws. */
const detail = (
  { holder: { answers, arrival }, explain, overrides }: GetterContext,
  type: VariationType,
  flagKey: string,
  key: string,
  attributes: Attributes,
  now: number,
): Decided => {
  const { environment, createdAt: configPublishedAt = '' } = answers?.source ?? {};
  const configFetchedAt = arrival?.fetchedAt ?? '';
  const subject = { key, attributes, now, configFetchedAt };
  let evaluation = forced(overrides(), flagKey, type);
  if (!evaluation && answers) {
    try {
      if (explain) return explain(answers, flagKey, type, subject);
    } catch {
      // Short details, then.
    }
    evaluation = answers.evaluate(flagKey, type, subject);
  }
  evaluation ??= unserved(flagKey, 'FLAG_UNRECOGNIZED_OR_DISABLED');
  const facts = { environmentName: environment?.name ?? '', configFetchedAt, configPublishedAt };
  return { evaluation, details: detailsOf(evaluation, facts) };
};

/** Sends the event of an evaluation that wants one and was not sent before; what goes wrong is reported, no more. */
export const logAssignment = (
  context: GetterContext,
  evaluation: Evaluation,
  subjectKey: string,
  attributes: Attributes,
  moment?: number,
  details?: EvaluationDetails,
): void => {
  const { assignments, platform } = context;
  const { flagKey, type, doLog } = evaluation;
  if (!doLog) return;
  assignments.send(flagKey, subjectKey, evaluation.allocationKey!, evaluation.variationKey!, () => {
    const now = moment ?? platform.now();
    const why = details ?? detail(context, type!, flagKey, subjectKey, attributes, now).details;
    return assignmentEvent(evaluation, eventContext(context, subjectKey, attributes, now, why));
  });
};

/** Decides a flag, overrides included, and logs the assignment. Never throws. */
export const decide = (
  context: GetterContext,
  type: VariationType,
  flagKey: string,
  subjectKey: string,
  attributes: Attributes,
  now: number,
): Decided => {
  const decided = detail(context, type, flagKey, subjectKey, attributes, now);
  logAssignment(context, decided.evaluation, subjectKey, attributes, now, decided.details);
  return decided;
};

const kinds: { readonly [kind: string]: VariationType } = {
  Boolean: 'BOOLEAN',
  String: 'STRING',
  Integer: 'INTEGER',
  Number: 'NUMERIC',
  Json: 'JSON',
};

/** An object of getters, `get<Kind><suffix>`, from what makes one of each type. */
export const nameGetters = (suffix: string, make: (type: VariationType) => unknown): object =>
  Object.fromEntries(Object.entries(kinds).map(([kind, type]) => [`get${kind}${suffix}`, make(type)]));

/** What an evaluation serves. */
export const served = <T>({ code, value }: Evaluation, fallback: T): T => (code === 'MATCH' ? (value as T) : fallback);

export const createGetters = (context: GetterContext): FlagGetters => {
  const { platform, holder } = context;
  const plain = nameGetters(
    '',
    (type) =>
      <T>(flagKey: string, subjectKey: string, attributes: Attributes, fallback: T): T => {
        const overrides = context.overrides();
        let evaluation = overrides && forced(overrides, flagKey, type);
        if (!evaluation) {
          const { answers } = holder;
          if (!answers) return fallback;
          evaluation = answers.evaluate(flagKey, type, { key: subjectKey, attributes, now: platform.now });
          logAssignment(context, evaluation, subjectKey, attributes);
        }
        return served(evaluation, fallback);
      },
  );
  const detailed = nameGetters(
    'Details',
    (type) =>
      <T>(flagKey: string, subjectKey: string, attributes: Attributes, fallback: T): Detailed<T> => {
        const { evaluation, details } = decide(context, type, flagKey, subjectKey, attributes, platform.now());
        return { value: served(evaluation, fallback), evaluationDetails: details };
      },
  );
  return { ...plain, ...detailed } as FlagGetters;
};
