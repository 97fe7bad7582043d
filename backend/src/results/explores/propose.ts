import type { ExploreInput, ExploreProposals, PropertyAnalysisView } from '@assay/api-contract';

/** As many are proposed at most. */
const mostProposals = 4;
const longestName = 200;

/**
 * Charts of what stands out: of each metric and property with a value in which the effect is another than in the rest,
 * split by that property. Those that are saved already are left out.
 */
export const proposed = (
  cells: PropertyAnalysisView['cells'],
  saved: readonly ExploreInput[],
): ExploreProposals['items'] => {
  const found = new Map<string, ExploreProposals['items'][number]>();
  for (const { metricId, name, property, value, variation, lift, restLift, qValue, isNotable } of cells) {
    if (!isNotable) continue;
    const key = JSON.stringify([metricId, property]);
    const findings = found.get(key)?.findings ?? [];
    found.set(key, {
      explore: {
        name: `${name} by ${property}`.slice(0, longestName).trim(),
        ...{ metricId, visualisation: 'lift', splitBy: property, filter: null, variations: [] },
      },
      findings: [...findings, { value, variation, lift, restLift, qValue }],
    });
  }
  return [...found.values()].filter(({ explore }) => !saved.some(isSame(explore))).slice(0, mostProposals);
};

/** Whether a chart shows the same, whatever its name. */
const isSame =
  (one: ExploreInput) =>
  (other: ExploreInput): boolean =>
    one.metricId === other.metricId &&
    one.visualisation === other.visualisation &&
    one.splitBy === other.splitBy &&
    other.filter === null &&
    other.variations.length === 0;
