import { hasOwn, isRecord, parseJson, type Unchecked } from '../read.js';

export interface NumericCoefficient {
  readonly attributeKey: string;
  readonly coefficient: number;
  readonly missingValueCoefficient: number;
}

export interface CategoricalCoefficient {
  readonly attributeKey: string;
  readonly valueCoefficients: Readonly<Record<string, number>>;
  readonly missingValueCoefficient: number;
}

export interface ActionCoefficients {
  readonly actionKey: string;
  readonly intercept: number;
  readonly subjectNumericCoefficients: readonly NumericCoefficient[];
  readonly subjectCategoricalCoefficients: readonly CategoricalCoefficient[];
  readonly actionNumericCoefficients: readonly NumericCoefficient[];
  readonly actionCategoricalCoefficients: readonly CategoricalCoefficient[];
}

/** One linear model per action, and how boldly to explore around the best of them. */
export interface BanditModelData {
  readonly gamma: number;
  readonly defaultActionScore: number;
  readonly actionProbabilityFloor: number;
  readonly coefficients: Readonly<Record<string, ActionCoefficients>>;
}

export interface BanditModel {
  readonly banditKey: string;
  readonly modelName: string;
  readonly modelVersion: string;
  readonly updatedAt?: string;
  readonly modelData: BanditModelData;
}

/** The document of all bandits' models, format "falcon". */
export interface BanditModels {
  readonly updatedAt: string;
  readonly bandits: Readonly<Record<string, BanditModel>>;
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

const isList = (value: unknown, isEntry: (entry: Unchecked) => boolean): boolean =>
  Array.isArray(value) && value.every((entry) => isRecord(entry) && isEntry(entry));

const isNumeric = (entry: Unchecked): boolean =>
  typeof entry.attributeKey === 'string' && isNumber(entry.coefficient) && isNumber(entry.missingValueCoefficient);

const isCategorical = (entry: Unchecked): boolean =>
  typeof entry.attributeKey === 'string' &&
  isRecord(entry.valueCoefficients) &&
  Object.values(entry.valueCoefficients).every(isNumber) &&
  isNumber(entry.missingValueCoefficient);

const isAction = (value: unknown): boolean =>
  isRecord(value) &&
  isNumber(value.intercept) &&
  isList(value.subjectNumericCoefficients, isNumeric) &&
  isList(value.subjectCategoricalCoefficients, isCategorical) &&
  isList(value.actionNumericCoefficients, isNumeric) &&
  isList(value.actionCategoricalCoefficients, isCategorical);

const isModel = (value: unknown): value is BanditModel =>
  isRecord(value) &&
  typeof value.modelVersion === 'string' &&
  value.modelName === 'falcon' &&
  isRecord(value.modelData) &&
  isNumber(value.modelData.gamma) &&
  isNumber(value.modelData.defaultActionScore) &&
  isNumber(value.modelData.actionProbabilityFloor) &&
  isRecord(value.modelData.coefficients) &&
  Object.values(value.modelData.coefficients).every(isAction);

/**
 * Reads the bandits' models from their text. A model that is malformed or of an unknown kind is left out, alone.
 * @throws SyntaxError or TypeError, saying what is wrong, when the text is no such document.
 */
export function parseBanditModels(text: string): BanditModels {
  const document = parseJson(text, 'The document of bandit models');
  if (!isRecord(document.bandits)) throw new TypeError('The document of bandit models has no object "bandits".');
  return {
    updatedAt: typeof document.updatedAt === 'string' ? document.updatedAt : '',
    bandits: Object.fromEntries(
      Object.entries(document.bandits).flatMap(([banditKey, model]) =>
        isModel(model) ? [[banditKey, { ...model, banditKey }]] : [],
      ),
    ),
  };
}

/** The model of a bandit; null when there is none. */
export const findModel = (models: BanditModels | null, banditKey: string): BanditModel | null =>
  models !== null && hasOwn(models.bandits, banditKey) ? models.bandits[banditKey]! : null;
