import type { Evaluation } from './compiled.js';
import type { BanditDecision } from './bandit/decide.js';
import type { Attributes, ContextAttributes } from './wire.js';

/** Free facts about the client that made an event. */
export type EventMetaData = Readonly<Record<string, string | boolean | number>>;

/** What the customer's callback receives, to be stored as one row of their assignment log. */
export interface AssignmentEvent {
  readonly allocation: string | null;
  /** `<flag key>-<allocation key>`, the experiment's key in the warehouse. */
  readonly experiment: string;
  readonly featureFlag: string;
  readonly format: string;
  /** The variation's key. */
  readonly variation: string | null;
  readonly subject: string;
  /** ISO 8601 with milliseconds, UTC. */
  readonly timestamp: string;
  readonly subjectAttributes: Attributes;
  readonly metaData: EventMetaData;
  readonly evaluationDetails: unknown;
  readonly entityId: number | null;
  /** Extra logging of the split (holdout key and variation among it) lies flat beside the rest. */
  readonly [extra: string]: unknown;
}

/** What an event says besides the decision, under the event's own names. `format` is SERVER, CLIENT or PRECOMPUTED. */
export type EventContext = Pick<
  AssignmentEvent,
  'subject' | 'subjectAttributes' | 'timestamp' | 'format' | 'metaData' | 'evaluationDetails'
>;

/** The event of an assignment; build it only where `evaluation.doLog`. */
export const assignmentEvent = (evaluation: Evaluation, context: EventContext): AssignmentEvent => ({
  ...evaluation.extraLogging,
  allocation: evaluation.allocationKey,
  experiment: `${evaluation.flagKey}-${evaluation.allocationKey}`,
  featureFlag: evaluation.flagKey,
  variation: evaluation.variationKey,
  entityId: evaluation.entityId,
  ...context,
});

export interface BanditEvent {
  readonly timestamp: string;
  readonly featureFlag: string;
  readonly bandit: string;
  readonly subject: string;
  readonly action: string;
  readonly actionProbability: number;
  readonly optimalityGap: number;
  readonly modelVersion: string;
  readonly subjectNumericAttributes: ContextAttributes['numericAttributes'];
  readonly subjectCategoricalAttributes: ContextAttributes['categoricalAttributes'];
  readonly actionNumericAttributes: ContextAttributes['numericAttributes'];
  readonly actionCategoricalAttributes: ContextAttributes['categoricalAttributes'];
  readonly metaData: EventMetaData;
  readonly evaluationDetails: unknown;
}

/** The event of a bandit's choice. */
export const banditEvent = (
  decision: BanditDecision,
  flagKey: string,
  subject: ContextAttributes,
  context: EventContext,
): BanditEvent => ({
  timestamp: context.timestamp,
  featureFlag: flagKey,
  bandit: decision.banditKey,
  subject: context.subject,
  action: decision.action,
  actionProbability: decision.actionProbability,
  optimalityGap: decision.optimalityGap,
  modelVersion: decision.modelVersion,
  subjectNumericAttributes: subject.numericAttributes,
  subjectCategoricalAttributes: subject.categoricalAttributes,
  actionNumericAttributes: decision.actionAttributes.numericAttributes,
  actionCategoricalAttributes: decision.actionAttributes.categoricalAttributes,
  metaData: context.metaData,
  evaluationDetails: context.evaluationDetails,
});
