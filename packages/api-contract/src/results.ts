import { correction, intervalMethod, metricRole } from '@assay/definitions';
import { z } from 'zod';
import { carriedForward } from './runs.js';
import { experimentStatus } from './experiments.js';

/** How the reader wants to see the summaries; absent = as the analysis plan says. Never re-queries the warehouse. */
export const resultsQuery = z.object({
  method: intervalMethod.optional(),
  level: z.coerce.number().min(0.5).max(0.9999).optional(),
  cuped: z.stringbool().optional(),
  correction: correction.optional(),
  effect: z.enum(['relative', 'absolute']).default('relative'),
  /** Split by this property of the assignment source. */
  splitBy: z.string().optional(),
});
export type ResultsQuery = z.infer<typeof resultsQuery>;

export const seriesQuery = resultsQuery
  .pick({ method: true, level: true, cuped: true, correction: true })
  .extend({ metricId: z.string() });
export type SeriesQuery = z.infer<typeof seriesQuery>;

/** Why there is no number; never an empty or a zero in its place. */
export const noEstimate = z.enum([
  'not_enough_data',
  'undefined_lift',
  'suppressed',
  'percentile_on_atom',
  'no_data',
  'statement_failed',
  'not_computed_yet',
  'weights_changed',
]);

export const estimateView = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('estimate'),
      effect: z.enum(['relative', 'absolute']),
      lift: z.number(),
      low: z.number(),
      high: z.number(),
      standardError: z.number(),
      /** null for Bayesian intervals. */
      pValue: z.number().nullable(),
      /** After the correction for several metrics and treatments: compare with 1 − level. */
      adjustedPValue: z.number().nullable(),
      /** Error rate of this interval after the correction: it excludes zero exactly where pValue is below. */
      alpha: z.number(),
      /** Probability that the treatment is better; Bayesian only. */
      chanceToWin: z.number().nullable(),
      level: z.number(),
      method: intervalMethod,
      usesCuped: z.boolean(),
      /** Look-backs that it is adjusted by; 0 where CUPED is not used. */
      covariates: z.number().int(),
      /** 1 − variance with CUPED / variance without; null where CUPED is not used. */
      varianceReduction: z.number().nullable(),
      /** Of a switchback: the share of schedules, shuffled within blocks of their units, whose difference is as large; null = none. */
      randomisation: z.object({ pValue: z.number(), draws: z.number().int() }).nullable(),
      /** Why the interval may miss more often than its level says; null = no reason is known. */
      caution: z.string().nullable(),
      /** What the interval says, with the metric's desired direction in mind. */
      evidence: z.enum(['better', 'worse', 'undecided']),
      /** Guardrails: the interval's bad side against the cutoff. */
      guardrail: z.enum(['inside', 'may_exceed', 'breached']).nullable(),
    }),
    z.object({ kind: z.literal('none'), reason: noEstimate, explanation: z.string() }),
  ])
  .meta({ id: 'Estimate' });
export type EstimateView = z.infer<typeof estimateView>;

/** One variation of one metric (in one split cell). */
export const armView = z.object({
  variation: z.string(),
  /** Subjects that the value is of: for a percentile those with a fact. */
  n: z.number(),
  /** Mean per subject, the ratio or the percentile; null where withheld or absent. */
  value: z.number().nullable(),
  /** Against control; null for control itself. */
  estimate: estimateView.nullable(),
});
export type ArmView = z.infer<typeof armView>;

/** Subjects that reached a step of a funnel, of all subjects. */
export const stepResult = z.object({
  name: z.string(),
  arms: z.array(
    armView.extend({
      /** Share of those who reached the step before. No estimate: the variations send different subjects to a step. */
      ofStepBefore: z.number().nullable(),
    }),
  ),
});
export type StepResult = z.infer<typeof stepResult>;

