import { z } from 'zod';
import { flagKey, pageOf, pageQuery, stored } from './common.js';
import { limits } from './limits.js';
import { ownershipInput, ownershipSearch, ownershipView, tagName } from './ownership.js';

export const flagType = z.enum(['BOOLEAN', 'STRING', 'INTEGER', 'NUMERIC', 'JSON']);
export type FlagType = z.infer<typeof flagType>;

export const operator = z.enum(['MATCHES', 'NOT_MATCHES', 'GTE', 'GT', 'LTE', 'LT', 'ONE_OF', 'NOT_ONE_OF', 'IS_NULL']);
export type Operator = z.infer<typeof operator>;

export const conditionInput = z.strictObject({
  attribute: z.string().trim().min(1, 'Name the attribute.').max(limits.attribute.limit),
  operator,
  /** A list for ONE_OF and NOT_ONE_OF, true or false for IS_NULL, else a number or text. */
  value: z.union([
    z.string().max(limits.conditionText.limit),
    z.number(),
    z.boolean(),
    z.array(z.string().max(limits.conditionValue.limit)).max(limits.conditionValues.limit),
  ]),
});
export type ConditionInput = z.infer<typeof conditionInput>;

export const flagVariation = z.strictObject({
  key: z
    .string()
    .min(1)
    .max(limits.key.limit)
    .regex(/^[A-Za-z0-9._-]+$/, 'Use letters, digits, dot, dash and underscore.'),
  name: z.string().max(limits.name.limit).default(''),
  /** true/false, text, a number, or any JSON value, as the flag's type says. */
  value: z.json(),
});
export type FlagVariation = z.infer<typeof flagVariation>;

/** Conditions that must all hold. */
export const targetingRule = z.strictObject({ conditions: z.array(conditionInput).max(limits.conditions.limit) });
export type TargetingRule = z.infer<typeof targetingRule>;

/** The part of a layer that an allocation takes: shards of 10,000, half-open. */
export const layerPart = z.strictObject({
  key: flagKey,
  start: z.number().int().min(0).max(9_999),
  end: z.number().int().min(1).max(10_000),
});
export type LayerPart = z.infer<typeof layerPart>;

/** The holdout that an experiment respects, and the variation that held-out subjects keep. */
export const holdoutPart = z.strictObject({ key: flagKey, statusQuo: z.string() });
export type HoldoutPart = z.infer<typeof holdoutPart>;

/** Another flag of the environment, and the variations of which it must serve one. */
export const requirement = z.strictObject({
  flag: flagKey,
  variations: z.array(z.string()).min(1, 'Choose at least one variation.').max(limits.variations.limit),
});
export type Requirement = z.infer<typeof requirement>;

/** From this instant on so many are let in. */
export const rolloutPhase = z.strictObject({ at: z.iso.datetime(), trafficExposure: z.number().min(0).max(1) });
export type RolloutPhase = z.infer<typeof rolloutPhase>;

/**
 * All subjects of a unit, such as a city, get one variation at a time; which one changes from slot to slot, by chance.
 * Each unit has every variation once in as many consecutive slots as there are variations.
 */
export const switchbackDesign = z.strictObject({
  /** Attribute that says to which unit a subject belongs. */
  attribute: z.string().trim().min(1, 'Name the attribute.').max(limits.attribute.limit),
  units: z
    .array(z.string().min(1).max(limits.conditionValue.limit))
    .min(1, 'Name at least one unit.')
    .max(limits.switchbackUnits.limit),
  /** Length of a slot; the first one begins with the allocation. */
  slotMinutes: z
    .number()
    .int()
    .min(10)
    .max(7 * 24 * 60),
});
export type SwitchbackDesign = z.infer<typeof switchbackDesign>;

