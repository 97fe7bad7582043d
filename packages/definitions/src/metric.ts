import { z } from 'zod';
import { aggregation, denominatorOperations } from './aggregation.js';
import { desiredChange } from './sources.js';
import { describedAs, displayName } from './text.js';

const common = {
  name: displayName,
  description: describedAs,
  entityId: z.string(),
  desiredChange: desiredChange.default('increase'),
  displayStyle: z.enum(['decimal', 'percent']).default('decimal'),
  /** Half-width of the relative interval that is wanted, e.g. 0.05 for ±5 %. */
  precision: z.number().positive().max(10).default(0.05),
  /** Relative lift beyond which a guardrail is breached: negative when an increase is desired; null = none. */
  guardrailCutoff: z.number().min(-1).max(10).nullable().default(null),
};

/** What is judged: a mean of subject values, or a ratio of two sums. */
export const metric = z
  .discriminatedUnion('kind', [
    z.object({ ...common, kind: z.literal('simple'), numerator: aggregation }),
    z.object({ ...common, kind: z.literal('ratio'), numerator: aggregation, denominator: aggregation }),
  ])
  .superRefine((m, context) => {
    if (m.kind === 'ratio' && !denominatorOperations.includes(m.denominator.operation)) {
      context.addIssue({
        code: 'custom',
        path: ['denominator', 'operation'],
        message: `A denominator cannot use ${m.denominator.operation}: choose ${denominatorOperations.join(', ')}.`,
      });
    }
    const cutoff = m.guardrailCutoff;
    if (cutoff !== null && cutoff !== 0 && cutoff > 0 === (m.desiredChange === 'increase')) {
      context.addIssue({
        code: 'custom',
        path: ['guardrailCutoff'],
        message: `For a metric that should ${m.desiredChange}, the cutoff is ${m.desiredChange === 'increase' ? 'negative' : 'positive'}.`,
      });
    }
  });
export type Metric = z.infer<typeof metric>;
