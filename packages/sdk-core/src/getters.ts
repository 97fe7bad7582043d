import {
  assignmentEvent,
  evaluate,
  explain,
  type AssignmentEvent,
  type Attributes,
  type BanditEvent,
  type Evaluation,
  type EvaluationDetails,
  type EventContext,
  type JsonValue,
  type VariationType,
} from '@assay/flag-evaluation';
import type { RulesetHolder } from './holder.js';
import { isOverridden, overriddenDetails, overriddenEvaluation, type Overrides } from './overrides.js';
import type { Platform, SdkName } from './platform.js';
import type { Reporter } from './report.js';
import type { EventSink } from './sink.js';
import { unexplained } from './unexplained.js';

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
  readonly actions: EventSink<BanditEvent>;
  /** Asked at each evaluation. */
  overrides(): Overrides | null;
}

/** Facts of the client and the moment that every event carries. */
export const eventContext = (
  { holder, sdk }: GetterContext,
  subjectKey: string,
  subjectAttributes: Attributes,
  now: number,
  evaluationDetails: EvaluationDetails,
): EventContext => {
  const { format } = holder.ruleset!.data;
  const metaData = {
    obfuscated: format === 'CLIENT',
    sdkLanguage: sdk.language,
    sdkLibVersion: sdk.version,
    sdkName: sdk.name,
  };
  return { subjectKey, subjectAttributes: subjectAttributes ?? {}, now, format, metaData, evaluationDetails };
};

/** Why a flag is decided as it is; also without a ruleset. Never throws. */
export const detail = (
  { holder }: GetterContext,
  type: VariationType,
  flagKey: string,
  subjectKey: string,
  attributes: Attributes,
  now: number,
): { readonly evaluation: Evaluation | null; readonly details: EvaluationDetails } => {
  const { ruleset, arrival } = holder;
  if (!ruleset) {
    const details = unexplained('No ruleset has arrived yet.', { flagEvaluationCode: 'FLAG_UNRECOGNIZED_OR_DISABLED' });
    return { evaluation: null, details };
  }
  try {
    return explain(ruleset, flagKey, type, {
      key: subjectKey,
      attributes,
      now,
      configFetchedAt: arrival?.fetchedAt ?? '',
    });
  } catch (cause) {
    return { evaluation: null, details: unexplained(String(cause), { flagEvaluationCode: 'ASSIGNMENT_ERROR' }) };
  }
};

/** Sends the event of an evaluation that wants one and was not sent before; what goes wrong is reported, no more. */
export const logAssignment = (
  context: GetterContext,
  evaluation: Evaluation,
  subjectKey: string,
  attributes: Attributes,
  moment: number | null,
  details: EvaluationDetails | null,
): void => {
  const { assignments, reporter, platform } = context;
  const { flagKey, type, doLog } = evaluation;
  const allocation = evaluation.allocationKey!;
  const variation = evaluation.variationKey!;
  try {
    if (!doLog || !assignments.isNew(flagKey, subjectKey, allocation, variation)) return;
    const now = moment ?? platform.now();
    const why = details ?? detail(context, type!, flagKey, subjectKey, attributes, now).details;
    const event = assignmentEvent(evaluation, eventContext(context, subjectKey, attributes, now, why));
    assignments.send(flagKey, subjectKey, allocation, variation, event);
  } catch (cause) {
    reporter.failed('onAssignment callback', cause);
  }
};

export const createGetters = (context: GetterContext): FlagGetters => {
  const { platform, holder } = context;

  const getter =
    (type: VariationType) =>
    <T>(flagKey: string, subjectKey: string, attributes: Attributes, fallback: T): T => {
      const overrides = context.overrides();
      let evaluation: Evaluation;
      if (overrides && isOverridden(overrides, flagKey)) evaluation = overriddenEvaluation(overrides, flagKey, type);
      else {
        const { ruleset } = holder;
        if (!ruleset) return fallback;
        evaluation = evaluate(ruleset, flagKey, type, { key: subjectKey, attributes, now: platform.now });
        if (evaluation.doLog) logAssignment(context, evaluation, subjectKey, attributes, null, null);
      }
      return evaluation.code === 'MATCH' ? (evaluation.value as T) : fallback;
    };

  const detailsGetter =
    (type: VariationType) =>
    <T>(flagKey: string, subjectKey: string, attributes: Attributes, fallback: T): Detailed<T> => {
      const overrides = context.overrides();
      const now = platform.now();
      const plain = detail(context, type, flagKey, subjectKey, attributes, now);
      let { evaluation, details } = plain;
      if (overrides && isOverridden(overrides, flagKey)) {
        evaluation = overriddenEvaluation(overrides, flagKey, type);
        details = overriddenDetails(evaluation, details);
      } else if (evaluation) logAssignment(context, evaluation, subjectKey, attributes, now, details);
      return {
        value: evaluation?.code === 'MATCH' ? (evaluation.value as T) : fallback,
        evaluationDetails: details,
      };
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
  };
};
