import { z } from 'zod';
import { propertyFilter } from './aggregation.js';
import { columnName, describedAs, displayName, selectText } from './text.js';

/** A SELECT that returns qualifying events: which subject did what makes it count, and when. */
export const entryPoint = z.object({
  name: displayName,
  description: describedAs,
  entityId: z.string(),
  sql: selectText,
  subjectColumn: columnName,
  timestampColumn: columnName,
  /** Read by range as well as the timestamp where the table is partitioned by it; null = none. */
  partitionColumn: columnName.nullable().default(null),
});
export type EntryPoint = z.infer<typeof entryPoint>;

/** Subjects for which every condition holds, by their properties when they were first assigned. */
export const segment = z.object({
  name: displayName,
  description: describedAs,
  entityId: z.string(),
  /** A missing property is unlike every value, so that `not_equals` keeps it. */
  conditions: z
    .array(propertyFilter)
    .min(1, 'Give at least one condition.')
    .max(10, 'A segment has at most 10 conditions.'),
});
export type Segment = z.infer<typeof segment>;
