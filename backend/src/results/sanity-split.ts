import type { SanityView } from '@assay/api-contract';
import type { ExperimentDesign } from '@assay/definitions';
import { runningSrmP, type SplitCounts, sequentialSrmAlpha, srmAlpha, srmTest } from '@assay/stats';
import type { Diagnostic } from '../pipeline/index.js';
import { epochCounts } from './epochs.js';
import { isAssignedOff } from './sanity-population.js';

type Of<K extends Diagnostic['kind']> = Extract<Diagnostic, { kind: K }>;

const dayMs = 86_400_000;

/** Analysed subjects of a variation. */
export const subjectsOf = (counts: Of<'counts'> | undefined, variation: string): number =>
  counts?.variations.find((one) => one.variation === variation)?.subjects ?? 0;

/** Alarm: the sequential test, which holds at every look, or the strict chi-square. */
export const splitOf = (
  design: ExperimentDesign,
  diagnostics: readonly Diagnostic[],
  hasTimes: boolean,
): SanityView['split'] => {
  const epochs = splitsOf(design, diagnostics);
  const test = srmTest(epochs);
  if (test.kind !== 'srm') {
    return {
      status: 'unknown',
      pValue: null,
      sequentialPValue: null,
      explanation: 'Too few subjects to test the split.',
    };
  }
  const traffic = diagnostics.find((one): one is Of<'traffic'> => one.kind === 'traffic');
  const sequential = runningSrmP(
    epochs.map(({ observed, weights, from, until }) => {
      const days = hasTimes && traffic ? traffic.days.filter(({ day }) => isInside(day, from, until)) : [];
      return [...dailyCounts(design, days), observed].map((one) => ({ observed: one, weights }));
    }),
  );
  const isMismatch = test.pValue < srmAlpha || sequential < sequentialSrmAlpha;
  const assignedOff = isAssignedOff(design, diagnostics);
  return {
    status: isMismatch || assignedOff ? 'failed' : 'passed',
    pValue: test.pValue,
    sequentialPValue: sequential,
    explanation: explanationOf(isMismatch, assignedOff),
  };
};

const explanationOf = (isMismatch: boolean, assignedOff: boolean | null): string => {
  if (assignedOff === false && isMismatch)
    return 'Subjects were assigned as planned, but those who are analysed are not split so: the treatment changes who enters, and lifts among them may be an artefact. Analyse everyone who was assigned.';
  if (assignedOff && !isMismatch)
    return 'Those who are analysed are split as planned, but subjects were lost or gained before they entered (sample ratio mismatch of the assigned), so lifts may be an artefact.';
  return isMismatch
    ? 'The split of subjects is not the one that was planned (sample ratio mismatch), so lifts may be an artefact. Look for a variation that loses or gains subjects before they are counted.'
    : 'The split is the one that was planned.';
};

interface Split extends SplitCounts {
  /** Bounds of the period; null = open. */
  readonly from: string | null;
  readonly until: string | null;
}

/** Subjects of each period of constant weights; periods that were put together have no weights to test. */
const splitsOf = (design: ExperimentDesign, diagnostics: readonly Diagnostic[]): Split[] => {
  const { assignmentFrom, assignmentUntil, weightChanges } = design;
  if (weightChanges.length > 0) {
    return epochCounts(design, diagnostics).flatMap(({ epoch, observed }) => {
      if (!epoch) return [];
      const { weights, from, until } = epoch;
      const [since, before] = [from === assignmentFrom ? null : from, until === assignmentUntil ? null : until];
      return [{ observed, weights, from: since, until: before }];
    });
  }
  const counts = diagnostics.find((one): one is Of<'counts'> => one.kind === 'counts');
  const observed = design.variations.map(({ key }) => subjectsOf(counts, key));
  return [{ observed, weights: design.variations.map(({ weight }) => weight), from: null, until: null }];
};

/** The share that each variation should have of all subjects by now. */
export const expectedShares = (design: ExperimentDesign, diagnostics: readonly Diagnostic[]): number[] => {
  const share = (weights: readonly number[]): number[] => {
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / all);
  };
  const epochs = epochCounts(design, diagnostics).flatMap(({ epoch, observed }) =>
    epoch ? [{ n: observed.reduce((sum, n) => sum + n, 0), shares: share(epoch.weights) }] : [],
  );
  const all = epochs.reduce((sum, { n }) => sum + n, 0);
  return all === 0
    ? share(design.variations.map(({ weight }) => weight))
    : design.variations.map((_, v) => epochs.reduce((sum, { n, shares }) => sum + (n / all) * (shares[v] ?? 0), 0));
};

/** Whether a UTC day lies wholly inside of a period: on the day of a change, both weights were at work. */
const isInside = (day: string, from: string | null, until: string | null): boolean =>
  (from === null || Date.parse(day) >= Date.parse(from)) &&
  (until === null || Date.parse(day) + dayMs <= Date.parse(until));

/** Subjects of each variation since the first of these days, at the end of each day. */
const dailyCounts = (design: ExperimentDesign, days: Of<'traffic'>['days']): number[][] => {
  const total = design.variations.map(() => 0);
  return [...new Set(days.map((one) => one.day))].sort().map((day) => {
    design.variations.forEach(({ key }, at) => {
      const found = days.find((one) => one.day === day && one.variation === key);
      total[at] = (total[at] ?? 0) + (found?.subjects ?? 0);
    });
    return [...total];
  });
};
