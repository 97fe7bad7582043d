import { z } from 'zod';
import { propertyFilter, timeWindow } from './aggregation.js';

/**
 * A percentile of the facts' own values, pooled over all facts of a variation's subjects; subjects without a fact
 * have none in it.
 */
export const percentileOfFacts = z
  .object({
    factId: z.string().min(1, 'Choose a fact.'),
    /** As a share: 0.95 for the 95th percentile. */
    percentile: z
      .number()
      .gt(0, 'A percentile lies above 0 and below 100 %.')
      .lt(1, 'A percentile lies above 0 and below 100 %.'),
    filters: z.array(propertyFilter).max(20).default([]),
    /** Which facts count, by their time after exposure; null = all from exposure on. */
    window: timeWindow.nullable().default(null),
  })
  .superRefine(({ window }, context) => {
    if (window && window.start === null && window.end === null) {
      context.addIssue({ code: 'custom', path: ['window'], message: 'Give the window a start or an end.' });
    }
  });
export type PercentileOfFacts = z.infer<typeof percentileOfFacts>;
