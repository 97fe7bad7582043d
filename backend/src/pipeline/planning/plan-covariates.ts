import { covariateSums, type CovariateTable } from '@assay/warehouse-sql';
import { covariateItems, type CovariateVariable } from '../summaries/shared-covariates.js';
import { variableKey, type PlannedMetric, type PlannedVariable } from './measures-of.js';
import type { Draft } from './plan-draft.js';

/** Metrics are adjusted by so many look-backs at most, the first ones in the order of the design. */
const mostCovariates = 20;
/** Numeric columns of one result row, besides n. */
const sumsPerStatement = 39;

/** A table of subjects that is ready to be summed over, and the metrics in it. */
export interface PlannedSet {
  readonly metrics: readonly PlannedMetric[];
  readonly table: CovariateTable;
  readonly indexOf: (variable: PlannedVariable) => number;
  /** The step that must have succeeded. */
  readonly step: string;
}

/**
 * Where metrics share their covariates: the sums that each is adjusted with by the look-backs of the others, over all
 * analysed subjects, from all tables of subjects. Metrics that wait for subjects to age are of other subjects, and keep
 * to their own.
 */
export const planCovariates = (draft: Draft, sets: readonly PlannedSet[]): void => {
  const { design, connection } = draft.request;
  if (!design.sharesCovariates || design.weightChanges.length > 0 || draft.countedBy !== null) return;
  const found = new Map<string, { table: number; variable: number; of: CovariateVariable['of'] }>();
  for (const { metricId } of design.metrics) {
    sets.forEach(({ metrics, indexOf }, table) => {
      const metric = metrics.find((one) => one.metricId === metricId);
      if (!metric?.variables.every(({ cutoff }) => cutoff === null)) return;
      for (const one of metric.variables) {
        const key = variableKey(one);
        const known = found.get(key) ?? { table, variable: indexOf(one), of: [] };
        found.set(key, { ...known, of: [...known.of, { metricId, role: one.role }] });
      }
    });
  }
  const numbers = [...found.values()];
  const variables = numbers.map(({ of }): CovariateVariable => ({ of }));
  const isCovariate = ({ of }: CovariateVariable): boolean => of.some(({ role }) => role.endsWith('_covariate'));
  const covariates = variables.flatMap((one, i) => (isCovariate(one) ? [i] : [])).slice(0, mostCovariates);
  if (covariates.length < 2) return;
  const block = {
    ...{ tables: sets.map(({ table }) => table), numbers, variations: draft.variations },
    ...{ minimumContributors: connection.minimumContributors, covariates: covariates.length },
  };
  const items = covariateItems(variables.length, covariates);
  for (let from = 0, part = 0; from < items.length; from += sumsPerStatement, part++) {
    const sums = items.slice(from, from + sumsPerStatement);
    draft.add({
      id: `covariates_${part}`,
      kind: 'moments',
      label: 'Sums of shared covariates',
      needs: sets.map(({ step }) => step),
      reading: { kind: 'covariates', variables, covariates, from, sums: sums.length },
      statement: covariateSums(draft.d, { ...block, sums }),
    });
  }
};
