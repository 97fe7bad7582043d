import type { AssignmentEvent, BanditEvent } from '@assay/flag-evaluation';

export type SinkTable = 'assignments' | 'bandit_actions';

/** What a column holds; instants are ISO 8601 texts in UTC. */
export type ColumnKind = 'text' | 'instant' | 'number';

/** Columns of the two tables, in order. */
export const sinkColumns = {
  assignments: {
    experiment: 'text',
    feature_flag: 'text',
    allocation: 'text',
    variation: 'text',
    subject: 'text',
    timestamp: 'instant',
    subject_attributes: 'text',
    holdout_key: 'text',
    holdout_variation: 'text',
  },
  bandit_actions: {
    bandit: 'text',
    feature_flag: 'text',
    subject: 'text',
    action: 'text',
    timestamp: 'instant',
    action_probability: 'number',
    optimality_gap: 'number',
    model_version: 'text',
    subject_attributes: 'text',
    action_attributes: 'text',
  },
} as const satisfies Readonly<Record<SinkTable, Readonly<Record<string, ColumnKind>>>>;

/** A row, by column. Attributes are one JSON object as text. */
export type SinkRow = Readonly<Record<string, string | number | null>>;

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** An assignment as a row; a holdout travels in the event's extra logging. */
export const assignmentRow = (event: AssignmentEvent): SinkRow => ({
  experiment: event.experiment,
  feature_flag: event.featureFlag,
  allocation: event.allocation,
  variation: event.variation,
  subject: event.subject,
  timestamp: event.timestamp,
  subject_attributes: JSON.stringify(event.subjectAttributes),
  holdout_key: textOrNull(event['holdoutKey']),
  holdout_variation: textOrNull(event['holdoutVariation']),
});

/** A bandit's choice as a row. */
export const banditActionRow = (event: BanditEvent): SinkRow => ({
  bandit: event.bandit,
  feature_flag: event.featureFlag,
  subject: event.subject,
  action: event.action,
  timestamp: event.timestamp,
  action_probability: event.actionProbability,
  optimality_gap: event.optimalityGap,
  model_version: event.modelVersion,
  subject_attributes: JSON.stringify({ ...event.subjectNumericAttributes, ...event.subjectCategoricalAttributes }),
  action_attributes: JSON.stringify({ ...event.actionNumericAttributes, ...event.actionCategoricalAttributes }),
});
