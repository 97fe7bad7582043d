import { z } from 'zod';
import { metricRole, mostMetrics } from './experiment.js';
import { describedAs, displayName } from './text.js';

/** A metric and what it is for. */
export const chosenMetric = z.object({ metricId: z.string().min(1), role: metricRole });
export type ChosenMetric = z.infer<typeof chosenMetric>;

/** Metrics of one entity that are often judged together, in order: what is copied into experiments. */
export const metricCollection = z
  .object({
    name: displayName,
    description: describedAs,
    entityId: z.string().min(1),
    metrics: z
      .array(chosenMetric)
      .min(1, 'Choose at least one metric.')
      .max(mostMetrics, `A collection has at most ${mostMetrics} metrics.`),
  })
  .superRefine(({ metrics }, context) => {
    const wrong = (message: string): void => context.addIssue({ code: 'custom', path: ['metrics'], message });
    if (metrics.filter(({ role }) => role === 'primary').length > 1) wrong('Choose one primary metric.');
    if (new Set(metrics.map(({ metricId }) => metricId)).size !== metrics.length) wrong('A metric is listed twice.');
  });
export type MetricCollection = z.infer<typeof metricCollection>;

/**
 * What an experiment is judged by once a collection is copied into it. What it has stays as it is, in front; of the
 * collection it takes what it has not, in order. There is one primary metric: the collection's is secondary where the
 * experiment has one.
 */
export function withCollection(
  chosen: readonly ChosenMetric[],
  { metrics }: Pick<MetricCollection, 'metrics'>,
): ChosenMetric[] {
  const hasPrimary = chosen.some(({ role }) => role === 'primary');
  const added = metrics
    .filter(({ metricId }) => !chosen.some((one) => one.metricId === metricId))
    .map(({ metricId, role }): ChosenMetric => {
      return { metricId, role: role === 'primary' && hasPrimary ? 'secondary' : role };
    });
  return [...chosen, ...added];
}
