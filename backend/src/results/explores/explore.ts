import type { ExploreInput } from '@assay/api-contract';
import type { ExperimentDesign, Metric } from '@assay/definitions';
import type { FieldError } from '../../kernel/index.js';

/** A saved chart of one experiment. */
export interface Explore {
  readonly id: string;
  readonly organisationId: string;
  readonly workspaceId: string;
  readonly experimentId: string;
  /** Place in the list, from 0; gaps are left by those that were deleted. */
  readonly position: number;
  readonly chart: ExploreInput;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a chart can be of. */
export interface Explorable {
  readonly design: ExperimentDesign;
  readonly hasTimes: boolean;
  /** The experiment's metrics as they are defined now. */
  readonly metrics: readonly { readonly id: string; readonly metric: Metric }[];
}

/**
 * Why a chart cannot be drawn, and of which field; null = it can. Asked when it is saved, and again whenever it is shown:
 * the experiment may have changed since.
 */
export const problemOf = (chart: ExploreInput, of: Explorable): FieldError | null =>
  metricProblem(chart, of) ?? variationProblem(chart, of) ?? propertyProblem(chart, of) ?? seriesProblem(chart, of);

const metricProblem = ({ metricId, visualisation, filter }: ExploreInput, of: Explorable): FieldError | null => {
  const found = of.metrics.find(({ id }) => id === metricId);
  if (!found) return { path: 'metricId', message: 'The experiment has no such metric now: choose one that it has.' };
  const { kind, name } = found.metric;
  if (visualisation !== 'lift' && visualisation !== 'series' && kind !== 'funnel') {
    const message = `“${name}” is no funnel and has no steps: choose its lift or its series, or a funnel metric.`;
    return { path: 'visualisation', message };
  }
  if (kind === 'percentile' && visualisation === 'series')
    return {
      path: 'visualisation',
      message: `“${name}” is a percentile, and its days do not add up: choose its lift.`,
    };
  if (kind === 'percentile' && filter !== null && filter.values.length > 1) {
    const message = `“${name}” is a percentile: those of several values cannot be put together. Choose one value.`;
    return { path: 'filter.values', message };
  }
  return null;
};

const variationProblem = ({ variations }: ExploreInput, { design }: Explorable): FieldError | null => {
  const treatments = design.variations.filter(({ isControl }) => !isControl).map(({ key }) => key);
  const at = variations.findIndex((key) => !treatments.includes(key));
  if (at < 0) return null;
  const message = `“${variations[at]}” is no treatment of the experiment: choose of ${treatments.join(', ')}, or none to show all. Control is always shown.`;
  return { path: `variations.${at}`, message };
};

const propertyProblem = ({ splitBy, filter }: ExploreInput, { design }: Explorable): FieldError | null => {
  const choices =
    design.splitBy.length > 0
      ? `choose of ${design.splitBy.join(', ')}`
      : 'choose properties under Set-up, and refresh';
  const unknown = (property: string): string =>
    `Results are not split by “${property}”, so its values are not counted: ${choices}.`;
  if (splitBy !== null && !design.splitBy.includes(splitBy)) return { path: 'splitBy', message: unknown(splitBy) };
  if (filter === null) return null;
  if (!design.splitBy.includes(filter.property)) return { path: 'filter.property', message: unknown(filter.property) };
  if (splitBy === null || splitBy === filter.property) return null;
  const message = `Subjects are not counted by “${splitBy}” and “${filter.property}” at once: filter by “${splitBy}”, or split by nothing.`;
  return { path: 'filter.property', message };
};

const seriesProblem = ({ visualisation, splitBy, filter }: ExploreInput, of: Explorable): FieldError | null => {
  if (visualisation !== 'series') return null;
  if (!of.hasTimes)
    return {
      path: 'visualisation',
      message: 'The rows carry no real time, so there are no days to draw: choose lift.',
    };
  const days = 'Days are counted over all subjects together, not by value of a property';
  if (splitBy !== null) return { path: 'splitBy', message: `${days}: split by nothing, or choose lift.` };
  return filter === null ? null : { path: 'filter', message: `${days}: take the filter away, or choose lift.` };
};
