import type { SanityView } from '@assay/api-contract';
import type { ExperimentDesign } from '@assay/definitions';
import { srmAlpha, srmTest } from '@assay/stats';
import type { Diagnostic } from '../pipeline/index.js';

type Population = Extract<Diagnostic, { kind: 'population' }>;

export const populationIn = (diagnostics: readonly Diagnostic[]): Population | undefined =>
  diagnostics.find((one): one is Population => one.kind === 'population');

/** Who of the assigned subjects is analysed; null where all are. */
export const populationOf = (
  design: ExperimentDesign,
  diagnostics: readonly Diagnostic[],
): SanityView['population'] => {
  const found = populationIn(diagnostics);
  if (!found) return null;
  const byVariation = design.variations.map(({ key }) => {
    const one = found.variations.find(({ variation }) => variation === key);
    return { variation: key, assigned: one?.assigned ?? 0, inside: one ? one.inside : 0 };
  });
  const isRefused = byVariation.some(({ inside }) => inside === null);
  const isEmpty = byVariation.every(({ inside }) => inside === 0);
  const narrowedBy = [
    ...(found.entryPoint === null ? [] : [`the entry point “${found.entryPoint}”`]),
    ...(found.segment === null ? [] : [`the segment “${found.segment}”`]),
  ].join(' and ');
  return {
    status: isRefused ? 'failed' : isEmpty ? 'warning' : 'passed',
    entryPoint: found.entryPoint,
    segment: found.segment,
    byVariation,
    explanation: isRefused
      ? `Nothing is shown: in some variation, fewer subjects than your organisation’s minimum are inside or outside of ${narrowedBy}, and the difference to all subjects would be about those few.`
      : isEmpty
        ? `No assigned subject is inside of ${narrowedBy} yet.`
        : `Only subjects inside of ${narrowedBy} are analysed${found.entryPoint === null ? '' : ', from their entry on'}.`,
  };
};

/**
 * Whether those who were assigned, before any entry or segment, are split otherwise than planned; null = not narrowed, or
 * the weights changed, and the assigned are not counted by period.
 */
export const isAssignedOff = (design: ExperimentDesign, diagnostics: readonly Diagnostic[]): boolean | null => {
  const found = populationIn(diagnostics);
  if (!found || design.weightChanges.length > 0) return null;
  const observed = design.variations.map(
    ({ key }) => found.variations.find(({ variation }) => variation === key)?.assigned ?? 0,
  );
  const test = srmTest([{ observed, weights: design.variations.map(({ weight }) => weight) }]);
  return test.kind === 'srm' && test.pValue < srmAlpha;
};
