import {
  detailsOf,
  hasOwn,
  isOfType,
  isRecord,
  unserved,
  type Evaluation,
  type EvaluationDetails,
  type JsonValue,
  type VariationType,
} from '@assay/flag-evaluation';

/** A variation forced upon a flag: served as it is, never logged. */
export interface Override {
  readonly key: string;
  readonly value: unknown;
}

/** By flag key. */
export type Overrides = Readonly<Record<string, Override>>;

/** The evaluation of a forced flag, null when it is not forced: never logged. A value of another type serves the default. */
export const forced = (
  overrides: Overrides | null | undefined,
  flagKey: string,
  type: VariationType,
): Evaluation | null => {
  const override: unknown = overrides && hasOwn(overrides, flagKey) && overrides[flagKey];
  if (!isRecord(override) || !('value' in override)) return null;
  const { value, key = value } = override;
  const isFit = type === 'JSON' || isOfType(value, type);
  return {
    ...unserved(flagKey, isFit ? 'MATCH' : 'TYPE_MISMATCH', { variationType: type }),
    value: isFit ? (value as JsonValue) : null,
    variationKey: String(key),
    allocationKey: `override-${String(key)}`,
  };
};

/** The details of a forced flag, from those it would have without. */
export const forcedDetails = (evaluation: Evaluation, plain: EvaluationDetails): EvaluationDetails => {
  const { environmentName, configFetchedAt, configPublishedAt } = plain;
  return detailsOf(evaluation, { environmentName, configFetchedAt, configPublishedAt });
};
