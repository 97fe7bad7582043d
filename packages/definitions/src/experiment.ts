import { z } from 'zod';
import { instant } from './text.js';

/** One way an experiment treats its subjects. `key` is the value that the assignment source holds. */
export const variation = z.object({
  key: z.string().min(1, 'Give the value that the assignment source holds.').max(200),
  name: z.string().trim().min(1).max(200),
  /** Share of the assigned subjects that it should get, in any unit. */
  weight: z.number().positive('A weight is above zero.').max(1e9),
  isControl: z.boolean(),
});
export type Variation = z.infer<typeof variation>;

/** From an instant on, subjects are assigned by other weights than before. */
export const weightChange = z.object({
  at: instant,
  /** Share of each variation, in the order of the variations, in any unit. */
  weights: z.array(z.number().positive('A weight is above zero.').max(1e9)).min(2).max(20),
});
export type WeightChange = z.infer<typeof weightChange>;

/** The primary metric decides, guardrails can stop, secondary ones explain, monitoring ones are only watched. */
export const metricRole = z.enum(['primary', 'secondary', 'guardrail', 'monitoring']);
export type MetricRole = z.infer<typeof metricRole>;

export const intervalMethod = z.enum(['sequential', 'fixed', 'bayesian']);
export type IntervalMethod = z.infer<typeof intervalMethod>;

/** How intervals and p-values allow for several metrics and treatments. */
export const correction = z.enum(['none', 'preferential_bonferroni', 'holm', 'benjamini_hochberg', 'tiered']);

/** How estimates are made from summaries. Changing it recomputes in memory and never queries the warehouse. */
export const analysisPlan = z.object({
  method: intervalMethod.default('sequential'),
  /** Confidence (or credibility) level of every interval, e.g. 0.95. */
  level: z.number().min(0.5).max(0.9999).default(0.95),
  cuped: z.boolean().default(true),
  correction: correction.default('none'),
  /** Share of alpha that the primary metric gets under preferential Bonferroni. */
  primaryShare: z.number().min(0.01).max(1).default(0.5),
  /** Standard deviation of the prior of a relative lift (Bayesian only). */
  priorSd: z.number().positive().max(10).default(0.05),
});
export type AnalysisPlan = z.infer<typeof analysisPlan>;

/** As many metrics has an experiment, or a collection, at most. */
export const mostMetrics = 300;

