import { displayName, intervalMethod } from '@assay/definitions';
import { z } from 'zod';
import { pageOf, stored } from './common.js';
import { metricResult, resultsView, seriesView } from './results.js';

/** As many explores has an experiment at most. */
export const mostExplores = 50;

/**
 * `lift`: the latest lift and interval of each variation; `series`: cumulative lift and interval by day; `funnel_steps`:
 * subjects that reach each step of a funnel; `funnel_lift`: the lift of each step.
 */
export const visualisation = z.enum(['lift', 'series', 'funnel_steps', 'funnel_lift']);
export type Visualisation = z.infer<typeof visualisation>;

/** Subjects with one of these values of a property; those of several are taken together. */
export const exploreFilter = z.strictObject({
  property: z.string().min(1, 'Choose a property.').max(255),
  values: z
    .array(z.string().max(1000))
    .min(1, 'Choose at least one value.')
    .max(50, 'Choose at most 50 values.')
    .refine((values) => new Set(values).size === values.length, 'A value is listed twice.'),
});
export type ExploreFilter = z.infer<typeof exploreFilter>;

/** A chart of one metric of an experiment, drawn from the newest summaries. */
export const exploreInput = z
  .strictObject({
    name: displayName,
    metricId: z.string().min(1, 'Choose a metric.'),
    visualisation,
    /** One chart line per value of this property; null = all subjects together. */
    splitBy: z.string().min(1).max(255).nullable().default(null),
    /** null = everyone. */
    filter: exploreFilter.nullable().default(null),
    /** Treatments beside control; empty = all, those that are added later too. */
    variations: z
      .array(z.string().min(1).max(200))
      .max(20)
      .refine((keys) => new Set(keys).size === keys.length, 'A variation is listed twice.')
      .default([]),
  })
  .meta({ id: 'ExploreInput' });
export type ExploreInput = z.infer<typeof exploreInput>;

export const exploreView = z
  .object({ ...stored, experimentId: z.string(), ...exploreInput.shape })
  .meta({ id: 'Explore' });
export type ExploreView = z.infer<typeof exploreView>;

/** In their order, with the values that the latest refresh knows of each property that results are split by. */
export const explorePage = pageOf(exploreView)
  .extend({ properties: z.array(z.object({ property: z.string(), values: z.array(z.string()) })) })
  .meta({ id: 'ExplorePage' });
export type ExplorePage = z.infer<typeof explorePage>;

/** Every explore of the experiment, once, in the new order. */
export const exploreOrder = z
  .strictObject({ exploreIds: z.array(z.string().min(1)).max(mostExplores) })
  .meta({ id: 'ExploreOrder' });
export type ExploreOrder = z.infer<typeof exploreOrder>;

/** What an explore shows now. No correction and no CUPED: exploratory. */
export const exploreChart = z
  .object({
    asOf: z.iso.datetime().nullable(),
    /** Why nothing can be drawn, and what to do; null = something is. */
    because: z.string().nullable(),
    /** Why what is drawn should not be trusted; null = no reason is known. */
    caution: z.string().nullable(),
    method: intervalMethod,
    level: z.number(),
    counted: resultsView.shape.counted,
    /** Name of the metric; null where it was deleted. */
    metric: z.string().nullable(),
    control: z.string(),
    /** Control, then the treatments that are shown. */
    variations: z.array(z.object({ key: z.string(), name: z.string() })),
    /** One per value, or a single one with null; empty for a series. */
    cells: z.array(z.object({ value: z.string().nullable(), result: metricResult })),
    series: seriesView.nullable(),
  })
  .meta({ id: 'ExploreChart' });
export type ExploreChart = z.infer<typeof exploreChart>;

export const exploreDetail = exploreView.extend({ chart: exploreChart }).meta({ id: 'ExploreDetail' });
export type ExploreDetail = z.infer<typeof exploreDetail>;

/** Charts that are worth a look: the effect in a value is another than in the rest. Nothing is saved. */
export const exploreProposals = z
  .object({
    asOf: z.iso.datetime().nullable(),
    /** Why there are none; null = there are some. */
    because: z.string().nullable(),
    items: z.array(
      z.object({
        explore: exploreInput,
        /** What stands out, the surest first. */
        findings: z.array(
          z.object({
            value: z.string(),
            variation: z.string(),
            /** Relative lift inside of the value, and in all the rest. */
            lift: z.number(),
            restLift: z.number(),
            /** After Benjamini and Hochberg over all values of all properties. */
            qValue: z.number(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'ExploreProposals' });
export type ExploreProposals = z.infer<typeof exploreProposals>;
