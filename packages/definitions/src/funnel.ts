import { z } from 'zod';
import { propertyFilter, windowUnit } from './aggregation.js';
import { displayName } from './text.js';

/** One step: a fact that has a value, its filters, and what the step is called in results. */
export const funnelStep = z.object({
  name: displayName,
  factId: z.string().min(1, 'Choose a fact.'),
  filters: z.array(propertyFilter).max(20).default([]),
});
export type FunnelStep = z.infer<typeof funnelStep>;

/**
 * Steps in their order: a subject reaches a step with the first of its facts at or after the time at which it reached
 * the step before; other facts may lie between. Each step is 0 or 1, repeats do not count.
 */
export const funnel = z
  .object({
    steps: z.array(funnelStep).min(2, 'A funnel has at least two steps.').max(10, 'A funnel has at most ten steps.'),
    /** Every step must be reached within this time of the exposure, or of the first step; null = any time. */
    within: z
      .object({
        value: z.number().positive().max(10_000),
        unit: windowUnit.exclude(['calendar_days']),
        of: z.enum(['exposure', 'first_step']),
      })
      .nullable()
      .default(null),
    /** Count only subjects whose time has wholly passed; for a time from exposure. */
    aging: z.boolean().default(false),
  })
  .superRefine(({ steps, within, aging }, context) => {
    const wrong = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    steps.forEach((step, at) => {
      const before = steps[at - 1];
      const isSame = before?.factId === step.factId && JSON.stringify(before.filters) === JSON.stringify(step.filters);
      if (isSame && step.factId !== '') {
        wrong(
          ['steps', at, 'factId'],
          'This is the step before once more, and repeats do not count: filter one of them.',
        );
      }
      if (steps.findIndex((other) => other.name === step.name) < at) {
        wrong(['steps', at, 'name'], 'Two steps have this name.');
      }
    });
    if (aging && within?.of !== 'exposure')
      wrong(['aging'], 'Aging needs a time from exposure: give one, or leave it.');
  });
export type Funnel = z.infer<typeof funnel>;