export const metricResult = z
  .object({
    metricId: z.string(),
    name: z.string(),
    description: z.string(),
    role: metricRole,
    kind: z.enum(['simple', 'ratio', 'percentile', 'funnel']),
    isBinary: z.boolean(),
    displayStyle: z.enum(['decimal', 'percent']),
    desiredChange: z.enum(['increase', 'decrease']),
    precision: z.number(),
    guardrailCutoff: z.number().nullable(),
    definitionVersion: z.number().int(),
    /** The run that computed it: the newest one, or an earlier one where that was of other metrics; null = none did. */
    runId: z.string().nullable(),
    /** Statements of that run that the numbers came from. */
    statementIds: z.array(z.string()),
    arms: z.array(armView),
    /** What the treatments would do to the whole metric, were they rolled out to all who are eligible; null = not asked for. */
    impact: z
      .discriminatedUnion('kind', [
        z.object({
          kind: z.literal('impact'),
          /** Over everyone in the range of the experiment's facts. */
          total: z.number(),
          /** Share of the total that the experiment's subjects have; null where the total is 0. */
          coverage: z.number().nullable(),
          treatments: z.array(
            z.discriminatedUnion('kind', [
              z.object({
                kind: z.literal('global_lift'),
                variation: z.string(),
                lift: z.number(),
                low: z.number(),
                high: z.number(),
              }),
              z.object({ kind: z.literal('none'), variation: z.string(), because: z.string() }),
            ]),
          ),
        }),
        z.object({ kind: z.literal('none'), because: z.string() }),
      ])
      .nullable(),
    /** Of a funnel, every step in order, the last one included; else empty. */
    steps: z.array(stepResult),
  })
  .meta({ id: 'MetricResult' });
export type MetricResult = z.infer<typeof metricResult>;

export const checkStatus = z.enum(['passed', 'warning', 'failed', 'unknown']);

/** The data-sanity strip: what to look at before any lift. */
export const sanityView = z
  .object({
    exposure: z.object({
      status: checkStatus,
      subjects: z.number(),
      /** Members of the assigned clusters; null where subjects are no clusters, or too few to say. */
      members: z.number().nullable(),
      byVariation: z.array(
        z.object({
          variation: z.string(),
          n: z.number(),
          expectedShare: z.number(),
          members: z.number().nullable(),
        }),
      ),
      /** Cumulative subjects per day; empty where the rows carry no time. */
      series: z.array(z.object({ day: z.string(), subjects: z.number() })),
    }),
    /** Who of the assigned subjects is analysed; null where all are. */
    population: z
      .object({
        status: checkStatus,
        entryPoint: z.string().nullable(),
        segment: z.string().nullable(),
        /** `inside` is null where the population is refused. */
        byVariation: z.array(z.object({ variation: z.string(), assigned: z.number(), inside: z.number().nullable() })),
        explanation: z.string(),
      })
      .nullable(),
    split: z.object({
      status: checkStatus,
      pValue: z.number().nullable(),
      sequentialPValue: z.number().nullable(),
      explanation: z.string(),
    }),
    mixed: z.object({ status: checkStatus, share: z.number(), subjects: z.number(), explanation: z.string() }),
    preperiod: z.object({
      status: checkStatus,
      smallestPValue: z.number().nullable(),
      metrics: z.number().int(),
      explanation: z.string(),
    }),
    freshness: z.object({ status: checkStatus, newestFactAt: z.iso.datetime().nullable(), explanation: z.string() }),
    missing: z.object({ status: checkStatus, metrics: z.array(z.string()), explanation: z.string() }),
    /** The split inside each value of each property; the worst values in which it is off. */
    dimensions: z.object({
      status: checkStatus,
      tested: z.number().int(),
      causes: z.array(
        z.object({
          property: z.string(),
          value: z.string(),
          /** After Bonferroni over all values. */
          pValue: z.number(),
          /** Subjects too many, or missing, in each variation. */
          excess: z.array(z.object({ variation: z.string(), subjects: z.number() })),
        }),
      ),
      explanation: z.string(),
    }),
    /** Metrics whose percentile cap is 0 and was left out. */
    caps: z.object({ status: checkStatus, metrics: z.array(z.string()), explanation: z.string() }),
  })
  .meta({ id: 'Sanity' });
export type SanityView = z.infer<typeof sanityView>;

export const verdictView = z
  .object({
    tone: z.enum(['good', 'bad', 'warn', 'neutral']),
    headline: z.string(),
    reason: z.string(),
    /** Half-width of the primary metric's interval against the precision that is wanted; null while unknown. */
    precision: z.object({ current: z.number(), target: z.number(), progress: z.number() }).nullable(),
  })
  .meta({ id: 'Verdict' });
export type VerdictView = z.infer<typeof verdictView>;

