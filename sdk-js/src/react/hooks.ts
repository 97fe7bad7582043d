import type { JsonValue } from '@assay/flag-evaluation';
import type { Detailed } from '@assay/sdk-core';
import { useAssay } from './provider.js';

/** A boolean flag of the subject; the component renders again when the answer may have changed. */
export const useBoolean = (flagKey: string, fallback: boolean): boolean => {
  const { client, subjectKey, attributes } = useAssay();
  return client.getBoolean(flagKey, subjectKey, attributes, fallback);
};

export const useString = (flagKey: string, fallback: string): string => {
  const { client, subjectKey, attributes } = useAssay();
  return client.getString(flagKey, subjectKey, attributes, fallback);
};

export const useInteger = (flagKey: string, fallback: number): number => {
  const { client, subjectKey, attributes } = useAssay();
  return client.getInteger(flagKey, subjectKey, attributes, fallback);
};

export const useNumber = (flagKey: string, fallback: number): number => {
  const { client, subjectKey, attributes } = useAssay();
  return client.getNumber(flagKey, subjectKey, attributes, fallback);
};

/** The same frozen object at each rendering, as long as the ruleset stays: fit for dependency lists. */
export const useJson = <T extends JsonValue>(flagKey: string, fallback: T): T => {
  const { client, subjectKey, attributes } = useAssay();
  return client.getJson(flagKey, subjectKey, attributes, fallback);
};

/** A boolean flag and why it was served. */
export const useBooleanDetails = (flagKey: string, fallback: boolean): Detailed<boolean> => {
  const { client, subjectKey, attributes } = useAssay();
  return client.getBooleanDetails(flagKey, subjectKey, attributes, fallback);
};

/** A string flag and why it was served. */
export const useStringDetails = (flagKey: string, fallback: string): Detailed<string> => {
  const { client, subjectKey, attributes } = useAssay();
  return client.getStringDetails(flagKey, subjectKey, attributes, fallback);
};
