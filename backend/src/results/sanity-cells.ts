import type { SanityView } from '@assay/api-contract';
import type { ExperimentDesign, Metric } from '@assay/definitions';
import { splitCauses } from '@assay/stats';
import { type Diagnostic, isOwnSplit } from '../pipeline/index.js';

type Of<K extends Diagnostic['kind']> = Extract<Diagnostic, { kind: K }>;

const shownCauses = 5;

/** The split inside each value of each property: a mismatch that lives in one of them names its cause. */
export const dimensionsOf = (
  design: ExperimentDesign,
  diagnostics: readonly Diagnostic[],
): SanityView['dimensions'] => {
  if (design.weightChanges.length > 0) {
    const explanation = 'The weights changed, and values of properties are not counted by period: not tested.';
    return { status: 'unknown', tested: 0, causes: [], explanation };
  }
  const labels = diagnostics
    .flatMap((one) => (one.kind === 'labels' ? one.labels : []))
    .filter(({ property }) => !isOwnSplit(property));
  const weights = design.variations.map(({ weight }) => weight);
  const cells = [...new Map(labels.map((one) => [JSON.stringify([one.property, one.label]), one])).values()].flatMap(
    ({ property, label }) => {
      const observed = design.variations.map(
        ({ key }) =>
          labels.find((one) => one.property === property && one.label === label && one.variation === key)?.subjects ??
          null,
      );
      // A count that is withheld says nothing of the split.
      return observed.includes(null)
        ? []
        : [{ property, value: label, epochs: [{ observed: observed as number[], weights }] }];
    },
  );
  const tested = splitCauses(cells);
  const off = tested.filter(({ isAlarm }) => isAlarm);
  return {
    status: tested.length === 0 ? 'unknown' : off.length > 0 ? 'failed' : 'passed',
    tested: tested.length,
    causes: off.slice(0, shownCauses).map(({ property, value, adjustedPValue, excess }) => ({
      property,
      value,
      pValue: adjustedPValue,
      excess: design.variations.map(({ key }, at) => ({ variation: key, subjects: Math.round(excess[at] ?? 0) })),
    })),
    explanation:
      tested.length === 0
        ? 'No property with enough subjects to test is split by.'
        : off.length > 0
          ? `The split is off where ${off
              .slice(0, shownCauses)
              .map(({ property, value }) => `${property} is “${value}”`)
              .join(', ')}: look there for what loses or gains subjects.`
          : 'The split is as planned in every value of every property.',
  };
};

/** Metrics whose cap would have turned every value into 0, and was left out. */
export const capsOf = (
  metrics: readonly { readonly id: string; readonly metric: Metric }[],
  diagnostics: readonly Diagnostic[],
): SanityView['caps'] => {
  const found = diagnostics.filter((one): one is Of<'caps'> => one.kind === 'caps').flatMap((one) => one.caps);
  const zeroed = new Set(found.filter(({ isZeroed }) => isZeroed).map(({ metricId }) => metricId));
  const names = metrics.filter(({ id }) => zeroed.has(id)).map(({ metric }) => metric.name);
  return {
    status: found.length === 0 ? 'unknown' : names.length > 0 ? 'warning' : 'passed',
    metrics: names,
    explanation:
      found.length === 0
        ? 'No metric is capped.'
        : names.length > 0
          ? `A percentile cap of ${names.map((name) => `“${name}”`).join(', ')} is 0, because most values are: it was left out. Leave zeros out of the cap, or raise it.`
          : 'Every cap leaves values to compare.',
  };
};
