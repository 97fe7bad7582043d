import type { CovariateQuery, CovariateTable } from './queries/covariates.js';

/** A block over two tables of subjects. */
export const coveredBy = (judged: CovariateTable & Pick<CovariateQuery, 'variations'>): CovariateQuery => ({
  tables: [judged, { ...judged, caps: null }],
  variations: judged.variations,
  numbers: [
    { table: 0, variable: 1 },
    { table: 0, variable: 3 },
    { table: 1, variable: 3 },
  ],
  sums: [
    { kind: 'sum', of: 0 },
    { kind: 'difference', of: 0 },
    { kind: 'product', of: 0, by: 0 },
    { kind: 'product', of: 1, by: 2 },
  ],
  minimumContributors: 5,
  covariates: 3,
});
