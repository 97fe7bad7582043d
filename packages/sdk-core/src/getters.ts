import { evaluate, type Attributes, type Evaluation, type JsonValue, type VariationType } from '@assay/flag-evaluation';
import { assignmentEvent, type AssignmentEvent } from './events.js';
import type { RulesetHolder } from './holder.js';
import type { Overrides } from './overrides.js';
import type { Platform, SdkName } from './platform.js';
import { guarded, type Reporter } from './report.js';
import type { EventSink } from './sink.js';

/** The questions an application asks. None of them throws, waits or touches the network. */
export interface FlagGetters {
  getBoolean(flagKey: string, subjectKey: string, attributes: Attributes, fallback: boolean): boolean;
  getString(flagKey: string, subjectKey: string, attributes: Attributes, fallback: string): string;
  getInteger(flagKey: string, subjectKey: string, attributes: Attributes, fallback: number): number;
  getNumber(flagKey: string, subjectKey: string, attributes: Attributes, fallback: number): number;
  /** The value is frozen: it is shared by every caller. */
  getJson<T extends JsonValue>(flagKey: string, subjectKey: string, attributes: Attributes, fallback: T): T;
}

/** What the getters of one client share. */
export interface GetterContext {
  readonly platform: Platform;
  readonly sdk: SdkName;
  readonly holder: RulesetHolder;
  readonly reporter: Reporter;
  readonly assignments: EventSink<AssignmentEvent>;
}

const matchesType = (value: unknown, type: VariationType): boolean => {
  if (type === 'JSON') return true;
  if (type === 'INTEGER') return Number.isInteger(value);
  return typeof value === (type === 'NUMERIC' ? 'number' : type.toLowerCase());
};

const overridden = (flagKey: string, type: VariationType, overrides: Overrides): Evaluation | null => {
  if (!Object.prototype.hasOwnProperty.call(overrides, flagKey)) return null;
  const { key, value } = overrides[flagKey]!;
  const fits = matchesType(value, type);
  return {
    flagKey,
    code: fits ? 'MATCH' : 'TYPE_MISMATCH',
    value: fits ? (value as JsonValue) : null,
    variationKey: key,
    allocationKey: `override-${key}`,
    doLog: false,
    extraLogging: {},
    entityId: null,
    type,
  };
};

/** Getters over the held ruleset; `overridesNow` is asked at each evaluation. */
export const createGetters = (context: GetterContext, overridesNow: () => Overrides | null): FlagGetters => {
  const { platform, holder, reporter, assignments } = context;

  const assign = <T>(
    type: VariationType,
    flagKey: string,
    subjectKey: string,
    attributes: Attributes,
    fallback: T,
  ): T => {
    const { ruleset } = holder;
    const overrides = overridesNow();
    const forced = overrides && overridden(flagKey, type, overrides);
    if (!forced && !ruleset) return fallback;
    const now = platform.now();
    const evaluation = forced || evaluate(ruleset!, flagKey, type, { key: subjectKey, attributes, now });
    if (evaluation.doLog) {
      guarded(reporter, 'logging an assignment', undefined, () =>
        assignments.send(flagKey, subjectKey, evaluation.allocationKey!, evaluation.variationKey!, () =>
          assignmentEvent(evaluation, ruleset!, subjectKey, attributes, now, context.sdk),
        ),
      );
    }
    return evaluation.code === 'MATCH' ? (evaluation.value as T) : fallback;
  };
  return {
    getBoolean: (flagKey, subjectKey, attributes, fallback) =>
      assign('BOOLEAN', flagKey, subjectKey, attributes, fallback),
    getString: (flagKey, subjectKey, attributes, fallback) =>
      assign('STRING', flagKey, subjectKey, attributes, fallback),
    getInteger: (flagKey, subjectKey, attributes, fallback) =>
      assign('INTEGER', flagKey, subjectKey, attributes, fallback),
    getNumber: (flagKey, subjectKey, attributes, fallback) =>
      assign('NUMERIC', flagKey, subjectKey, attributes, fallback),
    getJson: (flagKey, subjectKey, attributes, fallback) => assign('JSON', flagKey, subjectKey, attributes, fallback),
  };
};
