import type { BanditInput, BanditModelData, BanditModelView, LearnedAction } from '@assay/api-contract';
import type { BanditReference, BanditVariation } from '@assay/flag-evaluation';
import type { Flag, PublishedFlag } from '../flags/index.js';

/** A bandit as people define it; the rest is about its models. */
export interface Bandit {
  readonly id: string;
  readonly organisationId: string;
  readonly workspaceId: string;
  readonly definition: BanditInput;
  /** The SELECT of its log as the guard has read it. */
  readonly logSql: string;
  /** Version of the model that is served although a newer one may exist; null = the newest is. */
  readonly heldModel: number | null;
  readonly nextTrainingAt: Date | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface BanditModel {
  readonly banditId: string;
  /** 0, 1, 2 … per bandit. */
  readonly version: number;
  /** As SDKs log it. */
  readonly modelVersion: string;
  readonly origin: BanditModelView['origin'];
  readonly runId: string | null;
  readonly asOf: Date | null;
  readonly actions: readonly LearnedAction[];
  readonly data: BanditModelData;
  readonly createdAt: Date;
}

type Settings = Pick<BanditInput, 'gamma' | 'defaultActionScore' | 'actionProbabilityFloor'>;

const settingsOf = ({ gamma, defaultActionScore, actionProbabilityFloor }: Settings): Settings => ({
  gamma,
  defaultActionScore,
  actionProbabilityFloor,
});

/** No other model has this name, also not one of a bandit that had the same key before: SDKs fetch models by name. */
const nameOf = ({ id, definition }: Pick<Bandit, 'id' | 'definition'>, version: number): string =>
  `${definition.key}-v${version}-${id.slice(-6)}`;

/** What a bandit begins with: nothing is known, so every action is alike. */
export const initialModel = (bandit: Bandit, at: Date): BanditModel => ({
  banditId: bandit.id,
  version: 0,
  modelVersion: nameOf(bandit, 0),
  origin: 'initial',
  runId: null,
  asOf: null,
  actions: [],
  data: { ...settingsOf(bandit.definition), coefficients: {} },
  createdAt: at,
});

export const trainedModel = (
  bandit: Bandit,
  newest: Pick<BanditModel, 'version'>,
  learned: Pick<BanditModel, 'actions' | 'runId' | 'asOf'> & Pick<BanditModelData, 'coefficients'>,
  at: Date,
): BanditModel => {
  const { coefficients, ...about } = learned;
  const version = newest.version + 1;
  return {
    ...about,
    banditId: bandit.id,
    version,
    modelVersion: nameOf(bandit, version),
    origin: 'trained',
    data: { ...settingsOf(bandit.definition), coefficients },
    createdAt: at,
  };
};

/** The newest model with the bandit's settings of now; null when it has them already. */
export function modelWithSettings(bandit: Bandit, newest: BanditModel, at: Date): BanditModel | null {
  const settings = settingsOf(bandit.definition);
  if (JSON.stringify(settingsOf(newest.data)) === JSON.stringify(settings)) return null;
  const version = newest.version + 1;
  const data = { ...newest.data, ...settings };
  return { ...newest, version, modelVersion: nameOf(bandit, version), origin: 'settings', data, createdAt: at };
}

/** When it is trained next, if nobody asks before. */
export const nextTraining = ({ trainEveryHours }: Pick<BanditInput, 'trainEveryHours'>, after: Date): Date | null =>
  trainEveryHours === null ? null : new Date(after.getTime() + trainEveryHours * 3_600_000);

/**
 * Keys of the experiments that compare the bandit's variation with others. Their subjects are evaluated: learning from
 * them would make the bandit part of what it is compared with.
 */
export const evaluationsOf = (flag: Flag | null, { variation }: Pick<BanditInput, 'variation'>): readonly string[] => {
  const evaluating = (flag?.environments ?? []).flatMap(({ allocations }) =>
    allocations.filter(
      ({ kind, splits }) => kind === 'experiment' && splits.some(({ variationKey }) => variationKey === variation),
    ),
  );
  return [...new Set(evaluating.map(({ key }) => `${flag?.key}-${key}`))].sort();
};

/** What keeps a bandit from working as meant, in the reader's words. */
export function warningsOf(flag: Flag | null, definition: BanditInput): readonly string[] {
  const { flag: key, variation, assignmentSourceId } = definition;
  if (flag === null || flag.archivedAt !== null) {
    return [`There is no flag “${key}” in use, so the bandit is not published. Choose another flag.`];
  }
  if (!flag.variations.some((one) => one.key === variation)) {
    return [`The flag “${key}” has no variation “${variation}” any more, so the bandit decides nothing.`];
  }
  const allocations = flag.environments.flatMap((one) => (one.isEnabled ? one.allocations : []));
  const serving = allocations.filter(({ splits }) => splits.some((split) => split.variationKey === variation));
  if (serving.length === 0) {
    return [`No allocation of “${key}” serves “${variation}” where the flag is on, so nobody meets the bandit.`];
  }
  if (serving.every(({ kind }) => kind === 'experiment')) {
    return [
      `Only experiments serve “${variation}”, and their subjects are not learned from. Add a feature gate that serves it.`,
    ];
  }
  if (serving.some(({ kind }) => kind === 'experiment') && assignmentSourceId === null) {
    return ['An experiment evaluates the bandit. Choose the assignment source, so that its subjects are left out.'];
  }
  return [];
}

/** A bandit with the model that is served. */
export interface ServedBandit {
  readonly definition: Pick<BanditInput, 'key' | 'flag' | 'variation'>;
  readonly model: Pick<BanditModel, 'modelVersion' | 'data' | 'createdAt'>;
}

/** Which bandit is in charge of which variation, in the two forms that clients read. */
export interface WrittenReferences {
  readonly banditReferences: Readonly<Record<string, BanditReference>>;
  readonly bandits: Readonly<Record<string, readonly BanditVariation[]>>;
}

/** Bandits whose flag is in the ruleset and still has their variation. */
export function publishable(flags: readonly PublishedFlag[], all: readonly ServedBandit[]): readonly ServedBandit[] {
  return all.filter(({ definition }) => variationOf(flags, definition) !== undefined);
}

export function writeReferences(flags: readonly PublishedFlag[], bandits: readonly ServedBandit[]): WrittenReferences {
  const written = bandits.map(({ definition, model }) => {
    const variation: BanditVariation = {
      key: definition.key,
      flagKey: definition.flag,
      variationKey: definition.variation,
      variationValue: String(variationOf(flags, definition)?.value),
    };
    return { key: definition.key, modelVersion: model.modelVersion, flagVariations: [variation] };
  });
  return {
    banditReferences: Object.fromEntries(
      written.map(({ key, modelVersion, flagVariations }) => [key, { modelVersion, flagVariations }]),
    ),
    bandits: Object.fromEntries(written.map(({ key, flagVariations }) => [key, flagVariations])),
  };
}

const variationOf = (flags: readonly PublishedFlag[], { flag, variation }: ServedBandit['definition']) =>
  flags.find(({ key, type }) => key === flag && type === 'STRING')?.variations.find(({ key }) => key === variation);
