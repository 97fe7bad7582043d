import { z } from 'zod';

const variableName = z.object({
  metricId: z.string(),
  role: z.enum(['numerator', 'denominator', 'numerator_covariate', 'denominator_covariate']),
});

/** One number per subject, and the metrics that it is of. */
export const covariateVariable = z.object({ of: z.array(variableName).min(1) });
export type CovariateVariable = z.infer<typeof covariateVariable>;

/** A part of the sums by which metrics are adjusted by each other's look-backs. Which sums: `covariateItems` from `from` on. */
export const covariatesDiagnostic = z.object({
  kind: z.literal('covariates'),
  variables: z.array(covariateVariable),
  /** Places of the covariates among the variables, in the order in which they are used. */
  covariates: z.array(z.number().int()),
  from: z.number().int(),
  variations: z.array(
    z.object({
      variation: z.string(),
      n: z.number().int().nonnegative(),
      /** null = withheld. */
      values: z.array(z.number().nullable()),
    }),
  ),
});
export type CovariatesDiagnostic = z.infer<typeof covariatesDiagnostic>;

/** A sum of the block; `of` and `by` are places of variables. */
export type CovariateItem =
  | { readonly kind: 'sum'; readonly of: number }
  | { readonly kind: 'difference'; readonly of: number }
  | { readonly kind: 'product'; readonly of: number; readonly by: number };

/** All sums of a block in their order: of each variable, then the products of each covariate with all before it. */
export const covariateItems = (variables: number, covariates: readonly number[]): readonly CovariateItem[] => {
  const places = Array.from({ length: variables }, (_, i) => i);
  const outcomes = places.filter((i) => !covariates.includes(i));
  return [
    ...places.flatMap((of): CovariateItem[] => [
      { kind: 'sum', of },
      { kind: 'difference', of },
    ]),
    ...covariates.flatMap((by, at) =>
      [...covariates.slice(0, at + 1), ...outcomes].map((of): CovariateItem => ({ kind: 'product', of, by })),
    ),
  ];
};
