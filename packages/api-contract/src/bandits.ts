import { columnName, duplicatesOf, selectText } from '@assay/definitions';
import { z } from 'zod';
import { flagKey, pageOf, stored } from './common.js';
import { limits } from './limits.js';
import { runStatus } from './runs.js';

/** Where the actions that SDKs choose are written down: a SELECT over the table of the bandit log, and its columns. */
export const banditLog = z.strictObject({
  sql: selectText,
  subjectColumn: columnName,
  timestampColumn: columnName,
  banditKeyColumn: columnName,
  actionColumn: columnName,
  /** Read by range as well as the timestamp where the table is partitioned by it; null = none. */
  partitionColumn: columnName.nullable().default(null),
});
export type BanditLog = z.infer<typeof banditLog>;

/** What a bandit looks at: an attribute as the application passes it, and the column that its value is logged in. */
export const banditAttribute = z.strictObject({
  /** The name that the application gives it. */
  key: z.string().min(1, 'Name the attribute.').max(200),
  of: z.enum(['subject', 'action']),
  kind: z.enum(['numeric', 'categorical']),
  column: columnName,
});
export type BanditAttribute = z.infer<typeof banditAttribute>;

const mostNumeric = 10;
const mostCategorical = 6;

const attributes = z.array(banditAttribute).superRefine((all, context) => {
  const twice = duplicatesOf(all.map(({ of, key }) => `${of} ${key}`));
  for (const name of twice) context.addIssue({ code: 'custom', message: `The attribute “${name}” is listed twice.` });
  const count = (kind: BanditAttribute['kind']): number => all.filter((one) => one.kind === kind).length;
  if (count('numeric') > mostNumeric || count('categorical') > mostCategorical) {
    const message = `At most ${mostNumeric} numeric and ${mostCategorical} categorical attributes are learned from: leave some out.`;
    context.addIssue({ code: 'custom', message });
  }
});

export const banditInput = z
  .strictObject({
    key: flagKey,
    name: z.string().trim().min(1, 'Give it a name.').max(limits.name.limit),
    description: z.string().max(limits.description.limit).default(''),
    /** The STRING flag, and its variation that stands for “the bandit decides”. */
    flag: flagKey,
    variation: z.string().min(1, 'Choose a variation of the flag.').max(200),
    log: banditLog,
    /** In order of importance: where two cannot both be learned, the first one is. */
    attributes: attributes.default([]),
    /** A simple metric, counted from the choice of the action for so many days. */
    reward: z.strictObject({
      metricId: z.string().min(1, 'Choose a metric.'),
      windowDays: z.number().min(0.01, 'A window lasts at least a hundredth of a day.').max(90),
    }),
    /** Where assignments are logged: subjects in an experiment on the bandit are not learned from. */
    assignmentSourceId: z.string().nullable().default(null),
    /** How strongly better actions are preferred: 0 = all alike. */
    gamma: z.number().min(0).max(1_000_000).default(1),
    /** Least probability of any action, divided by the number of actions. */
    actionProbabilityFloor: z.number().min(0).max(1).default(0.1),
    /** What an action that was not learned yet is taken to bring. */
    defaultActionScore: z.number().min(-1e12).max(1e12).default(0),
    /** How many subjects’ worth of evidence stands against each effect. */
    ridge: z.number().min(0.01).max(1_000_000).default(1),
    /** Decisions of so many days are learned from. */
    trainingDays: z.number().int().min(1).max(365).default(30),
    /** Hours between two trainings; null = only when somebody asks. */
    trainEveryHours: z.number().int().min(1).max(720).nullable().default(24),
  })
  .meta({ id: 'BanditInput' });
export type BanditInput = z.infer<typeof banditInput>;

/** The key never changes; it may be sent as it is. */
export const banditUpdate = banditInput.extend({ key: flagKey.optional() }).meta({ id: 'BanditUpdate' });
export type BanditUpdate = z.infer<typeof banditUpdate>;

/** What a model knows of one action. */
export const learnedAction = z.object({
  action: z.string(),
  subjects: z.number().int(),
  /** Reward of a subject on average; null = withheld, the action is not learned. */
  meanReward: z.number().nullable(),
  /** Share of the reward’s variance that the attributes explain, 0–1; null where that is not known. */
  explained: z.number().nullable(),
  /** Attributes, or all of the action, that were left out, and why. */
  leftOut: z.array(z.string()),
});
export type LearnedAction = z.infer<typeof learnedAction>;

const modelStored = {
  version: z.number().int(),
  /** As SDKs log it with each action. */
  modelVersion: z.string(),
  /** `initial`: every action alike · `trained`: from the warehouse · `settings`: an earlier one with other settings. */
  origin: z.enum(['initial', 'trained', 'settings']),
  createdAt: z.iso.datetime(),
  runId: z.string().nullable(),
  /** Decisions before this instant are in; null = none. */
  asOf: z.iso.datetime().nullable(),
  actions: z.array(learnedAction),
};

export const banditModelView = z.object(modelStored).meta({ id: 'BanditModel' });
export type BanditModelView = z.infer<typeof banditModelView>;
export const banditModelPage = pageOf(banditModelView).meta({ id: 'BanditModelPage' });

const numericCoefficient = z.object({
  attributeKey: z.string(),
  coefficient: z.number(),
  missingValueCoefficient: z.number(),
});
const categoricalCoefficient = z.object({
  attributeKey: z.string(),
  valueCoefficients: z.record(z.string(), z.number()),
  missingValueCoefficient: z.number(),
});

/** The linear models that SDKs score actions with. */
export const banditModelData = z.object({
  gamma: z.number(),
  defaultActionScore: z.number(),
  actionProbabilityFloor: z.number(),
  coefficients: z.record(
    z.string(),
    z.object({
      actionKey: z.string(),
      intercept: z.number(),
      subjectNumericCoefficients: z.array(numericCoefficient),
      subjectCategoricalCoefficients: z.array(categoricalCoefficient),
      actionNumericCoefficients: z.array(numericCoefficient),
      actionCategoricalCoefficients: z.array(categoricalCoefficient),
    }),
  ),
});
export type BanditModelData = z.infer<typeof banditModelData>;

export const banditModelDetail = z.object({ ...modelStored, data: banditModelData }).meta({ id: 'BanditModelDetail' });
export type BanditModelDetail = z.infer<typeof banditModelDetail>;

/** The last or current training of a bandit. */
export const banditTraining = z.object({
  runId: z.string(),
  status: runStatus,
  requestedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  error: z.string().nullable(),
});

export const banditView = z
  .object({
    ...stored,
    ...banditInput.shape,
    /** The model that is served. */
    model: banditModelView,
    /** An earlier model is served until it is let go. */
    isHeld: z.boolean(),
    nextTrainingAt: z.iso.datetime().nullable(),
    /** null = it was never trained. */
    training: banditTraining.nullable(),
    /** Experiment keys whose subjects are evaluated and not learned from. */
    evaluations: z.array(z.string()),
    /** What keeps it from working as meant. */
    warnings: z.array(z.string()),
  })
  .meta({ id: 'Bandit' });
export type BanditView = z.infer<typeof banditView>;
export const banditPage = pageOf(banditView).meta({ id: 'BanditPage' });

/** The model to be served from now on, until it is let go. */
export const servedModelInput = z.strictObject({ version: z.number().int().min(0) }).meta({ id: 'ServedModelInput' });
export type ServedModelInput = z.infer<typeof servedModelInput>;
