import { z } from 'zod';
import { covariatesDiagnostic } from './shared-covariates.js';

export const variableRole = z.enum([
  'numerator',
  'denominator',
  'numerator_covariate',
  'denominator_covariate',
  // Of a percentile: the subject's facts at or below it, and all of its facts.
  'at_or_below',
  'facts',
]);

/**
 * Sufficient statistics of one metric in one cell: of `variables` numbers per subject, their sums, means and centred
 * products Σ (a − mean a)(b − mean b), lower triangle row by row: (0,0) (1,0) (1,1) (2,0) …
 */
export const measuredMoments = z.object({
  outcome: z.literal('measured'),
  n: z.number().int().nonnegative(),
  roles: z.array(variableRole).min(1),
  sums: z.array(z.number()),
  means: z.array(z.number()),
  products: z.array(z.number()),
  /** Of a funnel: subjects that reached each step before the last one. */
  steps: z.array(z.number()).optional(),
});
export type MeasuredMoments = z.infer<typeof measuredMoments>;

/** Withheld: too few subjects contribute. `n` is null where even the count is withheld. */
export const suppressedMoments = z.object({
  outcome: z.literal('suppressed'),
  n: z.number().int().nonnegative().nullable(),
  roles: z.array(variableRole).min(1),
});

/**
 * A percentile of facts: the quantile with its outer order statistics, the largest share of facts that stand on it or
 * on a neighbouring value, and moments over subjects of their facts at or below it and of all their facts.
 */
export const percentileMoments = measuredMoments.extend({
  outcome: z.literal('percentile'),
  percentile: z.number(),
  quantile: z.number(),
  lower: z.number(),
  upper: z.number(),
  largestAtom: z.number(),
});

export const moments = z.discriminatedUnion('outcome', [measuredMoments, percentileMoments, suppressedMoments]);
export type Moments = z.infer<typeof moments>;

/** Whether a split is one of ours; a property of the customer has no blank at its begin. */
export const isOwnSplit = (property: string): boolean => property.startsWith(' ');

/** Stands where the name of a property does: the weights by which subjects were assigned. No property is called so. */
export const exposureEpoch = ' exposure epoch';

/** Stands where the name of a property does: the variation that subjects have in another experiment. */
export const variationOf = (experimentId: string): string => ` variation of ${experimentId}`;

/** One metric in one variation; `property` null = over all subjects. */
export interface MomentsSummary {
  readonly metricId: string;
  readonly variation: string;
  readonly property: string | null;
  readonly label: string | null;
  readonly moments: Moments;
}

/** One metric in one variation at the end of a UTC day (`2026-03-01`), cumulated since the start. */
export interface DaySummary {
  readonly metricId: string;
  readonly variation: string;
  readonly day: string;
  readonly moments: Moments;
}

/** Sums of one variant of a metric in both halves of each random split; see `packed`. */
export const resplitSummary = z.object({
  metricId: z.string(),
  variant: z.string(),
  roles: z.array(variableRole).min(1),
  /** [n, means…, products…] of the first half and of the second, for each split; null = withheld. */
  halves: z.array(z.tuple([z.array(z.number()), z.array(z.number())])).nullable(),
});
export type ResplitSummary = z.infer<typeof resplitSummary>;

/** The moments of one half, as numbers in a row. */
export const packed = ({ n, means, products }: Pick<MeasuredMoments, 'n' | 'means' | 'products'>): number[] => [
  n,
  ...means,
  ...products,
];

/** The moments that `packed` made a row of. */
export const unpacked = (roles: MeasuredMoments['roles'], [n = 0, ...rest]: readonly number[]): MeasuredMoments => {
  const means = rest.slice(0, roles.length);
  return {
    ...{ outcome: 'measured', n, roles, means, sums: means.map((mean) => mean * n) },
    products: rest.slice(roles.length),
  };
};

const count = z.number().int().nonnegative().nullable();

/** What a refresh tells about the data besides the metrics; null counts are withheld. */
export const diagnostic = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('counts'),
    variations: z.array(z.object({ variation: z.string(), subjects: count, mixed: count, assignments: count })),
  }),
  z.object({
    kind: z.literal('population'),
    /** Names of what narrows it; null = nothing of the kind. */
    entryPoint: z.string().nullable(),
    segment: z.string().nullable(),
    /** `inside` is null where the population is refused: too few subjects are inside or outside of it. */
    variations: z.array(z.object({ variation: z.string(), assigned: z.number().int().nonnegative(), inside: count })),
  }),
  z.object({
    kind: z.literal('traffic'),
    /** Subjects by day of exposure. */
    days: z.array(z.object({ day: z.iso.date(), variation: z.string(), subjects: count })),
  }),
  z.object({
    kind: z.literal('members'),
    /** Members of the assigned clusters, who are analysed. */
    variations: z.array(z.object({ variation: z.string(), members: count })),
  }),
  z.object({
    kind: z.literal('labels'),
    labels: z.array(z.object({ property: z.string(), label: z.string(), variation: z.string(), subjects: count })),
  }),
  z.object({
    kind: z.literal('caps'),
    caps: z.array(
      z.object({
        metricId: z.string(),
        role: variableRole,
        /** To 3 significant digits; null = none, or withheld. */
        upper: z.number().nullable(),
        lower: z.number().nullable(),
        /** The cap would have turned every value into 0 and was left out. */
        isZeroed: z.boolean(),
      }),
    ),
  }),
  z.object({
    kind: z.literal('totals'),
    /** Over everyone, to 3 significant digits where small groups are withheld; null = withheld. */
    totals: z.array(z.object({ metricId: z.string(), total: z.number().nullable() })),
  }),
  covariatesDiagnostic,
  z.object({
    kind: z.literal('redraws'),
    /** The randomisation test of each metric and treatment: schedules that were drawn again, and how many differ as much. */
    tests: z.array(
      z.object({
        metricId: z.string(),
        variation: z.string(),
        drawn: z.number().int().nonnegative(),
        atLeast: z.number().int().nonnegative(),
      }),
    ),
  }),
  z.object({
    kind: z.literal('freshness'),
    sourceId: z.string(),
    /** The latest UTC day on which enough subjects have their last fact; null = no facts at all. */
    latestDay: z.iso.date().nullable(),
    subjectsWithFacts: count,
  }),
]);
export type Diagnostic = z.infer<typeof diagnostic>;

/** What one step of a plan found. */
export interface StepFindings {
  readonly moments: readonly MomentsSummary[];
  readonly days: readonly DaySummary[];
  readonly diagnostics: readonly Diagnostic[];
  readonly resplits: readonly ResplitSummary[];
  /** UTC days, since 1970-01-01, on which a source is no longer as it was kept. */
  readonly changedDays?: readonly number[];
  /** Whether results may leave beside those that were published last. */
  readonly mayPublish?: boolean;
}

export const noFindings: StepFindings = { moments: [], days: [], diagnostics: [], resplits: [] };