/** Who gets what: the first allocation that matches wins. */
export const allocationInput = z.strictObject({
  key: z
    .string()
    .min(1)
    .max(limits.key.limit)
    .regex(/^[A-Za-z0-9._-]+$/, 'Use letters, digits, dot, dash and underscore.'),
  name: z.string().min(1).max(limits.name.limit),
  kind: z.enum(['gate', 'experiment', 'default']),
  /** Rules are alternatives; the conditions of one must all hold. None = everybody. */
  rules: z.array(targetingRule).max(limits.rules.limit).default([]),
  /** Keys of audiences, whose rules are further alternatives. */
  audiences: z.array(flagKey).max(limits.audiencesPerAllocation.limit).default([]),
  /** Share of the matching subjects that is let in, 0–1; the rest passes on to the next allocation. */
  trafficExposure: z.number().min(0).max(1).default(1),
  splits: z
    .array(z.strictObject({ variationKey: z.string(), weight: z.number().min(0).max(1e6) }))
    .min(1, 'Choose a variation.')
    .max(limits.variations.limit),
  startAt: z.iso.datetime().nullable().default(null),
  endAt: z.iso.datetime().nullable().default(null),
  /** A progressive roll-out: until the first phase `trafficExposure` holds. SDKs follow it without a fetch. */
  phases: z.array(rolloutPhase).max(limits.phases.limit).default([]),
  /** Only subjects in this part of a layer are let in: none of them is in another part of it. */
  layer: layerPart.nullable().default(null),
  /** An experiment over time: units instead of subjects get variations, from slot to slot. */
  switchback: switchbackDesign.nullable().default(null),
  /** Only subjects to whom all of these flags serve one of the named variations are let in. */
  requires: z.array(requirement).max(limits.requirements.limit).default([]),
  /** Subjects of this holdout stay out of the experiment. A new experiment in reach of a holdout joins it by itself. */
  holdout: holdoutPart.nullable().default(null),
  /** The experiment is decided: everybody whom it lets in gets this variation, and nothing is logged any more. */
  shipped: z.string().nullable().default(null),
});
export type AllocationInput = z.infer<typeof allocationInput>;

export const flagInput = z
  .strictObject({
    key: flagKey,
    name: z.string().trim().min(1).max(limits.name.limit),
    description: z.string().max(limits.description.limit).default(''),
    type: flagType,
    variations: z.array(flagVariation).min(1, 'A flag has at least one variation.').max(limits.variations.limit),
    ...ownershipInput,
  })
  .meta({ id: 'FlagInput' });
export type FlagInput = z.infer<typeof flagInput>;

/** Key and type never change; they may be sent as they are. */
export const flagUpdate = z
  .strictObject({ ...flagInput.shape, key: flagKey.optional(), type: flagType.optional() })
  .meta({ id: 'FlagUpdate' });
export type FlagUpdate = z.infer<typeof flagUpdate>;

/** What one environment does with a flag. */
export const flagEnvironmentInput = z
  .strictObject({ isEnabled: z.boolean(), allocations: z.array(allocationInput).max(limits.allocations.limit) })
  .meta({ id: 'FlagEnvironmentInput' });
export type FlagEnvironmentInput = z.infer<typeof flagEnvironmentInput>;

export const flagView = z
  .object({
    ...stored,
    ...flagInput.shape,
    ...ownershipView,
    archivedAt: z.iso.datetime().nullable(),
    environments: z.array(
      z.object({
        environment: z.string(),
        isEnabled: z.boolean(),
        allocations: z.array(allocationInput),
        version: z.number().int(),
        updatedAt: z.iso.datetime(),
      }),
    ),
  })
  .meta({ id: 'Flag' });
export type FlagView = z.infer<typeof flagView>;

export const flagPage = pageOf(flagView).meta({ id: 'FlagPage' });

export const flagSearch = pageQuery.extend({
  /** Part of a key or name. */
  search: z.string().trim().max(limits.name.limit).optional(),
  /** Archived flags instead of those in use. */
  archived: z.enum(['true', 'false']).default('false'),
  ...ownershipSearch,
});
export type FlagSearch = z.infer<typeof flagSearch>;

/** One state of a flag in all its environments. */
export const flagVersion = z
  .object({ version: z.number().int(), at: z.iso.datetime(), by: z.string(), change: z.string(), flag: z.unknown() })
  .meta({ id: 'FlagVersion' });
export type FlagVersion = z.infer<typeof flagVersion>;

/** To bring back an earlier state: of one environment, or (null) of the whole flag. */
export const flagRestoration = z
  .strictObject({ environment: flagKey.nullable().default(null) })
  .meta({ id: 'FlagRestoration' });
