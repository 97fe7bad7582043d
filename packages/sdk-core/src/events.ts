import type { Attributes, CompiledRuleset, Evaluation } from '@assay/flag-evaluation';
import type { SdkName } from './platform.js';

/** One decision, as the customer's warehouse wants it. The split's extra logging is spread over the event. */
export interface AssignmentEvent {
  readonly [extraLogging: string]: unknown;
  readonly allocation: string | null;
  /** `<flag key>-<allocation key>`. */
  readonly experiment: string | null;
  readonly featureFlag: string;
  readonly format: string;
  /** The variation's key. */
  readonly variation: string | null;
  readonly subject: string;
  /** ISO 8601 with milliseconds. */
  readonly timestamp: string;
  readonly subjectAttributes: Attributes;
  readonly metaData: Readonly<Record<string, unknown>>;
  readonly entityId: number | null;
}

/** Makes the event of an evaluation. */
export const assignmentEvent = (
  evaluation: Evaluation,
  ruleset: CompiledRuleset,
  subjectKey: string,
  subjectAttributes: Attributes,
  now: number,
  sdk: SdkName,
): AssignmentEvent => ({
  ...evaluation.extraLogging,
  allocation: evaluation.allocationKey,
  experiment: `${evaluation.flagKey}-${evaluation.allocationKey}`,
  featureFlag: evaluation.flagKey,
  format: ruleset.data.format,
  variation: evaluation.variationKey,
  subject: subjectKey,
  timestamp: new Date(now).toISOString(),
  subjectAttributes,
  metaData: {
    obfuscated: ruleset.data.format === 'CLIENT',
    sdkLanguage: sdk.language,
    sdkLibVersion: sdk.version,
    sdkName: sdk.name,
  },
  entityId: evaluation.entityId,
});
