import { z } from 'zod';

const text = z.string().max(1_000).nullable().optional();
const key = z.string().min(1).max(1_000);
const attributes = z.string().max(65_535).nullable().optional();
const number = z.number().nullable().optional();

const assignment = z.strictObject({
  experiment: key,
  feature_flag: text,
  allocation: text,
  variation: text,
  subject: key,
  timestamp: z.iso.datetime(),
  subject_attributes: attributes,
  holdout_key: text,
  holdout_variation: text,
});

const banditAction = z.strictObject({
  bandit: key,
  feature_flag: text,
  subject: key,
  action: key,
  timestamp: z.iso.datetime(),
  action_probability: number,
  optimality_gap: number,
  model_version: text,
  subject_attributes: attributes,
  action_attributes: attributes,
});

const most = 500;
const tooMany = `Send at most ${most} rows of each table at once.`;

/** What the collector takes: rows as the SDK's sink writes them. Columns that are absent are NULL. */
export const collectedRows = z.strictObject({
  assignments: z.array(assignment).max(most, tooMany).default([]),
  bandit_actions: z.array(banditAction).max(most, tooMany).default([]),
});
export type CollectedRows = z.infer<typeof collectedRows>;