export type FlagRestoration = z.infer<typeof flagRestoration>;

export const flagVersionPage = pageOf(flagVersion).meta({ id: 'FlagVersionPage' });

export const environmentInput = z
  .strictObject({
    key: flagKey,
    name: z.string().trim().min(1).max(limits.name.limit),
    isProduction: z.boolean().default(false),
    /** Changes of flags that are on here wait until somebody else approves them; turning off never waits. */
    needsApproval: z.boolean().default(false),
  })
  .meta({ id: 'EnvironmentInput' });
export type EnvironmentInput = z.infer<typeof environmentInput>;

/** What may be changed of an environment; absent = leave. */
export const environmentUpdate = environmentInput
  .pick({ name: true, isProduction: true })
  .extend({ needsApproval: z.boolean() })
  .partial()
  .meta({ id: 'EnvironmentUpdate' });
export type EnvironmentUpdate = z.infer<typeof environmentUpdate>;

export const environmentView = z
  .object({
    ...stored,
    ...environmentInput.shape,
    /** Newest ruleset that was published; null = none yet. */
    published: z
      .object({ version: z.number().int(), digest: z.string(), at: z.iso.datetime(), flags: z.number().int() })
      .nullable(),
  })
  .meta({ id: 'Environment' });
export type EnvironmentView = z.infer<typeof environmentView>;

export const environmentPage = pageOf(environmentView).meta({ id: 'EnvironmentPage' });

export const sdkKeyInput = z
  .strictObject({
    name: z.string().trim().min(1).max(limits.name.limit),
    environment: z.string(),
    kind: z.enum(['server', 'client']),
    /** It is served only flags that have one of these; none = all flags. */
    tags: z.array(tagName).max(limits.tags.limit).optional(),
  })
  .meta({ id: 'SdkKeyInput' });
export type SdkKeyInput = z.infer<typeof sdkKeyInput>;

export const sdkKeyView = z
  .object({
    id: z.string(),
    name: z.string(),
    environment: z.string(),
    kind: z.enum(['server', 'client']),
    prefix: z.string(),
    tags: z.array(z.string()),
    createdAt: z.iso.datetime(),
    revokedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'SdkKey' });
export type SdkKeyView = z.infer<typeof sdkKeyView>;

export const sdkKeyPage = pageOf(sdkKeyView).meta({ id: 'SdkKeyPage' });

/** The key itself is shown once, when it is made. */
export const sdkKeyCreated = sdkKeyView.extend({ key: z.string() }).meta({ id: 'SdkKeyCreated' });
export type SdkKeyCreated = z.infer<typeof sdkKeyCreated>;

/** One slot of one unit: half-open in time. */
export const switchbackCell = z.object({
  unit: z.string(),
  startAt: z.iso.datetime(),
  endAt: z.iso.datetime(),
  variation: z.string(),
});
export type SwitchbackCell = z.infer<typeof switchbackCell>;

/** The whole schedule of a switchback experiment, by time and then by unit: what the analysis joins subjects with. */
export const switchbackSchedule = z
  .object({
    /** As SDKs log it. */
    experiment: z.string(),
    attribute: z.string(),
    cells: z.array(switchbackCell),
  })
  .meta({ id: 'SwitchbackSchedule' });
export type SwitchbackSchedule = z.infer<typeof switchbackSchedule>;

/** “Try it”: what would this subject get? Answered by the same evaluator as every SDK. */
export const flagTrialInput = z
  .strictObject({
    environment: z.string(),
    subjectKey: z.string().min(1, 'Give a subject.').max(1000),
    attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).default({}),
    /** The instant to decide at; absent = now. */
    at: z.iso.datetime().optional(),
  })
  .meta({ id: 'FlagTrialInput' });
export type FlagTrialInput = z.infer<typeof flagTrialInput>;

export const flagTrial = z
  .object({
    code: z.string(),
    variation: z.string().nullable(),
    value: z.json().nullable(),
    allocations: z.array(z.object({ key: z.string(), name: z.string(), code: z.string(), explanation: z.string() })),
  })
  .meta({ id: 'FlagTrial' });
export type FlagTrial = z.infer<typeof flagTrial>;
