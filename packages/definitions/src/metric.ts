import { z } from 'zod';
import { aggregation, denominatorOperations, type Aggregation, type PropertyFilter } from './aggregation.js';
import { funnel } from './funnel.js';
import { percentileOfFacts } from './percentile.js';
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

/**
 * What is judged: a mean of subject values, a ratio of two sums, a percentile of the facts' own values, or the share of
 * subjects that reach the end of a funnel.
 */
export const metric = z
  .discriminatedUnion('kind', [
    z.object({ ...common, kind: z.literal('simple'), numerator: aggregation }),
    z.object({ ...common, kind: z.literal('ratio'), numerator: aggregation, denominator: aggregation }),
    z.object({ ...common, kind: z.literal('percentile'), percentile: percentileOfFacts }),
    z.object({ ...common, kind: z.literal('funnel'), funnel }),
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

/** What a metric reads of one fact, and the path of the field that says so. */
export interface FactRead {
  readonly path: string;
  readonly factId: string;
  readonly filters: readonly PropertyFilter[];
  /** What the fact must have: a number, a value of any type, or nothing (each record will do). */
  readonly needs: 'number' | 'value' | 'record';
}

/** Every fact that a metric reads, in the order of its fields. */
export const factReadsOf = (m: Metric): readonly FactRead[] => {
  switch (m.kind) {
    case 'simple':
      return [aggregated('numerator', m.numerator)];
    case 'ratio':
      return [aggregated('numerator', m.numerator), aggregated('denominator', m.denominator)];
    case 'percentile':
      return [{ path: 'percentile', factId: m.percentile.factId, filters: m.percentile.filters, needs: 'number' }];
    case 'funnel':
      return m.funnel.steps.map(({ factId, filters }, at) => ({
        path: `funnel.steps.${at}`,
        factId,
        filters,
        needs: 'record',
      }));
    default:
      return m satisfies never;
  }
};

const aggregated = (path: string, { factId, filters, operation, threshold }: Aggregation): FactRead => {
  const isSummed = ['sum', 'first_value', 'last_value'].includes(operation) || threshold?.of === 'sum';
  const needs = isSummed ? 'number' : operation === 'count_distinct' ? 'value' : 'record';
  return { path, factId, filters, needs };
};
