import type { ExploreInput, Visualisation } from '@assay/api-contract';

/** What each chart is called. */
export const visualisationNames: Readonly<Record<Visualisation, string>> = {
  lift: 'Lift',
  series: 'Lift by day',
  funnel_steps: 'Steps of the funnel',
  funnel_lift: 'Lift of each step',
};

/** A value as it is shown: a text without characters has a name. */
export const valueName = (value: string): string => (value === '' ? '(empty)' : value);

/** Of whom a chart is: `by country, only DE, FR`. */
export function scopeOf({ splitBy, filter }: Pick<ExploreInput, 'splitBy' | 'filter'>): string {
  const split = splitBy === null ? [] : [`by ${splitBy}`];
  const only = filter === null ? [] : [`only ${filter.property} ${filter.values.map(valueName).join(', ')}`];
  return [...split, ...only].join(', ') || 'all subjects';
}