export const resultsView = z
  .object({
    experimentId: z.string(),
    name: z.string(),
    status: experimentStatus,
    asOf: z.iso.datetime().nullable(),
    runId: z.string().nullable(),
    /** A newer refresh published nothing, since too few subjects had changed. Null otherwise. */
    carriedForward: carriedForward.nullable(),
    method: intervalMethod,
    level: z.number(),
    usesCuped: z.boolean(),
    correction,
    isAsPlanned: z.boolean(),
    /** What every `n` counts. Values are per subject, per member of a cluster, or per slot of a schedule. */
    counted: z.enum(['subjects', 'clusters', 'slots']),
    effect: z.enum(['relative', 'absolute']),
    control: z.string(),
    variations: z.array(z.object({ key: z.string(), name: z.string() })),
    verdict: verdictView,
    sanity: sanityView,
    metrics: z.array(metricResult),
    /** Results in each cell of the property asked for; empty without one. */
    cells: z.array(z.object({ property: z.string(), value: z.string(), metrics: z.array(metricResult) })),
    properties: z.array(z.string()),
    /** Other experiments that it is tested against. */
    interactions: z.array(
      z.object({
        experimentId: z.string(),
        name: z.string(),
        status: checkStatus,
        explanation: z.string(),
        /** Of independence of the variations of both; null where it cannot be tested. */
        dependencePValue: z.number().nullable(),
        /** Of effects that are the same in every variation of the other: in per cent, of shares in points. */
        metrics: z.array(
          z.object({
            metricId: z.string(),
            name: z.string(),
            pValue: z.number().nullable(),
            /** Why it is not tested; null where it is. */
            because: z.string().nullable(),
          }),
        ),
      }),
    ),
    /**
     * Periods between changes of the weights, by which results are stratified: arms are compared as if their subjects
     * had come at the same times. Null where the weights never changed.
     */
    weights: z
      .object({
        epochs: z.array(
          z.object({
            from: z.iso.datetime(),
            until: z.iso.datetime().nullable(),
            variations: z.array(
              z.object({
                variation: z.string(),
                expectedShare: z.number(),
                /** Null while there are none, or where small periods were put together. */
                subjects: z.number().nullable(),
              }),
            ),
          }),
        ),
        /** What a comparison without regard to the weights would say. It is biased wherever outcomes move with time. */
        plain: z.array(z.object({ metricId: z.string(), variation: z.string(), lift: z.number() })),
      })
      .nullable(),
  })
  .meta({ id: 'Results' });
export type ResultsView = z.infer<typeof resultsView>;

/** Values of properties beside all other subjects, those that differ most first. Exploratory. */
export const propertyAnalysisView = z
  .object({
    asOf: z.iso.datetime().nullable(),
    /** Why nothing is compared; null = something is. */
    because: z.string().nullable(),
    cells: z.array(
      z.object({
        property: z.string(),
        value: z.string(),
        metricId: z.string(),
        name: z.string(),
        variation: z.string(),
        /** Relative lift inside of the value, and in all the rest. */
        lift: z.number(),
        restLift: z.number(),
        pValue: z.number(),
        /** After Benjamini and Hochberg over all cells. */
        qValue: z.number(),
        isNotable: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'PropertyAnalysis' });
export type PropertyAnalysisView = z.infer<typeof propertyAnalysisView>;

/** Cumulative values, lift and interval, day by day, of one metric. */
export const seriesView = z
  .object({
    metricId: z.string(),
    level: z.number(),
    method: intervalMethod,
    /** The days are corrected where a metric's alpha is known beforehand; not where it depends on all p-values. */
    isCorrected: z.boolean(),
    /** Value of each variation at the end of each day, control first; null where withheld. */
    arms: z.array(
      z.object({
        variation: z.string(),
        points: z.array(z.object({ day: z.string(), n: z.number(), value: z.number().nullable() })),
      }),
    ),
    treatments: z.array(
      z.object({
        variation: z.string(),
        points: z.array(
          z.object({
            day: z.string(),
            n: z.number(),
            lift: z.number().nullable(),
            low: z.number().nullable(),
            high: z.number().nullable(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'Series' });
export type SeriesView = z.infer<typeof seriesView>;

/**
 * The moments, settings and SQL behind every number of a report, and a Python script (standard library only) that makes
 * the numbers again: save both and run `python3 verify.py report.json`.
 */
export const verificationView = z
  .object({
    document: z.object({
      format: z.literal('assay-verification-1'),
      metrics: z
        .array(
          z
            .object({
              name: z.string(),
              sql: z.array(z.string()).readonly(),
              made_of: z.string(),
              digest: z.string(),
              published: z
                .array(z.record(z.string(), z.union([z.number(), z.string(), z.null()])).readonly())
                .readonly(),
            })
            .readonly(),
        )
        .readonly(),
    }),
    script: z.string(),
  })
  .meta({ id: 'Verification' });
export type VerificationView = z.infer<typeof verificationView>;