/** What the pipeline needs to know of an experiment. Ranges are half-open. */
export const experimentDesign = z
  .object({
    experimentKey: z.string().min(1, 'Give the experiment key that the assignment source holds.').max(400),
    assignmentSourceId: z.string().min(1),
    assignmentFrom: instant,
    /** null = still assigning. */
    assignmentUntil: instant.nullable().default(null),
    /** Facts count until then; null = until the assignments end, or now. */
    eventsUntil: instant.nullable().default(null),
    variations: z.array(variation).min(2, 'An experiment has at least two variations.').max(20),
    /** Later weights, in the order of time; the variations' own hold before. */
    weightChanges: z.array(weightChange).max(20, 'Weights change at most 20 times.').default([]),
    metrics: z
      .array(z.object({ metricId: z.string(), role: metricRole }))
      .max(mostMetrics, `An experiment has at most ${mostMetrics} metrics.`)
      .default([]),
    /** Properties of the assignment source that results are split by. */
    splitBy: z.array(z.string()).max(10, 'Results are split by at most 10 properties.').default([]),
    /** Only subjects with such an event at or after assignment are analysed, from the first one on; null = all. */
    entryPointId: z.string().min(1).nullable().default(null),
    /** Only subjects of this segment are analysed; null = all. */
    segmentId: z.string().min(1).nullable().default(null),
    /**
     * The entity that metrics are about, one of the source's secondary ids: the assigned subjects are clusters of such
     * members. null = the entity that is assigned.
     */
    analysedEntityId: z.string().min(1).nullable().default(null),
    /** Other experiments on the same entity; whether their variations and this one's disturb each other is tested. */
    interactsWith: z.array(z.string().min(1)).max(5, 'At most 5 other experiments are tested.').default([]),
    /** Whether sums and counts are also totalled over everyone, to say what the effect is of the whole. */
    globalLift: z
      .object({
        isWanted: z.boolean().default(false),
        /** Share of the eligible subjects that enter the experiment. */
        exposure: z.number().positive('The share is above zero.').max(1, 'The share is at most 1.').default(1),
      })
      .prefault({}),
    /** Of each slot of a schedule, so much of its begin and of its end is left out: what was before it still works. */
    burnInMinutes: z.number().int().min(0).max(10_080, 'At most a week.').default(0),
    burnOutMinutes: z.number().int().min(0).max(10_080, 'At most a week.').default(0),
    /** Length of the period before exposure that CUPED looks at, in days; 0 = no covariates are collected. */
    lookbackDays: z.number().int().min(0).max(365).default(30),
    /** Whether each metric is adjusted by the look-backs of all metrics, and not by its own alone. */
    sharesCovariates: z.boolean().default(false),
  })
  .superRefine((design, context) => {
    const wrong = (path: string[], message: string): void => context.addIssue({ code: 'custom', path, message });
    if (design.variations.filter((v) => v.isControl).length !== 1)
      wrong(['variations'], 'Mark exactly one variation as control.');
    const keys = design.variations.map((v) => v.key);
    if (new Set(keys).size !== keys.length) wrong(['variations'], 'Two variations have the same key.');
    if (design.assignmentUntil !== null && design.assignmentUntil <= design.assignmentFrom) {
      wrong(['assignmentUntil'], 'Assignments must end after they start.');
    }
    if (design.eventsUntil !== null && design.eventsUntil <= design.assignmentFrom) {
      wrong(['eventsUntil'], 'Facts must end after assignments start.');
    }
    design.weightChanges.forEach(({ at, weights }, i) => {
      const path = ['weightChanges', String(i)];
      if (weights.length !== design.variations.length)
        wrong([...path, 'weights'], `Give ${design.variations.length} weights, one for each variation.`);
      if (Date.parse(at) <= Date.parse(design.weightChanges[i - 1]?.at ?? design.assignmentFrom))
        wrong([...path, 'at'], 'Weights change after the start of assignments and after the change before.');
      if (design.assignmentUntil !== null && Date.parse(at) >= Date.parse(design.assignmentUntil))
        wrong([...path, 'at'], 'Weights change before assignments end.');
    });
    if (design.metrics.filter((m) => m.role === 'primary').length > 1) wrong(['metrics'], 'Choose one primary metric.');
    const ids = design.metrics.map((m) => m.metricId);
    if (new Set(ids).size !== ids.length) wrong(['metrics'], 'A metric is listed twice.');
    if (design.sharesCovariates && design.lookbackDays === 0)
      wrong(['sharesCovariates'], 'There are no covariates to share: look back at least one day, or switch it off.');
    if (design.sharesCovariates && design.analysedEntityId !== null)
      wrong(['sharesCovariates'], 'Metrics of members of clusters keep to their own covariates: switch it off.');
    if (design.sharesCovariates && design.weightChanges.length > 0)
      wrong(['sharesCovariates'], 'Where weights change, metrics keep to their own covariates: switch it off.');
    if (new Set(design.interactsWith).size !== design.interactsWith.length)
      wrong(['interactsWith'], 'An experiment is listed twice.');
  });
export type ExperimentDesign = z.infer<typeof experimentDesign>;

/** A period of constant weights, half-open. */
export interface WeightEpoch {
  /** Its name in summaries: the interval in ISO 8601, open at the start and the end of assignments. */
  readonly label: string;
  /** ISO 8601 in UTC. */
  readonly from: string;
  /** null = it goes on. */
  readonly until: string | null;
  /** In the order of the variations. */
  readonly weights: readonly number[];
}

/** The periods of constant weights of an experiment, in order: one where weights never changed. */
export const weightEpochs = ({
  variations,
  weightChanges,
  assignmentFrom,
  assignmentUntil,
}: Pick<
  ExperimentDesign,
  'variations' | 'weightChanges' | 'assignmentFrom' | 'assignmentUntil'
>): readonly WeightEpoch[] => {
  const all = [{ at: assignmentFrom, weights: variations.map(({ weight }) => weight) }, ...weightChanges];
  const open = '..';
  return all.map(({ at, weights }, i) => {
    const next = all[i + 1];
    const ends = [i === 0 ? open : new Date(at).toISOString(), next ? new Date(next.at).toISOString() : open];
    return { label: ends.join('/'), from: at, until: next?.at ?? assignmentUntil, weights };
  });
};
