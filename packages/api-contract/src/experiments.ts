import { analysisPlan, describedAs, displayName, experimentDesign } from '@assay/definitions';
import { z } from 'zod';
import { flagKey, pageOf, pageQuery, stored } from './common.js';
import { ownershipInput, ownershipSearch, ownershipView } from './ownership.js';
import { switchbackDesign } from './flags.js';
import { refreshSchedule } from './schedules.js';

export const experimentStatus = z.enum(['draft', 'running', 'concluded']);
export type ExperimentStatus = z.infer<typeof experimentStatus>;

export const experimentInput = z
  .object({
    name: displayName,
    hypothesis: describedAs,
    design: experimentDesign,
    plan: analysisPlan,
    schedule: refreshSchedule.default(null),
    /** Shown with the results: where the data come from, what to keep in mind. */
    note: describedAs,
    /** False where the rows carry no real time: results then show no trend. */
    hasTimes: z.boolean().default(true),
    ...ownershipInput,
  })
  .meta({ id: 'ExperimentInput' });
export type ExperimentInput = z.infer<typeof experimentInput>;

export const experimentCreation = experimentInput
  .extend({
    /** Key of a flag whose tags, owner and metadata are copied, once, where the request says nothing of its own. */
    fromFlag: flagKey.optional(),
  })
  .meta({ id: 'ExperimentCreation' });
export type ExperimentCreation = z.infer<typeof experimentCreation>;

/** A collection whose metrics are copied; later edits of the collection do not reach the experiment. */
export const collectionCopy = z.strictObject({ collectionId: z.string().min(1) }).meta({ id: 'CollectionCopy' });
export type CollectionCopy = z.infer<typeof collectionCopy>;

export const decision = z
  .object({
    outcome: z.enum(['positive', 'neutral', 'negative', 'misconfigured']),
    /** Variation that is rolled out; null = none. */
    rolledOut: z.string().nullable(),
    notes: describedAs,
  })
  .meta({ id: 'Decision' });
export type Decision = z.infer<typeof decision>;

export const experimentView = z
  .object({
    ...stored,
    name: displayName,
    hypothesis: z.string(),
    design: experimentDesign,
    plan: analysisPlan,
    schedule: refreshSchedule,
    note: z.string(),
    hasTimes: z.boolean(),
    ...ownershipView,
    status: experimentStatus,
    startedAt: z.iso.datetime().nullable(),
    concludedAt: z.iso.datetime().nullable(),
    decision: decision.nullable(),
    lastRun: z.object({ id: z.string(), status: z.string(), finishedAt: z.iso.datetime().nullable() }).nullable(),
  })
  .meta({ id: 'Experiment' });
export type ExperimentView = z.infer<typeof experimentView>;

export const experimentSearch = pageQuery.extend({ status: experimentStatus.optional(), ...ownershipSearch });
export type ExperimentSearch = z.infer<typeof experimentSearch>;

export const experimentPage = pageOf(experimentView).meta({ id: 'ExperimentPage' });

/** The schedule of a switchback that a flag of the workspace runs; null = the experiment is of no such flag. */
export const experimentSwitchback = z
  .object({
    planned: z
      .object({
        /** Where its cells are: the allocation of an environment's flag, by their keys. */
        flag: z.string(),
        environment: z.string(),
        allocation: z.string(),
        design: switchbackDesign,
        /** Of all units together. */
        slots: z.number().int(),
        /** Slots that have another variation than the one before of the same unit. */
        switches: z.number().int(),
        /** In the order of the allocation. A unit counts in each variation that it has at some time. */
        variations: z.array(z.object({ variation: z.string(), slots: z.number().int(), units: z.number().int() })),
      })
      .nullable(),
  })
  .meta({ id: 'ExperimentSwitchback' });
export type ExperimentSwitchback = z.infer<typeof experimentSwitchback>;
